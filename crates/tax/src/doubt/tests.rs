use super::*;
use crate::{BusinessRegistration, ExclusionClaim, Identifier, VatAnswer, dac7_form::tests::complete};

fn names(answers: &Answers) -> Vec<String> {
    Doubt::of(answers).iter().map(ToString::to_string).collect()
}

fn residence(country: &str, tin: TinAnswer) -> TaxResidence {
    TaxResidence { country: country.parse().unwrap(), tin }
}

#[test]
fn what_every_check_decides_leaves_no_doubt() {
    assert_eq!(Doubt::of(&complete()), []);
    let respelled = Answers { account_holder: Some("ADA LOVELACE".into()), ..complete() };
    assert_eq!(Doubt::of(&respelled), []);
}

/// Holds G-59: each doubt has a name, by which a reviewer decides it.
#[test]
fn each_doubt_of_a_person_is_named() {
    let number = |typed| TinAnswer::Given(Identifier::tin(typed).unwrap());
    let mut answers = Answers {
        account_holder: Some("Charles Babbage".into()),
        account_country: Some("FR".parse().unwrap()),
        vat_id: Some(VatAnswer::Given(VatId::new("GB999999973").unwrap())),
        ..complete()
    };
    answers.tax_residences = vec![
        residence("BR", number("123.456.789-09")),
        residence("AE", TinAnswer::Without(NoTin::NotIssued)),
        residence("DK", TinAnswer::Without(NoTin::NotRequired)),
        residence("LV", TinAnswer::Without(NoTin::AppliedFor)),
    ];
    if let Some(address) = &mut answers.address {
        address.postal_code = "1011".into();
    }
    let named = [
        "POSTAL_CODE_UNUSUAL:DE",
        "TIN_UNCHECKED:BR",
        "TIN_FROM_ELSEWHERE:BR",
        "TIN_NOT_ISSUED:AE",
        "TIN_NOT_REQUIRED:DK",
        "TIN_APPLIED_FOR:LV",
        "ADDRESS_OUTSIDE_RESIDENCES:DE",
        "VAT_ID_PLACEHOLDER",
        "HOLDER_DIFFERS",
        "ACCOUNT_ELSEWHERE:FR",
    ];
    assert_eq!(names(&answers), named);
}

/// Holds G-59: a claim to be left out of the report is a reviewer's to decide.
#[test]
fn each_doubt_of_a_body_is_named() {
    let registration = |number| BusinessRegistration { country: "DE".parse().unwrap(), number };
    let claim = ExclusionClaim { ground: ExclusionGround::Government, evidence: "A city.".into() };
    let mut answers = Answers {
        acting_as: Some(Party::Entity),
        business_registration: Some(registration(RegisterAnswer::NotIssued)),
        exclusion_claims: Some(vec![claim]),
        ..complete()
    };
    answers.tax_residences[0].tin = TinAnswer::Given(Identifier::tin("181/815/08155").unwrap());
    assert_eq!(names(&answers), ["REGISTRATION_NOT_ISSUED:DE", "EXCLUSION_CLAIMED:GOVERNMENT"]);

    let number = RegisterAnswer::Given(Identifier::of_register("HRB 42243").unwrap());
    let answers = Answers { business_registration: Some(registration(number)), exclusion_claims: None, ..answers };
    assert_eq!(names(&answers), ["REGISTRATION_UNUSUAL:DE"]);
}
