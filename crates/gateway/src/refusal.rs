use events::{IdempotencyError, LetterError};
use kernel::{ActorError, MoneyError};
use marketplace::Error;

use crate::{
    accounts, disbursements, engagements, experts, files, notifications, payments, proposals, requests, tax,
    user_error::{Refusal, UserErrorCode as Code},
};

/// The one place where the application's errors become the API's. No wildcard arm: a new variant does not
/// compile until it has a code, or is deliberately left internal.
pub fn refusal(error: &Error) -> Option<Refusal> {
    Some(match error {
        Error::Actor(error) => actor_refusal(*error),
        Error::Id(_) => Refusal::new(Code::InputInvalid).remedy("Send an id as it was given to you."),
        Error::Input(error) => Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field),
        Error::Money(error) => money_refusal(error),
        Error::Page(_) => Refusal::new(Code::InputInvalid).remedy("Ask for 1 to 100 items.").field("first"),
        Error::Idempotency(error) => idempotency_refusal(error),
        Error::Clock(_) => Refusal::new(Code::ClockOnlyForward).remedy("Give a later instant.").field("to"),
        Error::SandboxOnly => Refusal::new(Code::SandboxOnly).remedy("Start the server with --sandbox."),
        Error::Accounts(error) => accounts::refusal(error),
        Error::Experts(error) => experts::refusal(error),
        Error::Files(error) => files::refusal(error),
        Error::Tax(error) => tax::refusal(error),
        Error::Requests(error) => requests::refusal(error),
        Error::Proposals(error) => proposals::refusal(error),
        Error::Engagements(error) => engagements::refusal(error),
        Error::Payments(error) => payments::refusal(error),
        Error::Disbursements(error) => disbursements::refusal(error),
        Error::Reconciliation(error) => disbursements::break_refusal(error),
        Error::Letter(error) => letter_refusal(error),
        Error::Notification(error) => notifications::refusal(error),
        Error::Busy(_) => busy_refusal(),
        Error::NoFeeSchedule | Error::Outside(_) | Error::Sealed(_) | Error::Store(_) => return None,
    })
}

fn letter_refusal(error: &LetterError) -> Refusal {
    let refusal = match error {
        LetterError::NotFound(_) => Refusal::new(Code::LetterNotFound).remedy("Check the id.").rule("IQ-26"),
        LetterError::NotUndeliverable(_) => Refusal::new(Code::LetterNotInState).remedy("Wait: it is on its way."),
    };
    refusal.field("letterId")
}

/// Others were in the way. Nothing happened, so that a key is not taken either.
fn busy_refusal() -> Refusal {
    Refusal::new(Code::Busy).remedy("Send the same again in a moment, under the same idempotency key.")
}

fn actor_refusal(error: ActorError) -> Refusal {
    match error {
        ActorError::Unauthenticated => Refusal::new(Code::Unauthenticated).remedy("Sign in.").rule("IQ-26"),
        ActorError::RightMissing(_) => Refusal::new(Code::RightMissing)
            .remedy("Ask a member with the right MANAGE_ACCOUNT for the named right.")
            .rule("G-18"),
        ActorError::SecondFactorMissing(_) => {
            Refusal::new(Code::MfaRequired).remedy("Sign in with a second factor.").rule("G-01")
        }
    }
}

fn idempotency_refusal(error: &IdempotencyError) -> Refusal {
    let refusal = match error {
        IdempotencyError::KeyMissing => {
            Refusal::new(Code::IdempotencyKeyMissing).remedy("Send a key of your own.").rule("G-48")
        }
        IdempotencyError::KeyUnusable => Refusal::new(Code::InputInvalid).remedy("Send 1 to 255 characters."),
        IdempotencyError::KeyReused(_) => {
            Refusal::new(Code::IdempotencyKeyReused).remedy("Use a new key.").rule("G-48")
        }
    };
    refusal.field("idempotencyKey")
}

/// What is wrong with an amount; also for the domains whose errors carry one.
pub fn money_refusal(error: &MoneyError) -> Refusal {
    let refusal = match error {
        MoneyError::Negative => Refusal::new(Code::AmountNotPositive).remedy("Give an amount above zero.").rule("G-14"),
        MoneyError::TooPrecise(_) => {
            Refusal::new(Code::InputInvalid).remedy("Give no more decimal places than the currency has.")
        }
        MoneyError::TooLarge => Refusal::new(Code::InputInvalid).remedy("Give a smaller amount."),
        MoneyError::Unreadable => Refusal::new(Code::InputInvalid).remedy("Give a decimal number such as \"195.00\"."),
        MoneyError::CurrencyMismatch(..) => {
            Refusal::new(Code::InputInvalid).remedy("Use the currency that was agreed.")
        }
        MoneyError::UnknownCurrency(_) => Refusal::new(Code::InputInvalid).remedy("Use an ISO 4217 code."),
        MoneyError::RateTooHigh => {
            return Refusal::new(Code::InputInvalid).remedy("Give at most 10000 basis points.").field("basisPoints");
        }
    };
    refusal.field("amount")
}
