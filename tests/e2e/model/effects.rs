//! What a command that is taken changes. Everything else that happens, time does.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::{
    calendar::{self, Instant},
    cancellations::Ending,
    command::{Command, Does, PaidBy, Silence, Thing, Token},
    disputes::Disputing,
    grants::Entering,
    reviews::Reviewing,
    state::{
        Approver, Bill, BillState, Charge, ChargeState, DisbursementState, End, Engagement, Model, PaymentMethod,
        PayoutMethod, PayoutMethodState, Proposal, ProposalState, Request, Response,
    },
    talk::{Talk, Talking},
};

impl Model {
    /// Takes a command that nothing refuses; tells what it made: first what it speaks of, then the bills that came with
    /// it. What repeats a key does nothing.
    pub fn take(&mut self, command: &Command) -> Vec<Thing> {
        if let Some((_, made)) = self.keys.get(&command.key).filter(|_| command.does.takes_key()) {
            return made.clone();
        }
        if let Some(engagement) = self.decided_on(&command.does) {
            self.silence_agrees(self.now, Some(engagement));
        }
        let bills = self.bills.len();
        let first = self.change(&command.does, command.who.account());
        let more = (bills..self.bills.len()).map(Thing::Bill).filter(|bill| Some(*bill) != first);
        let made: Vec<Thing> = first.into_iter().chain(more).collect();
        if command.does.takes_key() {
            self.keys.insert(command.key, (command.clone(), made.clone()));
        }
        made
    }

    /// The engagement on which a command is decided: silence that has agreed to end it has ended it, swept or not.
    pub fn decided_on(&self, does: &Does) -> Option<usize> {
        if let Does::Bill { engagement, .. }
        | Does::Complete { engagement }
        | Does::ChangePaymentMethod { engagement, .. }
        | Does::End(Ending::Ask { engagement }) = does
        {
            return Some(*engagement);
        }
        if let Does::ApproveBill { bill } | Does::DeclineBill { bill } | Does::WithdrawBill { bill } = does {
            return Some(self.bills[*bill].engagement);
        }
        if let Does::Dispute(disputing) = does { Some(self.bills[self.disputed(disputing)].engagement) } else { None }
    }

