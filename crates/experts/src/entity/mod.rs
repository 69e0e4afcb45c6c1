//! The tables `expert_profile`, `registration`, `identity_check` and `certification_link`. Nothing outside
//! `store` sees them.

pub mod certification_link;
pub mod expert_profile;
pub mod identity_check;
pub mod registration;
