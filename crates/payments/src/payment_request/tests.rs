use chrono::TimeDelta;
use kernel::{Currency, MemberId, Rights};

use super::*;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn due_at() -> DateTime<Utc> {
    START + TimeDelta::days(10)
}

fn terms() -> FeeTerms {
    FeeTerms::platform_default()
}

fn bill() -> Bill {
    Bill {
        engagement_id: EngagementId::generate(START),
        customer_account_id: AccountId::generate(START),
        expert_account_id: AccountId::generate(START),
        amount: Money::from_minor(123_456, Currency::USD).unwrap(),
        name: "First milestone".into(),
        description: "The network is built.".into(),
        is_final: false,
        answers_id: None,
        scheduled_on: None,
    }
}

fn submit(bill: Bill) -> Result<PaymentRequest, PaymentError> {
    PaymentRequest::submit(PaymentRequestId::generate(START), bill, Some(due_at()), START)
}

fn submitted() -> PaymentRequest {
    submit(bill()).unwrap()
}

fn member_of(account: AccountId) -> Actor {
    let rights = Rights::of_members();
    Actor::Member { member: MemberId::generate(START), account, rights, second_factor: true }
}

/// Holds IQ-28.
#[test]
fn approval_fixes_the_fee() {
    let request = submitted();
    let customer = member_of(request.bill.customer_account_id);
    let approved = request.approve(customer, &terms(), START).unwrap();
    let fee = Money::from_minor(3_086, Currency::USD).unwrap();
    assert_eq!(approved.state, State::Approved { at: START, by: Approver::Customer, rate: terms().rate(), fee });
}

/// Holds G-30.
#[test]
fn the_parties_decide_until_the_last_moment_and_silence_from_then_on() {
    let request = submitted();
    let id = request.id;
    let customer = member_of(request.bill.customer_account_id);
    let expert = member_of(request.bill.expert_account_id);

    assert!(request.clone().decline(customer, "late", due_at() - LAST_MOMENT).is_ok());
    assert!(request.clone().withdraw(expert, due_at() - LAST_MOMENT).is_ok());
    let passed = Err(PaymentError::DeadlinePassed { id, due_at: due_at() });
    assert_eq!(request.clone().approve(customer, &terms(), due_at()), passed);
    assert_eq!(request.clone().decline(customer, "late", due_at()), passed);
    assert_eq!(request.clone().withdraw(expert, due_at()), passed);

    let early = request.clone().approve_when_due(&terms(), due_at() - LAST_MOMENT);
    assert_eq!(early, Err(PaymentError::NotDue(id)));
    let approved = request.approve_when_due(&terms(), due_at() + TimeDelta::days(3)).unwrap();
    assert!(matches!(approved.state, State::Approved { at, by: Approver::Silence, .. } if at == due_at()));
}

/// Holds G-48: who chose to wait is waited for.
#[test]
fn without_a_due_instant_silence_decides_nothing() {
    let request = submitted();
    let waiting = PaymentRequest { state: State::Submitted { auto_approve_at: None }, ..request };
    let customer = member_of(waiting.bill.customer_account_id);
    let much_later = START + TimeDelta::days(1_000);
    assert_eq!(waiting.clone().approve_when_due(&terms(), much_later), Err(PaymentError::NotDue(waiting.id)));
    assert!(waiting.approve(customer, &terms(), much_later).is_ok());
}

#[test]
fn a_bill_is_decided_once() {
    let request = submitted();
    let customer = member_of(request.bill.customer_account_id);
    let expert = member_of(request.bill.expert_account_id);
    let id = request.id;
    let decisions = [
        request.clone().approve(customer, &terms(), START),
        request.clone().decline(customer, "wrong", START),
        request.clone().withdraw(expert, START),
        request.approve_when_due(&terms(), due_at()),
    ];
    for decided in decisions.map(Result::unwrap) {
        let again = Err(PaymentError::AlreadyDecided(id));
        assert_eq!(decided.clone().approve(customer, &terms(), START), again);
        assert_eq!(decided.clone().decline(customer, "again", START), again);
        assert_eq!(decided.clone().withdraw(expert, START), again);
        assert_eq!(decided.approve_when_due(&terms(), due_at()), again);
    }
}

#[test]
fn to_anyone_but_its_side_a_bill_does_not_exist() {
    let request = submitted();
    let customer = member_of(request.bill.customer_account_id);
    let expert = member_of(request.bill.expert_account_id);
    let unknown = Err(PaymentError::NotFound(request.id));
    for stranger in [expert, Actor::System, Actor::Anonymous] {
        assert_eq!(request.clone().approve(stranger, &terms(), START), unknown);
        assert_eq!(request.clone().decline(stranger, "no", START), unknown);
    }
    assert_eq!(request.clone().withdraw(customer, START), unknown);
    assert!(request.is_seen_by(customer) && request.is_seen_by(expert));
    assert!(!request.is_seen_by(member_of(AccountId::generate(START))));
}

/// Holds G-48 and G-14.
#[test]
fn a_bill_has_a_name_a_description_and_an_amount() {
    assert!(submit(Bill { name: "Four".into(), ..bill() }).is_err());
    assert!(submit(Bill { name: "x".repeat(65), ..bill() }).is_err());
    assert!(submit(Bill { description: " ".into(), ..bill() }).is_err());
    let nothing = Money::zero(Currency::USD);
    assert_eq!(submit(Bill { amount: nothing, ..bill() }), Err(PaymentError::AmountNotPositive));
}

