//! What a command that is taken changes. Everything else that happens, time does.

use chrono::TimeDelta;

use super::{
    calendar::{self, Instant},
    command::{Command, Does, PaidBy, Silence, Thing, Token},
    state::{
        Bill, BillState, Charge, ChargeState, DisbursementState, Engagement, Model, PaymentMethod, PayoutMethod,
        PayoutMethodState, Proposal, ProposalState, Request, Response,
    },
};

impl Model {
    /// Takes a command that nothing refuses; tells what it made. What repeats a key does nothing.
    pub fn take(&mut self, command: &Command) -> Option<Thing> {
        if let Some((_, made)) = self.keys.get(&command.key).filter(|_| command.does.takes_key()) {
            return *made;
        }
        let made = self.change(&command.does, command.who.account());
        if command.does.takes_key() {
            self.keys.insert(command.key, (command.clone(), made));
        }
        made
    }

    #[expect(clippy::too_many_lines, reason = "a line or two an edge, as in the tables")]
    fn change(&mut self, does: &Does, account: Option<usize>) -> Option<Thing> {
        match *does {
            Does::OpenRequest => return Some(self.open_request(account?)),
            Does::StopAnswers { request } => self.requests[request].is_open = false,
            Does::TakeAnswers { request } => self.requests[request].is_open = true,
            Does::Respond { request } => {
                self.responses.push(Response { request, expert: account?, is_withdrawn: false });
                return Some(Thing::Response(self.responses.len() - 1));
            }
            Does::WithdrawResponse { response } => self.responses[response].is_withdrawn = true,
            Does::Propose { response, maximum, expires_at } => {
                self.proposals.push(Proposal { response, maximum, expires_at, state: ProposalState::Proposed });
                return Some(Thing::Proposal(self.proposals.len() - 1));
            }
            Does::Accept { proposal, by, silence } => return Some(self.accept(proposal, by, silence)),
            Does::DeclineProposal { proposal } => self.proposals[proposal].state = ProposalState::Declined,
            Does::WithdrawProposal { proposal } => self.proposals[proposal].state = ProposalState::Withdrawn,
            Does::Bill { engagement, amount, is_final, .. } => return Some(self.bill(engagement, amount, is_final)),
            Does::ApproveBill { bill } => {
                self.approve(bill, self.now, false);
                return Some(Thing::Bill(bill));
            }
            Does::DeclineBill { bill } => self.bills[bill].state = BillState::Declined,
            Does::WithdrawBill { bill } => self.bills[bill].state = BillState::Withdrawn,
            Does::Complete { engagement } => self.engagements[engagement].was_completed = true,
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
        }
        None
    }

    fn open_request(&mut self, customer: usize) -> Thing {
        self.requests.push(Request { customer, is_open: true });
        Thing::Request(self.requests.len() - 1)
    }

    /// 1.8: an engagement, and nothing else is ever made of one acceptance.
    fn accept(&mut self, proposal: usize, by: PaidBy, silence: Silence) -> Thing {
        let (customer, expert) = self.parties(proposal);
        let PaidBy::Method(paid_by) = by else { unreachable!("a credit was refused") };
        let silence_days = match silence {
            Silence::Usual => Some(10),
            Silence::Days(days) => Some(days),
            Silence::Waits => None,
        };
        self.proposals[proposal].state = ProposalState::Accepted;
        let maximum = self.proposals[proposal].maximum;
        self.engagements.push(Engagement { customer, expert, maximum, paid_by, silence_days, was_completed: false });
        Thing::Engagement(self.engagements.len() - 1)
    }

    fn bill(&mut self, engagement: usize, amount: i64, is_final: bool) -> Thing {
        let days = self.engagements[engagement].silence_days;
        let auto_approve_at = days.map(|days| self.now + TimeDelta::days(days));
        self.bills.push(Bill { engagement, amount, is_final, state: BillState::Submitted { auto_approve_at } });
        Thing::Bill(self.bills.len() - 1)
    }

    /// Approved as of `at`, under the fee of that instant (IQ-28, G-30): it is charged from then on.
    pub fn approve(&mut self, bill: usize, at: Instant, by_silence: bool) {
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
        self.bills[bill].state = BillState::Approved { at, by_silence, fee, charge: Box::new(charge) };
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
            Self::StopAnswers { .. }
            | Self::TakeAnswers { .. }
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
