//! What experts give back: taken off what is open, or sent back out of what was collected.

use kernel::{AccountId, Money, MoneyError, RefundId};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use payments::{RefundKey, Split};

use super::{Parties, When, cash, not_owed, posting};

/// What a payee gives back: out of what is held, then out of what is available; the rest the payee owes (IQ-33). What
/// is on a disbursement stays there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub pending: Money,
    pub available: Money,
    pub owed: Money,
}

impl Outgoing {
    /// Splits an amount that a payee gives back who has so much pending and so much available.
    pub fn of(amount: Money, pending: Money, available: Money) -> Result<Self, MoneyError> {
        let pending = amount.checked_min(pending)?;
        let rest = amount.checked_sub(pending)?;
        let available = rest.checked_min(available)?;
        Ok(Self { pending, available, owed: rest.checked_sub(available)? })
    }
}

/// A refund of what is open. It comes again where what was to be sent back is open again, because the bank took it.
pub fn reduced(refund: RefundId, is_again: bool, parties: Parties, split: Split, when: When) -> Posting {
    let id = if is_again { format!("{refund}:2") } else { refund.to_string() };
    not_owed(posting("reduce", &id, when), parties, split)
}

/// A refund of what was collected: the payee gives its part and the operator its fee, and both wait to be sent.
pub fn refunded(refund: RefundId, parties: Parties, net: Outgoing, split: Split, when: When) -> Posting {
    let clearing = Credit(Account::operator(AccountKind::RefundClearing));
    let of_expert = |kind| Debit(Account::of(kind, parties.expert));
    posting("refund", &refund, when)
        .transfer(of_expert(AccountKind::ExpertPending), clearing, net.pending)
        .transfer(of_expert(AccountKind::ExpertAvailable), clearing, net.available)
        .transfer(of_expert(AccountKind::ExpertReceivable), clearing, net.owed)
        .transfer(Debit(Account::operator(AccountKind::FeeRevenue)), clearing, split.fee)
        .transfer(Debit(Account::operator(AccountKind::TaxPayable)), clearing, split.tax)
}

/// The provider's proof: the customer has it.
pub fn refund_sent(refund: RefundId, amount: Money, when: When) -> Posting {
    let clearing = Debit(Account::operator(AccountKind::RefundClearing));
    posting("refund_sent", &refund, when).transfer(clearing, Credit(cash()), amount)
}

/// It could not be sent: it is the customer's own money with us.
pub fn refund_failed(key: RefundKey, customer: AccountId, amount: Money, when: When) -> Posting {
    let clearing = Debit(Account::operator(AccountKind::RefundClearing));
    let credit = Credit(Account::of(AccountKind::BuyerCredit, customer));
    posting("refund_failed", &key, when).transfer(clearing, credit, amount)
}

/// It is sent anew, for the `time`th time after it failed.
pub fn credit_paid_out(refund: RefundId, time: u16, customer: AccountId, amount: Money, when: When) -> Posting {
    let clearing = Credit(Account::operator(AccountKind::RefundClearing));
    let credit = Debit(Account::of(AccountKind::BuyerCredit, customer));
    posting("credit_paid_out", &format!("{refund}:{time}"), when).transfer(credit, clearing, amount)
}

#[cfg(test)]
mod tests {
    use kernel::CollectionId;

    use super::*;
    use crate::postings::{
        Arrival, Incoming, collected,
        tests::{START, WHEN, approval, parties, sums, usd},
    };

    fn refund() -> RefundId {
        RefundId::generate(START)
    }

    fn split(net: i64, fee: i64) -> Split {
        Split { net: usd(net), fee: usd(fee), tax: usd(0) }
    }

    /// Holds IQ-33: what is pending goes first, then what is available, and only the rest is owed.
    #[test]
    fn a_payee_owes_only_what_is_not_there() {
        let out = |amount| Outgoing::of(usd(amount), usd(30), usd(50)).unwrap();
        let parts = |out: Outgoing| [out.pending, out.available, out.owed].map(Money::minor);
        assert_eq!(
            [20, 30, 70, 100].map(|amount| parts(out(amount))),
            [[20, 0, 0], [30, 0, 0], [30, 40, 0], [30, 50, 20]]
        );
    }

    /// Holds G-45: what is taken off before anything came leaves nothing, and no expense moved.
    #[test]
    fn a_bill_that_is_taken_off_was_never_there() {
        let parties = parties();
        let off = reduced(refund(), false, parties, split(120_370, 3_086), WHEN);
        assert!(sums(&[approval(parties), off]).is_empty());
    }

    /// Holds G-45, scenario 8: given back whole, neither the payee nor the operator keeps anything.
    #[test]
    fn what_was_collected_and_given_back_leaves_nothing() {
        let (parties, refunds) = (parties(), [refund(), refund()]);
        let net = Incoming { repaid: usd(0), available: usd(120_370) };
        let came =
            collected(Arrival::at_provider(CollectionId::generate(START)), parties, net, usd(3_086), WHEN).unwrap();
        let given = [split(39_000, 1_000), split(81_370, 2_086)].into_iter().zip(refunds).flat_map(|(split, id)| {
            let out = Outgoing::of(split.net, usd(0), split.net).unwrap();
            [refunded(id, parties, out, split, WHEN), refund_sent(id, split.total().unwrap(), WHEN)]
        });
        let all: Vec<_> = [approval(parties), came].into_iter().chain(given).collect();
        assert!(sums(&all).is_empty());
    }

    /// Holds G-17 and IQ-33: after a payout the payee owes; what cannot be sent is the customer's until it can.
    #[test]
    fn what_cannot_be_sent_is_the_customers() {
        let (parties, id) = (parties(), refund());
        let out = Outgoing::of(usd(390), usd(0), usd(0)).unwrap();
        let booked = refunded(id, parties, out, split(390, 10), WHEN);
        let failed = refund_failed(RefundKey { refund_id: id, number: 1 }, parties.customer, usd(400), WHEN);
        let sums_of_failed = sums(&[booked.clone(), failed.clone()]);
        assert_eq!(sums_of_failed[&AccountKind::BuyerCredit], -400);
        assert_eq!(sums_of_failed[&AccountKind::ExpertReceivable], 390);

        let anew = credit_paid_out(id, 1, parties.customer, usd(400), WHEN);
        let sent = refund_sent(id, usd(400), WHEN);
        let again = refund_failed(RefundKey { refund_id: id, number: 2 }, parties.customer, usd(400), WHEN);
        let references = [&booked, &failed, &again, &anew, &sent].map(|posting| posting.reference.clone());
        assert_eq!(
            references,
            [
                format!("refund:{id}"),
                format!("refund_failed:{id}"),
                format!("refund_failed:{id}_2"),
                format!("credit_paid_out:{id}:1"),
                format!("refund_sent:{id}")
            ]
        );
        assert_eq!(sums(&[booked, failed, anew, sent])[&AccountKind::PspClearing], -400);
    }
}
