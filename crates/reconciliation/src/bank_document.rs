use chrono::{DateTime, Utc};
use kernel::BankDocumentId;
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{AccountStatement, BankLine, StatusReport};

/// One document of the bank, as it was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankDocument {
    pub id: BankDocumentId,
    /// SHA-256 of its bytes, in hexadecimal: what it is known by.
    pub digest: String,
    /// Where it lay.
    pub name: String,
    pub kind: DocumentKind,
    pub received_at: DateTime<Utc>,
    /// What is wrong with it as a whole.
    pub problem: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum DocumentKind {
    /// What the bank says of a file of ours.
    Status,
    /// What moved on the account on a day that is over.
    Statement,
    /// What just moved. The statement tells it again.
    Notification,
    /// Payments that come back: the bank's word, and not the movement.
    Returns,
    /// Nothing that is not told elsewhere too.
    Aside,
    /// Nothing that is read here.
    Unreadable,
}

/// What stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankMessage {
    Status(StatusReport),
    Lines {
        /// A statement, a notification or returns.
        kind: DocumentKind,
        /// In their order.
        lines: Vec<BankLine>,
        /// What its accounts held when each statement began and ended.
        statements: Vec<AccountStatement>,
        /// Where the document contradicts itself.
        problem: Option<String>,
    },
    /// A message that tells nothing that others do not tell too.
    Aside,
    /// Why it cannot be read.
    Unreadable(String),
}

impl BankMessage {
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::Status(_) => DocumentKind::Status,
            Self::Lines { kind, .. } => *kind,
            Self::Aside => DocumentKind::Aside,
            Self::Unreadable(_) => DocumentKind::Unreadable,
        }
    }
}
