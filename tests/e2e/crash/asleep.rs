use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use disbursements::{AccountNumber, Answer, Disbursement, Finding, PayoutMethod, Rail};
use kernel::{ChargeId, DisbursementId, Money};
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, ExpectedTransfer, LookUp, Marketplace, Outside, PaymentProvider, PayoutRail,
    ProviderError, ProviderEvent, RailError, RailReport, RefundAnswer, RefundKey, RefundOrder,
};
use rails::{DatabaseRegistry, sandbox::Sandbox};
use support::{
    App, START,
    steps::{
        money::charge,
        payouts::{GOOD, disbursements, payout, payouts, run_by_hand},
    },
    story, story_keys,
};
use tokio::{runtime::Handle, task::block_in_place};

use super::{
    dump::{events, lines},
    world::{approved, stood_still_until},
};

/// A worker's claim lasts so long.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// A rail whose worker falls asleep over the message, until another has taken it for dead and done its work.
struct Asleep {
    inner: Arc<dyn PayoutRail>,
    other: App,
}

/// Holds invariant 8: who was taken for dead and wakes up writes nothing over what the next has done.
#[story(threads)]
async fn a_worker_that_wakes_up_finds_its_claim_gone(app: &App) {
    support::steps::work::people(app).await;
    let (_, expert, _) = approved(app, GOOD).await;
    app.advance_to("2027-03-03T09:00:00Z").await;
    stood_still_until(app, "2027-03-03T22:00:00Z").await;
    run_by_hand(&app.operator(), "2027-03-03").await;
    let id: DisbursementId = disbursements(&expert).await[0]["id"].as_str().unwrap().parse().unwrap();

    let asleep = asleep(app, |outside, other| {
        let inner = outside.rail.take().unwrap();
        outside.rail = Some(Arc::new(Asleep { inner, other }));
    });
    asleep.await.send_disbursement(id).await.unwrap();

    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    let told = events(app.marketplace.db()).await;
    let times = |kind: &str| told.get(kind).copied();
    assert_eq!(times("disbursement.claimed"), Some(2), "each of them claimed it");
    assert_eq!((times("disbursement.rendered"), times("disbursement.sent")), (Some(1), Some(1)));
    app.advance(TimeDelta::days(1)).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
}

/// A provider that an order reaches only after its worker slept over it, so long that another worker has recalled it,
/// asked anew and seen the money arrive.
struct Delayed {
    inner: Arc<dyn PaymentProvider>,
    other: App,
}

/// Holds IQ-30: what was recalled takes no money, however late it comes.
#[story(threads)]
async fn a_charge_that_was_recalled_is_not_taken_when_it_comes_at_last(app: &App) {
    support::steps::work::people(app).await;
    let (_, expert, bill) = approved(app, GOOD).await;
    let id: ChargeId = charge(&expert, &bill).await["id"].as_str().unwrap().parse().unwrap();

    let asleep = asleep(app, |outside, other| {
        let inner = outside.provider.take().unwrap();
        outside.provider = Some(Arc::new(Delayed { inner, other }));
    });
    asleep.await.collect_charge_when_due(id).await.unwrap();

    let charge = charge(&expert, &bill).await;
    assert_eq!((&charge["status"], charge["attempts"].as_array().map(Vec::len)), (&"COLLECTED".into(), Some(2)));
    let taken = "select 'took ' || cast(amount_minor as text) as line from sandbox_payment where failure is null";
    assert_eq!(lines(app.marketplace.db(), taken).await, ["took 10000"]);
}

/// Another process, whose world outside is as `altered`, with a third process beside it.
async fn asleep(app: &App, altered: impl FnOnce(&mut Outside, App)) -> Marketplace {
    let db = app.marketplace.db().clone();
    let sandbox = Sandbox::open(db.writer().clone(), START.parse().unwrap()).await.unwrap();
    let mut outside = sandbox.outside(Arc::new(DatabaseRegistry::new(db.reader().clone())));
    altered(&mut outside, app.beside().await);
    let keys = story_keys(&db).await;
    Marketplace::new(db, sandbox.clock(), outside).with_keyring(keys)
}

/// What other people do while this worker sleeps.
fn meanwhile(others: impl Future<Output = ()>) {
    block_in_place(|| Handle::current().block_on(others));
}

#[async_trait]
impl PaymentProvider for Delayed {
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer {
        self.other.advance(TimeDelta::days(4)).await;
        self.inner.charge(order).await
    }

    async fn expect_transfer(&self, transfer: &ExpectedTransfer) -> Result<(), ProviderError> {
        self.inner.expect_transfer(transfer).await
    }

    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp {
        self.inner.recall(key, amount).await
    }

    async fn refund(&self, order: &RefundOrder) -> RefundAnswer {
        self.inner.refund(order).await
    }

    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer {
        self.inner.recall_refund(key, amount).await
    }

    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError> {
        self.inner.events(since, until).await
    }
}

#[async_trait]
impl PayoutRail for Asleep {
    fn serves(&self, rail: Rail) -> bool {
        self.inner.serves(rail)
    }

    fn render(&self, disbursement: &Disbursement, method: &PayoutMethod, number: &AccountNumber) -> Vec<u8> {
        meanwhile(async {
            self.other.advance_without_sweeps(LEASE).await;
            self.other.marketplace.send_disbursement(disbursement.id).await.unwrap();
        });
        self.inner.render(disbursement, method, number)
    }

    async fn send(&self, id: DisbursementId, message: &[u8]) -> Answer {
        self.inner.send(id, message).await
    }

    async fn look_up(&self, id: DisbursementId) -> Finding {
        self.inner.look_up(id).await
    }

    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<RailReport>, RailError> {
        self.inner.reports(since, until).await
    }
}
