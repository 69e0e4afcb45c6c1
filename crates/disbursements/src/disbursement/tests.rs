use kernel::EarningId;

use super::*;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

fn line(minor: i64) -> Line {
    Line { earning_id: EarningId::generate(START), amount: usd(minor) }
}

fn scheduled() -> Disbursement {
    let run = PayoutRun { currency: Currency::USD, on: START.date_naive() };
    let (account, method) = (AccountId::generate(START), PayoutMethodId::generate(START));
    Disbursement::schedule(run, account, method, &[line(30), line(12)], START).unwrap().unwrap()
}

fn sealed(text: &str) -> Sealed {
    Sealed { key: 1, text: text.to_owned() }
}

fn rendered() -> Disbursement {
    let claimed = State::Claimed { at: START, lease_ends_at: START };
    let first = |_: &Disbursement| Ok::<_, DisbursementError>(sealed("first"));
    Disbursement { state: claimed, ..scheduled() }.rendered(first, START).unwrap()
}

fn is_not_in_state(result: &Result<Disbursement, DisbursementError>) -> bool {
    matches!(result, Err(DisbursementError::NotInState { .. }))
}

fn paid() -> Evidence {
    Evidence::Paid { bank_trace: "T1".into() }
}

#[test]
fn a_disbursement_is_the_sum_of_its_lines() {
    assert_eq!(scheduled().amount, usd(42));
}

/// Holds invariant 8.
#[test]
fn what_is_rendered_again_is_the_same_bytes() {
    let second = |_: &Disbursement| Ok::<_, DisbursementError>(sealed("second"));
    let again = rendered().rendered(second, START).unwrap();
    assert!(matches!(again.state, State::Rendered { message, .. } if message == sealed("first")));
}

/// Holds G-43.
#[test]
fn an_unknown_outcome_is_left_by_evidence_only() {
    let unresolved = rendered().answered(Answer::Unknown, START).unwrap();
    assert!(is_not_in_state(&unresolved.clone().answered(Answer::Taken, START)));
    assert!(is_not_in_state(&unresolved.clone().cancel(START)));

    let still = unresolved.clone().resolved(Finding::Unknown, START + TimeDelta::hours(1)).unwrap();
    let look_up_at = START + TimeDelta::minutes(75);
    assert_eq!(still.state, State::Unresolved { at: START, look_up_at, message: sealed("first") });

    let sent = unresolved.clone().resolved(Finding::Received, START).unwrap();
    assert_eq!(sent.state, State::Sent { at: START });
    let paid = unresolved.settled(paid(), usd(42), START).unwrap();
    assert_eq!(paid.report_status(), ReportStatus::Disbursed);
}

#[test]
fn what_never_arrived_goes_again_as_the_same_bytes() {
    let unresolved = rendered().answered(Answer::Unknown, START).unwrap();
    let again = unresolved.resolved(Finding::NeverReceived, START).unwrap();
    let message = sealed("first");
    assert_eq!(again.state, State::Rendered { at: START, lease_ends_at: START, message });
}

#[test]
fn a_paid_one_comes_back_at_any_time_and_keeps_its_trace() {
    let sent = rendered().answered(Answer::Taken, START).unwrap();
    let paid = sent.settled(paid(), usd(42), START).unwrap();
    let years_later = START + TimeDelta::days(2_000);
    let evidence = Evidence::Returned { reason: "AC04".into() };
    let returned = paid.settled(evidence.clone(), usd(42), years_later).unwrap();
    assert_eq!((returned.bank_trace(), returned.failure()), (Some("T1"), Some("AC04")));
    assert_eq!(returned.report_status(), ReportStatus::Failed);
    assert!(is_not_in_state(&returned.settled(evidence, usd(42), years_later)));
}

#[test]
fn evidence_fits_the_state_and_the_amount() {
    let sent = rendered().answered(Answer::Taken, START).unwrap();
    let differs = sent.clone().settled(paid(), usd(41), START);
    assert!(matches!(differs, Err(DisbursementError::AmountDiffers { .. })));
    assert!(is_not_in_state(&scheduled().settled(paid(), usd(42), START)));
    let returned = Evidence::Returned { reason: "AC04".into() };
    assert!(is_not_in_state(&sent.clone().settled(returned, usd(42), START)));
    let once = sent.settled(paid(), usd(42), START).unwrap();
    assert!(is_not_in_state(&once.settled(paid(), usd(42), START)));
}

#[test]
fn only_what_nobody_began_to_send_is_cancelled() {
    assert_eq!(scheduled().cancel(START).unwrap().report_status(), ReportStatus::NotDisbursed);
    assert!(is_not_in_state(&rendered().cancel(START)));
}