    #[expect(clippy::too_many_lines, reason = "a line or two an edge, as in the tables")]
    fn change(&mut self, does: &Does, account: Option<usize>) -> Option<Thing> {
        match *does {
            Does::OpenRequest => return Some(self.open_request(account?)),
            Does::StopAnswers { request } => self.requests[request].is_open = false,
            Does::TakeAnswers { request } => {
                let now = self.now;
                let request = &mut self.requests[request];
                (request.is_open, request.active_at) = (true, now);
            }
            Does::Respond { request } => {
                let (talk, is_withdrawn) = (Talk::opened(self.now), false);
                self.responses.push(Response { request, expert: account?, is_withdrawn, talk });
                return Some(Thing::Response(self.responses.len() - 1));
            }
            Does::WithdrawResponse { response } => self.responses[response].is_withdrawn = true,
            Does::Propose { response, maximum, ref plan, expires_at } => {
                let (plan, state) = (plan.clone(), ProposalState::Proposed);
                self.proposals.push(Proposal { response, maximum, plan, expires_at, state });
                return Some(Thing::Proposal(self.proposals.len() - 1));
            }
            Does::Accept { proposal, by, silence } => return Some(self.accept(proposal, by, silence)),
            Does::DeclineProposal { proposal } => self.proposals[proposal].state = ProposalState::Declined,
            Does::WithdrawProposal { proposal } => self.proposals[proposal].state = ProposalState::Withdrawn,
            Does::Bill { engagement, amount, is_final, .. } => return Some(self.bill(engagement, amount, is_final)),
            Does::ApproveBill { bill } => {
                self.approve(bill, self.now, Approver::Customer);
                return Some(Thing::Bill(bill));
            }
            Does::DeclineBill { bill } => self.bills[bill].state = BillState::Declined,
            Does::WithdrawBill { bill } => self.bills[bill].state = BillState::Withdrawn,
            Does::Complete { engagement } => self.end(engagement, End::Completed, self.now),
            Does::AddPaymentMethod { token } => {
                self.payment_methods.push(PaymentMethod { customer: account?, token });
                return Some(Thing::PaymentMethod(self.payment_methods.len() - 1));
            }
            Does::ChangePaymentMethod { engagement, by } => self.pay_by(engagement, by),
            Does::Collect { bill } => self.attempt(bill),
            Does::AddPayoutMethod { bank, .. } => {
                let (state, since) = (PayoutMethodState::Pending, self.now);
                self.payout_methods.push(PayoutMethod { expert: account?, bank, state, since });
                return Some(Thing::PayoutMethod(self.payout_methods.len() - 1));
            }
            Does::VerifyPayoutMethod { method } => self.set_method(method, PayoutMethodState::Verified),
            Does::RejectPayoutMethod { method } => self.set_method(method, PayoutMethodState::Rejected),
            Does::ConfirmPayoutMethod { method, .. } => self.set_method(method, PayoutMethodState::Pending),
            Does::RemovePayoutMethod { method } => self.set_method(method, PayoutMethodState::Removed),
            Does::SetPreference { month_day, minimum } => {
                let payee = self.payees.get_mut(&account?)?;
                (payee.month_day, payee.minimum) = (month_day, minimum);
            }
            Does::PausePayouts => self.payees.get_mut(&account?)?.is_paused = true,
            Does::ResumePayouts => self.payees.get_mut(&account?)?.is_paused = false,
            Does::RunPayouts { on, payee } => self.run_payouts(on, payee),
            Does::CancelDisbursement { disbursement } => {
                self.give_back(disbursement, DisbursementState::Cancelled);
            }
            Does::ResolveDisbursement { disbursement, received } => self.resolve(disbursement, received),
            Does::SetFee { basis_points, from } => {
                self.fees.push((from.unwrap_or(self.now), basis_points));
                return Some(Thing::Fee(self.fees.len() - 1));
            }
            Does::End(ref ending) => return self.take_ending(ending, account?),
            Does::Dispute(ref disputing) => return self.take_disputing(disputing),
            Does::Enter(ref entering) => return self.take_entering(entering),
            Does::Review(ref reviewing) => return self.take_reviewing(reviewing),
            Does::Talk(ref talking) => return self.take_talking(talking, account?),
            Does::Mark(ref marking) => self.take_marking(marking, account?),
        }
        None
    }

    fn open_request(&mut self, customer: usize) -> Thing {
        let (active_at, hidden_by) = (self.now, BTreeSet::new());
        self.requests.push(Request { customer, is_open: true, active_at, is_archived: false, hidden_by });
        Thing::Request(self.requests.len() - 1)
    }

    /// 1.8: an engagement, with the bills that nobody sends.
    fn accept(&mut self, proposal: usize, by: PaidBy, silence: Silence) -> Thing {
        let (customer, expert) = self.parties(proposal);
        let PaidBy::Method(paid_by) = by else { unreachable!("a credit was refused") };
        let silence_days = match silence {
            Silence::Usual => Some(10),
            Silence::Days(days) => Some(days),
            Silence::Waits => None,
        };
        self.proposals[proposal].state = ProposalState::Accepted;
        let Proposal { maximum, plan, .. } = self.proposals[proposal].clone();
        let ended = None;
        self.engagements.push(Engagement { customer, expert, maximum, plan, paid_by, silence_days, ended });
        let engagement = self.engagements.len() - 1;
        self.bill_acceptance(engagement);
        Thing::Engagement(engagement)
    }

    fn bill(&mut self, engagement: usize, amount: i64, is_final: bool) -> Thing {
        let days = self.engagements[engagement].silence_days;
        let auto_approve_at = days.map(|days| self.now + TimeDelta::days(days));
        self.bills.push(Bill { engagement, amount, is_final, state: BillState::Submitted { auto_approve_at } });
        Thing::Bill(self.bills.len() - 1)
    }

