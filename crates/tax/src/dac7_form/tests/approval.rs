use super::*;

fn later(months: u32, days: i64) -> DateTime<Utc> {
    start().checked_add_months(chrono::Months::new(months)).unwrap() + TimeDelta::days(days)
}

const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn due() -> Dac7Form {
    approved().ask_to_reconfirm(later(36, 0)).unwrap()
}

/// Holds IQ-42: an approval counts for 36 months, and for 60 days more while its account is asked.
#[test]
fn an_approval_is_confirmed_or_expires() {
    let early = approved().ask_to_reconfirm(later(36, 0) - LAST_MOMENT);
    assert!(matches!(early, Err(TaxError::NotDue { .. })));
    assert_eq!((due().status(), due().expires_at()), (Status::ReconfirmationDue, Some(later(36, 60))));
    assert!(due().approved_at().is_some(), "it still counts");

    assert!(matches!(due().expire(later(36, 60) - LAST_MOMENT), Err(TaxError::NotDue { .. })));
    let expired = due().expire(later(36, 60)).unwrap();
    assert_eq!((expired.status(), expired.approved_at()), (Status::Expired, None));
    let next = Dac7Form::following(expired.account_id, Some(&expired), start()).unwrap();
    assert_eq!((next.version, next.status()), (2, Status::Draft));
}

/// Holds IQ-42: where two are needed the first one proposes, and another approves, each having decided every doubt.
#[test]
fn two_reviewers_are_two_people() {
    let (first, second) = (staff(), staff());
    let holder = (Some("Charles Babbage".into()), Some("A shared account".into()));
    let form = submitted(Answers { account_holder: holder.0, holder_reason: holder.1, ..complete() });
    let accepted = ["HOLDER_DIFFERS".to_owned()];
    assert!(matches!(form.clone().approve_by_two(first, false, &[], start()), Err(TaxError::ChecksOpen(_))));
    let proposed = form.approve_by_two(first, false, &accepted, start()).unwrap();
    assert_eq!((proposed.status(), proposed.proposed_by()), (Status::InReview, Some(first)));

    let again = proposed.clone().approve_by_two(first, false, &accepted, start());
    assert_eq!(again, Err(TaxError::SecondPersonRequired(proposed.id)));
    assert!(matches!(proposed.clone().approve_by_two(second, false, &[], start()), Err(TaxError::ChecksOpen(_))));
    assert_eq!(proposed.approve_by_two(second, false, &accepted, start()).unwrap().status(), Status::Approved);
}

/// Holds IQ-42: it is signed by the account, in time, and then counts for another 36 months.
#[test]
fn a_confirmation_is_signed_in_time() {
    let form = due();
    let actor = member_of(&form);
    let last = later(36, 60) - LAST_MOMENT;
    let confirmed = form.clone().reconfirm(actor, CONSENT, last).unwrap();
    assert_eq!(confirmed.status(), Status::Approved);
    let until = last.checked_add_months(chrono::Months::new(36)).unwrap();
    assert_eq!(confirmed.approval().map(|approval| (approval.at, approval.reconfirm_at)), Some((start(), until)));

    let late = form.clone().reconfirm(actor, CONSENT, later(36, 60));
    assert!(matches!(late, Err(TaxError::DeadlinePassed { .. })));
    let unsigned = Consent { certified: false, ..CONSENT };
    let refused = form.clone().reconfirm(actor, unsigned, last);
    assert_eq!(refused, Err(TaxError::FieldMissing(vec![Field::Certification])));
    assert!(matches!(form.reconfirm(Actor::System, CONSENT, last), Err(TaxError::NotFound(_))));
    let approved = approved();
    let actor = member_of(&approved);
    assert!(matches!(approved.reconfirm(actor, CONSENT, last), Err(TaxError::NotInState { .. })));
}

/// Holds IQ-42: the newest approved version counts; sent back, the one before it; expired, none.
#[test]
fn the_newest_approval_decides_what_counts() {
    let first = approved();
    let draft = Dac7Form::following(first.account_id, Some(&first), start()).unwrap();
    let actor = member_of(&first);
    let second = draft.clone().submit(actor, CONSENT, start()).unwrap().approve(staff(), false, &[], start()).unwrap();
    let effective = |newest: &Dac7Form, older: &Dac7Form| {
        let versions = [newest.clone(), older.clone()];
        Dac7Form::effective(&versions).map(|form| form.version)
    };

    assert_eq!(effective(&draft, &first), Some(1));
    assert_eq!(effective(&second, &first), Some(2));
    let sent_back = second.clone().request_changes(staff(), false, change(), start()).unwrap();
    assert_eq!(effective(&sent_back, &first), Some(1));
    let due = second.ask_to_reconfirm(later(36, 0)).unwrap();
    assert_eq!(effective(&due, &first), Some(2));
    assert_eq!(effective(&due.expire(later(36, 60)).unwrap(), &first), None, "the first one is superseded");
}
