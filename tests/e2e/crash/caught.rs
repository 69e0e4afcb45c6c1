use support::{Database, story};

use super::{
    charges::billed,
    judge::Fault,
    orders::{Act, Naive},
    payouts::{scheduled, sent_until_settled},
    stage::Scene,
};

/// Holds invariant 8: a new key for each try pays twice where the first try had arrived, and the judge sees it.
#[story]
async fn a_worker_with_a_new_key_for_each_try_is_caught(empty: &Database) {
    let scene = scheduled("a new key for each try", empty.backend()).await;
    let matrix = naively(scene, Naive::FreshKey).exhaust().await;
    let twice = matrix.caught(Fault::PaidTwice);
    assert!(twice.contains(&"→ payout, arrived") && twice.contains(&"update disbursement"), "{twice:?}");
    assert!(!twice.contains(&"→ payout, not gone out"), "{twice:?}");
}

/// Holds invariant 8: what was sent before it was written down can be stopped after it was paid.
#[story]
async fn a_worker_that_sends_before_it_writes_is_caught(empty: &Database) {
    let scene = scheduled("sending first", empty.backend()).await;
    let matrix = naively(scene, Naive::SendsFirst).exhaust().await;
    let unwritten = matrix.caught(Fault::SentUnwritten);
    assert!(unwritten.contains(&"→ payout, arrived"), "{unwritten:?}");
    assert!(!unwritten.contains(&"the end"), "{unwritten:?}");
}

/// Holds invariant 9: what is marked in one transaction and booked in the next is never booked.
#[story]
async fn a_worker_that_books_later_is_caught(empty: &Database) {
    let scene = sent_until_settled("booking later", empty.backend()).await;
    let matrix = naively(scene, Naive::BooksLater).exhaust().await;
    for fault in [Fault::BooksDisagree, Fault::OtherOutcome] {
        let caught = matrix.caught(fault);
        assert!(caught.contains(&"insert ledger_entry"), "{fault:?}: {caught:?}");
        assert!(!caught.contains(&"insert inbox_event") && !caught.contains(&"the end"), "{fault:?}: {caught:?}");
    }
}

/// Holds IQ-30: who asks before the attempt is kept asks again.
#[story]
async fn a_worker_that_asks_before_it_writes_is_caught(empty: &Database) {
    let scene = billed("asking first", empty.backend(), "sandbox_card_ok").await;
    let matrix = naively(scene, Naive::AsksFirst).exhaust().await;
    for fault in [Fault::SentUnwritten, Fault::AskedTwice] {
        let caught = matrix.caught(fault);
        assert!(caught.contains(&"→ charge, arrived"), "{fault:?}: {caught:?}");
        assert!(!caught.contains(&"→ charge, not gone out") && !caught.contains(&"the end"), "{fault:?}: {caught:?}");
    }
}

/// The same world, and a naive worker in it, who tries again at once.
fn naively(scene: Scene, naive: Naive) -> Scene {
    let acts = vec![Act::Naive(naive)];
    Scene { first: acts.clone(), then: acts, ..scene }.thoroughly()
}
