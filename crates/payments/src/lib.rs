//! Bills and their collection.
//!
//! ```text
//! PaymentRequest  Submitted -> Approved | Declined | Withdrawn
//!                 Planned -> Approved | Cancelled
//!                 Submitted <-> Frozen -> Approved | Declined
//! Dispute         AwaitingExpert -> AwaitingCustomer -> Settled
//!                 AwaitingExpert -> Settled, and from both -> Withdrawn
//! Complaint       Received -> Extended -> Answered, and Received -> Answered
//! Charge          Invoiced -> Collecting -> PartiallyCollected -> Collected
//!                 Invoiced | Collecting | PartiallyCollected -> Overdue -> Collecting | PartiallyCollected | Collected
//!                 an attempt without an answer -> Unresolved, left only by evidence
//!                 Invoiced | Overdue -> Forgiven, by a refund of all of it
//!                 Collected | PartiallyCollected | Overdue | WrittenOff -> ChargedBack, by a bank or a card network
//!                 ChargedBack -> Collecting | PartiallyCollected | Collected | Uncollectible
//!                 Overdue -> Uncollectible -> PartiallyCollected | Collected, and Uncollectible -> WrittenOff -> Overdue
//! Refund          Requested -> Refused, and Requested -> Pending | Processing | ActionRequired | Completed
//!                 Pending -> Processing | Completed, when the collection in flight is answered
//!                 Processing -> Sending -> Completed | ActionRequired | Unresolved
//!                 Sending | Unresolved -> Processing, where the provider never had it     ActionRequired -> Processing
//!                 Unresolved -> Completed | ActionRequired, by evidence
//! ```
//! Invariant 1: a tender is a card, ACH or net terms. No value of it, and no row, is a promotional credit.
//! Invariant 3: a fee exists only on an approved bill, is fixed there, and `fee + net == amount`.
//! One approved bill has one charge; one collected event is one collection; a charge has one attempt in flight.
//! What is collected, taken off and given back has its share of fee and net cumulatively: see [`Split`].

mod attempt;
mod business_days;
mod charge;
mod collection;
mod complaint;
mod dispute;
mod entity;
mod error;
mod fee_schedule;
mod fee_terms;
pub mod latency;
mod outstanding;
mod payment_method;
mod payment_request;
mod receivable;
mod refund;
mod split;
mod statement;
pub mod store;

pub use attempt::{ATTEMPTS_MAX, AttemptKey, AttemptState, ChargeAttempt, Reference};
pub use charge::{
    Asking, Assigned, Charge, ChargeAnswer, ChargeState, Refunds, Reminders, Reversal, ReversalKind, ReversalState,
    Reversed, Rung, Suspended, SuspendedKind, WriteOff, evidence_of, reason_of,
};
pub use collection::{Collected, Collection};
pub use complaint::{Complaint, ComplaintState};
pub use dispute::{Dispute, DisputeState, Settlement};
pub use error::PaymentError;
pub use fee_schedule::FeeSchedule;
pub use fee_terms::{FeeBounds, FeeTerms};
pub use outstanding::{CollectionBlocker, Outstanding};
pub use payment_method::{NET_DAYS_DEFAULT, PaymentMethod, Tender};
pub use payment_request::{Approver, Bill, PaymentRequest, State};
pub use receivable::ReceivableWriteOff;
pub use refund::{
    NewRefund, REFUNDS_MAX, Refund, RefundAnswer, RefundKey, RefundKind, RefundState, RefundWord, confirm_total,
};
pub use split::Split;
pub use statement::Statement;
