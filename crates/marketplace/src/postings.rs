//! Every way money moves in the books: one pure function per business event, and a reference by which each event
//! is booked once. All cash lies at the payment provider: it comes in and goes out over `psp_clearing`.

mod clawbacks;
mod refunds;
mod write_offs;

use chrono::{DateTime, Utc};
use kernel::{AccountId, CollectionId, DisbursementId, EngagementId, Money, MoneyError, PaymentRequestId};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use payments::Split;

pub use clawbacks::{clawed_back, excess_taken};
pub use refunds::{Outgoing, credit_paid_out, reduced, refund_failed, refund_sent, refunded};
pub use write_offs::{receivable_written_off, suspended, write_off_undone, written_off};

/// Between whom a bill moves money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    pub customer: AccountId,
    /// The payee.
    pub expert: AccountId,
    pub engagement: EngagementId,
}

/// When an event took effect, and when it is booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// Cash of a collected event, and where it lies: at the provider, or where it waited for staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    pub collection: CollectionId,
    pub lies_in: AccountKind,
}

/// What comes to a payee: it repays what the payee owes, and the rest becomes available (IQ-33).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub repaid: Money,
    pub available: Money,
}

impl When {
    /// An event that is booked as it happens.
    pub const fn now(now: DateTime<Utc>) -> Self {
        Self { at: now, recorded_at: now }
    }
}

impl Arrival {
    /// The provider has it.
    pub const fn at_provider(collection: CollectionId) -> Self {
        Self { collection, lies_in: AccountKind::PspClearing }
    }

    /// It came when nobody could assign it.
    pub const fn suspended(collection: CollectionId) -> Self {
        Self { collection, lies_in: AccountKind::Suspense }
    }

    const fn account(self) -> Account {
        Account::operator(self.lies_in)
    }
}

impl Incoming {
    /// Splits an amount that comes to a payee who owes `owed`.
    pub fn of(amount: Money, owed: Money) -> Result<Self, MoneyError> {
        let repaid = amount.checked_min(owed)?;
        Ok(Self { repaid, available: amount.checked_sub(repaid)? })
    }

    pub fn total(self) -> Result<Money, MoneyError> {
        self.repaid.checked_add(self.available)
    }
}

/// Approval, a memo without cash: the customer owes the amount; the net and the fee wait for it (IQ-28).
pub fn approved(
    bill: PaymentRequestId,
    parties: Parties,
    amount: Money,
    fee: Money,
    when: When,
) -> Result<Posting, MoneyError> {
    let receivable = Debit(Account::of(AccountKind::BuyerReceivable, parties.customer));
    let unfunded = Credit(Account::of(AccountKind::ExpertUnfunded, parties.expert));
    let unearned = Credit(Account::of_engagement(AccountKind::FeeUnearned, parties.engagement));
    Ok(posting("approve", &bill, when)
        .transfer(receivable, unfunded, amount.checked_sub(fee)?)
        .transfer(receivable, unearned, fee))
}

/// Collection: the cash is here, the memo goes, the fee is earned (IQ-28), and the net comes to the payee
/// (IQ-30). What was collected is the net and the fee together.
pub fn collected(
    arrival: Arrival,
    parties: Parties,
    net: Incoming,
    fee: Money,
    when: When,
) -> Result<Posting, MoneyError> {
    let receivable = Account::of(AccountKind::BuyerReceivable, parties.customer);
    let unfunded = Account::of(AccountKind::ExpertUnfunded, parties.expert);
    let unearned = Account::of_engagement(AccountKind::FeeUnearned, parties.engagement);
    let revenue = Account::operator(AccountKind::FeeRevenue);
    let collected = net.total()?.checked_add(fee)?;
    let posting = posting("collect", &arrival.collection, when);
    let posting = posting.transfer(Debit(arrival.account()), Credit(receivable), collected);
    Ok(incoming(posting, Debit(unfunded), parties.expert, net).transfer(Debit(unearned), Credit(revenue), fee))
}

/// More came than was open: the rest stays the customer's own money with us.
pub fn overpaid(arrival: Arrival, customer: AccountId, excess: Money, when: When) -> Posting {
    let credit = Account::of(AccountKind::BuyerCredit, customer);
    posting("overpaid", &arrival.collection, when).transfer(Debit(arrival.account()), Credit(credit), excess)
}

