use sea_orm::{QuerySelect, sea_query::LockType};

/// How rows are read by a transaction that goes on to decide something. On SQLite, where one transaction writes at
/// a time, there is nothing to lock.
pub trait LockRows: QuerySelect + Sized {
    /// For a decision about these rows: nobody else decides about them until the transaction ends. Others may still
    /// write rows that refer to them, for no decision changes a key. A lock against that too (`for update`) would
    /// make every audit row wait for the account that it names, and two transactions for each other.
    #[must_use]
    fn lock_rows(self) -> Self {
        self.lock(LockType::NoKeyUpdate)
    }

    /// For a decision that rests on these rows: they stay as they are until the transaction ends. Any number of
    /// transactions may hold them so at once.
    #[must_use]
    fn hold_rows(self) -> Self {
        self.lock(LockType::Share)
    }
}

impl<Q: QuerySelect> LockRows for Q {}
