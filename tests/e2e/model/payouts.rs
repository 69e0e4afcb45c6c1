//! What time and the payout rail do to earned money (1.17 to 1.19). The rail is the sandbox's: it pays on the next
//! business day at 10:00 UTC, or does what the bank account's number says.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};

use super::{
    calendar::{self, Instant},
    charges::PATIENCE,
    command::Bank,
    state::{Disbursement, DisbursementState, Earning, Model, Payout, PayoutMethodState},
};

const RETURN_BUSINESS_DAYS: usize = 3;

impl Model {
    /// ⏰ payout run: every day whose cutoff is over, in order, also those that were missed.
    pub fn runs_are_made(&mut self, until: Instant) {
        let mut on = calendar::next(self.ran_through);
        while calendar::cutoff(on) <= until {
            self.run_payouts(on, None);
            self.ran_through = on;
            on = calendar::next(on);
        }
    }

    /// One run: for each payee one disbursement of all that was there before the cutoff, or the guards that failed.
    pub fn run_payouts(&mut self, on: NaiveDate, payee: Option<usize>) {
        let payees: Vec<usize> = self.payees.keys().copied().collect();
        for expert in payees.into_iter().filter(|expert| payee.is_none_or(|payee| payee == *expert)) {
            let balance = self.open_before(expert, calendar::cutoff(on));
            let is_its_day =
                payee.is_some() || self.payees[&expert].month_day.is_none_or(|n| calendar::is_monthly_run(on, n));
            let was_paid = self.disbursements.iter().any(|sent| sent.expert == expert && sent.run_on == on);
            if balance == 0 || !is_its_day || was_paid {
                continue;
            }
            let (method, blockers) = self.guards_of_run(expert, balance);
            if let Some(method) = method.filter(|_| blockers.is_empty()) {
                self.schedule(expert, method, balance, on);
            }
            self.payees.get_mut(&expert).expect("payees do not go").blockers.insert(on, blockers);
        }
    }

    fn open_before(&self, expert: usize, cutoff: Instant) -> i64 {
        let open = |earning: &&Earning| earning.expert == expert && !earning.is_taken && earning.since < cutoff;
        self.earnings.iter().filter(open).map(|earning| earning.amount).sum()
    }

    /// Where the money would go, and every guard that fails (6.3).
    fn guards_of_run(&self, expert: usize, balance: i64) -> (Option<usize>, BTreeSet<&'static str>) {
        let payee = &self.payees[&expert];
        let in_state = |state| {
            let of_payee = self.payout_methods.iter().enumerate().filter(move |(_, method)| method.expert == expert);
            of_payee.filter(move |(_, method)| method.state == state)
        };
        // The one that was verified last is current.
        let current = in_state(PayoutMethodState::Verified).max_by_key(|(index, method)| (method.since, *index));
        let has_errored = in_state(PayoutMethodState::Errored).next().is_some();
        let guards = [
            (current.is_none() && !has_errored, "NO_VERIFIED_PAYOUT_METHOD"),
            (current.is_none() && has_errored, "PAYOUT_METHOD_ERRORED"),
            (balance < payee.minimum, "BELOW_MINIMUM"),
            (payee.is_paused, "PAYOUTS_PAUSED"),
        ];
        let failed = guards.into_iter().filter_map(|(fails, code)| fails.then_some(code));
        (current.map(|(index, _)| index), failed.collect())
    }

    fn schedule(&mut self, expert: usize, method: usize, amount: i64, run_on: NaiveDate) {
        let cutoff = calendar::cutoff(run_on);
        for earning in self.earnings.iter_mut().filter(|earning| earning.expert == expert && earning.since < cutoff) {
            earning.is_taken = true;
        }
        let (state, since) = (DisbursementState::Scheduled, self.now);
        let (was_lost, is_with_rail) = (false, false);
        self.disbursements.push(Disbursement { expert, method, amount, run_on, state, since, was_lost, is_with_rail });
    }

    /// What is scheduled, or was never received, is handed to the rail. What the bank refuses cancels what is still
    /// scheduled on the same account.
    pub fn payouts_are_sent(&mut self, until: Instant) {
        for disbursement in 0..self.disbursements.len() {
            let sent = &self.disbursements[disbursement];
            let waits = matches!(sent.state, DisbursementState::Scheduled | DisbursementState::Rendered);
            if waits && sent.since <= until {
                self.send(disbursement);
            }
        }
    }

