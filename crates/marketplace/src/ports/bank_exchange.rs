use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use disbursements::{AccountNumber, Answer, Rail};
use kernel::{DisbursementBatchId, DisbursementId, Money};
use reconciliation::BankMessage;

/// Carries files to the operator's bank, and brings what the bank says. Implemented in `rails`.
#[async_trait::async_trait]
pub trait BankExchange: Send + Sync {
    /// The rails whose files the bank takes.
    fn rails(&self) -> &[Rail];

    /// What names a disbursement in a file of this rail, and in what the bank says of it: the same whenever it is asked,
    /// and another for another.
    fn reference(&self, rail: Rail, id: DisbursementId) -> String;

    /// The exact bytes of a file: a pure function of its inputs.
    fn render(&self, order: &FileOrder, payments: &[FilePayment]) -> Result<BankFile, FileRefusal>;

    /// Puts a file where the bank takes it. It acts on an identity once: the same bytes again are told that they are
    /// there. Whatever leaves that open is [`Answer::Unknown`], never an error.
    async fn hand_over(&self, rail: Rail, file_identity: &str, body: &[u8]) -> Answer;

    /// What the bank sent and nobody has put away, the oldest first; as much as is read at once.
    async fn incoming(&self) -> Result<Vec<IncomingDocument>, ExchangeError>;

    /// What was taken in does not come again.
    async fn put_away(&self, document: &IncomingDocument) -> Result<(), ExchangeError>;
}

/// A file's own facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOrder {
    pub batch_id: DisbursementBatchId,
    pub rail: Rail,
    pub made_at: DateTime<Utc>,
    /// The banking day on which the operator's account is debited.
    pub execute_on: NaiveDate,
    /// How many files of the rail were made in the same minute before.
    pub earlier_files: u32,
    /// Of its first entry, where the rail counts entries.
    pub first_sequence: u32,
}

/// Money for one payee.
#[derive(Clone, Debug)]
pub struct FilePayment {
    pub id: DisbursementId,
    pub number: AccountNumber,
    /// Whose account it is.
    pub holder: String,
    /// Whether that is a company.
    pub is_company: bool,
    pub amount: Money,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankFile {
    /// What the bank knows it by, and tells a repeat by.
    pub identity: String,
    pub body: Vec<u8>,
}

/// Why no file is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileRefusal {
    /// One payment fits into no file; the others do.
    #[error("{id} fits into no file: {reason}")]
    Payment { id: DisbursementId, reason: String },
    /// The rail has no name left for another file of this minute, or no number for another entry of this day.
    #[error("no file can be told from those that were made: a later one can")]
    Later,
    #[error("no file can be made: {0}")]
    Order(String),
}

/// One document that the bank sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncomingDocument {
    /// Where it lies.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    pub message: BankMessage,
}

/// What logs call it.
impl fmt::Display for IncomingDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What lies between us and the bank cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the exchange with the bank failed: {0}")]
pub struct ExchangeError(pub String);
