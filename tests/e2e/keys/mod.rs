//! Personal identifiers lie sealed: what is moved or altered does not open, and keys are replaced while people work.

mod rotation;
mod sealing;
mod upgrade;
