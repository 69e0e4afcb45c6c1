use std::{fmt, str::FromStr};

use kernel::{AccountId, Actor, Page, Right, Slice};
use ledger::store::ChainPlace;
use sea_orm::DatabaseTransaction;

use super::{
    billing_event::{BillingEvent, billing_events},
    subject::{Subject, Subjects},
};
use crate::{Marketplace, Result};

/// How many postings are read at once.
const PAGE: u64 = 100;

/// A line of the feed, where it stands, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedLine {
    pub place: FeedPlace,
    pub event: BillingEvent,
    /// `None` where it is about neither.
    pub about: Option<Subject>,
}

/// The place of a line: that of its posting in the chain, and which of the posting's lines it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeedPlace {
    pub posting: ChainPlace,
    pub number: usize,
}

impl Marketplace {
    /// What was invoiced, collected, given back and paid out to one's own account, the oldest first (G-44). What was
    /// told never changes, and nothing is ever put before it: whoever reads on after the last line misses nothing. A
    /// line comes with the sweep that closes the batch of its posting.
    pub async fn billing_feed(&self, actor: Actor, page: Page<FeedPlace>) -> Result<Slice<FeedLine>> {
        let payee = actor.account_by(Right::ViewMoney)?;
        let books = self.db.snapshot().await?;
        let slice = page.slice(events(&books, payee, &page).await?);
        let references = slice.items.iter().map(|(_, event)| event.reference.as_str());
        let subjects = Subjects::of(&books, references).await?;
        Ok(slice.map(|(place, event)| FeedLine { about: subjects.of_reference(&event.reference), place, event }))
    }
}

/// As many events as the page and one more hold, or all that there are.
async fn events(
    books: &DatabaseTransaction,
    payee: AccountId,
    page: &Page<FeedPlace>,
) -> Result<Vec<(FeedPlace, BillingEvent)>> {
    let mut from = page.after.map(|after| after.posting).unwrap_or_default();
    let mut events = Vec::new();
    loop {
        let postings = ledger::store::chained_of_payee(books, payee, from, PAGE).await?;
        for (posting, booked) in &postings {
            let placed = (0..).zip(billing_events(booked, payee));
            let placed = placed.map(|(number, event)| (FeedPlace { posting: *posting, number }, event));
            events.extend(placed.filter(|(place, _)| Some(*place) > page.after));
        }
        let is_full = u64::try_from(events.len()).is_ok_and(|found| found >= page.limit());
        let Some((last, _)) = postings.last().filter(|_| !is_full) else { return Ok(events) };
        from = ChainPlace { place: last.place + 1, ..*last };
    }
}

impl fmt::Display for FeedPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.posting, self.number)
    }
}

impl FromStr for FeedPlace {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (posting, number) = text.rsplit_once('.').unwrap_or((text, ""));
        Ok(Self { posting: posting.parse()?, number: number.parse()? })
    }
}
