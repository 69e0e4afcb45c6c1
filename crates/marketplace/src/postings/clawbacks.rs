//! What banks and card networks take back.

use kernel::{Money, MoneyError};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use payments::Split;

use super::{Outgoing, Parties, When, cash, posting};

/// What was collected is taken back: it is owed again, the fee is unearned again, and the payee gives its part, as it does
/// of a refund. No expense is touched (IQ-33).
pub fn clawed_back(
    external_id: &str,
    parties: Parties,
    net: Outgoing,
    split: Split,
    when: When,
) -> Result<Posting, MoneyError> {
    let receivable = Debit(Account::of(AccountKind::BuyerReceivable, parties.customer));
    let unfunded = Credit(Account::of(AccountKind::ExpertUnfunded, parties.expert));
    let unearned = Credit(Account::of_engagement(AccountKind::FeeUnearned, parties.engagement));
    let of_expert = |kind| Debit(Account::of(kind, parties.expert));
    Ok(posting("clawback", &external_id, when)
        .transfer(receivable, Credit(cash()), split.total()?)
        .transfer(Debit(Account::operator(AccountKind::FeeRevenue)), unearned, split.fee)
        .transfer(of_expert(AccountKind::ExpertPending), unfunded, net.pending)
        .transfer(of_expert(AccountKind::ExpertAvailable), unfunded, net.available)
        .transfer(of_expert(AccountKind::ExpertReceivable), unfunded, net.owed))
}

/// More was taken than was left of what had come: nobody knows yet whose it is.
pub fn excess_taken(external_id: &str, excess: Money, when: When) -> Posting {
    let suspense = Debit(Account::operator(AccountKind::Suspense));
    posting("suspended", &external_id, when).transfer(suspense, Credit(cash()), excess)
}

#[cfg(test)]
mod tests {
    use kernel::CollectionId;

    use super::*;
    use crate::postings::{
        Arrival, Incoming, collected,
        tests::{START, WHEN, approval, parties, sums, usd},
    };

    /// Holds IQ-33: what is taken back leaves what the approval left, and what the payee no longer has it owes.
    #[test]
    fn what_is_taken_back_was_never_collected() {
        let parties = parties();
        let incoming = Incoming { repaid: usd(0), available: usd(120_370) };
        let arrival = Arrival::at_provider(CollectionId::generate(START));
        let came = collected(arrival, parties, incoming, usd(3_086), WHEN).unwrap();
        let split = Split { net: usd(120_370), fee: usd(3_086), tax: usd(0) };
        let out = Outgoing::of(split.net, usd(0), usd(120_370)).unwrap();
        let back = clawed_back("ev_1", parties, out, split, WHEN).unwrap();
        assert_eq!(back.reference, "clawback:ev_1");
        assert_eq!(sums(&[approval(parties), came.clone(), back]), sums(&[approval(parties)]));

        let paid_out = Outgoing::of(split.net, usd(0), usd(20_370)).unwrap();
        let back = clawed_back("ev_1", parties, paid_out, split, WHEN).unwrap();
        let left = sums(&[approval(parties), came, back]);
        assert_eq!((left[&AccountKind::ExpertReceivable], left[&AccountKind::ExpertAvailable]), (100_000, -100_000));
    }

    #[test]
    fn what_is_too_much_lies_in_suspense() {
        let taken = excess_taken("ev_1", usd(7), WHEN);
        assert_eq!(taken.reference, "suspended:ev_1");
        assert_eq!(sums(&[taken]), [(AccountKind::PspClearing, -7), (AccountKind::Suspense, 7)].into());
    }
}
