use chrono::TimeDelta;
use kernel::{Address, Country, InputError, Rights};

use super::*;
use crate::{Check, Fault, Identifier, NoTin, TaxResidence, TinAnswer};

const REVIEWER: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn staff() -> StaffId {
    StaffId::generate(REVIEWER)
}

fn tin(kind: UsTinKind, number: &str) -> UsTin {
    UsTin { kind, number: Some(Identifier::tin(number).unwrap()) }
}

fn address(code: &str) -> Address {
    Address::new("1 Main Street", "Town", "12345", country(code)).unwrap()
}

/// A person of the United States.
fn w9() -> UsAnswers {
    UsAnswers {
        us_person: Some(true),
        legal_name: Some("Grace Hopper".to_owned()),
        address: Some(address("US")),
        us_tin: Some(tin(UsTinKind::Ssn, "536-90-4399")),
        ..UsAnswers::default()
    }
}

/// A German, who claims nothing.
fn w8ben() -> UsAnswers {
    let tin = TinAnswer::Given(Identifier::tin("70182693953").unwrap());
    UsAnswers {
        us_person: Some(false),
        legal_name: Some("Ada Lovelace".to_owned()),
        address: Some(address("DE")),
        home_country: Some(country("DE")),
        residence: Some(TaxResidence { country: country("DE"), tin }),
        born_on: "1985-12-10".parse().ok(),
        ..UsAnswers::default()
    }
}

/// A German company.
fn w8bene() -> UsAnswers {
    UsAnswers {
        acting_as: Some(Party::Entity),
        legal_name: Some("Lovelace GmbH".to_owned()),
        classification: Some(UsClassification::Corporation),
        chapter4: Some(Chapter4Status::ActiveNffe),
        residence: Some(TaxResidence { country: country("DE"), tin: TinAnswer::Without(NoTin::NotRequired) }),
        born_on: None,
        ..w8ben()
    }
}

fn claim(code: &str) -> TreatyClaim {
    TreatyClaim {
        country: country(code),
        article: "7".to_owned(),
        rate_basis_points: 0,
        income: "business profits".to_owned(),
        explanation: None,
    }
}

fn signing(name: &str) -> Signing {
    Signing { name: name.to_owned(), capacity: Some("Director".to_owned()), under_penalties_of_perjury: true }
}

struct Payee(Actor, AccountId);

fn payee() -> Payee {
    let (account, member) = (AccountId::generate(REVIEWER), MemberId::generate(REVIEWER));
    Payee(Actor::Member { member, account, rights: Rights::NONE, second_factor: true }, account)
}

fn draft(Payee(actor, account): &Payee, answers: UsAnswers) -> UsTaxForm {
    UsTaxForm::following(*account, None, REVIEWER).unwrap().save(*actor, answers, REVIEWER).unwrap()
}

fn submitted(answers: UsAnswers, on: &str) -> Result<UsTaxForm, TaxError> {
    let payee = payee();
    let name = answers.legal_name.clone().unwrap_or_default();
    draft(&payee, answers).submit(payee.0, &signing(&name), at(on))
}

fn approved(answers: UsAnswers, on: &str) -> UsTaxForm {
    let form = submitted(answers, on).unwrap();
    let doubts: Vec<_> = form.doubts().iter().map(ToString::to_string).collect();
    form.approve(staff(), false, &doubts, at(on)).unwrap()
}

/// Holds G-38.
#[test]
fn who_is_of_the_united_states_gives_a_w9_and_others_a_w8() {
    assert_eq!(UsAnswers::default().missing(), [UsField::UsPerson]);
    assert_eq!(w9().kind(), Some(UsFormKind::W9));
    let company = UsAnswers { acting_as: Some(Party::Entity), ..w9() };
    assert_eq!(company.kind(), Some(UsFormKind::W9));
    assert_eq!(w8ben().kind(), Some(UsFormKind::W8Ben));
    assert_eq!(w8bene().kind(), Some(UsFormKind::W8BenE));
    for answers in [w9(), w8ben(), w8bene()] {
        assert_eq!(answers.missing(), []);
        assert_eq!(answers.ensure_sound("2027-03-01".parse().unwrap()), Ok(()));
    }
}

#[test]
fn each_form_asks_for_its_own() {
    let without = |kind: UsAnswers| {
        let bare = UsAnswers { us_person: kind.us_person, acting_as: kind.acting_as, ..UsAnswers::default() };
        bare.missing()
    };
    assert_eq!(without(w9()), [UsField::LegalName, UsField::Address, UsField::UsTin]);
    let foreign = [UsField::LegalName, UsField::Address, UsField::HomeCountry, UsField::BirthDate, UsField::Residence];
    assert_eq!(without(w8ben()), foreign);
    let body = [UsField::LegalName, UsField::Address, UsField::Classification, UsField::HomeCountry, UsField::Chapter4];
    assert_eq!(without(w8bene()), [&body[..], &[UsField::Residence]].concat());
}

