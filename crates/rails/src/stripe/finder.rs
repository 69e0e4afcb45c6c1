//! Looks for what is ours among everything that the provider keeps.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::EntityId;
use serde::de::DeserializeOwned;

use super::{
    http::{CallError, Form, Http},
    wire::{Happened, Intent, Page, Returned},
};

const PAGE_SIZE: u16 = 100;
/// How many pages are looked through before it is given up.
const PAGES_MAX: u16 = 100;
/// How much earlier than by our clock something may have been made by the provider's.
const SKEW: TimeDelta = TimeDelta::days(1);

/// What a list is made of.
pub trait Listed: DeserializeOwned {
    fn id(&self) -> &str;
    /// In seconds since 1970.
    fn created(&self) -> i64;
}

/// The attempts whose `name` in the metadata is `value`, as they stand now, of those since `from`.
pub async fn intents(http: &Http, (name, value): (&str, &str), from: i64) -> Result<Vec<Intent>, CallError> {
    let query = [("query", format!("metadata[\"{name}\"]:\"{value}\"")), ("limit", PAGE_SIZE.to_string())];
    let found = match http.get::<Page<Intent>>("payment_intents/search", &query).await {
        // Not everybody may search; then all are read.
        Err(CallError::Refused(_)) => return listed(http, "payment_intents", from, &|_: &Intent| true).await,
        found => found?,
    };
    if found.has_more {
        return Err(CallError::Open(format!("too many are named {value}")));
    }
    // The index is behind by some seconds: it says which, never how they stand.
    let mut now = vec![];
    for intent in found.data {
        now.push(http.get(&format!("payment_intents/{}", intent.id), &[]).await?);
    }
    Ok(now)
}

/// All that were made since `from` and are wanted, the latest first.
pub async fn listed<T: Listed>(
    http: &Http,
    path: &str,
    from: i64,
    is_wanted: &(dyn Fn(&T) -> bool + Send + Sync),
) -> Result<Vec<T>, CallError> {
    let mut wanted = vec![];
    each_page(http, path, &[], PAGES_MAX, |page: Vec<T>| {
        let goes_on = page.iter().all(|listed| listed.created() >= from);
        wanted.extend(page.into_iter().filter(is_wanted));
        goes_on
    })
    .await?;
    Ok(wanted)
}

/// Hands over a list page by page, the latest first, while `take` says to go on. More than `pages_max` pages are a
/// failure, never a gap.
pub async fn each_page<T: Listed>(
    http: &Http,
    path: &str,
    query: &Form<'_>,
    pages_max: u16,
    mut take: impl FnMut(Vec<T>) -> bool,
) -> Result<(), CallError> {
    let mut after = None;
    for _ in 0..pages_max {
        let mut query = query.to_vec();
        query.push(("limit", PAGE_SIZE.to_string()));
        query.extend(after.map(|after| ("starting_after", after)));
        let page: Page<T> = http.get(path, &query).await?;
        after = page.data.last().map(|last| last.id().to_owned());
        if !take(page.data) || !page.has_more || after.is_none() {
            return Ok(());
        }
    }
    Err(CallError::Open(format!("{path} has more than {pages_max} pages")))
}

/// From when on something may be found that is named after `id`, in seconds since 1970: an id holds when it was made.
pub fn since(id: &impl EntityId) -> i64 {
    let seconds = id.uuid().get_timestamp().map_or(0, |at| at.to_unix().0);
    let at = i64::try_from(seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    at.map_or(0, |at: DateTime<Utc>| (at - SKEW).timestamp())
}

impl Listed for Intent {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }
}

impl Listed for Returned {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created
    }
}

impl Listed for Happened {
    fn id(&self) -> &str {
        &self.id
    }

    fn created(&self) -> i64 {
        self.created.timestamp()
    }
}
