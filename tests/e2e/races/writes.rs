//! One row, written by several processes at once that all know it: it has more than one key, all of them the same.

use std::sync::Arc;

use kernel::{ChargeId, Clock, ManualClock};
use ledger::Posted;
use marketplace::{ChargeOrder, PaymentProvider};
use payments::AttemptKey;
use rails::sandbox::SandboxProvider;
use support::{Migrated, Racer, Tally, race, story};

use super::told;
use crate::ledger::books::{AT, collected, payee, post, usd};
use crate::ledger::proofs::batch_closed;

const ROUNDS: usize = 24;
const WRITERS: usize = 4;

/// All writers at once, each with what it is to do.
async fn written<F: Future<Output = String> + Send + 'static>(tally: &mut Tally, what: &str, write: impl Fn() -> F) {
    tally.add(&race((0..WRITERS).map(|_| Racer::new(what, write())).collect()).await);
}

/// Holds invariant 7: of those that close one batch at one instant one does, and the others leave it alone; what is
/// taken back by several under one reference is taken back once, and all of them know it.
#[story(threads)]
async fn the_books_are_written_by_several_at_once(world: &Migrated) {
    let (payee, mut tally) = (payee(), Tally::default());
    for number in 0..ROUNDS {
        let first = collected(&format!("collect:{number}"), payee, usd(1_000));
        post(&world.db, &first).await.unwrap();
        written(&mut tally, "batch", || {
            let db = world.db.clone();
            async move { if batch_closed(&db).await { "closed" } else { "left" }.to_owned() }
        })
        .await;

        let back = first.reversed(format!("undo:{number}"), AT, AT);
        written(&mut tally, "reversal", || {
            let (db, back) = (world.db.clone(), back.clone());
            async move {
                if matches!(post(&db, &back).await.unwrap(), Posted::New(_)) { "new" } else { "before" }.to_owned()
            }
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
        let order = ChargeOrder { key, amount: usd(1_000), provider_token: "sandbox_card_ok".to_owned() };
        written(&mut tally, "charge", || {
            let (provider, order) = (SandboxProvider::new(world.db.writer().clone(), clock.clone()), order.clone());
            async move { format!("{:?}", provider.charge(&order).await) }
        })
        .await;
    }
    assert_eq!(tally.of("charge", "Processing"), ROUNDS * WRITERS, "{tally}");
    told("one payment, asked for by four", ROUNDS, &tally);
}
