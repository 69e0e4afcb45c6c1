use chrono::{NaiveDate, TimeDelta};

use super::*;
use crate::profile::tests::complete_profile;

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

fn day(offset: i64) -> NaiveDate {
    (AT + TimeDelta::days(offset)).date_naive()
}

fn finding(level: CertificationLevel, last_day: i64) -> Finding {
    Finding { level, issued_on: day(-100), expires_on: Some(day(last_day)) }
}

fn claimed() -> CertificationLink {
    CertificationLink::claim(CertificationLinkId::generate(AT), &complete_profile(), "AWS", "AWS-1", AT).unwrap()
}

/// Holds IQ-16 and G-02.
#[test]
fn associate_and_above_count_while_they_last() {
    let state = |level, last_day| claimed().answered(Some(&finding(level, last_day)), AT).unwrap().state;
    for level in [CertificationLevel::Associate, CertificationLevel::Professional, CertificationLevel::Specialty] {
        assert!(matches!(state(level, 0), CertificationState::Verified { .. }));
        assert_eq!(state(level, -1), CertificationState::Rejected { why: Rejection::Expired });
    }
    let too_low = CertificationState::Rejected { why: Rejection::LevelTooLow };
    assert_eq!(state(CertificationLevel::Foundational, 0), too_low);
}

/// Holds IQ-19.
#[test]
fn what_no_registry_knows_is_reviewed_by_hand() {
    let missing = claimed().answered(None, AT).unwrap();
    assert_eq!(missing.state, CertificationState::NotFound);
    let elsewhere = missing.clone().request_review("a scan", true, AT);
    assert_eq!(elsewhere, Err(ExpertError::CertificationLinkedElsewhere));

    let review = missing.request_review("a scan", false, AT).unwrap();
    let good = finding(CertificationLevel::Associate, 9);
    assert_eq!(review.clone().verify(&good, true, AT), Err(ExpertError::SelfReview));
    assert!(review.clone().verify(&good, false, AT).unwrap().certificate().is_some());
    let low = finding(CertificationLevel::Foundational, 9);
    let too_low = Err(ExpertError::CertificationLevelTooLow(CertificationLevel::Foundational));
    assert_eq!(review.clone().verify(&low, false, AT), too_low);
    assert!(review.reject("not legible", false, AT).is_ok());
}

/// Holds IQ-19: a registry that knows it later ends the search, and one that does not changes nothing.
#[test]
fn what_was_not_found_may_be_found_later() {
    let missing = claimed().answered(None, AT).unwrap();
    let later = AT + TimeDelta::days(1);
    assert_eq!(missing.clone().answered(None, later).unwrap(), missing);
    let found = missing.clone().answered(Some(&finding(CertificationLevel::Associate, 9)), later).unwrap();
    assert_eq!((found.certificate().is_some(), found.since), (true, later));
    let review = missing.request_review("a scan", false, AT).unwrap();
    assert!(review.answered(Some(&finding(CertificationLevel::Associate, 9)), later).is_err());
}

#[test]
fn a_certification_expires_at_the_end_of_its_last_day() {
    let verified = claimed().answered(Some(&finding(CertificationLevel::Specialty, 9)), AT).unwrap();
    let end = AT + TimeDelta::days(10);
    assert!(verified.clone().expire(end - LAST_MOMENT).is_err());
    assert_eq!(verified.clone().expire(end + TimeDelta::days(3)).unwrap().since, end);
    assert_eq!(verified.clone().unlink(end), Err(ExpertError::CertificationExpired(end)));
    assert!(verified.unlink(end - LAST_MOMENT).is_ok());
}

/// As verified at [`AT`], to the end of `last_day`.
fn ending(last_day: i64) -> CertificationLink {
    claimed().answered(Some(&finding(CertificationLevel::Associate, last_day)), AT).unwrap()
}

fn days_before(link: &CertificationLink, now: DateTime<Utc>) -> Option<u16> {
    link.notice_due(now).map(|notice| notice.days_before)
}

/// Holds IQ-16.
#[test]
fn a_person_is_told_once_at_each_threshold() {
    let (mut link, end) = (ending(99), AT + TimeDelta::days(100));
    let (late, _) = link.clone().give_notice(end - TimeDelta::days(31)).unwrap();
    assert_eq!(late.deadlines().len(), 2, "what was missed is not told again");
    for days in [90, 60, 30] {
        let due_at = end - TimeDelta::days(i64::from(days));
        assert_eq!(days_before(&link, due_at - LAST_MOMENT), None);
        let (told, notice) = link.give_notice(due_at).unwrap();
        assert_eq!((notice.days_before, notice.at), (days, due_at));
        assert!(told.clone().give_notice(due_at).is_err());
        link = told;
    }
    assert_eq!(link.deadlines(), [CertificationDeadline { kind: CertificationDeadlineKind::End, due_at: end }]);
}

#[test]
fn whoever_links_late_is_told_what_is_still_to_come() {
    let link = ending(44);
    assert_eq!(days_before(&link, AT), None, "they have just read its end");
    let kinds: Vec<_> = link.deadlines().into_iter().map(|deadline| deadline.kind).collect();
    assert_eq!(kinds, [CertificationDeadlineKind::Notice { days_before: 30 }, CertificationDeadlineKind::End]);
}

#[test]
fn what_lasts_longer_renews_and_nothing_else_does() {
    let link = ending(99);
    let renewed = link.renewed(&finding(CertificationLevel::Associate, 400), AT).unwrap();
    assert_eq!(renewed.deadlines().last().unwrap().due_at, AT + TimeDelta::days(401));
    assert_eq!(days_before(&renewed, AT + TimeDelta::days(99)), None, "the former end is not told");
    let for_ever = Finding { expires_on: None, ..finding(CertificationLevel::Associate, 0) };
    assert_eq!(link.renewed(&for_ever, AT).unwrap().deadlines(), []);

    assert_eq!(link.renewed(&finding(CertificationLevel::Associate, 99), AT), None);
    assert_eq!(link.renewed(&finding(CertificationLevel::Foundational, 400), AT), None);
    assert_eq!(link.unlink(AT).unwrap().renewed(&for_ever, AT), None);
}

#[test]
fn a_claim_needs_a_legal_name_to_compare() {
    let mut profile = complete_profile();
    profile.details.legal_name = None;
    let claim = CertificationLink::claim(CertificationLinkId::generate(AT), &profile, "AWS", "AWS-1", AT);
    assert!(matches!(claim, Err(ExpertError::ProfileIncomplete { .. })));
    assert!(same_holder("Ada  LOVELACE ", "ada lovelace") && !same_holder("Ada Byron", "Ada Lovelace"));
}

#[test]
fn staff_revoke_and_the_person_unlinks_what_is_verified() {
    let verified = claimed().answered(Some(&finding(CertificationLevel::Associate, 9)), AT).unwrap();
    assert!(verified.clone().revoke("", AT).is_err());
    assert!(verified.clone().revoke("withdrawn by the issuer", AT).unwrap().unlink(AT).is_err());
    assert!(verified.unlink(AT).is_ok());
}
