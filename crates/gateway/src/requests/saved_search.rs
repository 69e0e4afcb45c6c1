use async_graphql::{ID, InputObject, Object};
use chrono::{DateTime, Utc};
use marketplace::{Error, SaveSearch};

use super::search::CustomerRequestSearchInput;
use crate::money::Money;

pub struct SavedSearch(pub(super) ::requests::SavedSearch);

/// What somebody looks for among the requests of others. Its owner is told, in their inbox and by mail as they prefer, of
/// each request that it finds: once, when the request is new, takes answers again or is said differently, and while their
/// account holds a valid certification.
#[Object]
impl SavedSearch {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// As its owner calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Words that the request holds, as in `CustomerRequestSearchInput`; null if none are looked for.
    async fn text(&self) -> Option<&str> {
        self.0.search.typed().text.as_deref()
    }

    /// Skills of which the request names one; empty if none are looked for.
    async fn skills(&self) -> &[String] {
        &self.0.search.typed().skills
    }

    /// Words of the preferred location; null if any will do.
    async fn location(&self) -> Option<&str> {
        self.0.search.typed().location.as_deref()
    }

    /// What the customer's budget reaches; null if any will do, or none.
    async fn budget_at_least(&self) -> Option<Money> {
        self.0.search.typed().budget_at_least.map(Into::into)
    }

    /// What is asked from then on is told.
    async fn saved_at(&self) -> DateTime<Utc> {
        self.0.saved_at
    }
}

/// A search to be told of.
#[derive(InputObject)]
pub struct SavedSearchSaveInput {
    /// What to call it, in 1 to 60 characters.
    name: String,
    /// What to look for. It is told of what is new, so `postedWithinDays` is not for it.
    search: CustomerRequestSearchInput,
    /// A key of your own for this command: sent again with the same input, it answers the same.
    idempotency_key: String,
}

/// Which search finds nothing more.
#[derive(InputObject)]
pub struct SavedSearchRemoveInput {
    pub(super) saved_search_id: ID,
}

impl TryFrom<SavedSearchSaveInput> for SaveSearch {
    type Error = Error;

    fn try_from(SavedSearchSaveInput { name, search, idempotency_key }: SavedSearchSaveInput) -> Result<Self, Error> {
        Ok(Self { name, search: search.try_into()?, idempotency_key })
    }
}

impl From<::requests::SavedSearch> for SavedSearch {
    fn from(saved: ::requests::SavedSearch) -> Self {
        Self(saved)
    }
}
