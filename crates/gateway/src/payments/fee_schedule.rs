use async_graphql::{ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::MoneyError;
use marketplace::Error;

use crate::money::{CurrencyCode, Money, MoneyInput};

pub struct FeeSchedule(pub ::payments::FeeSchedule);

/// The least and the greatest fee on a bill in one currency.
#[derive(SimpleObject)]
pub struct FeeBounds {
    currency: CurrencyCode,
    /// No fee is less, but that no fee is more than its bill; null if there is no least.
    minimum: Option<Money>,
    /// No fee is more; null if there is no greatest.
    maximum: Option<Money>,
}

/// The least and the greatest fee on a bill in one currency: one of the two, or both in the same currency.
#[derive(InputObject)]
pub struct FeeBoundsInput {
    /// No fee is less, but that no fee is more than its bill.
    minimum: Option<MoneyInput>,
    /// No fee is more.
    maximum: Option<MoneyInput>,
}

/// The platform's fee from an instant on, until the next schedule begins or this one ends. A schedule that ends is an
/// exception, such as a waiver: after it, what was in force before is in force again.
#[Object]
impl FeeSchedule {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What the platform keeps of each bill that is approved under it: 250 is 2.5 %. Half a minor unit rounds up.
    async fn basis_points(&self) -> u16 {
        self.0.terms.rate().basis_points()
    }

    /// The currencies that have a least or a greatest fee.
    async fn bounds(&self) -> Vec<FeeBounds> {
        self.0.terms.bounds().iter().copied().map(FeeBounds::from).collect()
    }

    async fn valid_from_at(&self) -> DateTime<Utc> {
        self.0.valid_from_at
    }

    /// The first instant at which it is not in force any more; null if only another schedule ends it.
    async fn valid_until_at(&self) -> Option<DateTime<Utc>> {
        self.0.valid_until_at
    }
}

impl From<::payments::FeeSchedule> for FeeSchedule {
    fn from(schedule: ::payments::FeeSchedule) -> Self {
        Self(schedule)
    }
}

impl From<::payments::FeeBounds> for FeeBounds {
    fn from(bounds: ::payments::FeeBounds) -> Self {
        let [minimum, maximum] = [bounds.minimum(), bounds.maximum()].map(|amount| amount.map(Money::from));
        Self { currency: CurrencyCode(bounds.currency()), minimum, maximum }
    }
}

impl TryFrom<FeeBoundsInput> for ::payments::FeeBounds {
    type Error = Error;

    fn try_from(input: FeeBoundsInput) -> Result<Self, Error> {
        let read = |amount: Option<MoneyInput>| amount.map(kernel::Money::try_from).transpose();
        let (minimum, maximum) = (read(input.minimum)?, read(input.maximum)?);
        Ok(Self::new(minimum, maximum)?)
    }
}

/// What a rate and bounds come to.
pub(super) fn terms(basis_points: i32, bounds: Vec<FeeBoundsInput>) -> Result<::payments::FeeTerms, Error> {
    let basis_points = u16::try_from(basis_points).map_err(|_| MoneyError::RateTooHigh)?;
    let bounds = bounds.into_iter().map(TryInto::try_into).collect::<Result<_, Error>>()?;
    Ok(::payments::FeeTerms::new(kernel::FeeRate::from_basis_points(basis_points)?, bounds)?)
}
