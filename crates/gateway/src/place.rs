use async_graphql::{InputObject, SimpleObject};
use kernel::{Country, InputError};

/// Where somebody lives, is registered, or has their bank account.
#[derive(SimpleObject)]
pub struct Address {
    /// Street and number.
    street: String,
    city: String,
    /// Empty where the country has none.
    postal_code: String,
    /// An ISO 3166 code of two letters: "DE".
    country: String,
}

/// Where somebody lives, is registered, or has their bank account.
#[derive(InputObject)]
pub struct AddressInput {
    /// Street and number.
    pub street: String,
    pub city: String,
    /// Empty where the country has none.
    pub postal_code: String,
    /// An ISO 3166 code of two letters: "DE".
    pub country: String,
}

impl From<&kernel::Address> for Address {
    fn from(address: &kernel::Address) -> Self {
        let kernel::Address { street, city, postal_code, country } = address.clone();
        Self { street, city, postal_code, country: country.to_string() }
    }
}

impl TryFrom<AddressInput> for kernel::Address {
    type Error = InputError;

    fn try_from(input: AddressInput) -> Result<Self, InputError> {
        let country =
            input.country.parse::<Country>().map_err(|error| InputError::new("country", error.to_string()))?;
        Self::new(&input.street, &input.city, &input.postal_code, country)
    }
}
