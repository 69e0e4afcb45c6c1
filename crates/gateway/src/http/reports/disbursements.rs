use std::collections::BTreeMap;

use ::disbursements::ReportStatus;
use ::ledger::major;
use async_graphql::resolver_utils::enum_value;
use chrono::{DateTime, Utc};
use marketplace::{BillingEventKind, CurrencyMonth, DisbursementReport, ReportLine};
use serde::Serialize;

use crate::{
    disbursements::DisbursementReportStatus,
    ledger::{BillingEventAction, BillingEventType},
};

/// A line of the month, in the words of the billing feed. Amounts are in major units, with a sign.
#[derive(Default, Serialize)]
pub struct Row {
    booked_at: DateTime<Utc>,
    happened_at: DateTime<Utc>,
    action: String,
    kind: String,
    amount: String,
    currency: String,
    affects_balance: bool,
    payment_request: String,
    bill: String,
    engagement: String,
    customer: String,
    disbursement: String,
    disbursement_status: String,
    bank_trace: String,
    reference: String,
}

#[derive(Serialize)]
pub struct Document {
    account: String,
    month: String,
    currencies: Vec<Sums>,
    lines: Vec<Row>,
}

/// What the month began with and its changes add up to what it ended with.
#[derive(Serialize)]
struct Sums {
    currency: String,
    opening_balance: String,
    changes: BTreeMap<String, String>,
    closing_balance: String,
}

/// Each currency's balance before and after, and what happened between: whoever adds up what affects the balance finds
/// the one from the other.
pub fn rows(report: &DisbursementReport, text: fn(&str) -> String) -> Vec<Row> {
    let month = report.month;
    let balance = |kind: &str, currency: &CurrencyMonth, minor, at| Row {
        booked_at: at,
        happened_at: at,
        kind: kind.to_owned(),
        amount: major(minor, &currency.currency),
        currency: currency.currency.clone(),
        ..Row::default()
    };
    let opening = report.currencies.iter();
    let opening = opening.map(|one| balance("OPENING_BALANCE", one, one.opening_minor, month.begins_at()));
    let closing = report.currencies.iter();
    let closing = closing.map(|one| balance("CLOSING_BALANCE", one, one.closing_minor, month.ends_at()));
    opening.chain(report.lines.iter().map(|line| Row::of(line, text))).chain(closing).collect()
}

pub fn document(report: &DisbursementReport) -> Document {
    Document {
        account: report.account.clone(),
        month: report.month.to_string(),
        currencies: report.currencies.iter().map(Sums::of).collect(),
        lines: report.lines.iter().map(|line| Row::of(line, str::to_owned)).collect(),
    }
}

impl Row {
    fn of(ReportLine { event, bill, customer, disbursement }: &ReportLine, text: fn(&str) -> String) -> Self {
        let status = status(event.kind).map(|status| enum_value(DisbursementReportStatus::from(status)).to_string());
        let disbursed = disbursement.as_ref();
        Self {
            booked_at: event.recorded_at,
            happened_at: event.at,
            action: enum_value(BillingEventAction::from(event.action)).to_string(),
            kind: kind(event.kind),
            amount: major(event.signed_minor, &event.currency),
            currency: event.currency.clone(),
            affects_balance: event.affects_balance,
            payment_request: bill.as_ref().map(|bill| bill.id.to_string()).unwrap_or_default(),
            bill: bill.as_ref().map(|bill| text(&bill.bill.name)).unwrap_or_default(),
            engagement: bill.as_ref().map(|bill| bill.bill.engagement_id.to_string()).unwrap_or_default(),
            customer: customer.as_deref().map(text).unwrap_or_default(),
            disbursement: disbursed.map(|one| one.id.to_string()).unwrap_or_default(),
            disbursement_status: status.unwrap_or_default(),
            bank_trace: disbursed.and_then(|one| one.bank_trace()).map(text).unwrap_or_default(),
            reference: event.reference.clone(),
        }
    }
}

/// What a line makes of a disbursement. What became of it in a later month is that month's to tell.
fn status(kind: BillingEventKind) -> Option<ReportStatus> {
    match kind {
        BillingEventKind::Disbursement => Some(ReportStatus::Disbursed),
        BillingEventKind::DisbursementFailure => Some(ReportStatus::Failed),
        BillingEventKind::SellerRevShare
        | BillingEventKind::OperatorRevShare
        | BillingEventKind::SellerRevShareRefund
        | BillingEventKind::OperatorRevShareRefund
        | BillingEventKind::BalanceAdjustment => None,
    }
}

impl Sums {
    fn of(month: &CurrencyMonth) -> Self {
        let amount = |minor| major(minor, &month.currency);
        Self {
            currency: month.currency.clone(),
            opening_balance: amount(month.opening_minor),
            changes: month.changes.iter().map(|(of, minor)| (kind(*of), amount(*minor))).collect(),
            closing_balance: amount(month.closing_minor),
        }
    }
}

fn kind(of: BillingEventKind) -> String {
    enum_value(BillingEventType::from(of)).to_string()
}