    /// Approved as of `at`, under the fee of that instant (IQ-28, G-30): it is charged from then on. The final bill
    /// completes work that goes on (G-15).
    pub fn approve(&mut self, bill: usize, at: Instant, by: Approver) {
        let paid_by = self.engagements[self.bills[bill].engagement].paid_by;
        let charge = Charge {
            state: ChargeState::Invoiced,
            paid_by,
            due_at: due_at(self.payment_methods[paid_by].token, at),
            fell_due: false,
            ask_at: Some(at),
            in_flight: false,
            attempts: vec![],
            is_collected: false,
        };
        let fee = self.fee(self.bills[bill].amount, at);
        self.bills[bill].state = BillState::Approved { at, by, fee, charge: Box::new(charge) };
        let engagement = self.bills[bill].engagement;
        if self.bills[bill].is_final && self.engagements[engagement].ended.is_none() {
            self.end(engagement, End::Completed, at);
        }
    }

    /// 1.9: binds what is open and not sent to another card or bank account, and asks at once. A transfer that was
    /// agreed and is not overdue stays agreed.
    fn pay_by(&mut self, engagement: usize, by: PaidBy) {
        let PaidBy::Method(method) = by else { unreachable!("a credit was refused") };
        self.engagements[engagement].paid_by = method;
        let pulled: Vec<bool> =
            self.payment_methods.iter().map(|method| method.token.tender() != "NET_TERMS").collect();
        let now = self.now;
        for bill in 0..self.bills.len() {
            if self.bills[bill].engagement != engagement {
                continue;
            }
            let Some(charge) = self.charge_mut(bill) else { continue };
            let waits = match charge.state {
                ChargeState::Invoiced => pulled[charge.paid_by],
                ChargeState::Overdue => true,
                ChargeState::Collecting | ChargeState::Collected | ChargeState::Unresolved => false,
            };
            if waits && pulled[method] && !charge.in_flight && charge.attempts.len() < 8 {
                (charge.paid_by, charge.ask_at) = (method, Some(now));
            }
        }
    }

    pub fn set_method(&mut self, method: usize, state: PayoutMethodState) {
        let since = self.now;
        let method = &mut self.payout_methods[method];
        (method.state, method.since) = (state, since);
    }
}

/// IQ-31: net terms run 30 days; a card is late after 3 calendar days, ACH after 14.
fn due_at(token: Token, approved_at: Instant) -> Instant {
    let end_of_day_after = |days: i64| calendar::midnight((approved_at + TimeDelta::days(days + 1)).date_naive());
    match token.tender() {
        "CARD" => end_of_day_after(3),
        "ACH" => end_of_day_after(14),
        _ => approved_at + TimeDelta::days(30),
    }
}

impl Does {
    /// Creating and money commands carry an idempotency key (G-48).
    pub fn takes_key(&self) -> bool {
        match self {
            Self::OpenRequest
            | Self::Respond { .. }
            | Self::Propose { .. }
            | Self::Accept { .. }
            | Self::Bill { .. }
            | Self::ApproveBill { .. }
            | Self::AddPaymentMethod { .. }
            | Self::Collect { .. }
            | Self::AddPayoutMethod { .. }
            | Self::RunPayouts { .. }
            | Self::CancelDisbursement { .. }
            | Self::ResolveDisbursement { .. }
            | Self::SetFee { .. } => true,
            Self::End(ending) => matches!(ending, Ending::Ask { .. }),
            Self::Enter(entering) => matches!(entering, Entering::Request { .. }),
            Self::Review(reviewing) => matches!(reviewing, Reviewing::Write { .. }),
            Self::Talk(talking) => matches!(talking, Talking::Say { .. }),
            Self::Dispute(disputing) => matches!(disputing, Disputing::Open { .. } | Disputing::Settle { .. }),
            Self::StopAnswers { .. }
            | Self::TakeAnswers { .. }
            | Self::Mark(_)
            | Self::WithdrawResponse { .. }
            | Self::DeclineProposal { .. }
            | Self::WithdrawProposal { .. }
            | Self::DeclineBill { .. }
            | Self::WithdrawBill { .. }
            | Self::Complete { .. }
            | Self::ChangePaymentMethod { .. }
            | Self::VerifyPayoutMethod { .. }
            | Self::RejectPayoutMethod { .. }
            | Self::ConfirmPayoutMethod { .. }
            | Self::RemovePayoutMethod { .. }
            | Self::SetPreference { .. }
            | Self::PausePayouts
            | Self::ResumePayouts => false,
        }
    }
}
