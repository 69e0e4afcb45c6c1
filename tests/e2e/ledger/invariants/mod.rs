//! The fifteen invariants of the books, each a test of its own on both backends, by its number.

mod balances;
mod booked_once;
mod conserved;
mod floors;
mod kept;
mod reversals;

use std::{pin::Pin, sync::Arc};

use ledger::{Posted, Posting};
use marketplace::Db;
use sea_orm::{DbErr, prelude::Uuid};
use support::{Backend, Migrated, World, story};
use tokio::{sync::Barrier, task::JoinSet};

use super::{books::Intruder, posters::Poster};

/// Books to be tried, and who books.
pub struct Books {
    pub db: Db,
    pub poster: Poster,
}

/// What was found broken.
pub type Held = Result<(), String>;
pub type Check = for<'a> fn(&'a Books) -> Pin<Box<dyn Future<Output = Held> + 'a>>;

/// Fails with what is said where something does not hold.
macro_rules! hold {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}
use hold;

/// Declares the invariants: a story each, and all of them in [`ALL`].
macro_rules! invariants {
    ($($number:literal $name:ident = $module:ident::$check:ident,)*) => {
        pub const ALL: &[(u8, Check)] = &[$(($number, |books| Box::pin($module::$check(books)))),*];

        $(#[story]
        async fn $name(world: &Migrated) {
            let books = Books { db: world.db.clone(), poster: Poster::Ours };
            assert_eq!($module::$check(&books).await, Ok(()));
        })*
    };
}

invariants! {
    1 invariant_01_every_transaction_balances_in_each_currency = conserved::balanced,
    2 invariant_02_entries_are_append_only = kept::append_only,
    3 invariant_03_a_changed_row_breaks_the_chain = kept::chained,
    4 invariant_04_a_duplicate_reference_gives_the_first_answer = booked_once::first_answer,
    5 invariant_05_concurrent_duplicates_collapse_into_one = booked_once::collapsed,
    6 invariant_06_no_update_is_lost = floors::nothing_lost,
    7 invariant_07_money_is_conserved = conserved::conserved,
    8 invariant_08_a_stored_balance_is_the_sum_of_its_entries = balances::stored,
    9 invariant_09_a_floor_holds_under_a_concurrent_drain = floors::floor_holds,
    10 invariant_10_no_precision_drifts = conserved::exact,
    11 invariant_11_no_account_mixes_currencies = conserved::unmixed,
    12 invariant_12_a_reversal_is_opposite_and_once = reversals::opposite_and_once,
    13 invariant_13_balances_are_rebuilt_from_entries = balances::rebuilt,
    14 invariant_14_entries_of_an_account_are_in_order = balances::ordered,
    15 invariant_15_what_was_refused_is_not_booked_and_not_burned = booked_once::not_burned,
}

impl Books {
    pub fn intruder(&self) -> Intruder<'_> {
        Intruder { db: &self.db }
    }

    /// The accounts of two kinds, whosever they are.
    pub async fn accounts(&self, one: &str, other: &str) -> (Uuid, Uuid) {
        (self.intruder().account(one).await, self.intruder().account(other).await)
    }

    /// Books one, alone.
    pub async fn post(&self, posting: &Posting) -> Result<Posted, DbErr> {
        self.poster.post(&self.db, posting, &Barrier::new(1)).await
    }

    /// Books one that must be taken.
    pub async fn posted(&self, posting: &Posting) -> Result<Posted, String> {
        self.post(posting).await.map_err(|error| format!("{} was refused: {error}", posting.reference))
    }

    /// Books all of them at once.
    pub async fn post_at_once(&self, postings: Vec<Posting>) -> Vec<Result<Posted, DbErr>> {
        let meeting = Arc::new(Barrier::new(postings.len()));
        let mut running = JoinSet::new();
        for posting in postings {
            let (db, poster, meeting) = (self.db.clone(), self.poster.clone(), meeting.clone());
            running.spawn(async move { poster.post(&db, &posting, &meeting).await });
        }
        running.join_all().await
    }
}

/// The numbers of the invariants that do not hold in books that were changed, each tried on a database of its own.
pub async fn broken(backend: Backend, change: impl AsyncFn(&Db), poster: impl Fn() -> Poster) -> Vec<(u8, String)> {
    let mut broken = vec![];
    for (number, check) in ALL {
        let world = Migrated::begin(backend).await.expect("the backend is there, for the story runs on it");
        change(&world.db).await;
        let books = Books { db: world.db.clone(), poster: poster() };
        if let Err(said) = check(&books).await {
            broken.push((*number, said));
        }
        drop(books);
        world.end().await;
    }
    broken
}