#[test]
fn the_number_is_of_the_kind_that_it_is_said_to_be() {
    let checked = |kind, number| UsAnswers { us_tin: Some(tin(kind, number)), ..w9() }.us_check().unwrap();
    assert_eq!(checked(UsTinKind::Ssn, "536-90-4399"), Check::Ok);
    assert_eq!(checked(UsTinKind::Ssn, "666-90-4399"), Check::Invalid);
    assert_eq!(checked(UsTinKind::Itin, "912-90-3456"), Check::Ok);
    assert_eq!(checked(UsTinKind::Itin, "536-90-4399"), Check::Invalid, "that is no ITIN");
    assert_eq!(checked(UsTinKind::Ssn, "912-90-3456"), Check::Invalid, "that is an ITIN");
    assert_eq!(checked(UsTinKind::Ein, "91-1144442"), Check::Ok);
    let wrong = UsAnswers { us_tin: Some(tin(UsTinKind::Ssn, "000-12-3456")), ..w9() };
    assert_eq!(submitted(wrong, "2027-03-01T09:00:00Z"), Err(TaxError::TinInvalid(country("US"))));
}

#[test]
fn nobody_signs_what_their_form_cannot_say() {
    let refused = |answers: UsAnswers| match submitted(answers, "2027-03-01T09:00:00Z") {
        Err(TaxError::Input(InputError { field, .. })) => field,
        other => panic!("{other:?}"),
    };
    let body =
        UsAnswers { acting_as: Some(Party::Entity), classification: Some(UsClassification::Corporation), ..w9() };
    assert_eq!(refused(body), "usTin");
    assert_eq!(refused(UsAnswers { exempt_payee_code: Some(5), ..w9() }), "exemptPayeeCode");
    assert_eq!(refused(UsAnswers { home_country: Some(country("US")), ..w8ben() }), "homeCountry");
    let resident = TaxResidence { country: country("US"), tin: TinAnswer::Without(NoTin::NotIssued) };
    assert_eq!(refused(UsAnswers { residence: Some(resident), ..w8ben() }), "residence");
    assert_eq!(refused(UsAnswers { born_on: "2027-03-02".parse().ok(), ..w8ben() }), "birthDate");
    assert_eq!(
        refused(UsAnswers { classification: Some(UsClassification::SCorporation), ..w8bene() }),
        "classification"
    );
    assert_eq!(refused(UsAnswers { treaty: Some(claim("FR")), ..w8ben() }), "treatyClaim");
    assert_eq!(
        refused(UsAnswers { treaty: Some(claim("DE")), ..w8bene() }),
        "treatyClaim",
        "nobody knows it by a number"
    );
}

#[test]
fn what_is_odd_is_left_to_a_reviewer() {
    let names = |answers: UsAnswers| UsDoubt::of(&answers).iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(names(w9()), Vec::<String>::new());
    assert_eq!(names(w8ben()), Vec::<String>::new());
    assert_eq!(names(UsAnswers { treaty: Some(claim("DE")), ..w8ben() }), ["TREATY_CLAIMED:DE"]);
    assert_eq!(names(UsAnswers { address: Some(address("US")), ..w8ben() }), ["US_ADDRESS"]);
    assert_eq!(names(UsAnswers { address: Some(address("FR")), ..w8ben() }), ["ADDRESS_ELSEWHERE:FR"]);
    let tin = TinAnswer::Given(Identifier::tin("12345678").unwrap());
    let brazil = Some(TaxResidence { country: country("BR"), tin });
    let odd = UsAnswers { residence: brazil, address: Some(address("BR")), treaty: Some(claim("BR")), ..w8ben() };
    assert_eq!(names(odd), ["TIN_UNCHECKED:BR", "TREATY_UNKNOWN:BR"]);
    let bank = UsAnswers { chapter4: Some(Chapter4Status::FinancialInstitution), ..w8bene() };
    assert_eq!(names(bank), ["FINANCIAL_INSTITUTION"]);
}

#[test]
fn a_person_signs_in_their_own_name_and_under_penalties_of_perjury() {
    let payee = payee();
    let sign = |answers, signing| draft(&payee, answers).submit(payee.0, &signing, REVIEWER + TimeDelta::days(20_000));
    assert!(matches!(sign(w9(), signing("Eve")), Err(TaxError::Input(InputError { field: "signedName", .. }))));
    let unsworn = Signing { under_penalties_of_perjury: false, ..signing("Grace Hopper") };
    assert_eq!(sign(w9(), unsworn), Err(TaxError::UsFieldMissing(vec![UsField::Perjury])));
    let bare = Signing { capacity: None, ..signing(" ") };
    let missing = vec![UsField::SignedName, UsField::Capacity];
    assert_eq!(sign(w8bene(), bare), Err(TaxError::UsFieldMissing(missing)));
    let signed = sign(w8bene(), signing("Eve Director")).unwrap();
    assert_eq!(signed.signature().unwrap().capacity.as_deref(), Some("Director"));
    assert_eq!(sign(w9(), signing("grace  HOPPER")).unwrap().signature().unwrap().capacity, None);
}

