use kernel::{Country, InputError};

use crate::Field;

/// The member states of the European Union, by their ISO codes.
const MEMBER_STATES: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Refuses a country that is none of them.
pub fn ensure(country: Country) -> Result<(), InputError> {
    if MEMBER_STATES.contains(&country.code()) {
        return Ok(());
    }
    Err(InputError::new(Field::Establishments.name(), format!("must be member states, which {country} is not")))
}
