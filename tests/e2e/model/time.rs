//! What time does (section 7): each deadline once, at its instant if somebody looks, later with the same effect.

use super::{
    calendar::{self, Instant},
    cancellations::Cancellation,
    charges::PATIENCE,
    state::{Approver, Attempt, BillState, Charge, ChargeState, DisbursementState, Model, ProposalState},
};

impl Model {
    /// Time passes until `to`, and what falls due on the way happens at its time.
    pub fn pass(&mut self, to: Instant) {
        self.sweep();
        while let Some(stop) = self.dues().into_iter().filter(|due| *due > self.now && *due < to).min() {
            self.now = stop;
            self.sweep();
        }
        self.now = to;
        self.sweep();
    }

    /// What is reported is taken in; then everything that is due is done, in due order, until nothing is left.
    pub fn sweep(&mut self) {
        loop {
            let mut found = self.provider_reports();
            found |= self.rail_reports();
            while let Some(due) = self.deadlines().into_iter().filter(|due| *due <= self.now).min() {
                self.act(due);
                found = true;
            }
            if !found {
                return;
            }
        }
    }

    /// Acts on what was due by an instant; it may be long ago.
    fn act(&mut self, until: Instant) {
        self.proposals_expire(until);
        self.schedules_bill(until);
        self.silence_approves(until);
        self.silence_agrees(until, None);
        self.silence_settles(until);
        self.charges_are_asked(until);
        self.unknown_attempts_are_looked_up(until);
        self.charges_fall_due(until);
        self.runs_are_made(until);
        self.payouts_are_sent(until);
        self.unknown_payouts_are_looked_up(until);
    }

    /// ⏰ `expires_at`.
    fn proposals_expire(&mut self, until: Instant) {
        for proposal in &mut self.proposals {
            let is_over = proposal.expires_at.is_some_and(|at| at <= until);
            if is_over && proposal.state == ProposalState::Proposed {
                proposal.state = ProposalState::Expired;
            }
        }
    }

    /// ⏰ `auto_approve_at`: approved as of that instant, under its fee (G-30).
    fn silence_approves(&mut self, until: Instant) {
        for bill in 0..self.bills.len() {
            if let BillState::Submitted { auto_approve_at: Some(at) } = self.bills[bill].state
                && at <= until
            {
                self.approve(bill, at, Approver::Silence);
            }
        }
    }

    /// Every instant at which something falls due or is reported, past ones included.
    pub fn dues(&self) -> Vec<Instant> {
        let payments = self.payments.iter().filter(|payment| !payment.was_told).map(|payment| payment.at);
        let payouts = self.payouts.iter().map(|report| report.at);
        payments.chain(payouts).chain(self.deadlines()).collect()
    }

    fn deadlines(&self) -> Vec<Instant> {
        let offers = self.proposals.iter().filter(|proposal| proposal.state == ProposalState::Proposed);
        let offers = offers.filter_map(|proposal| proposal.expires_at);
        let bills = self.bills.iter().flat_map(|bill| match &bill.state {
            BillState::Planned { due_at } => vec![*due_at],
            BillState::Submitted { auto_approve_at } => auto_approve_at.iter().copied().collect(),
            BillState::Approved { charge, .. } => charge.dues(),
            BillState::Frozen { .. } | BillState::Declined | BillState::Withdrawn | BillState::Cancelled => vec![],
        });
        let answers = self.cancellations.iter().filter_map(Cancellation::due_at);
        let answers = answers.chain(self.disputes.iter().filter_map(|dispute| dispute.state.due_at()));
        let disbursements = self.disbursements.iter().filter_map(|sent| match sent.state {
            DisbursementState::Unresolved { look_up_at } => Some(look_up_at),
            DisbursementState::Scheduled | DisbursementState::Rendered => Some(sent.since),
            DisbursementState::Sent
            | DisbursementState::Paid
            | DisbursementState::Rejected
            | DisbursementState::Returned
            | DisbursementState::Cancelled => None,
        });
        offers.chain(bills).chain(answers).chain(disbursements).chain(self.next_cutoff()).collect()
    }

    /// The next run, if money waits for it.
    fn next_cutoff(&self) -> Option<Instant> {
        let waits = self.earnings.iter().any(|earning| !earning.is_taken);
        waits.then(|| calendar::cutoff(calendar::next(self.ran_through)))
    }
}

impl Charge {
    fn dues(&self) -> Vec<Instant> {
        let is_unpaid = match self.state {
            ChargeState::Invoiced | ChargeState::Collecting | ChargeState::Overdue => !self.fell_due,
            ChargeState::Collected | ChargeState::Unresolved => false,
        };
        let look_ups = self.attempts.iter().filter_map(|attempt| match attempt {
            Attempt::Unknown { since, .. } => Some(*since + PATIENCE),
            Attempt::Processing | Attempt::Failed | Attempt::Collected => None,
        });
        look_ups.chain(self.ask_at).chain(is_unpaid.then_some(self.due_at)).collect()
    }
}