/// Holds G-38: to the last day of the third following year, also when signed on a leap day or in the last moment.
#[test]
fn a_w8_counts_until_the_end_of_the_third_following_year() {
    for (signed, end) in [
        ("2027-03-01T09:00:00Z", "2031-01-01T00:00:00Z"),
        ("2028-02-29T12:00:00Z", "2032-01-01T00:00:00Z"),
        ("2027-12-31T23:59:59Z", "2031-01-01T00:00:00Z"),
        ("2028-01-01T00:00:00Z", "2032-01-01T00:00:00Z"),
    ] {
        let form = approved(w8ben(), signed);
        assert_eq!(form.validity().unwrap().expires_at, Some(at(end)), "{signed}");
        assert!(form.clone().expire(at(end) - TimeDelta::microseconds(1)).is_err());
        assert_eq!(form.expire(at(end) + TimeDelta::days(9)).unwrap().status(), UsFormStatus::Expired);
    }
    assert_eq!(
        approved(w9(), "2027-03-01T09:00:00Z").validity().unwrap(),
        Validity { expires_at: None, notice_at: None }
    );
}

#[test]
fn what_was_signed_too_long_ago_is_not_approved() {
    let form = submitted(w8ben(), "2027-03-01T09:00:00Z").unwrap();
    assert!(form.clone().approve(staff(), false, &[], at("2030-12-31T23:59:59Z")).is_ok());
    assert!(form.approve(staff(), false, &[], at("2031-01-01T00:00:00Z")).is_err());
}

#[test]
fn the_account_is_told_before_a_w8_ends() {
    let form = approved(w8ben(), "2027-03-01T09:00:00Z");
    assert_eq!(form.notice_due(at("2030-10-02T23:59:59Z")), None);
    let (told, notice) = form.give_notice(at("2030-12-25T00:00:00Z")).unwrap();
    assert_eq!((notice.days_before, told.validity().unwrap().notice_at), (30, None));
    assert!(told.give_notice(at("2030-12-26T00:00:00Z")).is_err());
}

#[test]
fn a_reviewer_decides_what_is_not_their_own() {
    let form = submitted(UsAnswers { treaty: Some(claim("DE")), ..w8ben() }, "2027-03-01T09:00:00Z").unwrap();
    let now = at("2027-03-02T09:00:00Z");
    assert_eq!(form.clone().approve(staff(), true, &[], now), Err(TaxError::UsSelfReview(form.id)));
    let open = TaxError::UsChecksOpen(form.doubts());
    assert_eq!(form.clone().approve(staff(), false, &[], now), Err(open));
    let change = Change { field: UsField::Treaty, fault: Fault::Implausible, reason: "Which income?".to_owned() };
    let back = form.request_changes(staff(), false, vec![change.clone()], now).unwrap();
    assert_eq!(back.changes(), [change]);
    assert!(back.request_changes(staff(), false, vec![], now).is_err());
}

#[test]
fn a_change_of_circumstances_begins_a_new_version() {
    let Payee(actor, account) = payee();
    let form = approved(w8ben(), "2027-03-01T09:00:00Z");
    let next = UsTaxForm::following(account, Some(&form), REVIEWER).unwrap();
    assert_eq!((next.version, &next.answers), (2, &form.answers));
    let moved = next.save(actor, UsAnswers { us_person: Some(true), ..UsAnswers::default() }, REVIEWER).unwrap();
    assert_eq!(moved.answers.kind(), Some(UsFormKind::W9));
    assert_eq!(moved.answers.missing(), [UsField::UsTin]);
    assert_eq!(UsTaxForm::following(account, Some(&moved), REVIEWER), None);
    assert_eq!(moved.save(payee().0, w9(), REVIEWER).map(|form| form.id).ok(), None, "it is not theirs");
}

#[test]
fn answers_survive_their_document() {
    let open = UsAnswers { us_tin: Some(UsTin { kind: UsTinKind::Ein, number: None }), ..w8bene() };
    let claimed = UsAnswers { treaty: Some(claim("DE")), backup_withholding: Some(false), ..w8ben() };
    for answers in [UsAnswers::default(), w9(), w8ben(), w8bene(), open, claimed] {
        assert_eq!(read(write(&answers).as_bytes()).unwrap(), answers);
    }
    assert!(read(br#"{"legal_nam":"Ada"}"#).is_err());
}
