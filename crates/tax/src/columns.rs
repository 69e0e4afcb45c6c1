//! How what a reviewer asks for lies in its column: one a line, because nothing asks for its parts.

use std::fmt::Display;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use sea_orm::DbErr;

use crate::{Change, Fault};

pub fn changes_text<F: Display>(changes: &[Change<F>]) -> String {
    lines(changes.iter().map(|Change { field, fault, reason }| format!("{field} {fault} {reason}")))
}

/// Reads what [`changes_text`] wrote in the row `id`; `named` knows the fields of its form.
pub fn changes_of<F>(
    text: &str,
    id: &impl ToString,
    named: impl Fn(&str) -> Option<F>,
) -> Result<Vec<Change<F>>, DbErr> {
    let change = |line: &str| {
        let (field, rest) = line.split_once(' ')?;
        // What was asked before faults had names says the reason alone.
        let faulted = rest.split_once(' ').and_then(|(fault, reason)| Some((Fault::named(fault)?, reason)));
        let (fault, reason) = faulted.unwrap_or((Fault::Other, rest));
        Some(Change { field: named(field)?, fault, reason: reason.to_owned() })
    };
    text.lines().map(|line| change(line).ok_or_else(|| unreadable(id))).collect()
}

/// The first instant after a day.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    next.and_time(NaiveTime::MIN).and_utc()
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn unreadable(id: &impl ToString) -> DbErr {
    DbErr::Type(format!("{} has a list that cannot be read", id.to_string()))
}
