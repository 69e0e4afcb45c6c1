use chrono::TimeDelta;
use kernel::{Currency, MemberId, Rights};

use super::*;
use crate::Bill;

/// A Monday.
fn start() -> DateTime<Utc> {
    "2027-03-01T09:00:00Z".parse().unwrap()
}

fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn member_of(account: AccountId) -> Actor {
    let rights = Rights::of_members();
    Actor::Member { member: MemberId::generate(start()), account, rights, second_factor: true }
}

/// A dispute over 100 dollars, its customer and its expert.
fn opened() -> (Dispute, Actor, Actor) {
    let bill = Bill {
        engagement_id: EngagementId::generate(start()),
        customer_account_id: AccountId::generate(start()),
        expert_account_id: AccountId::generate(start()),
        amount: usd(10_000),
        name: "First milestone".into(),
        description: "The network is built.".into(),
        is_final: false,
        answers_id: None,
        scheduled_on: None,
    };
    let request = PaymentRequest::submit(PaymentRequestId::generate(start()), bill, None, start()).unwrap();
    let (customer, expert) = (member_of(request.bill.customer_account_id), member_of(request.bill.expert_account_id));
    let dispute = Dispute::open(DisputeId::generate(start()), &request, "Half of it is missing.", start());
    (dispute.unwrap(), customer, expert)
}

fn settle(dispute: &Dispute, actor: Actor, settlement: Settlement) -> Result<Dispute, PaymentError> {
    dispute.clone().settle(actor, settlement, usd(10_000), start())
}

/// Holds G-29: five business days, to the end of the last, weekends and holidays left out.
#[test]
fn each_side_has_five_business_days() {
    let (dispute, _, expert) = opened();
    let monday: DateTime<Utc> = "2027-03-09T00:00:00Z".parse().unwrap(); // The end of Monday the 8th.
    assert_eq!(dispute.answer_due_at(), Some(monday));
    let friday_before_easter = "2027-03-25T23:00:00Z".parse().unwrap(); // Friday the 26th begins in Brussels.
    let due_at = end_of_business_day(friday_before_easter, ANSWER_BUSINESS_DAYS);
    assert_eq!(due_at, "2027-04-07T00:00:00Z".parse::<DateTime<Utc>>().unwrap());

    let answered = dispute.answer(expert, "All of it is there.", start() + TimeDelta::days(1)).unwrap();
    assert_eq!(answered.answer_due_at(), Some(monday + TimeDelta::days(1)));
}

/// Holds G-29 and G-30: silence of the expert declines, silence of the customer approves, as of the due instant.
#[test]
fn whoever_is_silent_gives_in() {
    let (dispute, _, expert) = opened();
    let due_at = dispute.answer_due_at().unwrap();
    assert_eq!(dispute.clone().settle_when_due(due_at - TimeDelta::microseconds(1)), None);
    let silent = dispute.clone().settle_when_due(due_at + TimeDelta::days(9)).unwrap();
    assert_eq!(silent.settled(), Some((due_at, Settlement::SilentExpert)));

    let answered = dispute.answer(expert, "All of it is there.", start()).unwrap();
    let silent = answered.settle_when_due(due_at).unwrap();
    assert_eq!(silent.settled(), Some((due_at, Settlement::SilentCustomer)));
    assert_eq!(silent.settle_when_due(due_at), None);
}

/// Holds G-29: the customer settles after the expert's answer, and a part is above nothing and below the whole.
#[test]
fn the_customer_settles_once_the_expert_has_answered() {
    let (dispute, customer, expert) = opened();
    assert!(matches!(settle(&dispute, customer, Settlement::Whole), Err(PaymentError::DisputeNotInState { .. })));
    let answered = dispute.answer(expert, "All of it is there.", start()).unwrap();
    assert!(answered.clone().answer(expert, "Really.", start()).is_err());
    for minor in [0, 10_000, 10_001] {
        let refused = settle(&answered, customer, Settlement::Part { amount: usd(minor) });
        assert_eq!(refused, Err(PaymentError::PartNotBelowAmount { part: usd(minor), amount: usd(10_000) }));
    }
    for settlement in [Settlement::Whole, Settlement::Nothing, Settlement::Part { amount: usd(9_999) }] {
        let settled = settle(&answered, customer, settlement).unwrap();
        assert_eq!(settled.settled(), Some((start(), settlement)));
        let again = Err(PaymentError::DisputeAlreadyDecided(settled.id));
        assert_eq!(settled.clone().withdraw(customer, start()), again);
        assert_eq!(settled.clone().recommend("Pay half.", start()), again);
        assert_eq!(settle(&settled, customer, Settlement::Whole), again);
    }
}

/// Holds G-29: each side does what is its own, and from the due instant on nobody does anything.
#[test]
fn nobody_acts_for_the_other_side_or_too_late() {
    let (dispute, customer, expert) = opened();
    let (id, due_at) = (dispute.id, dispute.answer_due_at().unwrap());
    let unknown = Err(PaymentError::DisputeNotFound(id));
    assert_eq!(dispute.clone().answer(customer, "Mine.", start()), unknown);
    assert_eq!(dispute.clone().withdraw(expert, start()), unknown);
    let passed = Err(PaymentError::DisputeDeadlinePassed { id, due_at });
    assert_eq!(dispute.clone().answer(expert, "Late.", due_at), passed);
    assert_eq!(dispute.clone().withdraw(customer, due_at), passed);
    assert!(dispute.withdraw(customer, start()).is_ok());
}
