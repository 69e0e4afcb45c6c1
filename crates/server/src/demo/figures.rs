use std::collections::BTreeMap;

use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    people::Expert,
    report::{ExpertFigures, Report, TrialLine},
    stage::Stage,
};

const ENGAGEMENTS: &str = "query Work($first: Int, $after: String) {
    engagements(side: EXPERT, first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { id } } } }";
const BILLS: &str = "query Bills($id: ID!, $first: Int, $after: String) {
    engagement(id: $id) { paymentRequests(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { id status amount { amount } fee { amount }
            charge { collected { amount } reversed { amount } writtenOff { amount } refunds(first: 100) { edges { node {
                reduced { amount } returned { amount } fee { amount } } } } }
            forecast { parts { status amount { amount } blockers { code } } } } } } } }";
const DISBURSEMENTS: &str = "query Payouts($first: Int, $after: String) {
    disbursements(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { id status scheduledAt amount { amount } } } } }";
const LINES: &str = "query Lines($id: ID!, $first: Int, $after: String) {
    disbursement(id: $id) { lines(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { amount { amount } givenBackBy { status scheduledAt } paymentRequest { charge { collections(first: 100) {
            edges { node { at } } } } } } } } } }";
const NEXT_RUNS: &str = "{ payoutPreferences { currency nextRunOn } }";
const TRIAL_BALANCE: &str = "{ trialBalance { kind debit { amount currency } credit { amount } } }";
const AUDIT_TRAIL: &str = "query Trail($first: Int, $after: String) {
    auditTrail(first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { kind } } } }";

/// Asks the API at the end of the season what became of it.
pub async fn report(stage: &Stage, experts: &[Expert], seed: u64, began_at: DateTime<Utc>) -> Result<Report> {
    let mut faults = Vec::new();
    let mut figures = Vec::new();
    for expert in experts {
        figures.push(figures_of(expert).await?);
        faults.extend(paid_too_early(expert).await?);
    }
    let trial_balance = trial_balance(stage).await?;
    faults.extend(unbalanced(&trial_balance));
    let happened = happened(stage).await?;
    Ok(Report { seed, began_at, ended_at: stage.now, happened, experts: figures, trial_balance, faults })
}

async fn figures_of(expert: &Expert) -> Result<ExpertFigures> {
    let Expert { client, account_id, name, home, payout } = expert;
    let mut given_up = Decimal::ZERO;
    let mut figures = ExpertFigures {
        account_id: account_id.clone(),
        name: name.clone(),
        country: home.country.to_owned(),
        currency: home.currency.to_owned(),
        payout: payout.clone(),
        ..Default::default()
    };
    for engagement in client.list(ENGAGEMENTS, pages(), "/engagements").await? {
        let bills = client.list(BILLS, page_of(&engagement["id"]), "/engagement/paymentRequests").await?;
        bills.iter().try_for_each(|bill| figures.count(bill))?;
        given_up += bills.iter().map(net_given_up).sum::<Result<Decimal>>()?;
    }
    for disbursement in client.list(DISBURSEMENTS, pages(), "/disbursements").await? {
        if disbursement["status"] == "PAID" {
            figures.paid_out += decimal(&disbursement["amount"])?;
        }
    }
    figures.to_come = figures.approved - figures.fee - figures.given_back - given_up - figures.paid_out;
    let preferences = client.query(NEXT_RUNS, json!({})).await?;
    let next = preferences["payoutPreferences"].as_array().and_then(|all| all.first()?["nextRunOn"].as_str());
    figures.next_run_on = next.map(str::parse).transpose()?;
    Ok(figures)
}

impl ExpertFigures {
    fn count(&mut self, bill: &Value) -> Result<()> {
        self.billed += decimal(&bill["amount"])?;
        if bill["status"] == "APPROVED" {
            self.approved += decimal(&bill["amount"])?;
            self.fee += decimal(&bill["fee"])?;
            self.collected += decimal(&bill["charge"]["collected"])?;
            self.taken_back += decimal(&bill["charge"]["reversed"])?;
            self.given_up += decimal(&bill["charge"]["writtenOff"])?;
            self.given_back += given_back(&bill["charge"]["refunds"]["edges"])?;
        }
        self.wait(&bill["forecast"]["parts"])
    }

    /// What of it is not paid yet, by what it waits for.
    fn wait(&mut self, parts: &Value) -> Result<()> {
        for part in parts.as_array().into_iter().flatten() {
            let blockers = part["blockers"].as_array().context("blockers are a list")?;
            let codes: Vec<_> = blockers.iter().filter_map(|blocker| blocker["code"].as_str()).collect();
            if !codes.is_empty() {
                *self.waits_for.entry(codes.join(" + ")).or_default() += decimal(&part["amount"])?;
            }
        }
        Ok(())
    }
}

