use chrono::TimeDelta;
use kernel::{AccessSessionId, EventId};

use super::*;
use crate::{
    AccessSession, SESSION_MINUTES, State,
    engagement::tests::{START, engagement, member_of, usd},
};

fn level(name: &str) -> AccessLevel {
    AccessLevel::defaults().into_iter().find(|level| level.name == name).unwrap()
}

/// A grant that waits, the person whom it names, and the customer.
fn requested(name: &str) -> (AccessGrant, Actor, Actor) {
    let (engagement, expert, customer) = engagement(usd(100));
    let id = AccessGrantId::generate(START);
    let grant = AccessGrant::request(id, &engagement, expert, (&level(name), "To look."), START).unwrap();
    (grant, expert, customer)
}

fn approved(name: &str) -> (AccessGrant, Actor, Actor) {
    let (grant, expert, customer) = requested(name);
    (grant.approve(customer, &level(name), None, START).unwrap(), expert, customer)
}

fn session(grant: &AccessGrant, actor: Actor, minutes: i32) -> Result<AccessSession, EngagementError> {
    let (id, event) = (AccessSessionId::generate(START), EventId::generate(START));
    AccessSession::open(id, event, grant, (actor, minutes), START)
}

/// Holds G-16 and G-15.
#[test]
fn access_is_asked_for_while_the_work_goes_on_by_the_side_that_does_it() {
    let asked = |state, of: fn(&Engagement) -> AccountId| {
        let engagement = Engagement { state, ..engagement(usd(100)).0 };
        let id = AccessGrantId::generate(START);
        let actor = member_of(of(&engagement));
        AccessGrant::request(id, &engagement, actor, (&level("Billing"), "To look."), START).map(drop)
    };
    assert_eq!(asked(State::Active, |engagement| engagement.expert_account_id), Ok(()));
    assert_eq!(asked(State::FinalBilled, |engagement| engagement.expert_account_id), Ok(()));
    let over = asked(State::Completed { at: START }, |engagement| engagement.expert_account_id);
    assert!(matches!(over, Err(EngagementError::Over(_))));
    let own = asked(State::Active, |engagement| engagement.customer_account_id);
    assert!(matches!(own, Err(EngagementError::NotFound(_))));
}

/// Holds G-16: the customer gives what was asked for, or less, and never more.
#[test]
fn no_more_is_given_than_was_asked_for() {
    for asked in AccessLevel::defaults() {
        for given in AccessLevel::defaults() {
            let (grant, _, customer) = requested(&asked.name);
            let outcome = grant.approve(customer, &asked, Some(&given.name), START);
            let names = (asked.name.clone(), given.name.clone());
            match outcome {
                Ok(grant) => {
                    assert!(asked.covers(&given.name), "{names:?}");
                    assert_eq!(grant.given().unwrap().level, given.name);
                }
                Err(error) => {
                    assert!(!asked.covers(&given.name), "{names:?}");
                    assert_eq!(error, EngagementError::AccessLevelTooHigh { asked: names.0, given: names.1 });
                }
            }
        }
    }
}

/// Holds G-33.
#[test]
fn each_side_does_only_what_is_its_own_and_once() {
    let (grant, expert, customer) = requested("ViewOnlyAccess");
    let (id, view) = (grant.id, level("ViewOnlyAccess"));
    let not_found = Err(EngagementError::AccessGrantNotFound(id));
    assert_eq!(grant.clone().approve(expert, &view, None, START), not_found);
    assert_eq!(grant.clone().decline(expert, None, START), not_found);
    assert_eq!(grant.clone().withdraw(customer, START), not_found);
    let needs = |needs| Err(EngagementError::AccessGrantNotInState { id, needs });
    assert_eq!(grant.clone().revoke(customer, None, START), needs("approved"));

    let withdrawn = grant.clone().withdraw(expert, START).unwrap();
    assert_eq!(withdrawn.approve(customer, &view, None, START), needs("requested"));
    let approved = grant.clone().approve(customer, &view, None, START).unwrap();
    let decided = Err(EngagementError::AccessGrantDecided(id));
    assert_eq!(approved.clone().decline(customer, None, START), decided);
    assert_eq!(approved.clone().withdraw(expert, START), decided);
    assert_eq!(approved.clone().revoke(expert, None, START), not_found);
    let revoked = approved.revoke(customer, Some("Done."), START).unwrap();
    assert_eq!(revoked.clone().revoke(customer, None, START), needs("approved"));
    assert_eq!(revoked.clone().end(AccessEnd::EngagementOver, START), revoked, "what is over stays as it is");
    assert!(matches!(grant.decline(customer, Some(" "), START), Err(EngagementError::Input(_))));
}

/// Holds G-15 and G-33.
#[test]
fn what_ends_the_work_ends_the_access() {
    let at = START + TimeDelta::days(1);
    let (waiting, ..) = requested("Billing");
    let cause = Some(AccessEnd::EngagementOver);
    assert_eq!(waiting.end(AccessEnd::EngagementOver, at).state, AccessGrantState::Withdrawn { at, cause });

    let (grant, expert, _) = approved("Billing");
    let given = grant.given().unwrap().clone();
    let ended = grant.end(AccessEnd::PersonLeft, at);
    assert_eq!(ended.state, AccessGrantState::AutoRevoked { given, at, cause: AccessEnd::PersonLeft });
    assert!(session(&ended, expert, 15).is_err());
}

/// Holds G-33 and G-36.
#[test]
fn only_the_named_person_goes_in_and_not_for_long() {
    let (grant, expert, customer) = approved("Billing");
    let colleague = member_of(grant.expert_account_id);
    let not_found = EngagementError::AccessGrantNotFound(grant.id);
    assert_eq!(session(&grant, colleague, 15), Err(not_found.clone()));
    assert_eq!(session(&grant, customer, 15), Err(not_found));
    for minutes in [i32::MIN, 0, 14, 61, i32::MAX] {
        assert!(matches!(session(&grant, expert, minutes), Err(EngagementError::Input(_))), "{minutes}");
    }
    for minutes in [*SESSION_MINUTES.start(), *SESSION_MINUTES.end()] {
        assert_eq!(session(&grant, expert, minutes).unwrap().expires_at, START + TimeDelta::minutes(minutes.into()));
    }
    assert!(session(&requested("Billing").0, expert, 15).is_err());
}

/// Holds G-33: a session ends with its time or with the grant.
#[test]
fn a_session_outlives_neither_its_time_nor_the_grant() {
    let (grant, expert, customer) = approved("Billing");
    let session = session(&grant, expert, 30).unwrap();
    let (soon, late) = (START + TimeDelta::minutes(5), START + TimeDelta::minutes(30));
    assert_eq!((session.ends_at(&grant), session.goes_on(&grant, expert, soon)), (late, Ok(())));
    assert!(session.goes_on(&grant, expert, late).is_err(), "its last instant is over");

    let revoked = grant.revoke(customer, None, soon).unwrap();
    assert_eq!(session.ends_at(&revoked), soon);
    assert!(session.goes_on(&revoked, expert, soon).is_err());
}

/// Holds IQ-17.
#[test]
fn a_flag_stays_from_when_it_was_set_and_takes_nothing_away() {
    let (grant, expert, _) = approved("Billing");
    let flagged = grant.flag(START).flag(START + TimeDelta::days(1));
    assert_eq!(flagged.flagged_at, Some(START));
    assert!(session(&flagged, expert, 15).is_ok());
}
