//! What somebody tries, as it is generated and shrunk. Things are pointed at by numbers that are taken modulo what
//! there is, so that every part of a history is a history too.

use super::{
    cancellations::EndingTry,
    command::{Bank, CUSTOMERS, Silence, Token, Who},
    disputes::DisputingTry,
    grants::EnteringTry,
    marks::MarkingTry,
    reviews::ReviewingTry,
    talk::TalkingTry,
    terms::PlanTry,
};

/// A step of a history.
#[derive(Clone, Debug)]
pub enum Step {
    /// What somebody tries; and which of all that waits for somebody is done instead, if there is nothing to try it on.
    Try {
        what: What,
        by: By,
        instead: (u8, u8),
    },
    GoOn {
        which: (u8, u8),
        by: By,
    },
    /// An earlier command comes once more, mostly one of the last, under its key: the same, or worded otherwise.
    Again {
        which: u8,
        otherwise: bool,
    },
    Pass {
        until: Until,
        swept: bool,
    },
    Sweep,
}

/// Who tries it.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// Whoever it is up to.
    Right,
    /// The same side of other work.
    Stranger,
    OtherSide,
    Colleague,
    OneFactor,
}

/// When time stops.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Minutes(u8),
    Hours(u8),
    Days(u8),
    /// A second before, at, or a second after something falls due.
    Due {
        which: u8,
        seconds: i64,
    },
}

#[derive(Clone, Debug)]
pub enum What {
    OpenRequest(u8),
    Accepting(u8),
    Respond(u8, u8),
    WithdrawResponse(u8),
    Propose(u8, u32, PlanTry, Option<u8>),
    Accept(u8, u8, Silence),
    DeclineProposal(u8),
    WithdrawProposal(u8),
    Bill { engagement: u8, amount: Amount, is_final: bool, answers: Option<u8> },
    ApproveBill(u8),
    DeclineBill(u8),
    WithdrawBill(u8),
    Complete(u8),
    AddPaymentMethod(u8, Token),
    ChangePaymentMethod(u8, u8),
    Collect(u8),
    AddPayoutMethod(u8, Bank),
    VerifyPayoutMethod(u8),
    RejectPayoutMethod(u8),
    ConfirmPayoutMethod(u8, bool),
    RemovePayoutMethod(u8),
    SetPreference(u8, Option<u32>, u16),
    Pause(u8),
    Resume(u8),
    RunPayouts { days_ago: u8, payee: Option<u8> },
    CancelDisbursement(u8),
    ResolveDisbursement(u8, bool),
    SetFee(i64, Option<i8>),
    End(EndingTry),
    Dispute(DisputingTry),
    Enter(EnteringTry),
    Review(ReviewingTry),
    Talk(TalkingTry),
    Mark(MarkingTry),
}

/// How much a bill is over.
#[derive(Clone, Copy, Debug)]
pub enum Amount {
    Cents(u32),
    /// What remains, and so many cents more.
    Remaining(u8),
}

impl By {
    /// Who that is, for something that is up to an account, or to staff.
    pub fn of(self, party: Option<usize>) -> Who {
        let Some(account) = party else {
            return match self {
                Self::Right => Who::Staff,
                Self::Stranger => Who::Member(0),
                Self::OtherSide => Who::Member(CUSTOMERS),
                Self::Colleague => Who::Clerk,
                Self::OneFactor => Who::StaffOneFactor,
            };
        };
        match self {
            Self::Right => Who::Member(account),
            Self::Stranger => Who::Member(account ^ 1),
            Self::OtherSide => Who::Member((account + CUSTOMERS) % (2 * CUSTOMERS)),
            Self::Colleague => Who::Colleague(account),
            Self::OneFactor => Who::OneFactor(account),
        }
    }
}
