use super::*;
use chrono::TimeDelta;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn pending() -> IdentityCheck {
    IdentityCheck::open(IdentityCheckId::generate(AT), RegistrationId::generate(AT), AT)
}

fn under_review() -> IdentityCheck {
    pending().submit("passport, vendor file 17", AT).unwrap()
}

#[test]
fn a_document_is_reviewed_and_what_was_asked_for_is_sent_again() {
    let asked = under_review().ask_more("the photo is blurred", AT).unwrap();
    assert!(asked.clone().pass("report 9", false, AT).is_err());
    assert!(asked.submit("passport, vendor file 18", AT).unwrap().pass("report 9", false, AT).unwrap().is_passed());
}

/// Holds X2: nobody passes without evidence, or by their own word.
#[test]
fn a_check_is_decided_on_evidence_by_another_person() {
    assert_eq!(under_review().pass("report 9", true, AT), Err(ExpertError::SelfReview));
    assert!(matches!(under_review().pass(" ", false, AT), Err(ExpertError::Input(_))));
    assert!(pending().pass("report 9", false, AT).is_err());
    let failed = under_review().fail("report 9", "another person", false, AT).unwrap();
    assert!(failed.submit("again", AT).is_err());
}

/// Holds IQ-38.
#[test]
fn a_call_is_booked_by_whom_it_was_demanded_of_and_settles_the_check() {
    let call_at = AT + TimeDelta::hours(1);
    assert!(pending().book_call(call_at, AT).is_err());
    let booked = pending().require_call(AT).unwrap().book_call(call_at, AT).unwrap();
    assert!(booked.clone().book_call(call_at, AT).is_err(), "one call at a time");
    assert_eq!(booked.clone().pass("call 3", true, call_at), Err(ExpertError::SelfReview));
    assert!(booked.pass("call 3", false, call_at).is_ok());
}

#[test]
fn a_missed_call_is_booked_again() {
    let call_at = AT + TimeDelta::hours(1);
    let scheduled = pending().require_call(AT).unwrap().book_call(call_at, AT).unwrap();
    assert!(scheduled.clone().call_missed(call_at - TimeDelta::microseconds(1)).is_err());
    let missed = scheduled.call_missed(call_at).unwrap();
    assert_eq!(missed.state, IdentityCheckState::CallRequired);
}

#[test]
fn filing_anew_keeps_a_proof_and_nothing_else() {
    let passed = under_review().pass("report 9", false, AT).unwrap();
    assert!(passed.reopened(AT).is_passed());
    let failed = under_review().fail("report 9", "another person", false, AT).unwrap();
    assert_eq!(failed.reopened(AT).state, IdentityCheckState::Pending);
}
