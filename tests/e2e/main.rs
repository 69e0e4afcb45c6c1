//! The stories, through the real router. One binary, because linking is the slow part; one module a story.

#![expect(clippy::unwrap_used, reason = "everything here is a test, helpers included")]
#![expect(clippy::similar_names, reason = "a race has twins, and they are called alike")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

mod accounts;
mod certification;
mod certification_notices;
mod certification_queue;
mod certification_registry;
mod coming_payouts;
mod companies;
mod company_checks;
mod conversations;
mod crash;
mod credentials;
mod dac7_reconfirmation;
mod deadlines;
mod demo;
mod direct_messages;
mod due_dates;
mod due_diligence;
mod eligibility;
mod engagements;
mod expert_profiles;
mod forecast;
mod front_door;
mod hidden_requests;
mod holds;
mod house;
mod identity_calls;
mod identity_checks;
mod invitations;
mod keys;
mod ledger;
mod letters;
mod live;
mod migrations;
mod model;
mod numbers;
mod open_badges_peer;
mod outages;
mod payments;
mod payments_collection;
mod payout_methods;
mod payout_preferences;
mod payout_runs;
mod proposals;
mod races;
mod registration;
mod requests;
mod responses;
mod reveals;
mod review_queue;
mod sending;
mod statements;
mod suspension;
mod tax;
mod tax_answers;
mod timelines;
mod try_again;
mod uploads;
mod uploads_in_s3;
mod us_tax_forms;
mod why_not_paid;
mod wrong_hands;
