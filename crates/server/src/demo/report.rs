use std::{collections::BTreeMap, fmt::Write as _};

use chrono::{DateTime, NaiveDate, Utc};
use comfy_table::{Cell, CellAlignment, ContentArrangement, Table, presets::UTF8_FULL_CONDENSED};
use rust_decimal::Decimal;
use serde::Serialize;

/// What became of a season, as the API told it at the end.
#[derive(Debug, Serialize)]
pub struct Report {
    pub seed: u64,
    pub began_at: DateTime<Utc>,
    pub ended_at: DateTime<Utc>,
    /// How often what happened, by the event's name.
    pub happened: BTreeMap<String, u64>,
    pub experts: Vec<ExpertFigures>,
    pub trial_balance: Vec<TrialLine>,
    /// What must not be, in words; empty after a good season.
    pub faults: Vec<String>,
}

/// One expert's season, in the one currency that the expert bills in. Amounts in major units.
#[derive(Debug, Default, Serialize)]
pub struct ExpertFigures {
    pub account_id: String,
    pub name: String,
    pub country: String,
    pub currency: String,
    /// "daily", or "monthly on day 15".
    pub payout: String,
    /// Everything that was asked for, whatever became of it.
    pub billed: Decimal,
    /// What was approved, by the customer or by silence.
    pub approved: Decimal,
    /// The fee on what was approved.
    pub fee: Decimal,
    /// What customers have paid, fee included.
    pub collected: Decimal,
    /// What banks and card networks took back of it; what came again after it counts as collected again.
    pub taken_back: Decimal,
    /// What staff gave up of what was not paid, fee included.
    pub given_up: Decimal,
    /// What the expert gave back, without the fee that came back with it.
    pub given_back: Decimal,
    /// What has reached the expert's bank.
    pub paid_out: Decimal,
    /// Approved, less the fee and what was given back or up, and not yet at the bank; below zero, what the expert owes.
    pub to_come: Decimal,
    /// The next payout run.
    pub next_run_on: Option<NaiveDate>,
    /// What is not paid yet, by the codes of what it waits for.
    pub waits_for: BTreeMap<String, Decimal>,
}

/// One kind of ledger account in one currency. Amounts in major units.
#[derive(Debug, Serialize)]
pub struct TrialLine {
    pub kind: String,
    pub currency: String,
    pub debit: Decimal,
    pub credit: Decimal,
}

/// How the work went, by its events.
const WORK: [(&str, &str); 10] = [
    ("customer_request.opened", "requests"),
    ("response.sent", "answers"),
    ("proposal.sent", "proposals"),
    ("proposal.accepted", "accepted"),
    ("proposal.declined", "declined"),
    ("access_grant.approved", "let in"),
    ("dispute.opened", "disputes"),
    ("engagement.completed", "completed"),
    ("engagement.cancelled", "cancelled"),
    ("review.published", "reviews"),
];

/// How the money went.
const MONEY: [(&str, &str); 11] = [
    ("payment_request.submitted", "bills"),
    ("payment_request.approved", "approved"),
    ("payment_request.declined", "bills declined"),
    ("charge.collected", "collected"),
    ("charge.failed", "collections failed"),
    ("charge.charged_back", "taken back"),
    ("charge.written_off", "given up"),
    ("disbursement.paid", "payouts"),
    ("disbursement.returned", "payouts returned"),
    ("refund.completed", "refunds"),
    ("refund.refused", "refunds refused"),
];

impl Report {
    /// Tables that a person likes to read.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let days = (self.ended_at - self.began_at).num_days();
        let (from, to) = (self.began_at.date_naive(), self.ended_at.date_naive());
        writeln!(text, "\nA season of {days} days, {from} to {to} (seed {})\n", self.seed).expect(CANNOT_FAIL);
        writeln!(text, "{}\n{}\n", self.happened_table(WORK), self.happened_table(MONEY)).expect(CANNOT_FAIL);
        writeln!(text, "What the experts earned\n{}\n", self.experts_table()).expect(CANNOT_FAIL);
        writeln!(text, "Why the rest is not paid yet\n{}\n", self.reasons_table()).expect(CANNOT_FAIL);
        writeln!(text, "The books (trial balance)\n{}", self.trial_table()).expect(CANNOT_FAIL);
        match self.faults.as_slice() {
            [] => writeln!(text, "The books balance, and nobody was paid before collection."),
            faults => writeln!(text, "FAULTS\n{}", faults.join("\n")),
        }
        .expect(CANNOT_FAIL);
        text
    }

    fn happened_table<const N: usize>(&self, shown: [(&str, &str); N]) -> Table {
        let mut table = table(&shown.map(|(_, title)| title));
        table.add_row(shown.map(|(event, _)| right(self.happened.get(event).copied().unwrap_or_default())));
        table
    }

    fn experts_table(&self) -> Table {
        let mut table = table(&[
            "expert",
            "country",
            "payout",
            "billed",
            "approved",
            "fee",
            "collected",
            "taken back",
            "given up",
            "given back",
            "paid out",
            "to come",
            "next run",
        ]);
        for expert in &self.experts {
            let ExpertFigures { billed, approved, fee, collected, taken_back, given_up, .. } = *expert;
            let ExpertFigures { given_back, paid_out, to_come, .. } = *expert;
            let amounts = [billed, approved, fee, collected, taken_back, given_up, given_back, paid_out, to_come];
            let next_run = expert.next_run_on.map(|on| on.to_string()).unwrap_or_default();
            let mut row = vec![Cell::new(&expert.name), Cell::new(&expert.country), Cell::new(&expert.payout)];
            row.extend(amounts.map(|amount| right(format!("{amount} {}", expert.currency))));
            row.push(Cell::new(next_run));
            table.add_row(row);
        }
        table
    }

    /// Every cent that is not paid has a reason.
    fn reasons_table(&self) -> Table {
        let mut sums: BTreeMap<(&str, &str), (usize, Decimal)> = BTreeMap::new();
        for expert in &self.experts {
            for (codes, sum) in &expert.waits_for {
                let (experts, all) = sums.entry((codes, &expert.currency)).or_default();
                (*experts, *all) = (*experts + 1, *all + sum);
            }
        }
        let mut table = table(&["waits for", "experts", "amount"]);
        for ((codes, currency), (experts, sum)) in sums {
            table.add_row([Cell::new(codes), right(experts), right(format!("{sum} {currency}"))]);
        }
        table
    }

    fn trial_table(&self) -> Table {
        let mut table = table(&["account", "currency", "debit", "credit"]);
        let mut totals: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
        for line in &self.trial_balance {
            table.add_row([Cell::new(&line.kind), Cell::new(&line.currency), amount(line.debit), amount(line.credit)]);
            let total = totals.entry(&line.currency).or_default();
            *total = (total.0 + line.debit, total.1 + line.credit);
        }
        for (currency, (debit, credit)) in totals {
            table.add_row([Cell::new("total"), Cell::new(currency), amount(debit), amount(credit)]);
        }
        table
    }
}

const CANNOT_FAIL: &str = "writing to a string cannot fail";

fn table(titles: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Disabled).set_header(titles);
    table
}

fn amount(amount: Decimal) -> Cell {
    right(if amount.is_zero() { String::new() } else { amount.to_string() })
}

fn right(content: impl ToString) -> Cell {
    Cell::new(content).set_alignment(CellAlignment::Right)
}
