mod approval;

use chrono::TimeDelta;
use kernel::{Address, Rights};

use super::*;
use crate::{Fault, Identifier, TaxResidence, TinAnswer, VatAnswer, VatId};

/// The answers of somebody who lives in Germany and has everything.
pub(crate) fn complete() -> Answers {
    let germany = "DE".parse().unwrap();
    let tin = TinAnswer::Given(Identifier::tin("70 182 693 953").unwrap());
    Answers {
        legal_name: Some("Ada Lovelace".into()),
        born_on: Some("1950-12-10".parse().unwrap()),
        birth_place: None,
        address: Some(Address::new("Unter den Linden 5", "Berlin", "10117", germany).unwrap()),
        tax_residences: vec![TaxResidence { country: germany, tin }],
        vat_id: Some(VatAnswer::Given(VatId::new("DE136695976").unwrap())),
        account_holder: Some("Ada Lovelace".into()),
        ..Answers::default()
    }
}

const CONSENT: Consent = Consent { certified: true, data_notice_acknowledged: true };

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Wednesday, two business days before Thanksgiving and the day after it.
fn start() -> DateTime<Utc> {
    at("2026-11-25T12:00:00Z")
}

fn staff() -> StaffId {
    StaffId::generate(start())
}

fn member_of(form: &Dac7Form) -> Actor {
    let (member, rights) = (MemberId::generate(start()), Rights::of_members());
    Actor::Member { member, account: form.account_id, rights, second_factor: true }
}

fn draft(answers: Answers) -> Dac7Form {
    let form = Dac7Form::following(AccountId::generate(start()), None, start()).unwrap();
    let actor = member_of(&form);
    form.save(actor, answers, start()).unwrap()
}

fn submitted(answers: Answers) -> Dac7Form {
    let form = draft(answers);
    let actor = member_of(&form);
    form.submit(actor, CONSENT, start()).unwrap()
}

fn approved() -> Dac7Form {
    submitted(complete()).approve(staff(), false, &[], start()).unwrap()
}

fn change() -> Vec<Change> {
    vec![Change {
        field: Field::Address,
        fault: Fault::DiffersFromDocument,
        reason: "It is not the one on the document.".into(),
    }]
}

/// Holds IQ-42: nothing is submitted without every answer and both consents.
#[test]
fn an_incomplete_form_is_not_submitted() {
    let form = draft(Answers { legal_name: None, ..complete() });
    let (actor, uncertified) = (member_of(&form), Consent { certified: false, ..CONSENT });
    let missing = TaxError::FieldMissing(vec![Field::LegalName, Field::Certification]);
    assert_eq!(form.submit(actor, uncertified, start()), Err(missing));

    let mut answers = complete();
    answers.tax_residences[0].tin = TinAnswer::Given(Identifier::tin("70182693954").unwrap());
    let form = draft(answers);
    let actor = member_of(&form);
    assert!(matches!(form.submit(actor, CONSENT, start()), Err(TaxError::TinInvalid(_))));
}

#[test]
fn a_review_is_due_by_the_end_of_the_fifth_business_day() {
    let form = submitted(complete());
    let due_at = at("2026-12-04T00:00:00Z"); // Thursday, the 26th is Thanksgiving.
    assert_eq!(form.review_due_at(), Some(due_at));

    let early = due_at - TimeDelta::microseconds(1);
    assert!(matches!(form.clone().alert_when_due(early), Err(TaxError::NotDue { .. })));
    let alerted = form.review(staff(), start()).unwrap().alert_when_due(due_at).unwrap();
    assert_eq!((alerted.status(), alerted.review_due_at()), (Status::InReview, None));
    assert!(alerted.alert_when_due(due_at).is_err());
}

/// Holds IQ-42: every doubt is decided, by somebody else.
#[test]
fn an_approval_decides_every_doubt_and_is_a_strangers() {
    let holder_reason = Some("My husband's account.".into());
    let form = submitted(Answers { account_holder: Some("Charles Babbage".into()), holder_reason, ..complete() });
    let open = Err(TaxError::ChecksOpen(vec![Doubt::HolderDiffers]));
    assert_eq!(form.clone().approve(staff(), false, &[], start()), open);
    assert_eq!(form.clone().approve(staff(), true, &[], start()), Err(TaxError::SelfReview(form.id)));

    let approved = form.approve(staff(), false, &["HOLDER_DIFFERS".into()], start()).unwrap();
    assert_eq!(approved.approved_at(), Some(start()));
}

/// Holds IQ-42: the approved version stays as it is while the next one is written.
#[test]
fn after_an_approval_a_new_version_is_written() {
    let form = approved();
    let next = Dac7Form::following(form.account_id, Some(&form), start()).unwrap();
    assert_eq!((next.version, &next.answers, next.status()), (2, &form.answers, Status::Draft));
    assert_eq!(Dac7Form::following(form.account_id, Some(&next), start()), None);

    let actor = member_of(&form);
    assert!(matches!(form.save(actor, complete(), start()), Err(TaxError::NotInState { .. })));
}

#[test]
fn what_was_asked_to_be_changed_stays_in_sight_until_it_is_submitted() {
    let sent_back = approved().request_changes(staff(), false, change(), start()).unwrap();
    assert_eq!((sent_back.approved_at(), sent_back.changes()), (None, &change()[..]));

    let actor = member_of(&sent_back);
    let corrected = sent_back.save(actor, complete(), start()).unwrap();
    assert_eq!(corrected.changes(), change());
    let again = corrected.submit(actor, CONSENT, start()).unwrap();
    assert_eq!((again.status(), again.changes()), (Status::Submitted, &[][..]));
}

#[test]
fn changes_are_asked_with_reasons_each_once() {
    let form = submitted(complete());
    let refused = |changes: Vec<Change>| form.clone().request_changes(staff(), false, changes, start());
    assert!(matches!(refused(vec![]), Err(TaxError::Input(_))));
    assert!(matches!(refused([change(), change()].concat()), Err(TaxError::Input(_))));
    let unreasoned = vec![Change { field: Field::VatId, fault: Fault::Other, reason: " ".into() }];
    assert!(matches!(refused(unreasoned), Err(TaxError::Input(_))));
    assert!(refused(change()).is_ok());
}

#[test]
fn a_form_that_is_with_the_reviewers_is_not_rewritten() {
    for form in [submitted(complete()), submitted(complete()).review(staff(), start()).unwrap()] {
        let actor = member_of(&form);
        assert!(matches!(form.clone().save(actor, complete(), start()), Err(TaxError::NotInState { .. })));
        assert!(matches!(form.submit(actor, CONSENT, start()), Err(TaxError::NotInState { .. })));
    }
}

#[test]
fn to_other_accounts_a_form_does_not_exist() {
    let (form, other) = (draft(complete()), draft(complete()));
    let stranger = member_of(&other);
    let not_found = Err(TaxError::NotFound(form.id));
    assert_eq!(form.clone().save(stranger, complete(), start()), not_found);
    assert_eq!(form.submit(Actor::System, CONSENT, start()), not_found);
}
