use chrono::TimeDelta;
use kernel::{Address, IdentityCheckId};

use super::*;
use crate::{CompanyKind, SellerRegistration, profile::tests::complete_profile, registration::tests::submitted};

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// The timeline of a filed registration, seen with a DAC7 form and an identity check that are this far.
fn steps(dac7: Dac7, registration: &Registration, check: &IdentityCheck) -> Vec<Step> {
    let (profile, country) = (complete_profile(), "GB".parse().unwrap());
    let home = Address::new("12 St James's Square", "London", "W1J 7NT", country).unwrap();
    let seller = SellerRegistration::new(profile.account_id, "Ada", country, home.clone(), AT).unwrap();
    let application = Application {
        profile: &profile,
        seller: Some(&seller),
        account_address: &home,
        company: CompanyKind::None,
        country_is_eligible: true,
        is_staff: false,
        dac7,
    };
    timeline(Progress {
        registration,
        application,
        identity_check: Some(check),
        company_check: None,
        certified_since: None,
    })
}

fn pending(registration: &Registration) -> IdentityCheck {
    IdentityCheck::open(IdentityCheckId::generate(AT), registration.id, AT)
}

#[test]
fn a_filed_registration_says_what_is_waited_for_and_until_when() {
    let filed = submitted();
    let steps = steps(Dac7::Submitted { at: AT }, &filed, &pending(&filed));

    let done = steps.iter().filter(|step| step.status == StepStatus::Done { at: AT }).map(|step| step.kind);
    let expected = [StepKind::Profile, StepKind::SellerRegistration, StepKind::Dac7Form, StepKind::Submission];
    assert_eq!(done.collect::<Vec<_>>(), expected);
    assert_eq!(steps[4].expected_by, Some(AT + TimeDelta::days(14)));
    assert_eq!(steps[8].status, StepStatus::Blocked(ExpertError::IdentityNotVerified));
    assert_eq!(steps[8].expected_by, None);
}

#[test]
fn activation_is_expected_21_days_after_completion() {
    let filed = submitted().dac7_approved(AT + TimeDelta::days(2));
    let check = pending(&filed).submit("passport", AT).unwrap().pass("report 9", false, AT).unwrap();
    let steps = steps(Dac7::Approved { submitted_at: AT, at: AT }, &filed, &check);
    assert_eq!(steps[8].status, StepStatus::Open);
    assert_eq!(steps[8].expected_by, Some(AT + TimeDelta::days(23)));
}

#[test]
fn a_form_sent_back_blocks_activation() {
    let filed = submitted();
    let check = pending(&filed).submit("passport", AT).unwrap().pass("report 9", false, AT).unwrap();
    let steps = steps(Dac7::ChangesRequested, &filed, &check);
    assert_eq!(steps[8].status, StepStatus::Blocked(ExpertError::Dac7NotApproved));
}
