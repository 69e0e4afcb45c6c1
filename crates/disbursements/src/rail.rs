use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use kernel::{Calendar, Currency};
use sea_orm::{DeriveActiveEnum, EnumIter, Iterable};

/// How money travels to a payee's bank. Each carries some currencies and asks for one kind of account number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Rail {
    /// The embedded rail: every currency, to an IBAN or to a routing and account number.
    Sandbox,
    /// Euro to an IBAN.
    Sepa,
    /// US dollars to a routing and account number.
    Nacha,
}

/// On which days, and until when on a day, a currency is carried. It belongs to the currency and not to the
/// rail, so that a payee has run days before it has a payout method.
pub fn calendar(currency: Currency) -> Calendar {
    if currency == Currency::USD { Calendar::Fed } else { Calendar::Target }
}

impl Rail {
    /// The one currency of its files.
    pub fn currency(self) -> Currency {
        match self {
            Self::Sepa => Currency::EUR,
            Self::Nacha | Self::Sandbox => Currency::USD,
        }
    }

    /// The banking day on which a file of this rail that the bank gets at an instant moves the money: the first whose
    /// cutoff is not over, and for NACHA the one after it.
    pub fn execution_day(self, at: DateTime<Utc>) -> NaiveDate {
        let calendar = calendar(self.currency());
        let today = calendar.following(calendar.date(at));
        let taken_on = if at < calendar.cutoff(today) { today } else { calendar.add_business_days(today, 1) };
        match self {
            Self::Nacha => calendar.add_business_days(taken_on, 1),
            Self::Sepa | Self::Sandbox => taken_on,
        }
    }

    pub fn all() -> impl Iterator<Item = Self> {
        Self::iter()
    }

    pub fn carries(self, currency: Currency) -> bool {
        match self {
            Self::Sandbox => true,
            Self::Sepa => currency == Currency::EUR,
            Self::Nacha => currency == Currency::USD,
        }
    }
}

impl fmt::Display for Rail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sandbox => "the sandbox",
            Self::Sepa => "SEPA",
            Self::Nacha => "NACHA",
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2028, 2, day).unwrap()
    }

    /// Holds G-41: a file is carried out on a day of the rail, and what comes after the cutoff on the next.
    #[test]
    fn a_file_moves_money_on_a_business_day_whose_cutoff_is_not_over() {
        let friday = Calendar::Target.cutoff(day(11));
        let before = friday - TimeDelta::microseconds(1);
        assert_eq!(Rail::Sepa.execution_day(before), day(11));
        assert_eq!(Rail::Sepa.execution_day(friday), day(14));
        let sunday = Utc.with_ymd_and_hms(2028, 2, 13, 12, 0, 0).unwrap();
        assert_eq!(Rail::Sepa.execution_day(sunday), day(14));
        let friday = Calendar::Fed.cutoff(day(18)); // The 21st is a holiday.
        assert_eq!(Rail::Nacha.execution_day(friday - TimeDelta::microseconds(1)), day(22));
        assert_eq!(Rail::Nacha.execution_day(friday), day(23));
    }
}
