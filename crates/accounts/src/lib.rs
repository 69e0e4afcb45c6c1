//! Who takes part: accounts and their members, the operator's staff, the countries that may sell.
//!
//! ```text
//! Account  Open <-> Suspended;  Open -> Closed
//! Member   Invited -> Active -> Removed
//! Staff    Appointed -> Dismissed
//! ```
//! An account may buy and sell (IQ-11). A person acts for one account at most, and whoever is appointed to the
//! staff acts for the operator alone (invariant 6: staff of the operator are never experts, IQ-12).
//! Invariant: an account always has an active member who may manage it, and the operator one who may appoint.

mod account;
mod company;
mod country;
mod digest;
mod entity;
mod error;
mod identity;
mod member;
mod staff;
pub mod store;

pub use account::{Account, AccountDetails, AccountState, time_zone};
pub use company::{Company, CompanyDetails};
pub use country::{Countries, CountryDecision, EligibleCountry, eligible_countries_default};
pub use digest::{digest_at, digest_day, next_digest_at, next_morning};
pub use error::AccountError;
pub use identity::Identity;
pub use member::{INVITATION_LIFE, Member, MemberState};
pub use staff::{Staff, StaffDomains, StaffState};
