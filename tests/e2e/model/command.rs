//! What somebody asks of the marketplace, with everything named: what the model judges and the system is sent.

use chrono::NaiveDate;

use super::{
    calendar::Instant, cancellations::Ending, disputes::Disputing, grants::Entering, marks::Marking,
    reviews::Reviewing, state::Cents, talk::Talking, terms::Plan,
};

/// One thing that happens in a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Somebody asks for something.
    Asked(Command),
    /// Time passes; while it does, what falls due is done at its time. Or nothing is done, as in an outage.
    Passed { to: Instant, swept: bool },
    /// After an outage the sweeps run again.
    Swept,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub who: Who,
    pub does: Does,
    /// Which idempotency key it carries, where the mutation takes one.
    pub key: usize,
    /// What its sender wrote beside the facts; another wording under the same key is other input.
    pub wording: usize,
}

/// Who asks. Accounts are numbered: the customers first, then the experts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Holds every right of a member.
    Member(usize),
    /// Belongs to the account and holds no right.
    Colleague(usize),
    /// Belongs to an expert's account, may ask for access, and has no certification.
    Apprentice(usize),
    /// As the member, without the second factor that money needs.
    OneFactor(usize),
    /// Holds every right of staff.
    Staff,
    /// May read the audit trail.
    Clerk,
    StaffOneFactor,
}

pub const CUSTOMERS: usize = 2;
pub const ACCOUNTS: [&str; 4] = ["Carl", "Dora", "Ada", "Grace"];

/// What is asked for. Things are known by the order in which they came into the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Does {
    OpenRequest,
    StopAnswers { request: usize },
    TakeAnswers { request: usize },
    Respond { request: usize },
    WithdrawResponse { response: usize },
    Propose { response: usize, maximum: Cents, plan: Plan, expires_at: Option<Instant> },
    Accept { proposal: usize, by: PaidBy, silence: Silence },
    DeclineProposal { proposal: usize },
    WithdrawProposal { proposal: usize },
    Bill { engagement: usize, amount: Cents, is_final: bool, answers: Option<usize> },
    ApproveBill { bill: usize },
    DeclineBill { bill: usize },
    WithdrawBill { bill: usize },
    Complete { engagement: usize },
    AddPaymentMethod { token: Token },
    ChangePaymentMethod { engagement: usize, by: PaidBy },
    Collect { bill: usize },
    AddPayoutMethod { bank: Bank, issued_on: NaiveDate },
    VerifyPayoutMethod { method: usize },
    RejectPayoutMethod { method: usize },
    ConfirmPayoutMethod { method: usize, document_is_fresh: bool },
    RemovePayoutMethod { method: usize },
    SetPreference { month_day: Option<u32>, minimum: Cents },
    PausePayouts,
    ResumePayouts,
    RunPayouts { on: NaiveDate, payee: Option<usize> },
    CancelDisbursement { disbursement: usize },
    ResolveDisbursement { disbursement: usize, received: bool },
    SetFee { basis_points: i64, from: Option<Instant> },
    End(Ending),
    Dispute(Disputing),
    Enter(Entering),
    Review(Reviewing),
    Talk(Talking),
    Mark(Marking),
}

/// What a customer names to pay with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidBy {
    Method(usize),
    /// A promotional credit, which pays no expert (IQ-35).
    Credit,
}

/// What silence on a bill means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Ten days, as if nothing is said.
    Usual,
    Days(i64),
    Waits,
}

/// A payment method, by what becomes of its payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    CardOk,
    CardDeclined,
    CardDeclinedOnce,
    CardTimeout,
    CardLost,
    AchOk,
    AchFailed,
    TermsInTime,
    TermsLate,
}

impl Token {
    /// The customer sends the money, and nobody asks for it.
    pub fn is_transfer(self) -> bool {
        matches!(self, Self::TermsInTime | Self::TermsLate)
    }
}

/// A bank account, by what becomes of its payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bank {
    Pays,
    Refuses,
    Unanswered,
    Returns,
    LosesOnce,
    Rejects,
}

/// Something that a command made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Request(usize),
    Response(usize),
    Proposal(usize),
    Engagement(usize),
    Bill(usize),
    PaymentMethod(usize),
    PayoutMethod(usize),
    Fee(usize),
    Cancellation(usize),
    Dispute(usize),
    Grant(usize),
    Review(usize),
    Message(usize),
}

impl Who {
    /// Whose account it is; none for staff.
    pub fn account(self) -> Option<usize> {
        match self {
            Self::Member(account) | Self::Colleague(account) | Self::Apprentice(account) | Self::OneFactor(account) => {
                Some(account)
            }
            Self::Staff | Self::Clerk | Self::StaffOneFactor => None,
        }
    }
}

impl Token {
    pub fn tender(self) -> &'static str {
        match self {
            Self::CardOk | Self::CardDeclined | Self::CardDeclinedOnce | Self::CardTimeout | Self::CardLost => "CARD",
            Self::AchOk | Self::AchFailed => "ACH",
            Self::TermsInTime | Self::TermsLate => "NET_TERMS",
        }
    }

    /// By which the sandbox knows it.
    pub fn text(self) -> Option<&'static str> {
        match self {
            Self::CardOk => Some("sandbox_card_ok"),
            Self::CardDeclined => Some("sandbox_card_declined"),
            Self::CardDeclinedOnce => Some("sandbox_card_declined_once"),
            Self::CardTimeout => Some("sandbox_card_timeout"),
            Self::CardLost => Some("sandbox_card_lost"),
            Self::AchOk => Some("sandbox_ach_ok"),
            Self::AchFailed => Some("sandbox_ach_failed"),
            Self::TermsInTime => None,
            Self::TermsLate => Some("sandbox_terms_late"),
        }
    }
}

impl Bank {
    pub fn account_number(self) -> &'static str {
        match self {
            Self::Pays => "000123456789",
            Self::Refuses => "000123450001",
            Self::Unanswered => "000123450002",
            Self::Returns => "000123450003",
            Self::LosesOnce => "000123450004",
            Self::Rejects => "000123450005",
        }
    }
}

/// An amount in cents, as the API writes it.
pub fn usd(amount: Cents) -> String {
    format!("{}.{:02}", amount / 100, amount % 100)
}

impl Thing {
    /// The how many-th of its kind it is.
    pub fn index(self) -> usize {
        match self {
            Self::Request(index)
            | Self::Response(index)
            | Self::Proposal(index)
            | Self::Engagement(index)
            | Self::Bill(index)
            | Self::PaymentMethod(index)
            | Self::PayoutMethod(index)
            | Self::Fee(index)
            | Self::Cancellation(index)
            | Self::Dispute(index)
            | Self::Grant(index)
            | Self::Review(index)
            | Self::Message(index) => index,
        }
    }
}
