use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use disbursements::{Disbursement, Hop, Taker, Whereabouts};
use kernel::{ChargeId, CollectionId, DayWindow, DisbursementId, EngagementId, Money, PaymentRequestId};
use payments::{Bill, Charge, Collection, FeeSchedule, PaymentRequest, State, Tender, latency};
use sea_orm::{DatabaseTransaction, DbErr};

use super::{
    outlook::Outlook,
    part::Part,
    payees::{Payee, Payees},
};
use crate::{Error, Result};

/// Everything that the outlooks of some bills rest on, read in a fixed number of statements.
pub struct Facts {
    charges: HashMap<PaymentRequestId, Charge>,
    /// When the last attempt at a charge began.
    begun: HashMap<ChargeId, DateTime<Utc>>,
    collections: HashMap<ChargeId, Vec<Collection>>,
    trails: HashMap<CollectionId, Vec<Hop>>,
    disbursements: BTreeMap<DisbursementId, Disbursement>,
    /// What took money back that was collected, with the charge of which it took it.
    takers: HashMap<Taker, ChargeId>,
    /// By what the bills that are not approved yet would be charged.
    tenders: HashMap<EngagementId, Tender>,
    fee_schedules: Vec<FeeSchedule>,
    payees: Payees,
}

impl Facts {
    pub async fn load(tx: &DatabaseTransaction, bills: &[PaymentRequest], now: DateTime<Utc>) -> Result<Self> {
        let ids: Vec<_> = bills.iter().map(|bill| bill.id).collect();
        let charges = payments::store::charges_of(tx, &ids).await?;
        let charge_ids: Vec<_> = charges.iter().map(|charge| charge.id).collect();
        let collections = payments::store::collections_of(tx, &charge_ids).await?;
        let collection_ids: Vec<_> = collections.iter().map(|collection| collection.id).collect();
        let hops = disbursements::store::trails(tx, &collection_ids).await?;
        let taken: HashSet<_> = hops.iter().filter_map(|hop| hop.taken?.disbursement_id()).collect();
        let taken: Vec<_> = taken.into_iter().collect();
        let disbursements = disbursements::store::find_many(tx, &taken).await?;
        let takers = takers(tx, &charge_ids, &hops).await?;
        let payees = bills.iter().map(|bill| (bill.bill.expert_account_id, bill.bill.amount.currency()));
        Ok(Self {
            begun: last_attempts(tx, &charge_ids).await?,
            charges: charges.into_iter().map(|charge| (charge.payment_request_id, charge)).collect(),
            collections: grouped(collections, |collection| collection.event.reference.charge_id()),
            trails: grouped(hops, |hop| hop.collection_id),
            disbursements: disbursements.into_iter().map(|disbursement| (disbursement.id, disbursement)).collect(),
            takers,
            tenders: tenders(tx, bills).await?,
            fee_schedules: fee_schedules(tx, bills, now).await?,
            payees: Payees::load(tx, payees).await?,
        })
    }

    /// Where one of the bills stands at `now`.
    pub fn outlook(&self, bill: PaymentRequest, now: DateTime<Utc>) -> Result<Outlook> {
        let payee = self.payees.of(bill.bill.expert_account_id, bill.bill.amount.currency())?;
        let (net, parts) = match bill.state {
            State::Declined { .. } | State::Withdrawn { .. } | State::Cancelled { .. } => (None, vec![]),
            State::Submitted { auto_approve_at } => {
                let (net, window) = self.to_be_approved(&bill.bill, auto_approve_at, now)?;
                (Some(net), vec![Part::undecided(net, window, payee, now)?])
            }
            State::Frozen { .. } => {
                let (net, window) = self.to_be_approved(&bill.bill, None, now)?;
                (Some(net), vec![Part::undecided(net, window, payee, now)?])
            }
            State::Planned { due_at } => {
                let (net, window) = self.to_be_approved(&bill.bill, Some(due_at), now)?;
                (Some(net), vec![Part::planned(net, window, payee, now)?])
            }
            State::Approved { .. } => (bill.net(), self.approved(bill.id, payee, now)?),
        };
        Ok(Outlook::of(bill, net, parts)?)
    }

