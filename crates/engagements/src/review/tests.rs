use kernel::StaffId;

use super::*;
use crate::engagement::tests::{START, engagement, member_of, usd};

fn staff(right: Right) -> Actor {
    let rights = [right].into_iter().collect();
    Actor::Staff { staff: StaffId::generate(START), rights, second_factor: true }
}

/// Work in this state, its customer and its expert.
fn work(state: State) -> (Engagement, Actor, Actor) {
    let (engagement, expert, customer) = engagement(usd(100));
    (Engagement { state, ..engagement }, customer, expert)
}

fn words() -> ReviewWords {
    ReviewWords::new(4, Some("It runs."), true).unwrap()
}

/// A review that waits for staff, its customer and the expert.
fn written() -> (Review, Actor, Actor) {
    let (engagement, customer, expert) = work(State::Completed { at: START });
    let id = ReviewId::generate(START);
    (Review::write(id, &engagement, customer, (words(), true), START).unwrap(), customer, expert)
}

/// Holds G-35.
#[test]
fn stars_and_characters_have_limits() {
    for stars in [i32::MIN, -1, 0, 6, i32::MAX] {
        assert!(ReviewWords::new(stars, None, true).is_err(), "{stars}");
    }
    for stars in 1..=5 {
        assert!(ReviewWords::new(stars, None, false).is_ok());
    }
    assert!(ReviewWords::new(5, Some(&"ä".repeat(500)), true).is_ok());
    assert!(ReviewWords::new(5, Some(&"a".repeat(501)), true).is_err());
    assert!(ReviewWords::new(5, Some(" "), true).is_err());
}

/// Holds G-35, IQ-11 and IQ-24.
#[test]
fn the_customer_reviews_what_is_complete_and_paid() {
    let write = |state, collected, by: fn(&(Engagement, Actor, Actor)) -> Actor| {
        let work = work(state);
        let id = ReviewId::generate(START);
        Review::write(id, &work.0, by(&work), (words(), collected), START).map(drop).map_err(|error| (error, work.0.id))
    };
    let completed = State::Completed { at: START };
    assert_eq!(write(completed, true, |work| work.1), Ok(()));
    let refused = |outcome: Result<(), (EngagementError, EngagementId)>| outcome.unwrap_err();
    let (error, id) = refused(write(State::FinalBilled, true, |work| work.1));
    assert_eq!(error, EngagementError::NotCompleted(id));
    let (error, id) = refused(write(completed, false, |work| work.1));
    assert_eq!(error, EngagementError::NothingCollected(id));
    let (error, id) = refused(write(completed, true, |work| work.2));
    assert_eq!(error, EngagementError::OwnAccount(id));
    let (error, id) = refused(write(completed, true, |_| member_of(AccountId::generate(START))));
    assert_eq!(error, EngagementError::NotFound(id));
}

/// Holds G-35: nobody but the customer and who moderates reads it before staff have.
#[test]
fn it_is_public_from_when_staff_publish_it_until_they_remove_it() {
    let (review, customer, expert) = written();
    let seen = |review: &Review| {
        let all = [Actor::Anonymous, expert, customer, staff(Right::Moderate), staff(Right::ReadAudit)];
        all.map(|actor| review.is_seen_by(actor))
    };
    assert_eq!(seen(&review), [false, false, true, true, false]);
    let published = review.clone().publish(START).unwrap();
    assert_eq!(seen(&published), [true; 5]);
    assert_eq!([customer, expert, Actor::Anonymous].map(|actor| published.shows_private(actor)), [true, false, false]);
    let needs = |needs| Err(EngagementError::ReviewNotInState { id: review.id, needs });
    assert_eq!(published.clone().publish(START), needs("waiting for staff"));

    let removed = published.remove(RemovalReason::ContactData, Some("A number."), START).unwrap();
    assert_eq!(seen(&removed), [false, false, true, true, false]);
    assert_eq!(removed.published_at(), Some(START));
    let again = removed.clone().remove(RemovalReason::Profanity, None, START);
    assert_eq!(again, needs("waiting for staff, or published"));
    assert_eq!(removed.publish(START), needs("waiting for staff"));
}

/// Holds G-35.
#[test]
fn the_expert_answers_once_what_everybody_reads() {
    let (review, customer, expert) = written();
    let not_found = Err(EngagementError::ReviewNotFound(review.id));
    assert_eq!(review.clone().reply(expert, "Thank you.", START), not_found, "it is not public");
    let published = review.publish(START).unwrap();
    assert_eq!(published.clone().reply(customer, "Thank you.", START), not_found);
    assert!(matches!(published.clone().reply(expert, &"t".repeat(501), START), Err(EngagementError::Input(_))));
    let replied = published.reply(expert, " Thank you. ", START).unwrap();
    assert_eq!(replied.reply, Some(Reply { text: "Thank you.".into(), at: START }));
    assert_eq!(replied.clone().reply(expert, "Again.", START), Err(EngagementError::AlreadyReplied(replied.id)));
}
