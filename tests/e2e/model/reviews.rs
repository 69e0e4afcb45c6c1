//! What customers say of experts (2.4): of work that is complete and of which something is paid, once; staff read it
//! before everybody does, and the expert answers once (IQ-24, G-35).

use std::fmt;

use proptest::prelude::*;
use serde_json::json;

use super::{
    action::pick,
    command::{Does, Thing},
    rights::{Asks, Right},
    rules::{Codes, codes},
    state::{EngagementState, Model},
    system::{Mutation, System},
};

#[derive(Clone, Debug)]
pub struct Review {
    pub engagement: usize,
    pub stars: u8,
    pub state: ReviewState,
    pub is_replied: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    Pending,
    Published,
    Removed,
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reviewing {
    Write { engagement: usize, stars: u8 },
    Publish { review: usize },
    Remove { review: usize },
    Reply { review: usize },
}

/// What somebody tries.
#[derive(Clone, Copy, Debug)]
pub enum ReviewingTry {
    Write(u8, u8),
    Publish(u8),
    Remove(u8),
    Reply(u8),
}

pub fn tries() -> impl Strategy<Value = ReviewingTry> {
    prop_oneof![
        8 => (any::<u8>(), 1..=5_u8).prop_map(|(which, stars)| ReviewingTry::Write(which, stars)),
        5 => any::<u8>().prop_map(ReviewingTry::Publish),
        3 => any::<u8>().prop_map(ReviewingTry::Remove),
        4 => any::<u8>().prop_map(ReviewingTry::Reply),
    ]
}

impl Model {
    /// What a try comes to, and whose it is to do: staff's, where no account is named.
    pub fn reviewing(&self, tried: ReviewingTry) -> Option<(Does, Option<usize>)> {
        let in_state = |which, state| pick(which, self.reviews.len(), |review| self.reviews[review].state == state);
        let (reviewing, party) = match tried {
            ReviewingTry::Write(which, stars) => {
                let can_be = |index| self.guards_of_review(index).is_empty();
                let engagement = pick(which, self.engagements.len(), can_be)?;
                (Reviewing::Write { engagement, stars }, Some(self.engagements[engagement].customer))
            }
            ReviewingTry::Publish(which) => {
                (Reviewing::Publish { review: in_state(which, ReviewState::Pending)? }, None)
            }
            ReviewingTry::Remove(which) => {
                let is_there = |review: usize| self.reviews[review].state != ReviewState::Removed;
                (Reviewing::Remove { review: pick(which, self.reviews.len(), is_there)? }, None)
            }
            ReviewingTry::Reply(which) => {
                let review = in_state(which, ReviewState::Published)?;
                (Reviewing::Reply { review }, Some(self.engagements[self.reviews[review].engagement].expert))
            }
        };
        Some((Does::Review(reviewing), party))
    }

    /// `WriteReview` and `SpeakAs…` of members, `Moderate` of staff. The expert may not say how it was.
    pub fn asks_for_reviewing(&self, reviewing: &Reviewing, account: Option<usize>) -> Asks {
        match *reviewing {
            Reviewing::Write { engagement, .. } => {
                let [customer, expert] = self.sides(engagement);
                let code = if account == Some(expert) { "OWN_ACCOUNT" } else { "ENGAGEMENT_NOT_FOUND" };
                (Right::Of, Some((customer, vec![code])))
            }
            Reviewing::Publish { .. } | Reviewing::Remove { .. } => (Right::Staff, None),
            Reviewing::Reply { review } => {
                let expert = self.engagements[self.reviews[review].engagement].expert;
                (Right::Of, Some((expert, vec!["REVIEW_NOT_FOUND"])))
            }
        }
    }

