use super::*;
use crate::{ExclusionGround, Identifier, Severity, dac7_form::tests::complete};

fn on(day: &str) -> NaiveDate {
    day.parse().unwrap()
}

fn born(born_on: &str) -> Vec<Flaw> {
    Flaw::of(&Answers { born_on: Some(on(born_on)), ..complete() }, on("1970-01-01"))
}

/// A company of Germany that leaves no doubt.
fn company() -> Answers {
    let germany = "DE".parse().unwrap();
    let number = RegisterAnswer::Given(Identifier::of_register("Amtsgericht München HRB 42243").unwrap());
    let tin = TinAnswer::Given(Identifier::tin("181/815/08155").unwrap());
    Answers {
        acting_as: Some(Party::Entity),
        born_on: None,
        tax_residences: vec![TaxResidence { country: germany, tin }],
        business_registration: Some(BusinessRegistration { country: germany, number }),
        ..complete()
    }
}

/// Holds G-59: an expert is 18 to 120 years old, and nobody is born tomorrow.
#[test]
fn a_date_of_birth_is_possible() {
    assert_eq!(born("1952-01-01"), []);
    assert_eq!(born("1849-01-02"), []);
    for wrong in ["1952-01-02", "1849-01-01", "1970-01-01", "0000-01-01", "-0500-01-01"] {
        assert_eq!(born(wrong), [Flaw::AgeOutOfRange], "{wrong}");
    }
    assert_eq!(born("1970-01-02"), [Flaw::BirthDateInFuture]);
    assert_eq!(born("9999-01-01"), [Flaw::BirthDateInFuture]);
}

fn missing_without(mut answers: Answers, remove: fn(&mut Answers)) -> Vec<Field> {
    remove(&mut answers);
    answers.missing()
}

/// Holds IQ-42: whatever answer is taken away, the form misses exactly that one.
#[test]
fn each_missing_answer_is_named() {
    assert_eq!(complete().missing(), []);
    let without = |remove| missing_without(complete(), remove);
    assert_eq!(without(|answers| answers.legal_name = None), [Field::LegalName]);
    assert_eq!(without(|answers| answers.born_on = None), [Field::BirthDate]);
    assert_eq!(without(|answers| answers.address = None), [Field::Address]);
    assert_eq!(without(|answers| answers.account_holder = None), [Field::AccountHolder]);
    assert_eq!(without(|answers| answers.tax_residences.clear()), [Field::TaxResidences]);
    assert_eq!(without(|answers| answers.tax_residences[0].tin = TinAnswer::Open), [Field::TaxResidences]);
    assert_eq!(without(|answers| answers.vat_id = None), []);
}

/// Holds G-59: a body is asked for its registration, and for no date or place of birth.
#[test]
fn a_body_answers_the_questions_of_bodies() {
    assert_eq!(company().missing(), []);
    assert_eq!(company().findings(on("2026-11-22")), []);
    let without = |remove| missing_without(company(), remove);
    assert_eq!(without(|answers| answers.business_registration = None), [Field::BusinessRegistration]);
    assert_eq!(without(|answers| answers.acting_as = None), [Field::BirthDate]);
    let not_issued = |answers: &mut Answers| answers.tax_residences[0].tin = TinAnswer::Without(NoTin::NotIssued);
    assert_eq!(without(not_issued), [], "a body has no place of birth");
}

#[test]
fn who_has_no_taxpayer_number_says_where_they_were_born() {
    for why in [NoTin::NotIssued, NoTin::NotRequired, NoTin::AppliedFor] {
        let mut answers = complete();
        answers.tax_residences[0].tin = TinAnswer::Without(why);
        assert_eq!(answers.missing(), [Field::BirthPlace]);
        answers.birth_place = Some(BirthPlace { city: "Dubai".into(), country: "AE".parse().unwrap() });
        assert_eq!(answers.missing(), []);
    }
}

