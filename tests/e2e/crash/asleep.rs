use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use disbursements::{Answer, Disbursement, Finding, PayoutMethod, Rail};
use kernel::DisbursementId;
use marketplace::{Marketplace, PayoutRail, RailError, RailReport};
use rails::{CsvRegistry, sandbox::Sandbox};
use support::{
    App, START,
    steps::payouts::{GOOD, disbursements, payout, payouts, run_by_hand},
    story,
};
use tokio::{runtime::Handle, task::block_in_place};

use super::{
    dump::events,
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

    asleep(app).await.send_disbursement(id).await.unwrap();

    assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
    let told = events(app.marketplace.db()).await;
    let times = |kind: &str| told.get(kind).copied();
    assert_eq!(times("disbursement.claimed"), Some(2), "each of them claimed it");
    assert_eq!((times("disbursement.rendered"), times("disbursement.sent")), (Some(1), Some(1)));
    app.advance(TimeDelta::days(1)).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
}

async fn asleep(app: &App) -> Marketplace {
    let db = app.marketplace.db().clone();
    let sandbox = Sandbox::open(db.writer().clone(), START.parse().unwrap()).await.unwrap();
    let mut outside = sandbox.outside(Arc::new(CsvRegistry::default()));
    let inner = outside.rail.take().unwrap();
    outside.rail = Some(Arc::new(Asleep { inner, other: app.beside().await }));
    Marketplace::new(db, sandbox.clock(), outside)
}

#[async_trait]
impl PayoutRail for Asleep {
    fn serves(&self, rail: Rail) -> bool {
        self.inner.serves(rail)
    }

    fn render(&self, disbursement: &Disbursement, method: &PayoutMethod) -> Vec<u8> {
        let others = async {
            self.other.advance_without_sweeps(LEASE).await;
            self.other.marketplace.send_disbursement(disbursement.id).await.unwrap();
        };
        block_in_place(|| Handle::current().block_on(others));
        self.inner.render(disbursement, method)
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
