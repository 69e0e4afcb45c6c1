//! What people take home for their own books: `GET /reports/ageing.csv` and `GET /reports/disbursements/2027-03.csv`,
//! and the same as `.json`.

mod ageing;
mod disbursements;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, header},
    response::{IntoResponse, Response},
};
use marketplace::Month;
use serde::Serialize;

use super::{Door, Fault, Reference, files::in_time};
use crate::error_code::ErrorCode;

/// How a report is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
}

/// A report that is written.
struct Written {
    name: String,
    form: Form,
    body: Vec<u8>,
}

/// Hands out what is owed, by age: to members what their account is owed as payee, to staff everything (G-43).
pub async fn ageing_report(State(door): State<Door>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(door.ageing(&name, &headers).await, &headers)
}

/// Hands out the month of the asking account as payee (G-43).
pub async fn disbursement_report(State(door): State<Door>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    answer(door.disbursements(&name, &headers).await, &headers)
}

impl Door {
    async fn ageing(&self, name: &str, headers: &HeaderMap) -> Result<Written, Fault> {
        let (stem, form) = form_of(name)?;
        if stem != "ageing" {
            return Err(nothing());
        }
        let actor = self.actor(headers).await?;
        let ageing = in_time(self, headers, self.0.app.ageing(actor)).await?;
        let body = match form {
            Form::Csv => csv(&ageing::rows(&ageing, plain), headers),
            Form::Json => json(&ageing::document(&ageing), headers),
        };
        Ok(Written { name: format!("ageing-{}", ageing.at.format("%Y-%m-%d")), form, body: body? })
    }

    async fn disbursements(&self, name: &str, headers: &HeaderMap) -> Result<Written, Fault> {
        let (stem, form) = form_of(name)?;
        let month: Month = stem.parse().map_err(|_| Fault::bad_request("a month is written as 2027-03"))?;
        let actor = self.actor(headers).await?;
        let report = in_time(self, headers, self.0.app.disbursement_report(actor, month)).await?;
        let body = match form {
            Form::Csv => csv(&disbursements::rows(&report, plain), headers),
            Form::Json => json(&disbursements::document(&report), headers),
        };
        Ok(Written { name: format!("disbursements-{month}"), form, body: body? })
    }
}

fn form_of(name: &str) -> Result<(&str, Form), Fault> {
    match name.rsplit_once('.') {
        Some((stem, "csv")) => Ok((stem, Form::Csv)),
        Some((stem, "json")) => Ok((stem, Form::Json)),
        _ => Err(nothing()),
    }
}

fn nothing() -> Fault {
    Fault::new(ErrorCode::NotFound, "there is no such report: ask for .csv or .json")
}

/// The rows under the names of their columns, which stand there even if no row does.
fn csv<R: Serialize + Default>(rows: &[R], headers: &HeaderMap) -> Result<Vec<u8>, Fault> {
    let written = if rows.is_empty() { columns::<R>() } else { lines(rows) };
    written.map_err(|error| broken(&error.to_string(), headers))
}

fn columns<R: Serialize + Default>() -> Result<Vec<u8>, csv::Error> {
    let mut row = lines(&[R::default()])?;
    let end = row.iter().position(|byte| *byte == b'\n').map_or(row.len(), |end| end + 1);
    row.truncate(end);
    Ok(row)
}

fn lines(rows: &[impl Serialize]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(vec![]);
    rows.iter().try_for_each(|row| writer.serialize(row))?;
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn json(document: &impl Serialize, headers: &HeaderMap) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(document).map_err(|error| broken(&error.to_string(), headers))
}

fn broken(error: &str, headers: &HeaderMap) -> Fault {
    tracing::error!(error, "a report could not be written");
    Fault::internal(&Reference::of(headers))
}

/// Text as a spreadsheet is to show it. One that begins like a formula would be computed, and somebody else wrote it.
fn plain(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

fn answer(written: Result<Written, Fault>, headers: &HeaderMap) -> Response {
    let Written { name, form, body } = match written {
        Ok(written) => written,
        Err(fault) => return fault.into_plain_response(headers),
    };
    let (content_type, extension) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::Json => ("application/json", "json"),
    };
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{extension}\"")),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, body).into_response()
}
