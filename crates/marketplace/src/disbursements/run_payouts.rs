use chrono::{DateTime, NaiveDate, Utc};
use disbursements::{Blocker, Disbursement, PayoutRun, RunScope};
use events::{Command, Event, EventKind};
use kernel::{AccountId, Actor, Currency, InputError, PayoutMethodId, Right};
use sea_orm::DatabaseTransaction;

use super::barred::Barred;
use crate::{
    Marketplace, Result,
    postings::{self, When},
    sweeps::Step,
};

/// How many payees one transaction pays; the next takes the rest.
const BATCH_MAX: u32 = 100;

#[derive(Clone, Debug)]
pub struct RunPayouts {
    pub currency: Currency,
    /// A business day of the currency's rail whose cutoff is over.
    pub run_on: NaiveDate,
    /// Only this payee, whatever its interval, and although its registration may be closed.
    pub expert_account_id: Option<AccountId>,
    pub idempotency_key: String,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunTally {
    pub run: PayoutRun,
    /// How many disbursements it made.
    pub scheduled: u32,
    /// How many payees it could not pay.
    pub blocked: u32,
}

/// Who makes a run, for whom, and when it takes effect.
#[derive(Clone, Copy)]
struct Making {
    run: PayoutRun,
    scope: RunScope,
    actor: Actor,
    when: When,
}

impl Marketplace {
    /// The payout run of one currency and business day: one disbursement per payee, of everything that became
    /// available before the cutoff (IQ-32). Running it again finds nothing: payee, currency and day are its
    /// idempotency key. Takes effect at the cutoff, however late it is made.
    pub async fn make_payout_run(&self, run: PayoutRun) -> Result<Step> {
        let when = When { at: run.cutoff(), recorded_at: self.clock.now() };
        let making = Making { run, scope: RunScope::Everyone, actor: Actor::System, when };
        let mut after = None;
        loop {
            let tx = self.db.begin().await?;
            if disbursements::store::lock_runs(&tx, run.currency).await?.is_some_and(|closed_on| closed_on >= run.on) {
                return Ok(Step::Left); // Somebody else made it.
            }
            after = pay_batch(&tx, making, after).await?;
            if after.is_none() {
                disbursements::store::close_run(&tx, run).await?;
            }
            tx.commit().await?;
            if after.is_none() {
                return Ok(Step::Done);
            }
        }
    }

    /// Staff make a run by hand: again, for whom something was in the way, or for one payee alone.
    pub async fn run_payouts(&self, actor: Actor, input: RunPayouts) -> Result<RunTally> {
        actor.may(Right::RunPayouts)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let run = input.run(now)?;
        let scope = input.expert_account_id.map_or(RunScope::Everyone, RunScope::Payee);
        let making = Making { run, scope, actor, when: When::now(now) };
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &run.on.to_string(), now).await? {
            receipt.answer_to(&command)?;
            return tally(&tx, run).await;
        }
        disbursements::store::lock_runs(&tx, run.currency).await?;
        let mut after = pay_batch(&tx, making, None).await?;
        while after.is_some() {
            after = pay_batch(&tx, making, after).await?;
        }
        let tally = tally(&tx, run).await?;
        tx.commit().await?;

        Ok(tally)
    }
}

async fn tally(tx: &DatabaseTransaction, run: PayoutRun) -> Result<RunTally> {
    let (scheduled, blocked) = disbursements::store::tally(tx, run).await?;
    Ok(RunTally { run, scheduled, blocked })
}

/// Pays the payees after `after`, or says why not; tells who was the last, if there are more.
async fn pay_batch(tx: &DatabaseTransaction, making: Making, after: Option<AccountId>) -> Result<Option<AccountId>> {
    let Making { run, scope, .. } = making;
    let candidates = disbursements::store::candidates(tx, run, scope, after, BATCH_MAX).await?;
    let payees: Vec<AccountId> = candidates.iter().map(|candidate| candidate.expert_account_id).collect();
    let barred = Barred::among(tx, run.currency, scope, &payees).await?;
    for candidate in &candidates {
        let payee = candidate.expert_account_id;
        let blockers = match candidate.decide(barred.bars(payee)) {
            Ok(method) => pay(tx, making, payee, method).await?,
            Err(blockers) => blockers,
        };
        disbursements::store::write_blockers(tx, run, payee, &blockers).await?;
    }
    let is_full = u32::try_from(candidates.len()).is_ok_and(|count| count == BATCH_MAX);
    Ok(candidates.last().filter(|_| is_full).map(|last| last.expert_account_id))
}

/// Schedules what one payee has, on a method that nobody can take away meanwhile.
async fn pay(
    tx: &DatabaseTransaction,
    Making { run, actor, when, .. }: Making,
    payee: AccountId,
    method_id: PayoutMethodId,
) -> Result<Vec<Blocker>> {
    let method = disbursements::store::lock_method(tx, method_id).await?;
    if !method.is_some_and(|method| method.is_verified()) {
        return Ok(vec![Blocker::NoVerifiedPayoutMethod]);
    }
    // Whoever held the payee meanwhile had the method until now.
    if !disbursements::store::holds_standing(tx, run.currency, &[payee]).await?.is_empty() {
        return Ok(vec![Blocker::OnHold]);
    }
    let lines = disbursements::store::open_lines(tx, run, payee).await?;
    let scheduled = Disbursement::schedule(run, payee, method_id, &lines, when.recorded_at)?;
    let Some(disbursement) = scheduled else { return Ok(vec![]) };
    if disbursements::store::insert(tx, &disbursement, &lines).await? {
        let (id, amount) = (disbursement.id, disbursement.amount);
        let event = Event::effective(EventKind::DisbursementScheduled, actor, &id, when.at, when.recorded_at);
        ledger::store::post(tx, &postings::disbursement_scheduled(id, payee, amount, when)).await?;
        events::store::record(tx, &event).await?;
    }
    Ok(vec![])
}

impl RunPayouts {
    fn command(&self, actor: Actor) -> Result<Command> {
        let payee = self.expert_account_id.map(|id| id.to_string()).unwrap_or_default();
        let payload = [self.currency.code(), &self.run_on.to_string(), &payee];
        Ok(Command::new(actor, "payoutRun", &self.idempotency_key, &payload)?)
    }

    fn run(&self, now: DateTime<Utc>) -> Result<PayoutRun, InputError> {
        let run = PayoutRun::of(self.currency, self.run_on);
        let run = run.ok_or_else(|| InputError::new("runOn", "is no business day of the currency's rail"))?;
        let cutoff = run.cutoff();
        if run.is_due(now) { Ok(run) } else { Err(InputError::new("runOn", format!("is not over before {cutoff}"))) }
    }
}
