//! What can be seen of a marketplace, line by line, so that the model's and the system's can stand side by side.

use std::collections::BTreeMap;

use super::{
    command::{ACCOUNTS, CUSTOMERS, usd},
    state::{Attempt, Bill, BillState, Cents, Charge, DisbursementState, EngagementState, Model, PaymentMethod},
};

/// A thing, and how it stands.
pub type View = BTreeMap<String, String>;

/// The lines in which two views differ: the thing, how it stands in the first, and in the second.
pub fn differences(model: &View, system: &View) -> Vec<(String, String, String)> {
    let told = |view: &View, thing: &String| view.get(thing).cloned().unwrap_or_else(|| "–".to_owned());
    let mut things: Vec<&String> = model.keys().chain(system.keys()).collect();
    things.sort();
    things.dedup();
    let differing = things.into_iter().filter(|thing| model.get(*thing) != system.get(*thing));
    differing.map(|thing| (thing.clone(), told(model, thing), told(system, thing))).collect()
}

/// A state's name in the API.
pub fn name(state: impl std::fmt::Debug) -> String {
    let debug = format!("{state:?}");
    let word = debug.split([' ', '{', '(']).next().unwrap_or_default();
    let mut name = String::new();
    for letter in word.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_uppercase());
    }
    name
}

impl Model {
    /// Everything but the books.
    pub fn view(&self) -> View {
        let mut view = View::new();
        for (index, request) in self.requests.iter().enumerate().filter(|(_, request)| !request.is_archived) {
            let status = if request.is_open { "OPEN" } else { "NOT_ACCEPTING" };
            let answers = self.responses.iter().filter(|response| response.request == index).count();
            view.insert(format!("request {index}"), format!("{status}, {answers} answers"));
        }
        for (index, response) in self.responses.iter().enumerate() {
            let status = if response.is_withdrawn { "WITHDRAWN" } else { "SENT" };
            let messages = response.talk.authors.len();
            view.insert(format!("response {index}"), format!("{status}, {messages} messages"));
        }
        for (index, proposal) in self.proposals.iter().enumerate() {
            view.insert(format!("proposal {index}"), name(proposal.state));
        }
        for (index, method) in self.payout_methods.iter().enumerate() {
            view.insert(format!("payout method {index}"), name(method.state));
        }
        for index in 0..self.engagements.len() {
            view.insert(format!("engagement {index}"), self.engagement_line(index));
        }
        for (index, bill) in self.bills.iter().enumerate() {
            view.insert(format!("bill {index}"), bill.line(&self.payment_methods));
        }
        for (index, cancellation) in self.cancellations.iter().enumerate() {
            view.insert(format!("cancellation {index}"), cancellation.line());
        }
        for (index, dispute) in self.disputes.iter().enumerate() {
            view.insert(format!("dispute {index}"), format!("of bill {}, {}", dispute.bill, dispute.state.line()));
        }
        for (index, grant) in self.grants.iter().enumerate() {
            view.insert(format!("access {index}"), name(grant.state));
        }
        for (index, review) in self.reviews.iter().enumerate() {
            view.insert(format!("review {index}"), review.line());
        }
        for (account, who) in ACCOUNTS.into_iter().enumerate() {
            for (side, called) in ["as customer", "as expert"].into_iter().enumerate().take(account / CUSTOMERS + 1) {
                view.insert(format!("{who}'s conversations {called}"), self.talks_of(account, side, false));
                view.insert(format!("{who}'s archive {called}"), self.talks_of(account, side, true));
            }
        }
        for (expert, who) in ACCOUNTS.into_iter().enumerate().skip(CUSTOMERS) {
            view.insert(format!("{who}'s reputation"), self.reputation(expert));
            view.insert(format!("{who}'s list"), self.list_of(expert, false));
            view.insert(format!("{who}'s hidden list"), self.list_of(expert, true));
            self.view_payee(expert, &mut view);
        }
        view
    }

    fn engagement_line(&self, index: usize) -> String {
        let state: EngagementState = self.engagement_state(index);
        let (approved, pending, remaining) = (self.approved(index), self.pending(index), self.remaining(index));
        let ended = self.engagements[index].ended.map(|(_, at)| at.format(" at %F %T").to_string());
        let status = format!("{} {}{}", self.engagements[index].plan.name(), name(state), ended.unwrap_or_default());
        engagement_line(&status, &usd(approved), &usd(pending), &usd(remaining))
    }

