//! What the stories share: an installation of their own, people who sign in, and the steps that they take.
//!
//! A story is told by [`macro@story`] on every backend. Its [`App`] has its own database, a clock that stands still until
//! the story moves it, and a world outside that does as the sandbox's test tokens say.

mod accountants;
mod app;
mod badges;
mod bank;
mod catalog;
mod database;
mod keys;
mod log;
mod mail_sink;
mod payment_service;
mod peer;
mod person;
mod post;
pub mod postgres;
mod race;
mod registry;
mod scratch;
mod sealed;
mod skipped;
mod statements;
pub mod steps;
mod told;
mod world;

pub use app::{App, START, instant};
pub use badges::{BadgeIssuer, StatusLists};
pub use bank::{BANK_ROUTING, MockBank, bank_tells, debited, exchange_in};
pub use catalog::catalog;
pub use database::{Backend, Database, backends};
pub use keys::{StoryKeys, data_dir, put_master_key, story_keys};
pub use log::Log;
pub use mail_sink::MailSink;
pub use payment_service::{WEBHOOK_SECRET, client_of, delivery};
pub use peer::Peer;
pub use person::{Answer, Person};
pub use post::Post;
pub use race::{Racer, Tally, race};
pub use scratch::scratch;
pub use sealed::{lay_bare, opened, sealed_by};
pub use statements::Statements;
pub use story::story;
pub use world::{Migrated, Story, World, tell};
