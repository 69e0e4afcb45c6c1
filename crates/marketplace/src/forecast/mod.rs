//! Where is my money? For every bill when it is expected and why it is not there, and for expert and operator what
//! is coming. Nothing here moves money, and what stands in the way is decided by what payout runs decide by.

mod facts;
mod outlook;
mod part;
mod payees;
mod payout_key;
mod payout_plan;
mod read_outlooks;
mod upcoming_payouts;
mod why_not_paid;

pub use outlook::{Outlook, PaymentStanding};
pub use part::{Assumption, Part, PartStatus, PayoutStage, Reason, ReasonCode};
pub use payout_key::PayoutKey;
pub use payout_plan::{BlockedMoney, PayoutPlan, PlanTotal, PlannedPayout};
pub use upcoming_payouts::{UpcomingBill, UpcomingPayout};
