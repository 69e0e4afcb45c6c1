use super::file::{AchFile, Addenda, Batch, Entry};
use reconciliation::{BankLine, Direction, ReturnReason};

impl AchFile {
    /// The entries that come back, as lines of the bank: a credit of ours returns as money that comes in, a debit as
    /// money that goes out. Corrections move nothing and are none. The number of a line is that of its entry in the
    /// file.
    pub fn returned(&self) -> Vec<BankLine> {
        let entries = self.batches.iter().flat_map(|batch| batch.entries.iter().map(move |entry| (batch, entry)));
        (1..).zip(entries).filter_map(|(number, (batch, entry))| self.line(number, batch, entry)).collect()
    }

    fn line(&self, number: u32, batch: &Batch, entry: &Entry) -> Option<BankLine> {
        let Addenda::Return(back) = &entry.addenda else { return None };
        let is_credit = entry.transaction.movement.is_credit();
        Some(BankLine {
            document: self.header.identity(),
            number,
            amount: entry.amount,
            direction: if is_credit { Direction::Credit } else { Direction::Debit },
            booked_on: batch.effective_on,
            end_to_end_id: Some(entry.reference.as_str().to_owned()).filter(|reference| !reference.is_empty()),
            original_trace: Some(back.original.to_string()),
            bank_reference: Some(entry.trace.to_string()),
            returned: Some(ReturnReason::Code(back.code.to_string())),
        })
    }
}
