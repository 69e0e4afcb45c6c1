use ::disbursements::Blocker;
use ::payments::CollectionBlocker;
use async_graphql::{Enum, Object};
use chrono::NaiveDate;
use marketplace::{Reason, ReasonCode};

use crate::{disbursements::HoldReason, window::DayWindow};

pub struct PaymentBlocker(pub Reason);

/// Why money of a bill is not paid, and what lifts that. All that hold are told at once.
#[Object]
impl PaymentBlocker {
    async fn code(&self) -> PaymentBlockerCode {
        self.0.code().into()
    }

    /// What holds now, in words for the expert.
    async fn message(&self) -> String {
        message(&self.0)
    }

    /// What lifts it.
    async fn remedy(&self) -> &'static str {
        PaymentBlockerCode::from(self.0.code()).remedy()
    }

    /// Who can lift it: one of these, or one after the other.
    async fn lifted_by(&self) -> Vec<LiftedBy> {
        PaymentBlockerCode::from(self.0.code()).lifted_by().to_vec()
    }

    /// The id of the rule behind it.
    async fn rule(&self) -> &'static str {
        PaymentBlockerCode::from(self.0.code()).rule()
    }

    /// The day of the run that is waited for; null unless the code is `NEXT_RUN`.
    async fn run_on(&self) -> Option<NaiveDate> {
        match self.0 {
            Reason::NextRun { on } => Some(on),
            Reason::Collection { .. }
            | Reason::Guard { .. }
            | Reason::InTransit { .. }
            | Reason::DisbursementUnresolved { .. }
            | Reason::WrittenOff => None,
        }
    }

    /// Between which days time lifts it: when the money of the customer is expected, or when the bank has it. Null
    /// where there is no telling.
    async fn expected(&self) -> Option<DayWindow> {
        match self.0 {
            Reason::Collection { expected, .. } => expected.map(DayWindow::from),
            Reason::InTransit { arrival } => Some(arrival.into()),
            Reason::NextRun { .. }
            | Reason::Guard { .. }
            | Reason::DisbursementUnresolved { .. }
            | Reason::WrittenOff => None,
        }
    }

    /// What holds the money, each reason once; empty unless the code is `ON_HOLD`.
    async fn hold_reasons(&self) -> Vec<HoldReason> {
        match self.0 {
            Reason::Guard { blocker: Blocker::OnHold, holds, .. } => holds.iter().map(HoldReason::from).collect(),
            Reason::Guard { .. }
            | Reason::Collection { .. }
            | Reason::NextRun { .. }
            | Reason::InTransit { .. }
            | Reason::DisbursementUnresolved { .. }
            | Reason::WrittenOff => vec![],
        }
    }
}

/// Why money of a bill is not paid. Codes are for ever; new ones may come.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentBlockerCode {
    /// The money of the customer is not here yet, and is not late.
    NotCollected,
    /// The customer did not pay in time, or an attempt failed.
    CollectionOverdue,
    /// It is not known what the payment provider did. Nothing is asked again before that is known.
    ChargeUnresolved,
    /// It is collected, and waits for the next run.
    NextRun,
    /// No payout method in the currency is verified.
    NoVerifiedPayoutMethod,
    /// The bank refused or returned money.
    PayoutMethodErrored,
    /// The bank knows the seller at another address than the account's.
    BankAddressDiffers,
    /// No DAC7 form is approved.
    #[graphql(name = "DAC7_NOT_APPROVED")]
    Dac7NotApproved,
    /// The company has to be checked and is not passed.
    KycIncomplete,
    /// There is less than the minimum of the payout preference.
    BelowMinimum,
    /// Payouts are paused.
    PayoutsPaused,
    /// The account owes money back.
    NegativeBalance,
    /// Something holds the money: `holdReasons` say what.
    OnHold,
    /// The registration is closed.
    RegistrationClosed,
    /// It is on its way to the bank.
    InTransit,
    /// It is not known whether the rail has it. Nothing is sent again before that is known.
    DisbursementUnresolved,
    /// The customer did not pay, and nobody asks for it any more.
    WrittenOff,
}

