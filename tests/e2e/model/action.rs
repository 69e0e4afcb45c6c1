//! What a generated step comes to in a marketplace as it stands: who asks for what.

use chrono::{Days, TimeDelta};

use super::{
    calendar::{self, Instant},
    command::{CUSTOMERS, Command, Does, Event, PaidBy, Silence, Token, Who},
    state::{BillState, ChargeState, DisbursementState, Model, PayoutMethodState, ProposalState},
    step::{Amount, By, Step, Until, What},
};

/// Of what is live, seven in eight times; else of all there is, over or not. If nothing is live, now and then nothing.
pub fn pick(which: u8, all: usize, is_live: impl Fn(usize) -> bool) -> Option<usize> {
    let live: Vec<usize> = (0..all).filter(|index| is_live(*index)).collect();
    let which = usize::from(which);
    match (which % 8 == 7, live.len(), all) {
        (_, _, 0) => None,
        (true, _, _) => Some(which / 8 % all),
        (_, 0, _) => (which % 8 > 2).then_some(which / 8 % all),
        (false, ..) => Some(live[which / 8 % live.len()]),
    }
}

impl Model {
    /// What a step comes to here, if it comes to anything. `sent` are the commands so far.
    pub fn event(&self, step: &Step, sent: &[Command]) -> Option<Event> {
        match step {
            Step::Try { what, by, instead } => {
                let Some((does, party)) = self.does(what) else { return self.goes_on(*instead, *by, sent) };
                let by = by.for_what(&does);
                let of_apprentice = matches!((what, by), (What::Enter(tried), By::Right) if tried.is_of_apprentice());
                let who = if of_apprentice { Who::Apprentice(party?) } else { by.of(party) };
                Some(Event::Asked(Command { who, does, key: sent.len(), wording: 0 }))
            }
            Step::GoOn { which, by } => self.goes_on(*which, *by, sent),
            Step::Again { which, otherwise } => {
                let (which, all) = (usize::from(*which), sent.len());
                let back = if which % 4 == 0 { which % all } else { which / 4 % all.min(8) };
                let first = sent.get(all - 1 - back)?;
                Some(Event::Asked(if *otherwise { self.otherwise(first) } else { first.clone() }))
            }
            Step::Pass { until, swept } => self.until(*until).map(|to| Event::Passed { to, swept: *swept }),
            Step::Sweep => Some(Event::Swept),
        }
    }

    /// The same command with other input: with other facts where nothing else can be said, else in other words.
    fn otherwise(&self, first: &Command) -> Command {
        match self.other_facts(&first.does) {
            Some(does) => Command { does, ..first.clone() },
            None => Command { wording: first.wording + 1, ..first.clone() },
        }
    }

    fn other_facts(&self, does: &Does) -> Option<Does> {
        let next_bill = |bill: usize| (bill + 1) % self.bills.len();
        match *does {
            Does::Accept { proposal, by, silence: Silence::Waits } => {
                Some(Does::Accept { proposal, by, silence: Silence::Usual })
            }
            Does::Accept { proposal, by, .. } => Some(Does::Accept { proposal, by, silence: Silence::Waits }),
            Does::AddPaymentMethod { token: Token::CardOk } => Some(Does::AddPaymentMethod { token: Token::CardLost }),
            Does::AddPaymentMethod { .. } => Some(Does::AddPaymentMethod { token: Token::CardOk }),
            Does::ApproveBill { bill } => Some(Does::ApproveBill { bill: next_bill(bill) }),
            Does::Collect { bill } => {
                let other = next_bill(bill);
                Some(Does::Collect { bill: if self.charge(other).is_some() { other } else { bill } })
            }
            Does::RunPayouts { on, payee } => Some(Does::RunPayouts { on: calendar::last(on), payee }),
            Does::SetFee { basis_points, from } => Some(Does::SetFee { basis_points: basis_points + 1, from }),
            Does::Dispute(ref disputing) => disputing.other_facts().map(Does::Dispute),
            Does::OpenRequest
            | Does::End(_)
            | Does::Enter(_)
            | Does::Review(_)
            | Does::Talk(_)
            | Does::Mark(_)
            | Does::StopAnswers { .. }
            | Does::TakeAnswers { .. }
            | Does::Respond { .. }
            | Does::WithdrawResponse { .. }
            | Does::Propose { .. }
            | Does::DeclineProposal { .. }
            | Does::WithdrawProposal { .. }
            | Does::Bill { .. }
            | Does::DeclineBill { .. }
            | Does::WithdrawBill { .. }
            | Does::Complete { .. }
            | Does::ChangePaymentMethod { .. }
            | Does::AddPayoutMethod { .. }
            | Does::VerifyPayoutMethod { .. }
            | Does::RejectPayoutMethod { .. }
            | Does::ConfirmPayoutMethod { .. }
            | Does::RemovePayoutMethod { .. }
            | Does::SetPreference { .. }
            | Does::PausePayouts
            | Does::ResumePayouts
            | Does::CancelDisbursement { .. }
            | Does::ResolveDisbursement { .. } => None,
        }
    }

