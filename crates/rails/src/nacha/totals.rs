use super::file::{AchFile, Batch};

/// Entry hashes have ten digits; what does not fit is left out.
const HASHES: u64 = 10_000_000_000;
pub(super) const BLOCK: usize = 10;

/// What controls declare of a batch, or of the whole file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Totals {
    /// Entries and addenda.
    pub records: u64,
    /// The banks of the entries, added up.
    pub hash: u64,
    /// In cents.
    pub debits: u64,
    pub credits: u64,
}

impl Totals {
    pub fn of(batch: &Batch) -> Self {
        let mut totals = Self { records: batch.records() as u64, ..Self::default() };
        for entry in &batch.entries {
            let amount = entry.amount.minor().unsigned_abs();
            let total = if entry.transaction.movement.is_credit() { &mut totals.credits } else { &mut totals.debits };
            *total = total.saturating_add(amount);
            totals.hash = (totals.hash + u64::from(entry.bank.number())) % HASHES;
        }
        totals
    }

    pub fn of_all(batches: &[Batch]) -> Self {
        batches.iter().map(Self::of).fold(Self::default(), |sum, batch| Self {
            records: sum.records + batch.records,
            hash: (sum.hash + batch.hash) % HASHES,
            debits: sum.debits.saturating_add(batch.debits),
            credits: sum.credits.saturating_add(batch.credits),
        })
    }
}

/// Headers, controls, entries and addenda, without fillers.
pub(super) fn records(file: &AchFile) -> usize {
    2 + file.batches.iter().map(|batch| 2 + batch.records()).sum::<usize>()
}