/// The payout run: what is available is held for the disbursement.
pub fn disbursement_scheduled(disbursement: DisbursementId, payee: AccountId, amount: Money, when: When) -> Posting {
    let available = Account::of(AccountKind::ExpertAvailable, payee);
    posting("hold", &disbursement, when).transfer(Debit(available), Credit(in_transit(payee)), amount)
}

/// A disbursement that was cancelled before it left: what was held comes back to the payee.
pub fn released_back(disbursement: DisbursementId, payee: AccountId, back: Incoming, when: When) -> Posting {
    incoming(posting("released_back", &disbursement, when), Debit(in_transit(payee)), payee, back)
}

/// The rail's proof: what was held has left.
pub fn disbursement_paid(disbursement: DisbursementId, payee: AccountId, amount: Money, when: When) -> Posting {
    posting("paid", &disbursement, when).transfer(Debit(in_transit(payee)), Credit(cash()), amount)
}

/// The rail refused it before booking: what was held comes back to the payee.
pub fn disbursement_rejected(disbursement: DisbursementId, payee: AccountId, back: Incoming, when: When) -> Posting {
    incoming(posting("rejected", &disbursement, when), Debit(in_transit(payee)), payee, back)
}

/// The payee's bank sent it back after it was paid: the cash is here again, and the payee's.
pub fn disbursement_returned(disbursement: DisbursementId, payee: AccountId, back: Incoming, when: When) -> Posting {
    incoming(posting("returned", &disbursement, when), Debit(cash()), payee, back)
}

/// What was approved and is not owed any more: the memo goes, part by part, and no cash moves. No expense is touched
/// (IQ-33).
fn not_owed(posting: Posting, parties: Parties, split: Split) -> Posting {
    let receivable = Credit(Account::of(AccountKind::BuyerReceivable, parties.customer));
    let unfunded = Debit(Account::of(AccountKind::ExpertUnfunded, parties.expert));
    let unearned = Debit(Account::of_engagement(AccountKind::FeeUnearned, parties.engagement));
    let tax = Debit(Account::operator(AccountKind::TaxPayable));
    posting
        .transfer(unfunded, receivable, split.net)
        .transfer(unearned, receivable, split.fee)
        .transfer(tax, receivable, split.tax)
}

fn posting(event: &str, id: &impl ToString, when: When) -> Posting {
    Posting::new(format!("{event}:{}", id.to_string()), when.at, when.recorded_at)
}

fn incoming(posting: Posting, from: Debit, payee: AccountId, Incoming { repaid, available }: Incoming) -> Posting {
    posting.transfer(from, Credit(Account::of(AccountKind::ExpertReceivable, payee)), repaid).transfer(
        from,
        Credit(Account::of(AccountKind::ExpertAvailable, payee)),
        available,
    )
}

const fn in_transit(payee: AccountId) -> Account {
    Account::of(AccountKind::ExpertInTransit, payee)
}

