//! What is given up, and money that comes for it after all.

use kernel::Money;
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use payments::{ReceivableWriteOff, WriteOff};

use super::{Parties, When, cash, not_owed, posting};

/// A charge is given up: nobody loses what never came (IQ-33).
pub fn written_off(write_off: &WriteOff, parties: Parties, when: When) -> Posting {
    not_owed(posting("writeoff", &numbered(write_off), when), parties, write_off.split)
}

/// What a payee owed back is given up: the operator loses it.
pub fn receivable_written_off(given_up: &ReceivableWriteOff, when: When) -> Posting {
    let loss = Debit(Account::operator(AccountKind::ChargebackLoss));
    let owing = Credit(Account::of(AccountKind::ExpertReceivable, given_up.payee_account_id));
    posting("receivable_writeoff", &given_up.id, when).transfer(loss, owing, given_up.amount)
}

/// Money came after all: what was given up is owed again.
pub fn write_off_undone(write_off: &WriteOff, parties: Parties, when: When) -> Posting {
    let first = written_off(write_off, parties, When::now(write_off.at));
    first.reversed(format!("writeoff_undone:{}", numbered(write_off)), when.at, when.recorded_at)
}

/// The provider has money that nobody can assign: the event that brought it.
pub fn suspended(external_id: &str, amount: Money, when: When) -> Posting {
    let suspense = Credit(Account::operator(AccountKind::Suspense));
    posting("suspended", &external_id, when).transfer(Debit(cash()), suspense, amount)
}

fn numbered(write_off: &WriteOff) -> String {
    format!("{}:{}", write_off.charge_id, write_off.number)
}

#[cfg(test)]
mod tests {
    use kernel::{ChargeId, CollectionId};
    use payments::Split;

    use super::*;
    use crate::postings::{
        Arrival, Incoming, collected,
        tests::{START, WHEN, approval, parties, sums, usd},
    };

    fn given_up() -> WriteOff {
        let split = Split { net: usd(120_370), fee: usd(3_086), tax: usd(0) };
        let (charge_id, reason) = (ChargeId::generate(START), "gone".to_owned());
        WriteOff { charge_id, number: 1, split, reason, at: START, undone_at: None }
    }

    /// Holds IQ-33, scenario 18: what is given up was never there, and no expense moved.
    #[test]
    fn what_is_given_up_leaves_nothing() {
        let parties = parties();
        assert!(sums(&[approval(parties), written_off(&given_up(), parties, WHEN)]).is_empty());
    }

    /// Holds IQ-33: money that comes late waits, and then pays as if it had come in time.
    #[test]
    fn what_comes_late_lies_in_suspense_until_it_pays() {
        let (parties, given_up) = (parties(), given_up());
        let late = suspended("ev_1", usd(123_456), WHEN);
        let expected = [(AccountKind::PspClearing, 123_456), (AccountKind::Suspense, -123_456)];
        assert_eq!(sums(std::slice::from_ref(&late)), expected.into());

        let net = Incoming { repaid: usd(0), available: usd(120_370) };
        let arrival = Arrival::suspended(CollectionId::generate(START));
        let all = [
            approval(parties),
            written_off(&given_up, parties, WHEN),
            late,
            write_off_undone(&given_up, parties, WHEN),
            collected(arrival, parties, net, usd(3_086), WHEN).unwrap(),
        ];
        let expected = [
            (AccountKind::PspClearing, 123_456),
            (AccountKind::ExpertAvailable, -120_370),
            (AccountKind::FeeRevenue, -3_086),
        ];
        assert_eq!(sums(&all), expected.into());
    }

    #[test]
    fn every_time_has_a_reference_of_its_own() {
        let (parties, first) = (parties(), given_up());
        let second = WriteOff { number: 2, ..first.clone() };
        let id = first.charge_id;
        let references = [&first, &second].map(|write_off| written_off(write_off, parties, WHEN).reference);
        assert_eq!(references, [format!("writeoff:{id}:1"), format!("writeoff:{id}:2")]);
        let undone = write_off_undone(&first, parties, WHEN);
        assert_eq!(
            (undone.reference, undone.reverses),
            (format!("writeoff_undone:{id}:1"), Some(references[0].clone()))
        );
        assert_eq!(suspended("ev_1", usd(1), WHEN).reference, "suspended:ev_1");
    }
}
