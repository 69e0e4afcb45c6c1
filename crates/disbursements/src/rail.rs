use std::fmt;

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
