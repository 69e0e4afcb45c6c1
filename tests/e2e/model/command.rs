//! What somebody asks of the marketplace, with everything named: what the model judges and the system is sent.

use std::fmt;

use chrono::NaiveDate;

use super::{calendar::Instant, state::Cents};

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
    Propose { response: usize, maximum: Cents, expires_at: Option<Instant> },
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
}

impl Who {
    /// Whose account it is; none for staff.
    pub fn account(self) -> Option<usize> {
        match self {
            Self::Member(account) | Self::Colleague(account) | Self::OneFactor(account) => Some(account),
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

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked(command) => command.fmt(f),
            Self::Passed { to, swept: true } => write!(f, "Time passes until {}", to.format("%a %F %T")),
            Self::Passed { to, swept: false } => write!(f, "Nothing is swept until {}", to.format("%a %F %T")),
            Self::Swept => f.write_str("The sweeps run"),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.who, self.does)?;
        match (self.does.takes_key(), self.wording) {
            (true, 0) => write!(f, " (key {})", self.key),
            (true, _) => write!(f, " (key {}, worded otherwise)", self.key),
            (false, _) => Ok(()),
        }
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Member(account) => f.write_str(ACCOUNTS[*account]),
            Self::Colleague(account) => write!(f, "A colleague of {} without rights", ACCOUNTS[*account]),
            Self::OneFactor(account) => write!(f, "{}, with a password alone,", ACCOUNTS[*account]),
            Self::Staff => f.write_str("Staff"),
            Self::Clerk => f.write_str("A clerk"),
            Self::StaffOneFactor => f.write_str("Staff, with a password alone,"),
        }
    }
}

impl fmt::Display for Does {
    #[expect(clippy::too_many_lines, reason = "one line for each thing that can be done")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenRequest => f.write_str("opens a request"),
            Self::StopAnswers { request } => write!(f, "stops the answers to request {request}"),
            Self::TakeAnswers { request } => write!(f, "takes answers to request {request} again"),
            Self::Respond { request } => write!(f, "answers request {request}"),
            Self::WithdrawResponse { response } => write!(f, "withdraws response {response}"),
            Self::Propose { response, maximum, expires_at: None } => {
                write!(f, "proposes work for {} USD after response {response}", usd(*maximum))
            }
            Self::Propose { response, maximum, expires_at: Some(at) } => {
                write!(f, "proposes work for {} USD after response {response}, until {at}", usd(*maximum))
            }
            Self::Accept { proposal, by, silence } => {
                write!(f, "accepts proposal {proposal}, paid by {by:?}, silence: {silence:?}")
            }
            Self::DeclineProposal { proposal } => write!(f, "declines proposal {proposal}"),
            Self::WithdrawProposal { proposal } => write!(f, "withdraws proposal {proposal}"),
            Self::Bill { engagement, amount, is_final, answers } => {
                let last = if *is_final { "finally " } else { "" };
                write!(f, "{last}bills {} USD on engagement {engagement}", usd(*amount))?;
                answers.map_or(Ok(()), |bill| write!(f, " in answer to declined bill {bill}"))
            }
            Self::ApproveBill { bill } => write!(f, "approves bill {bill}"),
            Self::DeclineBill { bill } => write!(f, "declines bill {bill}"),
            Self::WithdrawBill { bill } => write!(f, "withdraws bill {bill}"),
            Self::Complete { engagement } => write!(f, "completes engagement {engagement}"),
            Self::AddPaymentMethod { token } => write!(f, "adds the payment method {token:?}"),
            Self::ChangePaymentMethod { engagement, by } => {
                write!(f, "pays engagement {engagement} by {by:?} from now on")
            }
            Self::Collect { bill } => write!(f, "has the charge of bill {bill} attempted"),
            Self::AddPayoutMethod { bank, .. } => write!(f, "adds a bank account that {bank:?}"),
            Self::VerifyPayoutMethod { method } => write!(f, "verifies payout method {method}"),
            Self::RejectPayoutMethod { method } => write!(f, "rejects payout method {method}"),
            Self::ConfirmPayoutMethod { method, document_is_fresh: true } => {
                write!(f, "confirms payout method {method}")
            }
            Self::ConfirmPayoutMethod { method, document_is_fresh: false } => {
                write!(f, "confirms payout method {method} with an old document")
            }
            Self::RemovePayoutMethod { method } => write!(f, "removes payout method {method}"),
            Self::SetPreference { month_day, minimum } => {
                write!(f, "wants to be paid on {month_day:?} of the month, {} USD at least", usd(*minimum))
            }
            Self::PausePayouts => f.write_str("pauses payouts"),
            Self::ResumePayouts => f.write_str("resumes payouts"),
            Self::RunPayouts { on, payee: None } => write!(f, "makes the payout run of {on}"),
            Self::RunPayouts { on, payee: Some(payee) } => {
                write!(f, "makes the payout run of {on} for {} alone", ACCOUNTS[*payee])
            }
            Self::CancelDisbursement { disbursement } => write!(f, "cancels disbursement {disbursement}"),
            Self::ResolveDisbursement { disbursement, received: true } => {
                write!(f, "finds disbursement {disbursement} received")
            }
            Self::ResolveDisbursement { disbursement, received: false } => {
                write!(f, "finds disbursement {disbursement} never received")
            }
            Self::SetFee { basis_points, from: None } => write!(f, "sets the fee to {basis_points} basis points"),
            Self::SetFee { basis_points, from: Some(at) } => {
                write!(f, "sets the fee to {basis_points} basis points from {at}")
            }
        }
    }
}
