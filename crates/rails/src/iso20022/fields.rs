use chrono::{DateTime, NaiveDate, NaiveDateTime};
use kernel::{Currency, Money, currency};

use super::{
    error::{AnswerError, AnswerProblem},
    tree::Element,
};
use reconciliation::Direction;

/// Which banks write where the customer gave no reference.
const NOT_PROVIDED: &str = "NOTPROVIDED";

impl Element {
    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub fn optional(&self, name: &'static str) -> Result<Option<&Self>, AnswerError> {
        let mut found = self.all(name);
        let first = found.next();
        match found.next() {
            Some(second) => {
                let parent = self.name.clone();
                Err(second.error(AnswerProblem::Repeated { parent, child: name }))
            }
            None => Ok(first),
        }
    }

    pub fn required(&self, name: &'static str) -> Result<&Self, AnswerError> {
        let missing = || self.error(AnswerProblem::Missing { parent: self.name.clone(), child: name });
        self.optional(name)?.ok_or_else(missing)
    }

    /// The element at the end of the path, where each step is there.
    pub fn path<const N: usize>(&self, names: [&'static str; N]) -> Result<Option<&Self>, AnswerError> {
        let mut element = self;
        for name in names {
            match element.optional(name)? {
                Some(child) => element = child,
                None => return Ok(None),
            }
        }
        Ok(Some(element))
    }

    /// The text, without the white space around it; never empty.
    pub fn text(&self) -> Result<&str, AnswerError> {
        let text = self.text.trim();
        if text.is_empty() { Err(self.invalid("text")) } else { Ok(text) }
    }

    pub fn text_at<const N: usize>(&self, names: [&'static str; N]) -> Result<Option<String>, AnswerError> {
        let text = self.path(names)?.map(Self::text).transpose()?;
        Ok(text.map(str::to_owned))
    }

    /// A reference of ours; `None` where the bank fills its place.
    pub fn reference_at<const N: usize>(&self, names: [&'static str; N]) -> Result<Option<String>, AnswerError> {
        Ok(self.text_at(names)?.filter(|text| text != NOT_PROVIDED))
    }

    /// A code of a list, or the bank's own: `Cd` or `Prtry`.
    pub fn code(&self) -> Result<&str, AnswerError> {
        match (self.optional("Cd")?, self.optional("Prtry")?) {
            (Some(code), None) | (None, Some(code)) => code.text(),
            (None, None) | (Some(_), Some(_)) => {
                Err(self.error(AnswerProblem::Missing { parent: self.name.clone(), child: "Cd" }))
            }
        }
    }

    /// An amount with its currency, exactly: more decimal places than the currency has must be zeros.
    pub fn amount(&self) -> Result<Money, AnswerError> {
        let code = self.currency.as_deref().unwrap_or_default();
        let currency = currency(code).map_err(|_| self.invalid("amount in a currency"))?;
        let minor = minor_units(self.text.trim(), currency).ok_or_else(|| self.invalid("amount in its currency"))?;
        Money::from_minor(minor, currency).map_err(|_| self.invalid("amount"))
    }

    pub fn direction(&self) -> Result<Direction, AnswerError> {
        match self.text.trim() {
            "CRDT" => Ok(Direction::Credit),
            "DBIT" => Ok(Direction::Debit),
            _ => Err(self.invalid("CRDT or DBIT")),
        }
    }

    /// A day, as such or with the time in the bank's own zone.
    pub fn day(&self) -> Result<NaiveDate, AnswerError> {
        let (day, time) = (self.optional("Dt")?, self.optional("DtTm")?);
        let day = match (day, time) {
            (Some(day), None) => day_in(day.text.trim()),
            (None, Some(time)) => time_in(time.text.trim()),
            (None, None) | (Some(_), Some(_)) => None,
        };
        day.ok_or_else(|| self.invalid("day"))
    }

    pub fn flag(&self) -> Result<bool, AnswerError> {
        match self.text.trim() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(self.invalid("true or false")),
        }
    }

    pub fn invalid(&self, wanted: &'static str) -> AnswerError {
        let text = self.text.trim().chars().take(40).collect();
        self.error(AnswerProblem::Invalid { element: self.name.clone(), text, wanted })
    }

    pub fn error(&self, problem: AnswerProblem) -> AnswerError {
        AnswerError { at: self.at, problem }
    }
}

/// Digits with at most one point among them, in whole minor units; no sign, no exponent, nothing rounded.
fn minor_units(text: &str, currency: Currency) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let places = usize::from(currency.exponent().unwrap_or(0));
    let kept = fraction.len().min(places);
    if fraction[kept..].bytes().any(|digit| digit != b'0') {
        return None;
    }
    format!("{whole}{:0<places$}", &fraction[..kept]).parse().ok()
}

/// `2027-03-01`, and a zone after it, which moves no booking day.
fn day_in(text: &str) -> Option<NaiveDate> {
    let (day, zone) = text.split_at_checked(10)?;
    let is_zone =
        zone.is_empty() || zone == "Z" || DateTime::parse_from_rfc3339(&format!("{day}T00:00:00{zone}")).is_ok();
    let day = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok().filter(|read| read.to_string() == day);
    day.filter(|_| is_zone)
}

fn time_in(text: &str) -> Option<NaiveDate> {
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.date_naive());
    let local = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|time| time.date());
    zoned.or_else(|_| local()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_counted_in_the_minor_units_of_its_currency() {
        let counted = [
            ("123.45", Currency::EUR, Some(12_345)),
            ("123.4", Currency::EUR, Some(12_340)),
            ("123", Currency::EUR, Some(12_300)),
            ("123.", Currency::EUR, Some(12_300)),
            (".5", Currency::EUR, Some(50)),
            ("0.10000", Currency::EUR, Some(10)),
            ("0.10001", Currency::EUR, None),
            ("100", Currency::JPY, Some(100)),
            ("100.00", Currency::JPY, Some(100)),
            ("100.5", Currency::JPY, None),
            ("1.234", Currency::KWD, Some(1_234)),
            ("92233720368547758.07", Currency::EUR, Some(i64::MAX)),
            ("92233720368547758.08", Currency::EUR, None),
        ];
        for (text, currency, minor) in counted {
            assert_eq!(minor_units(text, currency), minor, "{text}");
        }
        for text in ["", ".", "-1", "+1", "1e3", "1,5", "1_000", "1.2.3", "١", "NaN", " 1"] {
            assert_eq!(minor_units(text, Currency::EUR), None, "{text}");
        }
    }

    #[test]
    fn a_day_is_one_that_there_is() {
        let day = NaiveDate::from_ymd_opt(2027, 3, 1);
        for text in ["2027-03-01", "2027-03-01Z", "2027-03-01+02:00"] {
            assert_eq!(day_in(text), day, "{text}");
        }
        for text in ["2027-02-29", "2027-3-1", "+027-03-01", "2027-03-01x", "20270301", "", "é027-03-01"] {
            assert_eq!(day_in(text), None, "{text}");
        }
        for text in ["2027-03-01T23:59:59+02:00", "2027-03-01T23:59:59.123", "2027-03-01T00:00:00Z"] {
            assert_eq!(time_in(text), day, "{text}");
        }
        assert_eq!(time_in("2027-03-01"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_exactly_is_counted_exactly(minor in 0..i64::MAX) {
            for currency in [Currency::EUR, Currency::JPY, Currency::KWD] {
                let text = Money::from_minor(minor, currency).unwrap().to_major().to_string();
                prop_assert_eq!(minor_units(&text, currency), Some(minor));
            }
        }
    }
}
