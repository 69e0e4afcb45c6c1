//! What the stories share: an installation of their own, people who sign in, and the steps that they take.
//!
//! Every [`App`] has its own database, a clock that stands still until a story moves it, and a world outside that
//! does as the sandbox's test tokens say. A story ends with [`App::finish`].

mod app;
mod person;
pub mod postgres;
mod registry;
pub mod steps;

pub use app::{App, START};
pub use person::{Answer, Person};