    fn send(&mut self, index: usize) {
        let look_up_at = self.now + PATIENCE;
        let sent = &mut self.disbursements[index];
        let bank = self.payout_methods[sent.method].bank;
        let is_duplicate = sent.is_with_rail;
        (sent.state, sent.is_with_rail) = match bank {
            Bank::LosesOnce if !sent.was_lost => (DisbursementState::Unresolved { look_up_at }, false),
            Bank::Unanswered if !is_duplicate => (DisbursementState::Unresolved { look_up_at }, true),
            Bank::Refuses => (DisbursementState::Rejected, false),
            Bank::Pays | Bank::Returns | Bank::Rejects | Bank::Unanswered | Bank::LosesOnce => {
                (DisbursementState::Sent, true)
            }
        };
        sent.was_lost = true;
        let (state, is_new) = (sent.state, sent.is_with_rail && !is_duplicate);
        if state == DisbursementState::Rejected {
            self.give_back(index, state);
        } else if is_new {
            self.rail_settles(index, bank);
        }
    }

    /// What the rail will report of what it took: once, however often it is handed over.
    fn rail_settles(&mut self, disbursement: usize, bank: Bank) {
        let on = calendar::next(self.now.date_naive());
        let returned_on = (0..RETURN_BUSINESS_DAYS).fold(on, |day, _| calendar::next(day));
        let ten = |day| calendar::midnight(day) + TimeDelta::hours(10);
        let mut report = |day, becomes| self.payouts.push(Payout { disbursement, at: ten(day), becomes });
        match bank {
            Bank::Rejects => report(on, DisbursementState::Rejected),
            Bank::Returns => {
                report(on, DisbursementState::Paid);
                report(returned_on, DisbursementState::Returned);
            }
            Bank::Pays | Bank::Refuses | Bank::Unanswered | Bank::LosesOnce => report(on, DisbursementState::Paid),
        }
    }

    pub fn rail_reports(&mut self) -> bool {
        let now = self.now;
        let (mut news, later): (Vec<_>, Vec<_>) = self.payouts.drain(..).partition(|report| report.at <= now);
        self.payouts = later;
        news.sort_by_key(|report| report.at);
        for Payout { disbursement, becomes, .. } in &news {
            if *becomes == DisbursementState::Paid {
                self.disbursements[*disbursement].state = *becomes;
            } else {
                self.give_back(*disbursement, *becomes);
            }
        }
        !news.is_empty()
    }

    /// Cancelled, rejected or returned: the money waits for a later run. What the bank did not take, or gave back,
    /// makes the method errored, and what is scheduled on it is cancelled.
    pub fn give_back(&mut self, index: usize, state: DisbursementState) {
        let (now, sent) = (self.now, &mut self.disbursements[index]);
        let (expert, amount, method) = (sent.expert, sent.amount, sent.method);
        sent.state = state;
        self.earnings.push(Earning { expert, amount, since: now, is_taken: false });
        if state == DisbursementState::Cancelled || self.payout_methods[method].state != PayoutMethodState::Verified {
            return;
        }
        self.set_method(method, PayoutMethodState::Errored);
        for other in 0..self.disbursements.len() {
            let other_sent = &self.disbursements[other];
            if other_sent.method == method && other_sent.state == DisbursementState::Scheduled {
                self.give_back(other, DisbursementState::Cancelled);
            }
        }
    }

    /// What was never answered is looked up; what never came goes again, the same once more (G-43).
    pub fn unknown_payouts_are_looked_up(&mut self, until: Instant) {
        for disbursement in 0..self.disbursements.len() {
            let sent = &self.disbursements[disbursement];
            if matches!(sent.state, DisbursementState::Unresolved { look_up_at } if look_up_at <= until) {
                self.resolve(disbursement, sent.is_with_rail);
            }
        }
    }

    /// The rail has it; or it never came, and goes again.
    pub fn resolve(&mut self, disbursement: usize, received: bool) {
        let (now, sent) = (self.now, &mut self.disbursements[disbursement]);
        sent.state = if received { DisbursementState::Sent } else { DisbursementState::Rendered };
        sent.since = now;
    }

    /// Why the last run did not pay, as its payee is told: nothing once a later run paid.
    pub fn blockers(&self, expert: usize) -> BTreeSet<&'static str> {
        let mut failed = self.payees[&expert].blockers.iter().filter(|(_, codes)| !codes.is_empty());
        let Some((run_on, codes)) = failed.next_back() else { return BTreeSet::new() };
        let paid = self.disbursements.iter().any(|sent| sent.expert == expert && sent.run_on >= *run_on);
        if paid { BTreeSet::new() } else { codes.clone() }
    }

    /// The payee's next run: the first of its days whose cutoff is not over.
    pub fn next_run(&self, expert: usize) -> NaiveDate {
        let mut on = calendar::next(self.now.date_naive() - TimeDelta::days(2));
        loop {
            let is_its_day = self.payees[&expert].month_day.is_none_or(|n| calendar::is_monthly_run(on, n));
            if is_its_day && calendar::cutoff(on) > self.now {
                return on;
            }
            on = calendar::next(on);
        }
    }
}
