//! Why a command is refused. The guards of machines.md, each with its code. They are not ranked there: where several
//! fail, the system may name any of them, and it must name one.

use std::collections::BTreeSet;

use super::{
    calendar,
    command::{CUSTOMERS, Command, Does, PaidBy, Who},
    rights::{Asks, Right},
    state::{
        Approver, Bill, BillState, ChargeState, DisbursementState, EngagementState, Model, PayoutMethodState,
        ProposalState,
    },
};

pub type Codes = BTreeSet<&'static str>;

/// How often a charge is attempted at most (IQ-31).
const ATTEMPTS_MAX: usize = 8;

/// Codes whose guard failed.
pub fn codes<const N: usize>(guards: [(bool, &'static str); N]) -> Codes {
    guards.into_iter().filter_map(|(fails, code)| fails.then_some(code)).collect()
}

impl Model {
    /// What refuses a command; empty if it is taken.
    pub fn refusals(&self, command: &Command) -> Codes {
        let due_at = self.decided_on(&command.does).and_then(|engagement| self.cancellation_due_at(engagement));
        if due_at.is_some_and(|due_at| due_at <= self.now) {
            let mut agreed = self.clone(); // Its effect holds from its instant on (G-46).
            agreed.silence_agrees(self.now, self.decided_on(&command.does));
            return agreed.refusals_as_it_stands(command);
        }
        self.refusals_as_it_stands(command)
    }

    fn refusals_as_it_stands(&self, command: &Command) -> Codes {
        let account = command.who.account();
        let (right, whose) = self.asks_for(&command.does, account);
        let missing = right.missing(command.who);
        if !missing.is_empty() {
            return missing;
        }
        if let Some((first, _)) = self.keys.get(&command.key).filter(|_| command.does.takes_key()) {
            // The same key and input give the same answer; with other input it is refused (G-48).
            return codes([(first != command, "IDEMPOTENCY_KEY_REUSED")]);
        }
        if let (Some((owner, other)), Some(account)) = (whose, account)
            && owner != account
        {
            return other.into_iter().collect();
        }
        self.guards(&command.does, command.who)
    }

    /// Which right a command needs, whose thing it acts on, and what others are told.
    #[rustfmt::skip]
    #[expect(clippy::too_many_lines, reason = "a line or two for each command")]
    fn asks_for(&self, does: &Does, account: Option<usize>) -> Asks {
        use Right::{Of, Staff, StaffWithMfa, WithMfa};
        let customer_of = |engagement: usize| self.engagements[engagement].customer;
        let expert_of = |engagement: usize| self.engagements[engagement].expert;
        let of_bill = |bill: usize| self.bills[bill].engagement;
        let not_found = |whose, code| Some((whose, vec![code]));
        match *does {
            Does::OpenRequest | Does::Respond { .. } => (Of, None),
            Does::StopAnswers { request } | Does::TakeAnswers { request } => {
                (Of, not_found(self.requests[request].customer, "CUSTOMER_REQUEST_NOT_FOUND"))
            }
            Does::WithdrawResponse { response } => {
                (Of, not_found(self.responses[response].expert, "RESPONSE_NOT_FOUND"))
            }
            // What cannot be offered at all is told so, or that it is sent into nothing.
            Does::Propose { response, maximum, ref plan, expires_at } => {
                let mut codes = vec!["CONVERSATION_NOT_FOUND"];
                codes.extend(plan.guards(maximum, self.now));
                codes.extend(expires_at.filter(|at| *at <= self.now).map(|_| "INPUT_INVALID"));
                (Of, Some((self.responses[response].expert, codes)))
            }
            // Who offers sees the offer, and may not accept it.
            Does::Accept { proposal, .. } | Does::DeclineProposal { proposal } => {
                let ((customer, expert), own) = (self.parties(proposal), "OWN_ACCOUNT");
                let code = if account == Some(expert) { own } else { "PROPOSAL_NOT_FOUND" };
                (WithMfa, not_found(customer, code))
            }
            Does::WithdrawProposal { proposal } => (Of, not_found(self.parties(proposal).1, "PROPOSAL_NOT_FOUND")),
            Does::Bill { engagement, .. } | Does::Complete { engagement } => {
                (WithMfa, not_found(expert_of(engagement), "ENGAGEMENT_NOT_FOUND"))
            }
            Does::ApproveBill { bill } | Does::DeclineBill { bill } => {
                (WithMfa, not_found(customer_of(of_bill(bill)), "PAYMENT_REQUEST_NOT_FOUND"))
            }
            Does::WithdrawBill { bill } => (WithMfa, not_found(expert_of(of_bill(bill)), "PAYMENT_REQUEST_NOT_FOUND")),
            Does::AddPaymentMethod { .. } => (WithMfa, None),
            // The expert sees the engagement, and has none of the customer's methods.
            Does::ChangePaymentMethod { engagement, .. } => {
                let others = vec!["ENGAGEMENT_NOT_FOUND", "PAYMENT_METHOD_REQUIRED", "CREDIT_CANNOT_PAY_EXPERT"];
                (WithMfa, Some((customer_of(engagement), others)))
            }
            Does::AddPayoutMethod { .. } | Does::SetPreference { .. } | Does::PausePayouts | Does::ResumePayouts => {
                (WithMfa, None)
            }
            Does::ConfirmPayoutMethod { method, .. } | Does::RemovePayoutMethod { method } => {
                (WithMfa, not_found(self.payout_methods[method].expert, "PAYOUT_METHOD_NOT_FOUND"))
            }
            Does::VerifyPayoutMethod { .. } | Does::RejectPayoutMethod { .. } => (Staff, None),
            Does::Collect { .. } | Does::RunPayouts { .. } | Does::CancelDisbursement { .. }
            | Does::ResolveDisbursement { .. } | Does::SetFee { .. } => (StaffWithMfa, None),
            Does::End(ref ending) => self.asks_for_ending(ending, account),
            Does::Dispute(ref disputing) => self.asks_for_disputing(disputing),
            Does::Enter(ref entering) => self.asks_for_entering(entering),
            Does::Review(ref reviewing) => self.asks_for_reviewing(reviewing, account),
            Does::Talk(ref talking) => self.asks_for_talking(talking, account),
            Does::Mark(ref marking) => self.asks_for_marking(marking),
        }
    }

    /// The guards of the edge that a command would take, for an account that may.
    #[expect(clippy::too_many_lines, reason = "a line or two an edge, as in the tables")]
    fn guards(&self, does: &Does, who: Who) -> Codes {
        let account = who.account();
        match *does {
            Does::OpenRequest | Does::AddPaymentMethod { .. } | Does::AddPayoutMethod { .. } => Codes::new(),
            Does::StopAnswers { request } => {
                codes([(!self.requests[request].is_open, "CUSTOMER_REQUEST_NOT_IN_STATE")])
            }
            Does::TakeAnswers { request } => codes([(self.requests[request].is_open, "CUSTOMER_REQUEST_NOT_IN_STATE")]),
            Does::Respond { request } => self.guards_of_response(request, account),
            Does::WithdrawResponse { response } => codes([
                (self.responses[response].is_withdrawn, "RESPONSE_NOT_IN_STATE"),
                (!self.responses[response].is_withdrawn && self.has_open_proposal(response), "PROPOSAL_OPEN"),
            ]),
            Does::Propose { maximum, ref plan, expires_at, .. } => {
                let is_over = expires_at.is_some_and(|at| at <= self.now);
                plan.guards(maximum, self.now).into_iter().chain(codes([(is_over, "INPUT_INVALID")])).collect()
            }
            Does::Accept { proposal, by, silence } => {
                let plan = &self.proposals[proposal].plan;
                let agreeing = plan.guards_of_silence(silence).into_iter().chain(plan.guards_of_days(self.now));
                let paying = self.guards_of_payment(by, self.parties(proposal).0);
                self.guards_of_offer(proposal).into_iter().chain(agreeing).chain(paying).collect()
            }
            Does::DeclineProposal { proposal } | Does::WithdrawProposal { proposal } => self.guards_of_offer(proposal),
            Does::Bill { engagement, amount, is_final, answers } => {
                let answering = answers.map(|bill| self.guards_of_answer(bill, engagement)).unwrap_or_default();
                let billing = self.guards_of_billing(engagement, amount, is_final);
                billing.into_iter().chain(answering).collect()
            }
            Does::ApproveBill { bill } | Does::DeclineBill { bill } | Does::WithdrawBill { bill } => {
                self.guards_of_decision(bill)
            }
            Does::Complete { engagement } => {
                let state = self.engagement_state(engagement);
                codes([
                    (self.has_ended(engagement), "ENGAGEMENT_NOT_ACTIVE"),
                    (state == EngagementState::FinalBilled, "FINAL_BILL_PENDING"),
                    (self.bills_of(engagement).any(Bill::is_undecided), "BILLS_PENDING"),
                ])
            }
            Does::ChangePaymentMethod { engagement, by } => {
                let is_active = self.engagement_state(engagement) == EngagementState::Active;
                let paying = self.guards_of_payment(by, self.engagements[engagement].customer);
                codes([(!is_active, "ENGAGEMENT_NOT_ACTIVE")]).into_iter().chain(paying).collect()
            }
            Does::Collect { bill } => self.guards_of_attempt(bill),
            Does::SetFee { from, .. } => codes([
                (from.is_some_and(|from| from < self.now), "PERIOD_IN_PAST"),
                (self.fees.iter().any(|(begin, _)| *begin == from.unwrap_or(self.now)), "INPUT_INVALID"),
            ]),
            Does::VerifyPayoutMethod { method } | Does::RejectPayoutMethod { method } => {
                codes([(self.method_state(method) != PayoutMethodState::Pending, "PAYOUT_METHOD_NOT_IN_STATE")])
            }
            Does::ConfirmPayoutMethod { method, document_is_fresh } => codes([
                (self.method_state(method) != PayoutMethodState::Errored, "PAYOUT_METHOD_NOT_IN_STATE"),
                (!document_is_fresh, "DOCUMENT_TOO_OLD"),
            ]),
            Does::RemovePayoutMethod { method } => codes([
                (self.method_state(method) == PayoutMethodState::Removed, "PAYOUT_METHOD_NOT_IN_STATE"),
                (self.is_in_flight_on(method), "DISBURSEMENT_IN_FLIGHT"),
            ]),
            Does::SetPreference { month_day, .. } => codes([
                (self.is_paused(account), "PAYOUT_PREFERENCE_NOT_IN_STATE"),
                (matches!(month_day, Some(29 | 30)), "PAYOUT_DAY_INVALID"),
            ]),
            Does::PausePayouts => codes([(self.is_paused(account), "PAYOUT_PREFERENCE_NOT_IN_STATE")]),
            Does::ResumePayouts => codes([(!self.is_paused(account), "PAYOUT_PREFERENCE_NOT_IN_STATE")]),
            Does::RunPayouts { on, .. } => {
                codes([(!calendar::is_business_day(on) || calendar::cutoff(on) > self.now, "INPUT_INVALID")])
            }
            Does::CancelDisbursement { disbursement } => {
                let state = self.disbursements[disbursement].state;
                codes([(state != DisbursementState::Scheduled, "DISBURSEMENT_NOT_IN_STATE")])
            }
            Does::ResolveDisbursement { disbursement, .. } => {
                let state = self.disbursements[disbursement].state;
                let is_unresolved = matches!(state, DisbursementState::Unresolved { .. });
                codes([(!is_unresolved, "DISBURSEMENT_NOT_IN_STATE")])
            }
            Does::End(ref ending) => self.guards_of_ending(ending, account),
            Does::Dispute(ref disputing) => self.guards_of_disputing(disputing),
            Does::Enter(ref entering) => self.guards_of_entering(entering, who),
            Does::Review(ref reviewing) => self.guards_of_reviewing(reviewing),
            Does::Talk(ref talking) => self.guards_of_talking(talking, account),
            Does::Mark(ref marking) => self.guards_of_marking(marking, account),
        }
    }

    /// 1.6. Only the experts of these histories are registered, and behind the gate.
    fn guards_of_response(&self, request: usize, account: Option<usize>) -> Codes {
        let is_expert = account.is_some_and(|account| account >= CUSTOMERS);
        let answered = |expert| self.responses.iter().any(|sent| sent.request == request && sent.expert == expert);
        codes([
            (!is_expert, "REGISTRATION_NOT_ACTIVE"),
            (!is_expert, "CERT_REQUIRED_IN_ACCOUNT"),
            (account == Some(self.requests[request].customer), "OWN_ACCOUNT"),
            (account.is_some_and(answered), "ALREADY_RESPONDED"),
            (!self.requests[request].is_open, "REQUEST_NOT_ACCEPTING"),
        ])
    }

    /// Whether a proposal of the conversation is Accepted, or Proposed and not over.
    fn has_open_proposal(&self, response: usize) -> bool {
        self.proposals.iter().filter(|sent| sent.response == response).any(|sent| match sent.state {
            ProposalState::Accepted => true,
            ProposalState::Proposed => sent.expires_at.is_none_or(|at| at > self.now),
            ProposalState::Declined | ProposalState::Withdrawn | ProposalState::Expired => false,
        })
    }

    /// 1.8. From its due instant on, swept or not, nobody decides.
    fn guards_of_offer(&self, proposal: usize) -> Codes {
        let proposal = &self.proposals[proposal];
        match proposal.state {
            ProposalState::Proposed => {
                codes([(proposal.expires_at.is_some_and(|at| at <= self.now), "DEADLINE_PASSED")])
            }
            ProposalState::Expired => Codes::from(["DEADLINE_PASSED", "PROPOSAL_ALREADY_DECIDED"]),
            ProposalState::Accepted | ProposalState::Declined | ProposalState::Withdrawn => {
                Codes::from(["PROPOSAL_ALREADY_DECIDED"])
            }
        }
    }

    /// IQ-35: one's own method, which is never a credit.
    fn guards_of_payment(&self, by: PaidBy, customer: usize) -> Codes {
        match by {
            PaidBy::Credit => Codes::from(["CREDIT_CANNOT_PAY_EXPERT"]),
            PaidBy::Method(method) => {
                codes([(self.payment_methods[method].customer != customer, "PAYMENT_METHOD_REQUIRED")])
            }
        }
    }

    /// 1.10, the first edge: never more than what remains (G-14), and the final bill waits alone (X18).
    fn guards_of_billing(&self, engagement: usize, amount: i64, is_final: bool) -> Codes {
        let state = self.engagement_state(engagement);
        let guards = codes([
            (self.has_ended(engagement), "ENGAGEMENT_NOT_ACTIVE"),
            (state == EngagementState::FinalBilled, "FINAL_BILL_PENDING"),
            (amount == 0, "AMOUNT_NOT_POSITIVE"),
            (amount > self.remaining(engagement), "EXCEEDS_REMAINING"),
            (is_final && self.bills_of(engagement).any(Bill::is_undecided), "BILLS_PENDING"),
        ]);
        guards.into_iter().chain(self.engagements[engagement].plan.guards_of_billing()).collect()
    }

    pub fn has_ended(&self, engagement: usize) -> bool {
        self.engagements[engagement].ended.is_some()
    }

    /// G-31: a declined bill of the same engagement. A bill of other experts does not exist.
    fn guards_of_answer(&self, answered: usize, engagement: usize) -> Codes {
        let bill = &self.bills[answered];
        let is_own = self.engagements[bill.engagement].expert == self.engagements[engagement].expert;
        let fits = matches!(bill.state, BillState::Declined) && bill.engagement == engagement;
        codes([(!is_own, "PAYMENT_REQUEST_NOT_FOUND"), (is_own && !fits, "BILL_NOT_DECLINED")])
    }

    /// 1.10: one decision, and from the due instant on silence has made it, swept or not.
    pub fn guards_of_decision(&self, bill: usize) -> Codes {
        match self.bills[bill].state {
            BillState::Submitted { auto_approve_at } => {
                codes([(auto_approve_at.is_some_and(|at| at <= self.now), "DEADLINE_PASSED")])
            }
            BillState::Approved { by: Approver::Silence, .. } => {
                Codes::from(["PAYMENT_REQUEST_ALREADY_DECIDED", "DEADLINE_PASSED"])
            }
            BillState::Frozen { .. } => Codes::from(["PAYMENT_REQUEST_FROZEN"]),
            BillState::Planned { .. } | BillState::Cancelled => Codes::from(["PAYMENT_REQUEST_NOT_IN_STATE"]),
            BillState::Approved { .. } | BillState::Declined | BillState::Withdrawn => {
                Codes::from(["PAYMENT_REQUEST_ALREADY_DECIDED"])
            }
        }
    }

    /// 1.14: what is pulled, is open, has no attempt in flight and not too many behind it.
    fn guards_of_attempt(&self, bill: usize) -> Codes {
        let Some(charge) = self.charge(bill) else { return Codes::from(["CHARGE_NOT_FOUND"]) };
        let may_begin = match charge.state {
            ChargeState::Invoiced | ChargeState::Overdue => true,
            ChargeState::Collecting | ChargeState::Collected | ChargeState::Unresolved => false,
        };
        let is_pulled = self.payment_methods[charge.paid_by].token.tender() != "NET_TERMS";
        let may_begin = may_begin && is_pulled && charge.attempts.len() < ATTEMPTS_MAX;
        codes([(charge.in_flight, "COLLECTION_IN_FLIGHT"), (!may_begin, "CHARGE_NOT_IN_STATE")])
    }

    fn method_state(&self, method: usize) -> PayoutMethodState {
        self.payout_methods[method].state
    }

    fn is_in_flight_on(&self, method: usize) -> bool {
        self.disbursements.iter().any(|sent| sent.method == method && sent.state.is_on_its_way())
    }

    fn is_paused(&self, account: Option<usize>) -> bool {
        account.and_then(|account| self.payees.get(&account)).is_some_and(|payee| payee.is_paused)
    }
}
