use chrono::{DateTime, Utc};
use kernel::{AccountId, InputError, MemberId, SavedSearchId, line};

use crate::Search;

/// How many searches one person saves at most.
pub const SAVED_SEARCHES_MAX: usize = 20;

/// What an expert looks for, and wants to be told of as soon as somebody asks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: SavedSearchId,
    pub account_id: AccountId,
    /// Whose it is: colleagues have their own.
    pub member_id: MemberId,
    /// As its owner calls it, in 1 to 60 characters.
    pub name: String,
    pub search: Search,
    pub saved_at: DateTime<Utc>,
}

impl SavedSearch {
    /// Keeps a search. It is told of what is new, so it asks for no freshness of its own.
    pub fn new(
        id: SavedSearchId,
        (account_id, member_id): (AccountId, MemberId),
        name: &str,
        search: Search,
        now: DateTime<Utc>,
    ) -> Result<Self, InputError> {
        if search.typed().posted_within_days.is_some() {
            return Err(InputError::new("postedWithinDays", "is not for a saved search, which tells of what is new"));
        }
        Ok(Self { id, account_id, member_id, name: line("name", name, 1..=60)?, search, saved_at: now })
    }
}
