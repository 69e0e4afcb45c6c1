use chrono::{Days, TimeDelta};

use super::*;
use crate::Document;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH; // A Thursday.

fn today() -> NaiveDate {
    AT.date_naive()
}

fn owner(share_basis_points: u16) -> BeneficialOwner {
    let born_on = NaiveDate::from_ymd_opt(1960, 12, 10).unwrap();
    BeneficialOwner { name: "Ada".to_owned(), born_on, country: "GB".parse().unwrap(), share_basis_points }
}

fn document(days_old: u64) -> CompanyDocument {
    CompanyDocument { document: Document::read("extract, file 3").unwrap(), issued_on: today() - Days::new(days_old) }
}

fn file(shares: &[u16]) -> Result<CompanyFile, ExpertError> {
    let owners = shares.iter().map(|share| owner(*share)).collect();
    CompanyFile::new(owners, shares.is_empty(), vec![document(1)], today())
}

fn submitted(shares: &[u16]) -> CompanyCheck {
    let check = CompanyCheck::open(CompanyCheckId::generate(AT), AccountId::generate(AT), AT);
    check.submit(file(shares).unwrap(), AT).unwrap()
}

/// Holds G-40.
#[test]
fn owners_are_those_above_a_quarter_and_own_no_more_than_all() {
    for good in [&[2_501][..], &[10_000], &[2_501, 2_501, 2_501], &[5_000, 5_000], &[]] {
        assert!(file(good).is_ok(), "{good:?}");
    }
    for bad in [&[2_500][..], &[10_001], &[0], &[5_001, 5_000]] {
        assert!(matches!(file(bad), Err(ExpertError::Input(_))), "{bad:?}");
    }
    let file = |owners, nobody| CompanyFile::new(owners, nobody, vec![document(1)], today());
    assert_eq!(file(vec![], false), Err(ExpertError::OwnersIncomplete), "none named, and not said that there is none");
    assert_eq!(file(vec![owner(5_000)], true), Err(ExpertError::OwnersIncomplete));
    assert_eq!(file(vec![owner(2_501); 5], false), Err(ExpertError::OwnersIncomplete), "four at most");
    for born_on in [today(), today() + Days::new(1), NaiveDate::MIN] {
        assert!(file(vec![BeneficialOwner { born_on, ..owner(5_000) }], false).is_err(), "{born_on}");
    }
}

/// Holds G-40.
#[test]
fn documents_are_not_older_than_180_days() {
    let of = |documents| CompanyFile::new(vec![owner(5_000)], false, documents, today());
    assert!(of(vec![document(0), document(180)]).is_ok());
    assert!(matches!(of(vec![document(181)]), Err(ExpertError::DocumentTooOld { .. })));
    assert!(matches!(of(vec![]), Err(ExpertError::Input(_))));
    let ahead = CompanyDocument { issued_on: today() + Days::new(1), ..document(0) };
    assert!(matches!(of(vec![ahead]), Err(ExpertError::Input(_))));
}

/// Holds G-40: seven business days, and staff are told once.
#[test]
fn a_review_is_overdue_after_seven_business_days() {
    let check = submitted(&[5_000]);
    let due = "1970-01-14T00:00:00Z".parse().unwrap(); // The first day is a holiday, and two are of a weekend.
    assert_eq!(check.alert_at(), Some(due));
    let alerted = check.alert(due).unwrap();
    assert_eq!(alerted.alert_at(), None);
    assert!(alerted.clone().alert(due).is_err());
    assert!(alerted.pass("report 9", false, due).unwrap().is_passed());
}

/// Holds G-40: with other owners, or when staff look again, a company is not passed any more.
#[test]
fn other_owners_are_reviewed_again() {
    let passed = submitted(&[5_000]).pass("report 9", false, AT).unwrap();
    assert!(passed.clone().submit(file(&[5_000]).unwrap(), AT).is_err(), "the same owners");
    assert!(!passed.clone().submit(file(&[6_000]).unwrap(), AT).unwrap().is_passed());
    assert!(!passed.clone().renew(AT).unwrap().is_passed());
    assert!(submitted(&[5_000]).renew(AT).is_err());
}

#[test]
fn a_check_is_decided_on_evidence_by_another_person_while_it_is_under_review() {
    let check = submitted(&[5_000]);
    assert_eq!(check.clone().pass("report 9", true, AT), Err(ExpertError::SelfReview));
    assert!(matches!(check.clone().pass(" ", false, AT), Err(ExpertError::Input(_))));
    let asked = check.ask_more("whose is the rest?", AT + TimeDelta::days(1)).unwrap();
    assert!(asked.clone().pass("report 9", false, AT).is_err());
    let failed =
        asked.submit(file(&[5_000, 3_000]).unwrap(), AT).unwrap().fail("report 9", "forged", false, AT).unwrap();
    assert!(failed.clone().submit(file(&[5_000]).unwrap(), AT).is_err());
    assert_eq!(failed.clone().reopened(AT).unwrap().state, CompanyCheckState::Pending);
    assert_eq!(failed.renew(AT).unwrap().state, CompanyCheckState::Pending, "staff let it show anew");
}
