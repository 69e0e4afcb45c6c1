//! Personal identifiers lie sealed: what is moved or altered does not open, keys are replaced while people work, and
//! nothing tells an identifier that should not.

mod canary;
mod rotation;
mod sealing;
mod upgrade;
