//! What the operator does with the installation as a whole.

mod audit_trail;
mod bootstrap_staff;
mod install_defaults;
mod sign_in;
