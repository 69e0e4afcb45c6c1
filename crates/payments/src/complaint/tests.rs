use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A Monday; Good Friday and Easter Monday, the 26th and the 29th, are no business days.
fn filed() -> Complaint {
    let start = at("2027-03-08T09:00:00Z");
    let filer = (AccountId::generate(start), MemberId::generate(start));
    Complaint::file(ComplaintId::generate(start), filer, " My payout is late. ", start).unwrap()
}

/// Holds G-54.
#[test]
fn the_days_are_business_days() {
    let complaint = filed();
    assert_eq!(complaint.statement, "My payout is late.");
    assert_eq!(complaint.answer_due_at, at("2027-04-01T00:00:00Z"));
    assert_eq!(complaint.final_due_at, at("2027-04-29T00:00:00Z"));
    assert_eq!(complaint.owed_until(), Some(complaint.answer_due_at));
}

/// Holds G-54.
#[test]
fn staff_are_told_once_after_each_deadline() {
    let complaint = filed();
    let (first, last) = (complaint.answer_due_at, complaint.final_due_at);
    assert_eq!(complaint.clone().alert_when_due(first - chrono::TimeDelta::seconds(1)), None);
    let (told, as_of) = complaint.clone().alert_when_due(first).unwrap();
    assert_eq!((as_of, told.alert_at()), (first, Some(last)));
    assert_eq!(told.clone().alert_when_due(first), None);
    let (told, as_of) = told.alert_when_due(last).unwrap();
    assert_eq!((as_of, told.alert_at()), (last, None));
    assert_eq!(told.alert_when_due(last + chrono::TimeDelta::days(100)), None);

    let extended = complaint.extend("Our bank has to be asked.", first - chrono::TimeDelta::days(1)).unwrap();
    assert_eq!((extended.alert_at(), extended.owed_until()), (Some(last), Some(last)));
    let (told, as_of) = extended.alert_when_due(last).unwrap();
    assert_eq!((as_of, told.alert_at()), (last, None));
    let answered = told.answer("It was paid today.", last).unwrap();
    assert_eq!((answered.alert_at(), answered.owed_until()), (None, None));
    assert_eq!(answered.extension().unwrap().text, "Our bank has to be asked.");
}

/// Holds G-54.
#[test]
fn more_time_is_taken_once_and_never_beyond_the_last_day() {
    let complaint = filed();
    let (id, due_at) = (complaint.id, complaint.final_due_at);
    let passed = PaymentError::ComplaintDeadlinePassed { id, due_at };
    assert_eq!(complaint.clone().extend("We look into it.", due_at), Err(passed));
    let late = complaint.clone().extend("We look into it.", complaint.answer_due_at).unwrap();
    assert_eq!(late.clone().extend("Still.", due_at), Err(PaymentError::ComplaintExtendedAlready(id)));
    let answered = late.answer("Here it is.", due_at).unwrap();
    assert_eq!(answered.clone().answer("Again.", due_at), Err(PaymentError::ComplaintAnsweredAlready(id)));
    assert_eq!(answered.extend("Again.", due_at), Err(PaymentError::ComplaintAnsweredAlready(id)));
    assert!(matches!(complaint.clone().answer("  ", due_at), Err(PaymentError::Input(_))));
    assert!(matches!(complaint.answer(&"x".repeat(5_001), due_at), Err(PaymentError::Input(_))));
}

#[test]
fn it_is_its_accounts_and_the_staffs_to_see() {
    let complaint = filed();
    let of = |account| Actor::Member {
        member: MemberId::generate(complaint.filed_at),
        account,
        rights: kernel::Rights::NONE,
        second_factor: false,
    };
    assert!(complaint.is_seen_by(of(complaint.account_id)));
    assert!(!complaint.is_seen_by(of(AccountId::generate(complaint.filed_at))));
    assert!(!complaint.is_seen_by(Actor::Newcomer));
}