const fn cash() -> Account {
    Account::operator(AccountKind::PspClearing)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use kernel::Currency;

    use super::*;

    pub(crate) const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
    pub(crate) const WHEN: When = When::now(START);

    pub(crate) fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    pub(crate) fn parties() -> Parties {
        Parties {
            customer: AccountId::generate(START),
            expert: AccountId::generate(START),
            engagement: EngagementId::generate(START),
        }
    }

    /// What postings leave on each kind of account, debit positive.
    pub(crate) fn sums(postings: &[Posting]) -> BTreeMap<AccountKind, i64> {
        let legs = postings.iter().flat_map(|posting| posting.legs().unwrap());
        let mut sums = legs.fold(BTreeMap::new(), |mut sums, leg| {
            *sums.entry(leg.account.kind).or_insert(0) += leg.signed_minor;
            sums
        });
        assert_eq!(sums.values().sum::<i64>(), 0, "the books balance");
        sums.retain(|_, sum| *sum != 0);
        sums
    }

    pub(crate) fn approval(parties: Parties) -> Posting {
        approved(PaymentRequestId::generate(START), parties, usd(123_456), usd(3_086), WHEN).unwrap()
    }

    fn collection(parties: Parties, repaid: i64, available: i64, fee: i64) -> Posting {
        let net = Incoming { repaid: usd(repaid), available: usd(available) };
        collected(Arrival::at_provider(CollectionId::generate(START)), parties, net, usd(fee), WHEN).unwrap()
    }

    /// Holds IQ-30: an approval is a memo, which touches neither cash nor anything payable.
    #[test]
    fn an_approval_makes_nothing_available() {
        let expected = [
            (AccountKind::ExpertUnfunded, -120_370),
            (AccountKind::BuyerReceivable, 123_456),
            (AccountKind::FeeUnearned, -3_086),
        ];
        assert_eq!(sums(&[approval(parties())]), BTreeMap::from(expected));
    }

    /// Holds IQ-28 and IQ-30: what was approved and wholly collected is cash, revenue and money for the payee.
    #[test]
    fn collecting_in_parts_leaves_no_memo() {
        let parties = parties();
        let postings =
            [approval(parties), collection(parties, 0, 39_001, 1_000), collection(parties, 0, 81_369, 2_086)];
        let expected = [
            (AccountKind::PspClearing, 123_456),
            (AccountKind::ExpertAvailable, -120_370),
            (AccountKind::FeeRevenue, -3_086),
        ];
        assert_eq!(sums(&postings), BTreeMap::from(expected));
    }

    /// Holds IQ-33: a debt is repaid before anything becomes available.
    #[test]
    fn what_comes_in_repays_a_debt_first() {
        for (amount, owed, repaid) in [(100, 0, 0), (100, 30, 30), (100, 100, 100), (100, 130, 100)] {
            let split = Incoming::of(usd(amount), usd(owed)).unwrap();
            assert_eq!((split.repaid, split.total()), (usd(repaid), Ok(usd(amount))));
        }
        let legs = sums(&[collection(parties(), 30, 70, 5)]);
        assert_eq!((legs[&AccountKind::ExpertReceivable], legs[&AccountKind::ExpertAvailable]), (-30, -70));
    }

    /// Holds IQ-32: a payout takes what is available to the bank, over transit.
    #[test]
    fn a_paid_disbursement_leaves_nothing_in_transit() {
        let (id, payee) = (DisbursementId::generate(START), AccountId::generate(START));
        let held = disbursement_scheduled(id, payee, usd(500), WHEN);
        let expected = [(AccountKind::ExpertAvailable, 500), (AccountKind::ExpertInTransit, -500)];
        assert_eq!(sums(std::slice::from_ref(&held)), BTreeMap::from(expected));

        let paid = disbursement_paid(id, payee, usd(500), WHEN);
        let expected = [(AccountKind::ExpertAvailable, 500), (AccountKind::PspClearing, -500)];
        assert_eq!(sums(&[held, paid]), BTreeMap::from(expected));
    }

    /// Holds G-43: however a disbursement fails, the money is the payee's again.
    #[test]
    fn a_failed_disbursement_gives_the_money_back() {
        let (id, payee) = (DisbursementId::generate(START), AccountId::generate(START));
        let back = Incoming { repaid: usd(0), available: usd(500) };
        let held = || disbursement_scheduled(id, payee, usd(500), WHEN);
        let paid = disbursement_paid(id, payee, usd(500), WHEN);

        assert!(sums(&[held(), released_back(id, payee, back, WHEN)]).is_empty());
        assert!(sums(&[held(), disbursement_rejected(id, payee, back, WHEN)]).is_empty());
        assert!(sums(&[held(), paid, disbursement_returned(id, payee, back, WHEN)]).is_empty());
    }

    #[test]
    fn every_event_has_a_reference_of_its_own() {
        let (id, payee) = (DisbursementId::generate(START), AccountId::generate(START));
        let back = Incoming { repaid: usd(0), available: usd(1) };
        let postings = [
            disbursement_scheduled(id, payee, usd(1), WHEN),
            released_back(id, payee, back, WHEN),
            disbursement_paid(id, payee, usd(1), WHEN),
            disbursement_rejected(id, payee, back, WHEN),
            disbursement_returned(id, payee, back, WHEN),
        ];
        let references = ["hold", "released_back", "paid", "rejected", "returned"].map(|event| format!("{event}:{id}"));
        assert_eq!(postings.map(|posting| posting.reference), references);
    }
}
