use ::ledger::major;
use chrono::{DateTime, Utc};
use marketplace::{AGES, Ageing, AgeingRow};
use serde::Serialize;

/// What one customer owes in one currency, in major units.
#[derive(Default, Serialize)]
pub struct Row {
    customer: String,
    customer_account: String,
    currency: String,
    not_due: String,
    days_1_to_30: String,
    days_31_to_60: String,
    days_61_to_90: String,
    days_91_to_120: String,
    over_120_days: String,
    total: String,
}

#[derive(Serialize)]
pub struct Document {
    at: DateTime<Utc>,
    rows: Vec<Row>,
    /// One for each currency.
    totals: Vec<Row>,
}

pub fn rows(ageing: &Ageing, text: fn(&str) -> String) -> Vec<Row> {
    let own = ageing.rows.iter().map(|row| Row::of(row, text(&row.customer), row.customer_account_id.to_string()));
    own.collect()
}

pub fn document(ageing: &Ageing) -> Document {
    let totals = totals(&ageing.rows).into_iter();
    let totals = totals.map(|total| Row::of(&total, "total".to_owned(), String::new())).collect();
    Document { at: ageing.at, rows: rows(ageing, str::to_owned), totals }
}

/// The rows of each currency together; they are sorted by it.
fn totals(rows: &[AgeingRow]) -> Vec<AgeingRow> {
    let same = rows.chunk_by(|one, other| one.currency == other.currency);
    let together = |rows: &[AgeingRow]| {
        let mut total = rows.first()?.clone();
        total.open_minor = [0; AGES.len()];
        for row in rows {
            for (sum, open) in total.open_minor.iter_mut().zip(row.open_minor) {
                *sum = sum.saturating_add(open);
            }
        }
        Some(total)
    };
    same.filter_map(together).collect()
}

impl Row {
    fn of(AgeingRow { currency, open_minor, .. }: &AgeingRow, customer: String, customer_account: String) -> Self {
        let amount = |minor: i64| major(minor.into(), currency);
        let [not_due, to_30, to_60, to_90, to_120, over] = open_minor.map(amount);
        let total = major(open_minor.iter().map(|minor| i128::from(*minor)).sum(), currency);
        Self {
            customer,
            customer_account,
            currency: currency.clone(),
            not_due,
            days_1_to_30: to_30,
            days_31_to_60: to_60,
            days_61_to_90: to_90,
            days_91_to_120: to_120,
            over_120_days: over,
            total,
        }
    }
}