/// Holds G-31.
#[test]
fn only_a_declined_bill_of_the_same_engagement_is_answered() {
    let request = submitted();
    let answer = Bill { answers_id: Some(request.id), ..request.bill.clone() };
    assert_eq!(request.answerable_by(&answer), Err(PaymentError::NotDeclined(request.id)));

    let customer = member_of(request.bill.customer_account_id);
    let declined = request.decline(customer, "too much", START).unwrap();
    assert_eq!(declined.answerable_by(&answer), Ok(()));
    let elsewhere = Bill { engagement_id: EngagementId::generate(START), ..answer.clone() };
    assert_eq!(declined.answerable_by(&elsewhere), Err(PaymentError::NotDeclined(declined.id)));
    let of_another = Bill { expert_account_id: AccountId::generate(START), ..answer };
    assert_eq!(declined.answerable_by(&of_another), Err(PaymentError::NotFound(declined.id)));
}

/// One payment of a schedule, agreed at 09:00 of a first of March.
fn planned(on: &str) -> PaymentRequest {
    let bill = Bill { scheduled_on: Some(on.parse().unwrap()), ..bill() };
    PaymentRequest::plan(PaymentRequestId::generate(START), bill, accepted_at())
}

fn accepted_at() -> DateTime<Utc> {
    "2027-03-01T09:00:00Z".parse().unwrap()
}

/// Holds G-49, G-32 and X7.
#[test]
fn a_planned_bill_is_approved_by_acceptance_at_midnight_of_its_day() {
    let request = planned("2027-03-15");
    let midnight: DateTime<Utc> = "2027-03-15T00:00:00Z".parse().unwrap();
    assert_eq!(request.due_at(midnight - LAST_MOMENT), Err(PaymentError::NotDue(request.id)));
    let approved = request.approve_when_due(&terms(), midnight + TimeDelta::days(3)).unwrap();
    assert!(matches!(approved.state, State::Approved { at, by: Approver::Acceptance, .. } if at == midnight));
}

/// Holds G-49: what was to be billed before the acceptance is billed at once.
#[test]
fn a_day_of_the_past_is_due_at_acceptance() {
    for on in ["2027-02-01", "2027-03-01"] {
        assert_eq!(planned(on).due_at(accepted_at()), Ok(accepted_at()), "{on}");
    }
}

/// Holds G-15 and X17.
#[test]
fn the_end_of_the_engagement_cancels_what_was_planned_for_later() {
    let midnight = "2027-03-15T00:00:00Z".parse().unwrap();
    let request = planned("2027-03-15");
    assert_eq!(request.clone().cancel(midnight), None, "it was due already");
    let cancelled = request.clone().cancel(accepted_at()).unwrap();
    assert_eq!(cancelled.state, State::Cancelled { at: accepted_at() });
    assert_eq!(cancelled.approve_when_due(&terms(), midnight), Err(PaymentError::AlreadyDecided(request.id)));
    assert_eq!(submitted().cancel(START), None);
}

/// Holds G-32: the customer agreed to it already, and the expert has promised it.
#[test]
fn nobody_decides_on_a_planned_bill() {
    let request = planned("2027-03-15");
    let (customer, expert) = (member_of(request.bill.customer_account_id), member_of(request.bill.expert_account_id));
    for refused in [
        request.clone().approve(customer, &terms(), accepted_at()),
        request.clone().decline(customer, "no", accepted_at()),
        request.clone().withdraw(expert, accepted_at()),
    ] {
        assert!(matches!(refused, Err(PaymentError::NotInState { .. })), "{refused:?}");
    }
}

/// Holds G-29: the clock stops, and goes on where it stopped.
#[test]
fn a_dispute_stops_the_clock_and_its_withdrawal_gives_back_what_was_left() {
    let request = submitted();
    let (customer, expert) = (member_of(request.bill.customer_account_id), member_of(request.bill.expert_account_id));
    let (id, later) = (request.id, START + TimeDelta::days(7));
    assert_eq!(request.clone().freeze(expert, START), Err(PaymentError::NotFound(id)));
    let passed = Err(PaymentError::DeadlinePassed { id, due_at: due_at() });
    assert_eq!(request.clone().freeze(customer, due_at()), passed);

    let frozen = request.freeze(customer, START + TimeDelta::days(3)).unwrap();
    assert_eq!(frozen.state, State::Frozen { left: Some(TimeDelta::days(7)) });
    let refused = Err(PaymentError::Frozen(id));
    assert_eq!(frozen.clone().approve(customer, &terms(), later), refused);
    assert_eq!(frozen.clone().decline(customer, "no", later), refused);
    assert_eq!(frozen.clone().withdraw(expert, later), refused);
    assert_eq!(frozen.clone().freeze(customer, later), refused);
    assert_eq!(frozen.clone().approve_when_due(&terms(), due_at()), Err(PaymentError::NotDue(id)));
    let thawed = frozen.thaw(START + TimeDelta::days(20)).unwrap();
    assert_eq!(thawed.state, State::Submitted { auto_approve_at: Some(START + TimeDelta::days(27)) });
    assert!(thawed.thaw(later).is_err());
}

/// Holds G-29 and G-31.
#[test]
fn a_settled_part_is_a_bill_of_its_own_that_names_the_declined_one() {
    let request = submitted();
    let (id, customer) = (request.id, member_of(request.bill.customer_account_id));
    let frozen = request.freeze(customer, START).unwrap();
    let part = Money::from_minor(10_000, Currency::USD).unwrap();
    let declined = frozen.decline_settled("Settled in a dispute.", START).unwrap();
    let approved = declined.settled_part(PaymentRequestId::generate(START), part, &terms(), START);
    let fee = Money::from_minor(250, Currency::USD).unwrap();
    assert_eq!((approved.bill.amount, approved.bill.answers_id), (part, Some(id)));
    assert_eq!(approved.state, State::Approved { at: START, by: Approver::Customer, rate: terms().rate(), fee });
}