    fn view_payee(&self, expert: usize, view: &mut View) {
        let (who, payee) = (ACCOUNTS[expert], &self.payees[&expert]);
        let interval = match payee.month_day {
            None => "daily".to_owned(),
            Some(31) => "at the month's end".to_owned(),
            Some(day) => format!("on day {day}"),
        };
        let paused = if payee.is_paused { ", paused" } else { "" };
        let preference = format!("{interval}, {} at least{paused}, next {}", usd(payee.minimum), self.next_run(expert));
        view.insert(format!("{who}'s preference"), preference);
        let blockers: Vec<&str> = self.blockers(expert).into_iter().collect();
        view.insert(format!("{who}'s blockers"), blockers.join(" "));
        for sent in self.disbursements.iter().filter(|sent| sent.expert == expert) {
            let line = format!("{} {} to payout method {}", name(sent.state), usd(sent.amount), sent.method);
            view.insert(format!("{who}'s disbursement of {}", sent.run_on), line);
        }
    }

    /// The trial balance: each kind of account on its normal side.
    pub fn books(&self) -> View {
        let charged =
            || self.bills.iter().filter_map(|bill| bill.charge().map(|(fee, charge)| (bill.amount, fee, charge)));
        let sum = |of: fn((Cents, Cents, &Charge)) -> Cents| charged().map(of).sum::<Cents>();
        let open = |amount: Cents, charge: &Charge| if charge.is_collected { 0 } else { amount };
        let sent = |of: fn(DisbursementState) -> bool| {
            self.disbursements.iter().filter(|sent| of(sent.state)).map(|sent| sent.amount).sum::<Cents>()
        };
        let collected = charged().map(|(amount, _, charge)| amount - open(amount, charge)).sum::<Cents>();
        let available = self.earnings.iter().filter(|earning| !earning.is_taken).map(|earning| earning.amount).sum();
        let lines: [(&str, Cents); 8] = [
            ("buyer_receivable", charged().map(|(amount, _, charge)| open(amount, charge)).sum()),
            ("expert_unfunded", charged().map(|(amount, fee, charge)| open(amount - fee, charge)).sum()),
            ("fee_unearned", charged().map(|(_, fee, charge)| open(fee, charge)).sum()),
            ("fee_revenue", sum(|(_, fee, charge)| if charge.is_collected { fee } else { 0 })),
            ("expert_available", available),
            ("expert_in_transit", sent(DisbursementState::is_on_its_way)),
            ("buyer_credit", self.credit),
            ("psp_clearing", collected + self.credit - sent(|state| state == DisbursementState::Paid)),
        ];
        let held = lines.into_iter().filter(|(_, amount)| *amount != 0);
        held.map(|(kind, amount)| (format!("the books: {kind}"), usd(amount))).collect()
    }
}

impl Bill {
    /// The fee and the charge of an approved bill.
    pub fn charge(&self) -> Option<(Cents, &Charge)> {
        if let BillState::Approved { fee, charge, .. } = &self.state { Some((*fee, charge)) } else { None }
    }

    fn line(&self, methods: &[PaymentMethod]) -> String {
        let status = format!("{} {}", name(&self.state), usd(self.amount));
        let (at, by, fee, charge) = match &self.state {
            BillState::Submitted { auto_approve_at: Some(at) } => {
                return format!("{status} until {}", at.format("%F %T"));
            }
            BillState::Approved { at, by, fee, charge } => (at, name(by), fee, charge),
            BillState::Planned { .. }
            | BillState::Submitted { auto_approve_at: None }
            | BillState::Frozen { .. }
            | BillState::Declined
            | BillState::Withdrawn
            | BillState::Cancelled => return status,
        };
        let attempts: Vec<String> = charge.attempts.iter().map(Attempt::name).collect();
        let asked_at = charge.ask_at.filter(|_| !methods[charge.paid_by].token.is_transfer());
        let collected = if charge.is_collected { self.amount } else { 0 };
        format!(
            "{status} by {by} at {}, fee {} net {}; charge {}, collected {}, due {}, attempts [{}], next {}",
            at.format("%F %T"),
            usd(*fee),
            usd(self.amount - fee),
            name(charge.state),
            usd(collected),
            charge.due_at.format("%F %T"),
            attempts.join(" "),
            asked_at.map(|at| at.format("%F %T").to_string()).unwrap_or_default(),
        )
    }
}

impl Attempt {
    fn name(&self) -> String {
        name(self)
    }
}

pub fn engagement_line(status: &str, approved: &str, pending: &str, remaining: &str) -> String {
    format!("{status}, approved {approved}, pending {pending}, remaining {remaining}")
}