    /// The net of a bill that time approves at `approved_at`, if it does, and when it would then be collected.
    fn to_be_approved(
        &self,
        bill: &Bill,
        approved_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(Money, Option<DayWindow>)> {
        let at = approved_at.unwrap_or(now);
        let in_force = FeeSchedule::in_force(&self.fee_schedules, at).ok_or(Error::NoFeeSchedule)?;
        let fee = in_force.terms.fee(bill.amount);
        let net = bill.amount.checked_sub(fee)?;
        let tender = self.tenders.get(&bill.engagement_id);
        let window = tender.zip(approved_at).map(|(tender, at)| latency::collection_window(*tender, at));
        Ok((net, window.and_then(|window| window.left_on(now.date_naive()))))
    }

    /// What is still to be collected, where everything is that was, and what was taken off.
    fn approved(&self, bill: PaymentRequestId, payee: &Payee, now: DateTime<Utc>) -> Result<Vec<Part>> {
        let charge = self.charges.get(&bill).ok_or_else(|| DbErr::RecordNotFound(format!("the charge of {bill}")))?;
        let (mut parts, mut reversed) = (Vec::new(), charge.reversed.net);
        for collection in self.collections.get(&charge.id).into_iter().flatten() {
            let trail = self.trails.get(&collection.id).map(Vec::as_slice).unwrap_or_default();
            for (amount, whereabouts) in disbursements::follow(collection.net, trail, &self.disbursements)? {
                match self.collected(charge, amount, (whereabouts, payee), now)? {
                    Some(part) => parts.push(part),
                    None => reversed = reversed.checked_sub(amount)?, // It is owed again, so it is among what is open.
                }
            }
        }
        let mut parts = Part::without(parts, reversed)?;
        let open = charge.outstanding(self.begun.get(&charge.id).copied(), now).filter(|open| !open.net.is_zero());
        parts.extend(open.map(|open| Part::uncollected(&open, payee, now)).transpose()?);
        let written_off = charge.written_off.net;
        parts.extend((!written_off.is_zero()).then(|| Part::written_off(written_off)));
        let reduced = charge.reduced_net();
        parts.extend((!reduced.is_zero()).then(|| Part::refunded(reduced)));
        Ok(parts)
    }

    /// `None`: the bank took it back.
    fn collected(
        &self,
        charge: &Charge,
        amount: Money,
        (now_at, payee): (Whereabouts, &Payee),
        now: DateTime<Utc>,
    ) -> Result<Option<Part>> {
        let is_own = |taker| self.takers.get(&taker) == Some(&charge.id);
        Ok(Some(match now_at {
            Whereabouts::Available { at } => Part::available(amount, at, payee)?,
            Whereabouts::TakenBack(taker @ Taker::Reversal(_)) if is_own(taker) => return Ok(None),
            Whereabouts::TakenBack(taker @ Taker::Refund(_)) if is_own(taker) => Part::refunded(amount),
            // What was taken back of another bill is owed for that one, and repaid by this.
            Whereabouts::Repaid | Whereabouts::TakenBack(_) => Part::repaid(amount),
            Whereabouts::Disbursed(id) => {
                let disbursement = self.disbursements.get(&id).cloned();
                Part::disbursed(amount, disbursement.ok_or_else(|| DbErr::RecordNotFound(id.to_string()))?, now)
            }
        }))
    }
}

/// The refunds on these ways, and the reversals of these charges, each with its charge.
async fn takers(tx: &DatabaseTransaction, charges: &[ChargeId], hops: &[Hop]) -> Result<HashMap<Taker, ChargeId>> {
    let refunds: HashSet<_> = hops.iter().filter_map(|hop| hop.taken?.taker()?.refund_id()).collect();
    let refunds: Vec<_> = refunds.into_iter().collect();
    let refunds = payments::store::find_refunds(tx, &refunds).await?;
    let reversals = payments::store::reversals_of(tx, charges).await?;
    let refunds = refunds.into_iter().map(|refund| (Taker::Refund(refund.id), refund.charge_id));
    let reversals = reversals.into_iter();
    let reversals = reversals.map(|reversal| (Taker::Reversal(reversal.id), reversal.event.reference.charge_id()));
    Ok(refunds.chain(reversals).collect())
}

/// When the last attempt at each of these began.
pub async fn last_attempts(
    tx: &DatabaseTransaction,
    charges: &[ChargeId],
) -> Result<HashMap<ChargeId, DateTime<Utc>>, DbErr> {
    let attempts = payments::store::attempts(tx, charges).await?; // From the first to the last.
    Ok(attempts.into_iter().map(|attempt| (attempt.key.charge_id, attempt.begun_at)).collect())
}

/// What the engagements of the bills that are not approved yet are paid with.
async fn tenders(tx: &DatabaseTransaction, bills: &[PaymentRequest]) -> Result<HashMap<EngagementId, Tender>> {
    let ids: HashSet<_> = undecided(bills).map(|(bill, _)| bill.engagement_id).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let engagements = engagements::store::find_many(tx, &ids).await?;
    let methods: Vec<_> = engagements.iter().map(|engagement| engagement.payment_method_id).collect();
    let methods = payments::store::find_payment_methods(tx, &methods).await?;
    let methods: HashMap<_, _> = methods.into_iter().map(|method| (method.id, method.tender)).collect();
    let tender = |method| methods.get(method).copied();
    let tenders =
        engagements.iter().filter_map(|engagement| Some((engagement.id, tender(&engagement.payment_method_id)?)));
    Ok(tenders.collect())
}

/// The schedules among which are those in force when time will approve.
async fn fee_schedules(
    tx: &DatabaseTransaction,
    bills: &[PaymentRequest],
    now: DateTime<Utc>,
) -> Result<Vec<FeeSchedule>, DbErr> {
    let last = undecided(bills).map(|(_, at)| at.unwrap_or(now)).max();
    match last {
        Some(last) => payments::store::fee_schedules_until(tx, last).await,
        None => Ok(vec![]),
    }
}

/// The bills that are not approved yet, each with the instant at which time will approve it.
fn undecided(bills: &[PaymentRequest]) -> impl Iterator<Item = (&Bill, Option<DateTime<Utc>>)> {
    bills.iter().filter_map(|bill| match bill.state {
        State::Submitted { auto_approve_at } => Some((&bill.bill, auto_approve_at)),
        State::Frozen { .. } => Some((&bill.bill, None)),
        State::Planned { due_at } => Some((&bill.bill, Some(due_at))),
        State::Approved { .. } | State::Declined { .. } | State::Withdrawn { .. } | State::Cancelled { .. } => None,
    })
}

fn grouped<K: Eq + std::hash::Hash, T>(items: Vec<T>, key: impl Fn(&T) -> K) -> HashMap<K, Vec<T>> {
    let mut groups: HashMap<K, Vec<T>> = HashMap::new();
    for item in items {
        groups.entry(key(&item)).or_default().push(item);
    }
    groups
}
