use async_graphql::{InputObject, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value};
use kernel::{Currency, MoneyError};
use rust_decimal::Decimal as Number;

/// An amount of money in one currency.
#[derive(SimpleObject)]
pub struct Money {
    /// In major units, with all decimal places of the currency: "195.00".
    amount: Decimal,
    /// What the amount is counted in.
    currency: CurrencyCode,
}

/// An amount of money in one currency, as given.
#[derive(InputObject)]
pub struct MoneyInput {
    /// In major units, with no more decimal places than the currency has: "195.00".
    pub amount: Decimal,
    /// What the amount is counted in.
    pub currency: CurrencyCode,
}

#[derive(Clone, Debug)]
pub struct Decimal(String);

#[derive(Clone, Copy)]
pub struct CurrencyCode(pub Currency);

/// A decimal number as a string, so that no client rounds it: "195.00". No exponents.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)), // Read, and refused with a code, where the amount is used.
            Value::Null
            | Value::Number(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_)
            | Value::List(_)
            | Value::Object(_) => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An ISO 4217 code: "USD".
#[Scalar]
impl ScalarType for CurrencyCode {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(code) = &value else { return Err(InputValueError::expected_type(value)) };
        kernel::currency(code).map(Self).map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.code().to_owned())
    }
}

impl Decimal {
    /// A number that is written in digits.
    pub const fn written(digits: String) -> Self {
        Self(digits)
    }
}

impl From<kernel::Money> for Money {
    fn from(money: kernel::Money) -> Self {
        Self { amount: Decimal(money.to_major().to_string()), currency: CurrencyCode(money.currency()) }
    }
}

impl TryFrom<MoneyInput> for kernel::Money {
    type Error = MoneyError;

    fn try_from(input: MoneyInput) -> Result<Self, MoneyError> {
        let text = &input.amount.0;
        if !is_plain_number(text) {
            return Err(MoneyError::Unreadable);
        }
        let amount: Number = text.parse().map_err(|_| MoneyError::TooLarge)?;
        Self::from_major(amount, input.currency.0)
    }
}

/// Digits, with a sign or a point at most: the number's own reader would also take `1e2` and `1_000`.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}