    pub fn guards_of_reviewing(&self, reviewing: &Reviewing) -> Codes {
        match *reviewing {
            Reviewing::Write { engagement, .. } => self.guards_of_review(engagement),
            Reviewing::Publish { review } => {
                codes([(self.reviews[review].state != ReviewState::Pending, "REVIEW_NOT_IN_STATE")])
            }
            Reviewing::Remove { review } => {
                codes([(self.reviews[review].state == ReviewState::Removed, "REVIEW_NOT_IN_STATE")])
            }
            // What is not published is not there for the expert.
            Reviewing::Reply { review } => codes([
                (self.reviews[review].state != ReviewState::Published, "REVIEW_NOT_FOUND"),
                (self.reviews[review].is_replied, "ALREADY_REPLIED"),
            ]),
        }
    }

    fn guards_of_review(&self, engagement: usize) -> Codes {
        let is_completed = self.engagement_state(engagement) == EngagementState::Completed;
        let is_paid =
            self.bills_of(engagement).any(|bill| bill.charge().is_some_and(|(_, charge)| charge.is_collected));
        codes([
            (!is_completed, "ENGAGEMENT_NOT_COMPLETED"),
            (!is_paid, "NOTHING_COLLECTED"),
            (self.reviews.iter().any(|review| review.engagement == engagement), "ALREADY_REVIEWED"),
        ])
    }

    /// Takes what nothing refuses.
    pub fn take_reviewing(&mut self, reviewing: &Reviewing) -> Option<Thing> {
        match *reviewing {
            Reviewing::Write { engagement, stars } => {
                let state = ReviewState::Pending;
                self.reviews.push(Review { engagement, stars, state, is_replied: false });
                return Some(Thing::Review(self.reviews.len() - 1));
            }
            Reviewing::Publish { review } => self.reviews[review].state = ReviewState::Published,
            Reviewing::Remove { review } => self.reviews[review].state = ReviewState::Removed,
            Reviewing::Reply { review } => self.reviews[review].is_replied = true,
        }
        None
    }

    /// What everybody reads of an expert: how many reviews, and how many stars on average, half up to a tenth.
    pub fn reputation(&self, expert: usize) -> String {
        let is_read = |review: &&Review| {
            review.state == ReviewState::Published && self.engagements[review.engagement].expert == expert
        };
        let stars: Vec<u64> = self.reviews.iter().filter(is_read).map(|review| review.stars.into()).collect();
        let (sum, count) = (stars.iter().sum::<u64>(), stars.len() as u64);
        if count == 0 {
            return "0 reviews".to_owned();
        }
        let tenths = (20 * sum + count) / (2 * count);
        format!("{count} reviews, {}.{} stars", tenths / 10, tenths % 10)
    }
}

impl Review {
    pub fn line(&self) -> String {
        let replied = if self.is_replied { ", answered" } else { "" };
        format!("{} stars, {}{replied}", self.stars, super::view::name(self.state))
    }
}

impl System {
    pub fn reviewing(&self, reviewing: &Reviewing, wording: usize) -> Mutation {
        let id = |review: usize| self.id(Thing::Review(review));
        match *reviewing {
            Reviewing::Write { engagement, stars } => {
                let input = json!({
                    "engagementId": self.id(Thing::Engagement(engagement)), "stars": stars,
                    "text": format!("The shop runs. {wording}"), "wouldWorkAgain": stars > 2,
                });
                ("reviewWrite", input, Some("review"))
            }
            Reviewing::Publish { review } => ("reviewPublish", json!({ "reviewId": id(review) }), None),
            Reviewing::Remove { review } => {
                ("reviewRemove", json!({ "reviewId": id(review), "reason": "PROFANITY" }), None)
            }
            Reviewing::Reply { review } => {
                ("reviewReply", json!({ "reviewId": id(review), "text": "Thank you." }), None)
            }
        }
    }
}

impl fmt::Display for Reviewing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { engagement, stars } => write!(f, "gives engagement {engagement} {stars} stars"),
            Self::Publish { review } => write!(f, "publishes review {review}"),
            Self::Remove { review } => write!(f, "removes review {review}"),
            Self::Reply { review } => write!(f, "answers review {review}"),
        }
    }
}
