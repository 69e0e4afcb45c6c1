use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use disbursements::{InFlight, Rail};
use kernel::{AccountId, Actor, Currency, DayWindow, Money, MoneyError, Right};
use sea_orm::DatabaseTransaction;

use super::{
    facts::last_attempts,
    part::{Part, PartStatus, PayoutStage, ReasonCode, arrival_of},
    payees::Payees,
    payout_key::PayoutKey,
};
use crate::{Marketplace, Result};

/// How many payees, or charges, are read at a time.
const BATCH_MAX: u32 = 1_000;

/// What leaves for payees in the next weeks, and what does not and why. Everything that is approved and not paid is
/// in it once: planned by a run, or blocked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutPlan {
    pub at: DateTime<Utc>,
    /// One a currency.
    pub totals: Vec<PlanTotal>,
    /// In the order of their keys.
    pub payouts: Vec<PlannedPayout>,
    /// By currency and code. What several codes block counts under each.
    pub blocked: Vec<BlockedMoney>,
}

/// What is owed to payees in one currency, as the books have it, and how much of it has no run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanTotal {
    /// On its way: `expert_in_transit`.
    pub in_transit: Money,
    /// Collected: `expert_available`.
    pub available: Money,
    /// Approved and not collected: `expert_unfunded`.
    pub unfunded: Money,
    /// How much of the three something stands in the way of.
    pub blocked: Money,
}

/// What leaves by one run, in one currency, over one rail, as surely as the rest of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedPayout {
    pub key: PayoutKey,
    pub amount: Money,
    pub earliest_run_on: NaiveDate,
    pub arrival: DayWindow,
    payees: Counted,
}

/// What one reason keeps from being paid, in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockedMoney {
    pub code: ReasonCode,
    pub amount: Money,
    payees: Counted,
}

/// How many payees: those that were told by name, and those that were counted elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counted {
    named: HashSet<AccountId>,
    others: u32,
}

/// What a plan is made of.
#[derive(Default)]
struct Sums {
    totals: BTreeMap<&'static str, PlanTotal>,
    payouts: BTreeMap<PayoutKey, PlannedPayout>,
    blocked: BTreeMap<(&'static str, ReasonCode), BlockedMoney>,
}

impl Marketplace {
    /// What leaves the bank on which day, and what is stuck and why: for staff. It reads all money on its way, in
    /// batches: a fixed number of statements for a thousand payees and for a thousand charges.
    pub async fn payout_plan(&self, actor: Actor) -> Result<PayoutPlan> {
        actor.may(Right::RunPayouts)?;
        let now = self.clock.now();
        let tx = self.db.snapshot().await?;
        let mut sums = Sums::default();
        for flight in disbursements::store::in_flight(&tx).await? {
            sums.add_flight(&flight, now)?;
        }
        for waiting in disbursements::store::waiting(&tx).await? {
            add_available(&tx, waiting.currency, &mut sums).await?;
        }
        add_uncollected(&tx, now, &mut sums).await?;
        Ok(PayoutPlan {
            at: now,
            totals: sums.totals.into_values().collect(),
            payouts: sums.payouts.into_values().collect(),
            blocked: sums.blocked.into_values().collect(),
        })
    }
}

async fn add_available(tx: &DatabaseTransaction, currency: Currency, sums: &mut Sums) -> Result<()> {
    let mut after = None;
    loop {
        let pools = disbursements::store::pools(tx, currency, after, BATCH_MAX).await?;
        let Some(last) = pools.last() else { return Ok(()) };
        after = Some(last.expert_account_id);
        let payees = Payees::load(tx, pools.iter().map(|pool| (pool.expert_account_id, currency))).await?;
        for pool in pools {
            let payee = payees.of(pool.expert_account_id, currency)?;
            let part = Part::available(pool.amount, pool.newest_available_at, payee)?;
            sums.add(pool.expert_account_id, payee.standing.rail, &part)?;
        }
    }
}

async fn add_uncollected(tx: &DatabaseTransaction, now: DateTime<Utc>, sums: &mut Sums) -> Result<()> {
    let mut after = None;
    loop {
        let charges = payments::store::open_charges(tx, after, BATCH_MAX.into()).await?;
        let Some(last) = charges.last() else { return Ok(()) };
        after = Some(last.id);
        let ids: Vec<_> = charges.iter().map(|charge| charge.id).collect();
        let begun = last_attempts(tx, &ids).await?;
        let wanted = charges.iter().map(|charge| (charge.expert_account_id, charge.amount.currency()));
        let payees = Payees::load(tx, wanted).await?;
        for charge in charges {
            let open = charge.outstanding(begun.get(&charge.id).copied(), now).filter(|open| !open.net.is_zero());
            let Some(open) = open else { continue };
            let payee = payees.of(charge.expert_account_id, charge.amount.currency())?;
            sums.add(charge.expert_account_id, payee.standing.rail, &Part::uncollected(&open, payee, now)?)?;
        }
    }
}

impl Sums {
    /// Adds what is collected or to be collected.
    fn add(&mut self, payee: AccountId, rail: Option<Rail>, part: &Part) -> Result<(), MoneyError> {
        let (amount, Some(stage)) = (part.amount, part.stage()) else { return Ok(()) };
        let (leaves_by, total) = (part.leaves_by(), self.total(amount.currency()));
        total.add(part.status, amount, leaves_by.is_none())?;
        if let Some((leaves_by, (run, arrival))) = leaves_by.zip(part.run.zip(part.arrival)) {
            let key = PayoutKey { leaves_by: Some(leaves_by), currency: amount.currency(), rail, stage };
            let payout = self.payout(key, run.earliest(), arrival);
            payout.payees.named.insert(payee);
            return payout.add(amount, run.earliest(), arrival);
        }
        for reason in part.reasons.iter().filter(|reason| reason.is_obstacle()) {
            let blocked = self.blocked(amount.currency(), reason.code());
            blocked.payees.named.insert(payee);
            blocked.amount = blocked.amount.checked_add(amount)?;
        }
        Ok(())
    }

