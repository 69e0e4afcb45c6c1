use chrono::{NaiveDate, NaiveDateTime};
use kernel::Money;

use super::{
    codes::{ChangeCode, EntryClass, ReturnCode, ServiceClass, TransactionCode},
    numbers::{BankNumber, Trace},
    text::Text,
};

/// A file, without what can be computed from it: counts, totals, hashes, check digits and fillers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AchFile {
    pub header: FileHeader,
    /// In the order of their numbers. A bank that has nothing to say sends a file without batches.
    pub batches: Vec<Batch>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHeader {
    /// Who receives the file: ten digits, or a blank and the nine of a routing number.
    pub destination: Text<10>,
    /// Who sends it: a number of the same kind.
    pub origin: Text<10>,
    /// To the minute, in the sender's own time.
    pub created_at: NaiveDateTime,
    /// Left out by banks that send one file a day.
    pub modifier: Option<FileModifier>,
    pub destination_name: Text<23>,
    pub origin_name: Text<23>,
    pub reference: Text<8>,
}

/// Tells apart the files that one sender makes in one minute: A to Z, 0 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileModifier(char); // Invariant: A to Z, 0 to 9.

/// Entries of one class, of one company, for one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub service: ServiceClass,
    pub company_name: Text<16>,
    pub company_data: Text<20>,
    /// What the originating bank knows the company by.
    pub company_id: Text<10>,
    pub class: EntryClass,
    /// What it is for, as the receiver's statement shows it.
    pub description: Text<10>,
    pub descriptive_date: Text<6>,
    /// The day on which the money is meant to arrive. Returns and corrections may leave it open.
    pub effective_on: Option<NaiveDate>,
    /// The day of the year, entered by the operator of the network and empty before.
    pub settlement: Text<3>,
    pub originator_status: Text<1>,
    /// The bank that sends the batch: the company's, or for what comes back the receiver's.
    pub bank: BankNumber,
    pub number: u32,
    /// In the order of their traces.
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub transaction: TransactionCode,
    /// The bank that the entry goes to.
    pub bank: BankNumber,
    pub account: Text<17>,
    /// In US dollars.
    pub amount: Money,
    /// The originator's reference, which the receiver sees and a return repeats.
    pub reference: Text<15>,
    pub name: Text<22>,
    pub discretionary: Text<2>,
    pub trace: Trace,
    pub addenda: Addenda,
}

/// What follows an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addenda {
    /// Text for the receiver, line by line; with none, the entry stands alone.
    Notes(Vec<Text<80>>),
    /// The entry comes back.
    Return(Return),
    /// The entry was carried out, and the receiver's bank asks for other data next time.
    Change(Change),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Return {
    pub code: ReturnCode,
    /// The trace of the entry that comes back.
    pub original: Trace,
    pub died_on: Option<NaiveDate>,
    /// The bank that did not take it.
    pub original_bank: BankNumber,
    pub information: Text<44>,
    /// Of this record. Banks that repeat the entry's, as Nacha asks, are not all.
    pub trace: Trace,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub code: ChangeCode,
    /// The trace of the entry that it is about.
    pub original: Trace,
    pub original_bank: BankNumber,
    /// What is right, laid out as the code says.
    pub corrected: Text<29>,
    /// Of this record, as for a return.
    pub trace: Trace,
}

impl FileModifier {
    /// `None` unless it is one of A to Z and 0 to 9.
    pub fn new(modifier: char) -> Option<Self> {
        matches!(modifier, 'A'..='Z' | '0'..='9').then_some(Self(modifier))
    }

    pub const fn letter(self) -> char {
        self.0
    }
}

impl FileHeader {
    /// What the receiving bank dedupes the file by.
    pub fn identity(&self) -> String {
        let modifier = self.modifier.map(FileModifier::letter);
        format!("{}-{}{}", self.origin, self.created_at.format("%y%m%d%H%M"), String::from_iter(modifier))
    }
}

impl Batch {
    /// The entries and their addenda.
    pub(super) fn records(&self) -> usize {
        self.entries.iter().map(|entry| 1 + entry.addenda.records()).sum()
    }
}

impl Addenda {
    pub(super) fn records(&self) -> usize {
        match self {
            Self::Notes(notes) => notes.len(),
            Self::Return(_) | Self::Change(_) => 1,
        }
    }
}
