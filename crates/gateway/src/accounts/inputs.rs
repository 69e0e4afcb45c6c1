use ::accounts::AccountError;
use kernel::{Address, Country};
use marketplace::Error;

use crate::place::AddressInput;

/// A country by its code, refused as `COUNTRY_UNKNOWN` where there is none.
pub fn country(code: &str) -> Result<Country, Error> {
    Ok(code.parse::<Country>().map_err(AccountError::from)?)
}

/// An address whose country is known.
pub fn address(input: AddressInput) -> Result<Address, Error> {
    country(&input.country)?;
    Ok(input.try_into()?)
}
