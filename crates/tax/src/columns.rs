//! How answers lie in their columns. Lists are kept one a line, because nothing asks for their parts.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use kernel::{Address, Country};
use sea_orm::{ActiveValue::Set, DbErr};

use crate::{
    Answers, BirthPlace, Change, Fault, Field, Identifier, TaxResidence, TinAnswer,
    entity::{ActiveModel, Model},
};

/// What stands in the place of a number that the country does not issue. Numbers have capitals only.
const NOT_ISSUED: &str = "none";

pub fn answer_columns(answers: &Answers) -> ActiveModel {
    let Answers { legal_name, born_on, birth_place, address, tax_residences, vat_id, account_holder } = answers.clone();
    let (birth_city, birth_country) = birth_place.map(|BirthPlace { city, country }| (city, country)).unzip();
    let country = address.as_ref().map(|address| address.country);
    let part = |part: fn(&Address) -> &String| address.as_ref().map(part).cloned();
    ActiveModel {
        legal_name: Set(legal_name),
        born_on: Set(born_on),
        birth_city: Set(birth_city),
        birth_country: Set(birth_country),
        street: Set(part(|address| &address.street)),
        city: Set(part(|address| &address.city)),
        postal_code: Set(part(|address| &address.postal_code)),
        country: Set(country),
        tax_residences: Set(lines(tax_residences.iter().map(residence_line))),
        vat_id: Set(vat_id),
        account_holder: Set(account_holder),
        ..Default::default()
    }
}

pub fn answers(row: &Model) -> Result<Answers, DbErr> {
    let row = row.clone();
    let place = row.birth_city.zip(row.birth_country);
    let street = row.street.zip(row.city).zip(row.postal_code).zip(row.country);
    let residences = row.tax_residences.lines().map(|line| residence(line).ok_or_else(|| unreadable(&row.id)));
    Ok(Answers {
        legal_name: row.legal_name,
        born_on: row.born_on,
        birth_place: place.map(|(city, country)| BirthPlace { city, country }),
        address: street.map(|(((street, city), postal_code), country)| Address { street, city, postal_code, country }),
        tax_residences: residences.collect::<Result<_, _>>()?,
        vat_id: row.vat_id,
        account_holder: row.account_holder,
    })
}

pub fn changes_text(changes: &[Change]) -> String {
    lines(changes.iter().map(|Change { field, fault, reason }| format!("{field} {fault} {reason}")))
}

pub fn changes(row: &Model) -> Result<Vec<Change>, DbErr> {
    let change = |line: &str| {
        let (field, rest) = line.split_once(' ')?;
        // What was asked before faults had names says the reason alone.
        let named = rest.split_once(' ').and_then(|(fault, reason)| Some((Fault::named(fault)?, reason)));
        let (fault, reason) = named.unwrap_or((Fault::Other, rest));
        Some(Change { field: Field::named(field)?, fault, reason: reason.to_owned() })
    };
    row.changes.lines().map(|line| change(line).ok_or_else(|| unreadable(&row.id))).collect()
}

/// The first instant after a day.
pub fn end_of(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    next.and_time(NaiveTime::MIN).and_utc()
}

/// The country, and its number unless that is open.
fn residence_line(TaxResidence { country, tin }: &TaxResidence) -> String {
    match tin {
        TinAnswer::Given(tin) => format!("{country} {}", tin.as_str()),
        TinAnswer::NotIssued => format!("{country} {NOT_ISSUED}"),
        TinAnswer::Open => country.to_string(),
    }
}

fn residence(line: &str) -> Option<TaxResidence> {
    let (country, tin) = match line.split_once(' ') {
        None => (line, TinAnswer::Open),
        Some((country, NOT_ISSUED)) => (country, TinAnswer::NotIssued),
        Some((country, number)) => (country, TinAnswer::Given(Identifier::tin(number).ok()?)),
    };
    Some(TaxResidence { country: country.parse::<Country>().ok()?, tin })
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.collect::<Vec<_>>().join("\n")
}

fn unreadable(id: &impl ToString) -> DbErr {
    DbErr::Type(format!("{} has a list that cannot be read", id.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_residence_survives_its_line() {
        let residence_of = |tin| TaxResidence { country: "DE".parse().unwrap(), tin };
        for tin in [TinAnswer::Given(Identifier::tin("NONE").unwrap()), TinAnswer::NotIssued, TinAnswer::Open] {
            let kept = residence_of(tin);
            assert_eq!(residence(&residence_line(&kept)), Some(kept));
        }
        for bad in ["", "XX 1", "DE ", "DE a|b"] {
            assert_eq!(residence(bad), None, "{bad}");
        }
    }
}