    fn until(&self, until: Until) -> Option<Instant> {
        let to = match until {
            Until::Minutes(minutes) => self.now + TimeDelta::minutes(minutes.into()),
            Until::Hours(hours) => self.now + TimeDelta::hours(hours.into()),
            Until::Days(days) => self.now + TimeDelta::days(days.into()),
            Until::Due { which, seconds } => {
                let mut dues = self.dues();
                dues.retain(|due| *due > self.now);
                dues.sort_unstable();
                *dues.get(usize::from(which).checked_rem(dues.len())?)? + TimeDelta::seconds(seconds)
            }
        };
        Some(to).filter(|to| *to > self.now && *to < calendar::end())
    }

    /// What is tried, and whose it is to do: an account, or staff.
    #[expect(clippy::too_many_lines, reason = "a line or two a kind of command")]
    pub fn does(&self, what: &What) -> Option<(Does, Option<usize>)> {
        let customer = |which: u8| Some(usize::from(which) % CUSTOMERS);
        let expert = |which: u8| Some(CUSTOMERS + usize::from(which) % CUSTOMERS);
        let bill = |which: u8| pick(which, self.bills.len(), |bill| self.bills[bill].is_submitted());
        let customer_of = |engagement: usize| Some(self.engagements[engagement].customer);
        let expert_of = |engagement: usize| Some(self.engagements[engagement].expert);
        Some(match *what {
            What::OpenRequest(who) => (Does::OpenRequest, customer(who)),
            What::Accepting(which) => {
                let request = pick(which, self.requests.len(), |index| !self.requests[index].is_open || which < 128)?;
                let (is_open, whose) = (self.requests[request].is_open, self.requests[request].customer);
                let stops = is_open == (which % 8 != 7); // Now and then what is no change.
                let does = if stops { Does::StopAnswers { request } } else { Does::TakeAnswers { request } };
                (does, Some(whose))
            }
            What::Respond(which, who) => {
                let answered =
                    |index| self.responses.iter().any(|sent| sent.request == index && Some(sent.expert) == expert(who));
                let request =
                    pick(which, self.requests.len(), |index| self.requests[index].is_open && !answered(index))?;
                (Does::Respond { request }, expert(who))
            }
            What::WithdrawResponse(which) => {
                let response = pick(which, self.responses.len(), |index| !self.responses[index].is_withdrawn)?;
                (Does::WithdrawResponse { response }, Some(self.responses[response].expert))
            }
            What::Propose(which, maximum, plan, hours) => {
                let response = pick(which, self.responses.len(), |_| true)?;
                let expires_at = hours.map(|hours| self.now + TimeDelta::hours(hours.into()));
                let plan = plan.over(maximum.into(), self.now.date_naive());
                let does = Does::Propose { response, maximum: maximum.into(), plan, expires_at };
                (does, Some(self.responses[response].expert))
            }
            What::Accept(which, by, silence) => {
                let proposal = self.pick_proposal(which)?;
                let (customer, _) = self.parties(proposal);
                (Does::Accept { proposal, by: self.paid_by(by, customer), silence }, Some(customer))
            }
            What::DeclineProposal(which) => {
                let proposal = self.pick_proposal(which)?;
                (Does::DeclineProposal { proposal }, Some(self.parties(proposal).0))
            }
            What::WithdrawProposal(which) => {
                let proposal = self.pick_proposal(which)?;
                (Does::WithdrawProposal { proposal }, Some(self.parties(proposal).1))
            }
            What::Bill { engagement, amount, is_final, answers } => {
                let engagement = pick(engagement, self.engagements.len(), |index| self.remaining(index) > 0)?;
                let amount = match amount {
                    Amount::Cents(cents) => cents.into(),
                    Amount::Remaining(more) => self.remaining(engagement) + i64::from(more),
                };
                let is_declined = |bill: usize| matches!(self.bills[bill].state, BillState::Declined);
                let answers = answers.and_then(|which| pick(which, self.bills.len(), is_declined));
                (Does::Bill { engagement, amount, is_final, answers }, expert_of(engagement))
            }
            What::ApproveBill(which) => {
                let bill = bill(which)?;
                (Does::ApproveBill { bill }, customer_of(self.bills[bill].engagement))
            }
            What::DeclineBill(which) => {
                let bill = bill(which)?;
                (Does::DeclineBill { bill }, customer_of(self.bills[bill].engagement))
            }
            What::WithdrawBill(which) => {
                let bill = bill(which)?;
                (Does::WithdrawBill { bill }, expert_of(self.bills[bill].engagement))
            }
            What::Complete(which) => {
                let engagement = pick(which, self.engagements.len(), |_| true)?;
                (Does::Complete { engagement }, expert_of(engagement))
            }
            What::AddPaymentMethod(who, token) => (Does::AddPaymentMethod { token }, customer(who)),
            What::ChangePaymentMethod(which, by) => {
                let engagement = pick(which, self.engagements.len(), |_| true)?;
                let by = self.paid_by(by, self.engagements[engagement].customer);
                (Does::ChangePaymentMethod { engagement, by }, customer_of(engagement))
            }
            What::Collect(which) => {
                let is_open = |bill| self.charge(bill).is_some_and(|charge| charge.state != ChargeState::Collected);
                let bill = pick(which, self.bills.len(), is_open).filter(|bill| self.charge(*bill).is_some())?;
                (Does::Collect { bill }, None)
            }
            What::AddPayoutMethod(who, bank) => {
                (Does::AddPayoutMethod { bank, issued_on: self.now.date_naive() }, expert(who))
            }
            What::VerifyPayoutMethod(which) => {
                let method = self.pick_method(which, PayoutMethodState::Pending)?;
                (Does::VerifyPayoutMethod { method }, None)
            }
            What::RejectPayoutMethod(which) => {
                let method = self.pick_method(which, PayoutMethodState::Pending)?;
                (Does::RejectPayoutMethod { method }, None)
            }
            What::ConfirmPayoutMethod(which, document_is_fresh) => {
                let method = self.pick_method(which, PayoutMethodState::Errored)?;
                (Does::ConfirmPayoutMethod { method, document_is_fresh }, Some(self.payout_methods[method].expert))
            }
            What::RemovePayoutMethod(which) => {
                let method = self.pick_method(which, PayoutMethodState::Verified)?;
                (Does::RemovePayoutMethod { method }, Some(self.payout_methods[method].expert))
            }
            What::SetPreference(who, month_day, minimum) => {
                (Does::SetPreference { month_day, minimum: minimum.into() }, expert(who))
            }
            What::Pause(who) => (Does::PausePayouts, expert(who)),
            What::Resume(who) => (Does::ResumePayouts, expert(who)),
            What::RunPayouts { days_ago, payee } => {
                let on = self.now.date_naive() - Days::new(days_ago.into());
                (Does::RunPayouts { on, payee: payee.and_then(expert) }, None)
            }
            What::CancelDisbursement(which) => {
                let is_scheduled = |sent: usize| self.disbursements[sent].state == DisbursementState::Scheduled;
                let disbursement = pick(which, self.disbursements.len(), is_scheduled)?;
                (Does::CancelDisbursement { disbursement }, None)
            }
            What::ResolveDisbursement(which, received) => {
                let is_unresolved =
                    |sent: usize| matches!(self.disbursements[sent].state, DisbursementState::Unresolved { .. });
                let disbursement = pick(which, self.disbursements.len(), is_unresolved)?;
                (Does::ResolveDisbursement { disbursement, received }, None)
            }
            What::SetFee(basis_points, hours) => {
                let from = hours.map(|hours| self.now + TimeDelta::hours(hours.into()));
                (Does::SetFee { basis_points, from }, None)
            }
            What::End(tried) => return self.ending(tried),
            What::Dispute(tried) => return self.disputing(tried),
            What::Enter(tried) => return self.entering(tried),
            What::Review(tried) => return self.reviewing(tried),
            What::Talk(tried) => return self.talking(tried),
            What::Mark(tried) => return self.marking(tried),
        })
    }

    fn pick_proposal(&self, which: u8) -> Option<usize> {
        pick(which, self.proposals.len(), |index| self.proposals[index].state == ProposalState::Proposed)
    }

    fn pick_method(&self, which: u8, state: PayoutMethodState) -> Option<usize> {
        pick(which, self.payout_methods.len(), |index| self.payout_methods[index].state == state)
    }

    /// One's own method most of the time, rarely a credit or somebody else's.
    fn paid_by(&self, which: u8, customer: usize) -> PaidBy {
        let method = pick(which, self.payment_methods.len(), |index| self.payment_methods[index].customer == customer);
        method.filter(|_| which != 255).map_or(PaidBy::Credit, PaidBy::Method)
    }
}

impl By {
    /// Who is no expert has no payouts to speak of.
    pub fn for_what(self, does: &Does) -> Self {
        if does.is_of_payees() && matches!(self, Self::OtherSide) { Self::Right } else { self }
    }
}

impl Does {
    fn is_of_payees(&self) -> bool {
        matches!(
            self,
            Self::AddPayoutMethod { .. } | Self::SetPreference { .. } | Self::PausePayouts | Self::ResumePayouts
        )
    }
}