/// Who can lift what keeps a bill from being paid.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum LiftedBy {
    /// The account that is paid.
    Expert,
    /// The account that pays.
    Customer,
    /// The operator's staff.
    Operator,
    /// The payment system or the bank.
    Rail,
    /// Nobody need do anything.
    Time,
}

impl PaymentBlockerCode {
    fn remedy(self) -> &'static str {
        match self {
            Self::NotCollected => "Wait for the customer's money.",
            Self::CollectionOverdue => "Ask the customer to pay, by another method if need be.",
            Self::ChargeUnresolved => "Wait until the provider, or staff with evidence, say what became of it.",
            Self::NextRun => "Wait for the run.",
            Self::NoVerifiedPayoutMethod => "Add a payout method, and wait until staff have verified it.",
            Self::PayoutMethodErrored => "Confirm the payout method with a fresh document, or add another.",
            Self::BankAddressDiffers => "Correct the bank address of the seller registration, or the account's.",
            Self::Dac7NotApproved => "Submit the DAC7 form, or correct what was asked, and wait for its approval.",
            Self::KycIncomplete => "Submit the company's check, or what was asked, and wait until it is passed.",
            Self::BelowMinimum => "Wait for more money, or set a lower minimum.",
            Self::PayoutsPaused => "Resume payouts.",
            Self::NegativeBalance => "Wait: later collections repay what is owed.",
            Self::OnHold => "Remove what holds it, or ask the operator, who releases it then.",
            Self::RegistrationClosed => "Ask the operator for a run by hand, to the last payout method.",
            Self::InTransit => "Wait until the bank has it.",
            Self::WrittenOff => "Nothing is owed for it; it is paid if the customer's money comes after all.",
            Self::DisbursementUnresolved => "Wait until the rail, or staff with evidence, say what became of it.",
        }
    }

    fn lifted_by(self) -> &'static [LiftedBy] {
        match self {
            Self::NotCollected => &[LiftedBy::Time, LiftedBy::Customer],
            Self::CollectionOverdue | Self::WrittenOff => &[LiftedBy::Customer, LiftedBy::Operator],
            Self::ChargeUnresolved | Self::RegistrationClosed => &[LiftedBy::Operator],
            Self::NextRun | Self::NegativeBalance => &[LiftedBy::Time],
            Self::NoVerifiedPayoutMethod
            | Self::PayoutMethodErrored
            | Self::Dac7NotApproved
            | Self::KycIncomplete
            | Self::OnHold => &[LiftedBy::Expert, LiftedBy::Operator],
            Self::BankAddressDiffers | Self::PayoutsPaused => &[LiftedBy::Expert],
            Self::BelowMinimum => &[LiftedBy::Expert, LiftedBy::Time],
            Self::InTransit => &[LiftedBy::Rail],
            Self::DisbursementUnresolved => &[LiftedBy::Rail, LiftedBy::Operator],
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::NotCollected => "IQ-31",
            Self::ChargeUnresolved | Self::RegistrationClosed => "IQ-30",
            Self::NextRun => "IQ-32",
            Self::NoVerifiedPayoutMethod | Self::PayoutMethodErrored => "G-39",
            Self::BankAddressDiffers => "MKT-03",
            Self::Dac7NotApproved | Self::OnHold => "IQ-42",
            Self::KycIncomplete => "G-40",
            Self::BelowMinimum | Self::PayoutsPaused | Self::InTransit => "G-41",
            Self::CollectionOverdue | Self::NegativeBalance | Self::WrittenOff => "IQ-33",
            Self::DisbursementUnresolved => "G-43",
        }
    }
}

