//! One row, written by several processes at once that all know it: it has more than one key, all of them the same.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use kernel::{AccountId, ChargeId, Clock, Currency, ManualClock, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posted, Posting};
use marketplace::{ChargeOrder, Db, PaymentProvider};
use payments::AttemptKey;
use rails::sandbox::SandboxProvider;
use support::{Migrated, Racer, Tally, race, story};

use super::told;

const ROUNDS: usize = 24;
const WRITERS: usize = 4;
const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn some_money() -> Money {
    Money::from_minor(1_000, Currency::USD).unwrap()
}

fn collected(number: usize, payee: AccountId) -> Posting {
    let cash = Debit(Account::operator(AccountKind::PspClearing));
    let available = Credit(Account::of(AccountKind::ExpertAvailable, payee));
    Posting::new(format!("collect:{number}"), AT, AT).transfer(cash, available, some_money())
}

async fn posted(db: &Db, posting: &Posting) -> Posted {
    let tx = db.begin().await.unwrap();
    let posted = ledger::store::post(&tx, posting).await.unwrap();
    tx.commit().await.unwrap();
    posted
}

async fn batch_closed(db: &Db) -> bool {
    let tx = db.begin().await.unwrap();
    let closed = ledger::store::close_batch(&tx, AT, 10).await.unwrap();
    tx.commit().await.unwrap();
    closed.is_some()
}

/// All writers at once, each with what it is to do.
async fn written<F: Future<Output = String> + Send + 'static>(tally: &mut Tally, what: &str, write: impl Fn() -> F) {
    tally.add(&race((0..WRITERS).map(|_| Racer::new(what, write())).collect()).await);
}

/// Holds invariant 7: of those that close one batch at one instant one does, and the others leave it alone; what is
/// taken back by several under one reference is taken back once, and all of them know it.
#[story(threads)]
async fn the_books_are_written_by_several_at_once(world: &Migrated) {
    let (payee, mut tally) = (AccountId::generate(AT), Tally::default());
    for number in 0..ROUNDS {
        let first = collected(number, payee);
        posted(&world.db, &first).await;
        written(&mut tally, "batch", || {
            let db = world.db.clone();
            async move { if batch_closed(&db).await { "closed" } else { "left" }.to_owned() }
        })
        .await;

        let back = first.reversed(format!("undo:{number}"), AT, AT);
        written(&mut tally, "reversal", || {
            let (db, back) = (world.db.clone(), back.clone());
            async move { if matches!(posted(&db, &back).await, Posted::New(_)) { "new" } else { "before" }.to_owned() }
        })
        .await;
        assert!(batch_closed(&world.db).await);
    }
    let came = [("batch", "closed"), ("batch", "left"), ("reversal", "new"), ("reversal", "before")];
    let others = ROUNDS * (WRITERS - 1);
    assert_eq!(came.map(|(what, outcome)| tally.of(what, outcome)), [ROUNDS, others, ROUNDS, others], "{tally}");
    told("one batch and one reversal, by four", ROUNDS, &tally);
}

/// Holds IQ-31: a provider that is asked for one payment by several processes at once takes it once, and answers each
/// of them the same.
#[story(threads)]
async fn the_provider_is_asked_by_several_at_once(world: &Migrated) {
    let (clock, mut tally) = (Arc::new(ManualClock::new(AT)) as Arc<dyn Clock>, Tally::default());
    for _ in 0..ROUNDS {
        let key = AttemptKey { charge_id: ChargeId::generate(AT), number: 1 };
        let order = ChargeOrder { key, amount: some_money(), provider_token: "sandbox_card_ok".to_owned() };
        written(&mut tally, "charge", || {
            let (provider, order) = (SandboxProvider::new(world.db.writer().clone(), clock.clone()), order.clone());
            async move { format!("{:?}", provider.charge(&order).await) }
        })
        .await;
    }
    assert_eq!(tally.of("charge", "Processing"), ROUNDS * WRITERS, "{tally}");
    told("one payment, asked for by four", ROUNDS, &tally);
}
