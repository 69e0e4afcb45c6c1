use std::ops::AddAssign;

use uuid::Uuid;

/// What one batch of resealing came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// How many values lie sealed with the newest key now.
    pub done: u64,
    /// How many cannot be opened, and stay as they are.
    pub unreadable: u64,
    /// The last row that was looked at; `None` if there was none.
    pub last: Option<Uuid>,
}

impl AddAssign for Resealed {
    fn add_assign(&mut self, more: Self) {
        self.done = self.done.saturating_add(more.done);
        self.unreadable = self.unreadable.saturating_add(more.unreadable);
        self.last = more.last.or(self.last);
    }
}