fn message(reason: &Reason) -> String {
    match reason {
        Reason::Collection { blocker, expected } => collection_message(*blocker, *expected),
        Reason::NextRun { on } => format!("it is collected, and the next run is on {on}"),
        Reason::InTransit { arrival } => format!("it is on its way, and reaches the bank {}", between(*arrival)),
        Reason::DisbursementUnresolved { since } => format!("it is not known since {since} whether the rail has it"),
        Reason::WrittenOff => "the customer did not pay, and it is written off".to_owned(),
        Reason::Guard { blocker, balance, minimum, debt, holds } => match blocker {
            Blocker::OnHold => {
                let reasons = holds.iter().map(::disbursements::HoldReason::words).collect::<Vec<_>>().join(", and ");
                format!("payouts are held: {reasons}")
            }
            Blocker::BelowMinimum => format!("the balance of {balance} is below the minimum of {minimum}"),
            Blocker::NegativeBalance => {
                let owed = debt.map_or(String::new(), |debt| format!(" {debt}"));
                format!("the account owes{owed} back, which is repaid first")
            }
            Blocker::NoVerifiedPayoutMethod => {
                format!("no payout method in {} is verified", balance.currency().code())
            }
            Blocker::PayoutMethodErrored => "the bank refused or returned money".to_owned(),
            Blocker::BankAddressDiffers => "the bank knows the seller at another address than the account's".to_owned(),
            Blocker::Dac7NotApproved => "no DAC7 form is approved".to_owned(),
            Blocker::KycIncomplete => "the company is not verified".to_owned(),
            Blocker::PayoutsPaused => "payouts are paused".to_owned(),
            Blocker::RegistrationClosed => "the registration is closed".to_owned(),
        },
    }
}

fn collection_message(blocker: CollectionBlocker, expected: Option<kernel::DayWindow>) -> String {
    match (blocker, expected) {
        (CollectionBlocker::NotCollected, Some(window)) => {
            format!("the customer's money is expected {}", between(window))
        }
        (CollectionBlocker::NotCollected, None) => "the customer's money is later than usual".to_owned(),
        (CollectionBlocker::CollectionOverdue, Some(window)) => {
            format!("the customer did not pay in time; the next attempt would bring it {}", between(window))
        }
        (CollectionBlocker::CollectionOverdue, None) => "the customer did not pay in time".to_owned(),
        (CollectionBlocker::ChargeUnresolved, _) => {
            "it is not known whether the provider took the customer's money".to_owned()
        }
    }
}

fn between(window: kernel::DayWindow) -> String {
    format!("between {} and {}", window.earliest(), window.latest())
}

impl From<ReasonCode> for PaymentBlockerCode {
    fn from(code: ReasonCode) -> Self {
        match code {
            ReasonCode::NotCollected => Self::NotCollected,
            ReasonCode::CollectionOverdue => Self::CollectionOverdue,
            ReasonCode::ChargeUnresolved => Self::ChargeUnresolved,
            ReasonCode::NextRun => Self::NextRun,
            ReasonCode::NoVerifiedPayoutMethod => Self::NoVerifiedPayoutMethod,
            ReasonCode::PayoutMethodErrored => Self::PayoutMethodErrored,
            ReasonCode::BankAddressDiffers => Self::BankAddressDiffers,
            ReasonCode::Dac7NotApproved => Self::Dac7NotApproved,
            ReasonCode::KycIncomplete => Self::KycIncomplete,
            ReasonCode::BelowMinimum => Self::BelowMinimum,
            ReasonCode::PayoutsPaused => Self::PayoutsPaused,
            ReasonCode::NegativeBalance => Self::NegativeBalance,
            ReasonCode::OnHold => Self::OnHold,
            ReasonCode::RegistrationClosed => Self::RegistrationClosed,
            ReasonCode::InTransit => Self::InTransit,
            ReasonCode::DisbursementUnresolved => Self::DisbursementUnresolved,
            ReasonCode::WrittenOff => Self::WrittenOff,
        }
    }
}
