//! What happens in a history, as people would tell it.

use std::fmt;

use super::{
    command::{ACCOUNTS, Command, Does, Event, Who, usd},
    terms::Plan,
};

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
            Self::Apprentice(account) => write!(f, "An apprentice of {} without a certification", ACCOUNTS[*account]),
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
            Self::Propose { response, maximum, plan, expires_at } => {
                write!(f, "proposes work for {} USD after response {response}, {plan}", usd(*maximum))?;
                expires_at.map_or(Ok(()), |at| write!(f, ", until {at}"))
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
            Self::End(ending) => ending.fmt(f),
            Self::Dispute(disputing) => disputing.fmt(f),
            Self::Enter(entering) => entering.fmt(f),
            Self::Review(reviewing) => reviewing.fmt(f),
            Self::Talk(talking) => talking.fmt(f),
            Self::Mark(marking) => marking.fmt(f),
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Upfront => f.write_str("paid at once"),
            Self::Milestone => f.write_str("billed as it goes on"),
            Self::Scheduled(lines) => {
                f.write_str("paid on fixed days:")?;
                lines.iter().try_for_each(|(on, amount)| write!(f, " {on} {}", usd(*amount)))
            }
        }
    }
}