/// What staff gave up of the expert's part of a bill.
fn net_given_up(bill: &Value) -> Result<Decimal> {
    let parts = bill["forecast"]["parts"].as_array().into_iter().flatten();
    parts.filter(|part| part["status"] == "WRITTEN_OFF").map(|part| decimal(&part["amount"])).sum()
}

/// What the expert gave back, without the fee that the operator gave back with it.
fn given_back(refunds: &Value) -> Result<Decimal> {
    let refunds = refunds.as_array().into_iter().flatten().map(|edge| &edge["node"]);
    let net = |refund: &Value| {
        let returned = if refund["returned"].is_null() { Decimal::ZERO } else { decimal(&refund["returned"])? };
        Ok(decimal(&refund["reduced"])? + returned - decimal(&refund["fee"])?)
    };
    refunds.map(net).sum()
}

/// Payouts that were made before anything was collected on a bill that they carry.
async fn paid_too_early(expert: &Expert) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    for disbursement in expert.client.list(DISBURSEMENTS, pages(), "/disbursements").await? {
        let scheduled_at = instant(&disbursement["scheduledAt"])?;
        let (mut sum, total) = (Decimal::ZERO, decimal(&disbursement["amount"])?);
        for line in expert.client.list(LINES, page_of(&disbursement["id"]), "/disbursement/lines").await? {
            sum += decimal(&line["amount"])?;
            if !came_back(&line, scheduled_at)? && first_collected(&line)?.is_none_or(|first| first > scheduled_at) {
                faults.push(format!("{} was paid before collection: {}", expert.name, disbursement["id"]));
            }
        }
        if sum != total {
            faults.push(format!("{} is not the sum of its lines", disbursement["id"]));
        }
    }
    Ok(faults)
}

/// Whether it is money of an earlier payout that did not reach the bank, or came back: whether that was collected in
/// time is seen at its own lines.
fn came_back(line: &Value, scheduled_at: DateTime<Utc>) -> Result<bool> {
    let earlier = &line["givenBackBy"];
    let ended = ["CANCELLED", "REJECTED", "RETURNED"].iter().any(|status| earlier["status"] == *status);
    Ok(ended && instant(&earlier["scheduledAt"])? < scheduled_at)
}

/// When the first money came in on the bill that a line of a disbursement carries.
fn first_collected(line: &Value) -> Result<Option<DateTime<Utc>>> {
    let edges = line["paymentRequest"]["charge"]["collections"]["edges"].as_array();
    let instants = edges.into_iter().flatten().map(|edge| instant(&edge["node"]["at"]));
    Ok(instants.collect::<Result<Vec<_>>>()?.into_iter().min())
}

async fn trial_balance(stage: &Stage) -> Result<Vec<TrialLine>> {
    let data = stage.staff.query(TRIAL_BALANCE, json!({})).await?;
    let rows = data["trialBalance"].as_array().context("the trial balance is a list")?;
    let line = |row: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (kind, currency) = (text(&row["kind"]), text(&row["debit"]["currency"]));
        Ok(TrialLine { kind, currency, debit: decimal(&row["debit"])?, credit: decimal(&row["credit"])? })
    };
    rows.iter().map(line).collect()
}

fn unbalanced(lines: &[TrialLine]) -> Vec<String> {
    let mut sums: BTreeMap<&str, Decimal> = BTreeMap::new();
    for line in lines {
        *sums.entry(&line.currency).or_default() += line.debit - line.credit;
    }
    let off = sums.into_iter().filter(|(_, sum)| !sum.is_zero());
    off.map(|(currency, sum)| format!("the books are off by {sum} {currency}")).collect()
}

async fn happened(stage: &Stage) -> Result<BTreeMap<String, u64>> {
    let mut counts = BTreeMap::new();
    for entry in stage.staff.list(AUDIT_TRAIL, pages(), "/auditTrail").await? {
        let kind = entry["kind"].as_str().context("an event has a kind")?;
        *counts.entry(kind.to_owned()).or_default() += 1;
    }
    Ok(counts)
}

fn pages() -> Value {
    json!({ "first": 100 })
}

fn page_of(id: &Value) -> Value {
    json!({ "id": id, "first": 100 })
}

/// The amount of a `Money`.
fn decimal(money: &Value) -> Result<Decimal> {
    Ok(money["amount"].as_str().context("an amount is a string")?.parse()?)
}

fn instant(at: &Value) -> Result<DateTime<Utc>> {
    Ok(at.as_str().context("an instant is a string")?.parse()?)
}