/// Holds G-59: a bank account in another name needs a reason, and stays doubtful with one.
#[test]
fn another_holder_needs_a_reason() {
    let respelled = Answers { account_holder: Some("ADA LOVELACE".into()), ..complete() };
    assert_eq!((respelled.missing(), respelled.holder_differs()), (vec![], false));
    let other = Answers { account_holder: Some("Charles Babbage".into()), ..complete() };
    assert_eq!(other.missing(), [Field::HolderReason]);
    let reasoned = Answers { holder_reason: Some("My husband's account.".into()), ..other };
    assert_eq!((reasoned.missing(), reasoned.holder_differs()), (vec![], true));
}

#[test]
fn what_is_left_out_stays() {
    let germany = || TaxResidence { tin: TinAnswer::Open, ..complete().tax_residences[0].clone() };
    let nothing = Answers { tax_residences: vec![germany()], ..Answers::default() };
    assert_eq!(nothing.over(complete()), complete());
    assert_eq!(Answers::default().over(company()), company());

    let open = BusinessRegistration { country: "DE".parse().unwrap(), number: RegisterAnswer::Open };
    let open = Answers { business_registration: Some(open), ..Answers::default() };
    assert_eq!(open.over(company()), company(), "nobody types a number twice");

    let without_vat_id = Answers { vat_id: Some(VatAnswer::Without), ..Answers::default() }.over(complete());
    assert_eq!(without_vat_id, Answers { vat_id: None, ..complete() });
}

#[test]
fn what_a_list_names_it_names_once() {
    let mut answers = complete();
    answers.tax_residences.push(answers.tax_residences[0].clone());
    assert_eq!(answers.checked().unwrap_err().field, "taxResidences");
    let claim = || ExclusionClaim { ground: ExclusionGround::Listed, evidence: "XETRA: GLD".into() };
    let twice = Answers { exclusion_claims: Some(vec![claim(), claim()]), ..company() };
    assert_eq!(twice.checked().unwrap_err().field, "exclusionClaims");
    let abroad = Answers { establishments: Some(vec!["US".parse().unwrap()]), ..company() };
    assert_eq!(abroad.checked().unwrap_err().field, "establishments");
}

/// Holds G-59: what is found has a lasting code, a place, and says whether it stops the form.
#[test]
fn findings_say_what_is_wrong_and_where() {
    let number = RegisterAnswer::Given(Identifier::of_register("München").unwrap());
    let registration = BusinessRegistration { country: "DE".parse().unwrap(), number };
    let vat_id = Some(VatAnswer::Given(VatId::new("DE136695977").unwrap()));
    let mut answers = Answers {
        account_holder: None,
        born_on: Some(on("2030-01-01")),
        business_registration: Some(registration),
        vat_id,
        ..company()
    };
    answers.tax_residences[0].tin = TinAnswer::Given(Identifier::tin("12").unwrap());
    let findings = answers.findings(on("2026-11-22"));
    let told: Vec<_> = findings.iter().map(|finding| (finding.severity, &*finding.code, &*finding.path)).collect();
    assert_eq!(
        told,
        [
            (Severity::Block, "MISSING:accountHolder", "accountHolder"),
            (Severity::Block, "TIN_INVALID:DE", "taxResidences.DE"),
            (Severity::Block, "VAT_ID_INVALID", "vatId"),
            (Severity::Block, "REGISTRATION_INVALID:DE", "businessRegistration"),
            (Severity::Warn, "UNUSED:birthDate", "birthDate"),
        ]
    );
    assert_eq!(answers.ensure_sound(on("2026-11-22")), Err(TaxError::TinInvalid("DE".parse().unwrap())));
}

/// A number of the answers reaches no log.
#[test]
fn answers_are_printed_masked() {
    let printed = format!("{:?}", Answers { vat_id: company().vat_id, ..company() });
    for number in ["18181508155", "DE136695976", "HRB 42243"] {
        assert!(!printed.contains(number), "{printed}");
    }
}
