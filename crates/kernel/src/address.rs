use std::{fmt, str::FromStr};

use isocountry::CountryCode;
use sea_orm::{ColumnType, DbErr, QueryResult, TryGetError, TryGetable, Value, sea_query};

use crate::text::{InputError, line};

/// A country by its ISO 3166 code of two letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country(CountryCode);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no ISO 3166 code of two letters")]
pub struct UnknownCountry(pub String);

/// Where somebody lives, is registered, or has their bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    pub city: String,
    /// Empty where the country has none.
    pub postal_code: String,
    pub country: Country,
}

impl Country {
    pub fn code(self) -> &'static str {
        self.0.alpha2()
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(code: &str) -> Result<Self, UnknownCountry> {
        CountryCode::for_alpha2(code).map(Self).map_err(|_| UnknownCountry(code.to_owned()))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Address {
    /// Takes an address as typed.
    pub fn new(street: &str, city: &str, postal_code: &str, country: Country) -> Result<Self, InputError> {
        Ok(Self {
            street: line("street", street, 1..=200)?,
            city: line("city", city, 1..=100)?,
            postal_code: line("postalCode", postal_code, 0..=20)?,
            country,
        })
    }

    /// Whether both name the same place, whatever the capitals, blanks and punctuation (MKT-03).
    pub fn is_same_place(&self, other: &Self) -> bool {
        let parts = |address: &Self| [&address.street, &address.city, &address.postal_code].map(|part| letters(part));
        self.country == other.country && parts(self) == parts(other)
    }
}

fn letters(part: &str) -> String {
    part.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

// Stored as its code; what is no code in a row is an error, never a default.
impl From<Country> for Value {
    fn from(country: Country) -> Self {
        country.code().into()
    }
}

impl TryGetable for Country {
    fn try_get_by<I: sea_orm::ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let code = String::try_get_by(row, index)?;
        code.parse().map_err(|error: UnknownCountry| TryGetError::DbErr(DbErr::Type(error.to_string())))
    }
}

impl sea_query::ValueType for Country {
    fn try_from(value: Value) -> Result<Self, sea_query::ValueTypeErr> {
        let code = <String as sea_query::ValueType>::try_from(value)?;
        code.parse().map_err(|_| sea_query::ValueTypeErr)
    }

    fn type_name() -> String {
        "Country".to_owned()
    }

    fn array_type() -> sea_query::ArrayType {
        <String as sea_query::ValueType>::array_type()
    }

    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl sea_query::Nullable for Country {
    fn null() -> Value {
        <String as sea_query::Nullable>::null()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(street: &str, postal_code: &str, country: &str) -> Address {
        Address::new(street, "Berlin", postal_code, country.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_country_is_two_capitals_of_the_list() {
        assert_eq!("DE".parse::<Country>().unwrap().to_string(), "DE");
        for bad in ["de", "DEU", "XX", ""] {
            assert!(bad.parse::<Country>().is_err(), "{bad}");
        }
    }

    /// Holds MKT-03.
    #[test]
    fn addresses_are_compared_by_place_not_by_spelling() {
        let home = address("Unter den Linden 5", "10117", "DE");
        assert!(home.is_same_place(&address("unter den linden, 5", "10 117", "DE")));
        assert!(!home.is_same_place(&address("Unter den Linden 6", "10117", "DE")));
        assert!(!home.is_same_place(&address("Unter den Linden 5", "10117", "AT")));
    }
}