    /// Adds what is on its way.
    fn add_flight(&mut self, flight: &InFlight, now: DateTime<Utc>) -> Result<(), MoneyError> {
        let InFlight { run_on, rail, amount, payees, .. } = *flight;
        let (currency, arrival) = (amount.currency(), arrival_of(flight, now));
        self.total(currency).add(PartStatus::InTransit, amount, arrival.is_none())?;
        let Some(arrival) = arrival else {
            let blocked = self.blocked(currency, ReasonCode::DisbursementUnresolved);
            blocked.payees.others = blocked.payees.others.saturating_add(payees);
            blocked.amount = blocked.amount.checked_add(amount)?;
            return Ok(());
        };
        let (leaves_by, stage) = (Some(run_on), PayoutStage::InTransit);
        let payout = self.payout(PayoutKey { leaves_by, currency, rail: Some(rail), stage }, run_on, arrival);
        payout.payees.others = payout.payees.others.saturating_add(payees);
        payout.add(amount, run_on, arrival)
    }

    fn total(&mut self, currency: Currency) -> &mut PlanTotal {
        let zero = Money::zero(currency);
        let nothing = PlanTotal { in_transit: zero, available: zero, unfunded: zero, blocked: zero };
        self.totals.entry(currency.code()).or_insert(nothing)
    }

    fn payout(&mut self, key: PayoutKey, earliest_run_on: NaiveDate, arrival: DayWindow) -> &mut PlannedPayout {
        let (amount, payees) = (Money::zero(key.currency), Counted::default());
        self.payouts.entry(key).or_insert(PlannedPayout { key, amount, earliest_run_on, arrival, payees })
    }

    fn blocked(&mut self, currency: Currency, code: ReasonCode) -> &mut BlockedMoney {
        let (amount, payees) = (Money::zero(currency), Counted::default());
        self.blocked.entry((currency.code(), code)).or_insert(BlockedMoney { code, amount, payees })
    }
}

impl PlanTotal {
    fn add(&mut self, status: PartStatus, amount: Money, is_blocked: bool) -> Result<(), MoneyError> {
        let account = match status {
            PartStatus::AwaitsDay | PartStatus::AwaitsDecision | PartStatus::AwaitsCollection => &mut self.unfunded,
            PartStatus::AwaitsRun => &mut self.available,
            PartStatus::InTransit
            | PartStatus::WrittenOff
            | PartStatus::Paid
            | PartStatus::Repaid
            | PartStatus::Refunded => &mut self.in_transit,
        };
        *account = account.checked_add(amount)?;
        if is_blocked {
            self.blocked = self.blocked.checked_add(amount)?;
        }
        Ok(())
    }
}

impl PlannedPayout {
    fn add(&mut self, amount: Money, earliest_run_on: NaiveDate, arrival: DayWindow) -> Result<(), MoneyError> {
        self.amount = self.amount.checked_add(amount)?;
        self.earliest_run_on = self.earliest_run_on.min(earliest_run_on);
        self.arrival = self.arrival.with(arrival);
        Ok(())
    }

    /// How many payees have something in it.
    pub fn payees(&self) -> usize {
        self.payees.count()
    }
}

impl BlockedMoney {
    /// How many payees it is kept from.
    pub fn payees(&self) -> usize {
        self.payees.count()
    }
}

impl Counted {
    fn count(&self) -> usize {
        self.named.len().saturating_add(usize::try_from(self.others).unwrap_or(usize::MAX))
    }
}
