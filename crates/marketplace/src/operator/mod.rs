//! What the operator does with the installation as a whole.

mod audit_trail;
mod bootstrap_staff;
mod install_defaults;
mod review_queue;
mod sign_in;
mod write_staff_digest;
