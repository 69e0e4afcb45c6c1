use kernel::{AccountId, Rights};

use super::*;
use crate::{
    SellerRegistration,
    profile::tests::{complete_profile, person},
};

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

const SUBMITTED: Dac7 = Dac7::Submitted { at: AT };
const APPROVED: Dac7 = Dac7::Approved { submitted_at: AT, at: AT };
const GOOD: Approval = Approval { identity_passed: true, dac7_approved: true, company_passed: true, own: false };

fn address(street: &str) -> kernel::Address {
    kernel::Address::new(street, "London", "W1J 7NT", "GB".parse().unwrap()).unwrap()
}

fn seller(profile: &ExpertProfile, street: &str) -> SellerRegistration {
    let country = "GB".parse().unwrap();
    SellerRegistration::new(profile.account_id, "Ada Lovelace", country, address(street), AT).unwrap()
}

/// Files the registration of `profile`, with `change` made to what it is judged by.
fn submit(profile: &ExpertProfile, change: impl FnOnce(&mut Application<'_>)) -> Result<Registration, ExpertError> {
    let (home, seller) = (address("12 St James's Square"), seller(profile, "12 St. James's Square"));
    let mut application = Application {
        profile,
        seller: Some(&seller),
        account_address: &home,
        company: CompanyKind::None,
        country_is_eligible: true,
        is_staff: false,
        dac7: SUBMITTED,
    };
    change(&mut application);
    Registration::draft(RegistrationId::generate(AT), profile).submit(person(profile), application, AT)
}

pub(crate) fn submitted() -> Registration {
    submit(&complete_profile(), |_| ()).unwrap()
}

fn stage(registration: &Registration) -> Option<RegistrationStage> {
    registration.filing_of_stage().map(|(stage, _)| stage)
}

/// Holds IQ-06, IQ-09, IQ-12, IQ-13, IQ-42 and MKT-03.
#[test]
fn a_registration_is_filed_only_when_all_is_there() {
    let profile = complete_profile();
    let elsewhere = seller(&profile, "13 St James's Square");
    let country = "GB".parse().unwrap();

    assert!(submit(&profile, |_| ()).is_ok());
    assert_eq!(submit(&profile, |given| given.is_staff = true), Err(ExpertError::StaffNeverExpert));
    assert_eq!(submit(&profile, |given| given.seller = None), Err(ExpertError::SellerRegistrationIncomplete));
    let not_eligible = Err(ExpertError::CountryNotEligible(country));
    assert_eq!(submit(&profile, |given| given.country_is_eligible = false), not_eligible);
    let mut bankless = profile.clone();
    bankless.details.bio = None;
    assert!(matches!(submit(&bankless, |_| ()), Err(ExpertError::ProfileIncomplete { .. })));
    for dac7 in [Dac7::NotSubmitted, Dac7::ChangesRequested] {
        assert_eq!(submit(&profile, |given| given.dac7 = dac7), Err(ExpertError::Dac7NotSubmitted));
    }
    let home = address("12 St James's Square");
    assert_eq!(elsewhere.banks_at(&home), Err(ExpertError::BankAddressDiffers));
}

/// Holds IQ-42: invariant 5.
#[test]
fn nobody_becomes_active_without_an_approved_dac7_form() {
    let registration = submitted();
    assert_eq!(registration.clone().approve(GOOD, AT), Err(ExpertError::Dac7NotApproved));

    let completed = registration.dac7_approved(AT + LAST_MOMENT);
    let sent_back = Approval { dac7_approved: false, ..GOOD };
    assert_eq!(completed.clone().approve(sent_back, AT), Err(ExpertError::Dac7NotApproved));
    assert!(completed.approve(GOOD, AT + LAST_MOMENT).unwrap().is_active());
}

#[test]
fn completion_is_the_later_of_submission_and_approval_of_the_form() {
    let filed = submit(&complete_profile(), |given| given.dac7 = APPROVED).unwrap();
    assert_eq!(filed.filing().unwrap().completed_at, Some(AT));

    let later = AT + TimeDelta::days(2);
    let filed = submitted().dac7_approved(later);
    assert_eq!(filed.filing().unwrap().completed_at, Some(later));
    assert_eq!(filed.filing().unwrap().activation_alarm_at, Some(later + ACTIVATION_PERIOD));
    assert_eq!(filed.clone().dac7_approved(later + LAST_MOMENT), filed);
}

/// Holds X2 and IQ-37.
#[test]
fn approval_needs_a_verified_identity_and_another_person() {
    let registration = submitted().dac7_approved(AT);
    let unverified = Approval { identity_passed: false, ..GOOD };
    assert_eq!(registration.clone().approve(unverified, AT), Err(ExpertError::IdentityNotVerified));
    let unknown = Approval { company_passed: false, ..GOOD };
    assert_eq!(registration.clone().approve(unknown, AT), Err(ExpertError::KycIncomplete));
    let own = Approval { own: true, ..GOOD };
    assert_eq!(registration.clone().approve(own, AT), Err(ExpertError::SelfReview));
    assert_eq!(registration.reject("no", true, true, AT), Err(ExpertError::SelfReview));
}

/// Holds IQ-38.
#[test]
fn after_14_days_an_unverified_identity_needs_a_call() {
    let (registration, due_at) = (submitted(), AT + IDENTITY_CHECK_PERIOD);
    let passed = ExpertError::DeadlinePassed { id: registration.id, due_at };

    assert!(registration.clone().review(due_at - LAST_MOMENT).is_ok());
    assert_eq!(registration.clone().review(due_at), Err(passed.clone()));
    assert_eq!(registration.clone().reject("no", true, false, due_at), Err(passed));

    assert!(registration.clone().identity_check_overdue(true, due_at - LAST_MOMENT).is_err());
    let required = registration.identity_check_overdue(true, due_at).unwrap();
    assert_eq!(stage(&required), Some(RegistrationStage::IdentityCheckRequired));
    assert!(required.clone().identity_check_overdue(true, due_at).is_err());
    assert_eq!(stage(&required.call_scheduled()), Some(RegistrationStage::VideoCallScheduled));
}

#[test]
fn after_14_days_a_verified_identity_changes_nothing_but_that_it_was_looked_at() {
    let due_at = AT + IDENTITY_CHECK_PERIOD;
    let registration = submitted().identity_check_overdue(false, due_at).unwrap();
    assert_eq!(stage(&registration), Some(RegistrationStage::Submitted));
    assert!(registration.dac7_approved(due_at).approve(GOOD, due_at).is_ok());
}

/// Holds IQ-10 and G-08.
#[test]
fn staff_are_told_once_that_an_expert_waits() {
    let (registration, alarm_at) = (submitted().dac7_approved(AT), AT + ACTIVATION_PERIOD);
    assert!(registration.clone().activation_overdue(alarm_at - LAST_MOMENT).is_err());
    let told = registration.activation_overdue(alarm_at).unwrap();
    assert!(told.activation_overdue(alarm_at).is_err());
    assert!(submitted().activation_overdue(alarm_at).is_err());
}

#[test]
fn only_what_can_be_corrected_is_reopened() {
    let profile = complete_profile();
    let registration = submit(&profile, |_| ()).unwrap();
    let reject = |correctable| registration.clone().reject("photo shows a cat", correctable, false, AT).unwrap();
    assert_eq!(reject(true).reopen(person(&profile)).unwrap().state, RegistrationState::Draft);
    let barred = ExpertError::ReregistrationBarred(registration.id);
    assert_eq!(reject(false).reopen(person(&profile)), Err(barred));
    assert!(matches!(reject(true).reopen(Actor::System), Err(ExpertError::RegistrationNotFound(_))));
}

/// Holds MKT-04 and IQ-30.
#[test]
fn an_active_expert_is_suspended_reinstated_and_closed() {
    let profile = complete_profile();
    let active = submit(&profile, |given| given.dac7 = APPROVED).unwrap().approve(GOOD, AT).unwrap();
    let suspended = active.clone().suspend("complaints", AT).unwrap();
    assert!(!suspended.is_active() && suspended.is_live());
    assert_eq!(suspended.clone().reinstate("settled").unwrap(), active);

    assert_eq!(active.clone().close(person(&profile), true, AT), Err(ExpertError::HasOpenMoney));
    assert!(!active.clone().close(person(&profile), false, AT).unwrap().is_live());
    let account = AccountId::generate(AT + LAST_MOMENT);
    let stranger = Actor::Member { member: profile.member_id, account, rights: Rights::NONE, second_factor: true };
    assert_eq!(active.clone().close(stranger, false, AT), Err(ExpertError::RegistrationNotFound(active.id)));
}
