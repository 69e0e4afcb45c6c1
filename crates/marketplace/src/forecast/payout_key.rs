use std::{cmp::Ordering, fmt, str::FromStr};

use chrono::NaiveDate;
use disbursements::Rail;
use kernel::{Currency, InputError, currency};
use sea_orm::ActiveEnum;

use super::part::PayoutStage;

/// What the lists of money to come are ordered and paged by: soonest first, what has no day last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutKey {
    /// The run by which it leaves; `None` while something stands in the way.
    pub leaves_by: Option<NaiveDate>,
    pub currency: Currency,
    /// What carries it, where the list tells rails apart.
    pub rail: Option<Rail>,
    pub stage: PayoutStage,
}

const STAGES: [(PayoutStage, &str); 5] = [
    (PayoutStage::InTransit, "in_transit"),
    (PayoutStage::Certain, "certain"),
    (PayoutStage::Expected, "expected"),
    (PayoutStage::Undecided, "undecided"),
    (PayoutStage::Blocked, "blocked"),
];

/// What stands for nothing.
const NONE: &str = "-";

impl Ord for PayoutKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let rank = |key: &Self| (key.leaves_by.is_none(), key.leaves_by, key.currency.code(), key.rail, key.stage);
        rank(self).cmp(&rank(other))
    }
}

impl PartialOrd for PayoutKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for PayoutKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = self.leaves_by.map_or(NONE.to_owned(), |day| day.to_string());
        let rail = self.rail.map_or(NONE.to_owned(), |rail| rail.to_value());
        let stage = STAGES.iter().find(|(stage, _)| *stage == self.stage).map_or(NONE, |(_, name)| name);
        write!(f, "{day}/{}/{rail}/{stage}", self.currency.code())
    }
}

impl FromStr for PayoutKey {
    type Err = InputError;

    fn from_str(text: &str) -> Result<Self, InputError> {
        read(text).ok_or_else(|| InputError::new("after", "is no cursor of this list"))
    }
}

fn read(text: &str) -> Option<PayoutKey> {
    let [day, code, rail, stage] = text.split('/').collect::<Vec<_>>().try_into().ok()?;
    let leaves_by = if day == NONE { None } else { Some(day.parse().ok()?) };
    let rail = if rail == NONE { None } else { Some(Rail::try_from_value(&rail.to_owned()).ok()?) };
    let (stage, _) = STAGES.into_iter().find(|(_, name)| *name == stage)?;
    Some(PayoutKey { leaves_by, currency: currency(code).ok()?, rail, stage })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(day: Option<&str>, stage: PayoutStage) -> PayoutKey {
        let leaves_by = day.map(|day| day.parse().unwrap());
        PayoutKey { leaves_by, currency: Currency::EUR, rail: Some(Rail::Sepa), stage }
    }

    #[test]
    fn a_key_survives_being_a_cursor() {
        for (stage, _) in STAGES {
            for key in [key(Some("2028-02-15"), stage), PayoutKey { rail: None, ..key(None, stage) }] {
                assert_eq!(key.to_string().parse(), Ok(key));
            }
        }
        for other in ["", "-", "-/EUR/-", "-/EUR/-/never", "-/XXXX/-/blocked", "soon/EUR/-/blocked", "-/EUR/x/blocked"]
        {
            assert!(other.parse::<PayoutKey>().is_err(), "{other}");
        }
    }

    #[test]
    fn what_has_no_day_comes_last() {
        let dated = key(Some("2028-02-15"), PayoutStage::Expected);
        assert!(dated < key(Some("2028-02-16"), PayoutStage::InTransit));
        assert!(key(Some("2028-02-15"), PayoutStage::InTransit) < dated);
        assert!(dated < key(None, PayoutStage::Blocked));
    }
}
