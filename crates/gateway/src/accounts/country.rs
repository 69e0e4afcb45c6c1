use ::accounts::{CountryDecision, EligibleCountry};
use async_graphql::{Context, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use kernel::Country as Code;
use marketplace::{Error, SetCountry};

use super::country;
use crate::{session::Session, user_error::answer};

payload!(CountrySetPayload { country: Country });

/// A country, and when its experts may register.
pub struct Country {
    code: Code,
    entries: Vec<EligibleCountry>,
}

/// A country, and on which days its experts could, can and will be able to register.
#[Object]
impl Country {
    /// An ISO 3166 code of two letters.
    async fn code(&self) -> &str {
        self.code.code()
    }

    async fn name(&self) -> &str {
        self.code.name()
    }

    /// Whether its experts may register today.
    async fn is_eligible(&self, ctx: &Context<'_>) -> bool {
        let today = Session::of(ctx).app.now().date_naive();
        self.entries.iter().any(|entry| entry.holds(today))
    }

    /// The spans of days on which they may, in their order; no day is in two of them.
    async fn periods(&self) -> Vec<EligiblePeriod> {
        self.entries.iter().map(EligiblePeriod::from).collect()
    }
}

/// A span of days.
#[derive(SimpleObject)]
pub struct EligiblePeriod {
    from_on: NaiveDate,
    /// The first day after it; null while there is no end.
    to_on: Option<NaiveDate>,
    /// Whether companies of the country show who owns them before their experts begin and are paid. Of the last span it
    /// holds on after its end, for those who stay.
    checks_companies: bool,
}

impl From<&EligibleCountry> for EligiblePeriod {
    fn from(entry: &EligibleCountry) -> Self {
        let EligibleCountry { valid_from_on: from_on, valid_to_on: to_on, checks_companies, .. } = *entry;
        Self { from_on, to_on, checks_companies }
    }
}

/// From when on the experts of a country may register, or may no longer.
#[derive(InputObject)]
pub struct CountrySetInput {
    /// An ISO 3166 code of two letters.
    country: String,
    is_eligible: bool,
    /// Whether companies of the country show who owns them before their experts begin and are paid. If not given, as it
    /// was; a country that is new to the list checks them.
    checks_companies: Option<bool>,
    /// Today or later; today if not given. What was decided for later days is forgotten.
    from_on: Option<NaiveDate>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

#[derive(Default)]
pub struct CountryQueries;

#[Object]
impl CountryQueries {
    /// The countries whose experts may register, could or will, in the order of their codes.
    async fn countries(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Country>> {
        let entries = answer(Session::of(ctx).app.countries().await)?;
        let by_country = entries.chunk_by(|one, next| one.country == next.country);
        let listed = by_country.filter_map(|entries| {
            entries.first().map(|first| Country { code: first.country, entries: entries.to_vec() })
        });
        Ok(listed.collect())
    }
}

#[derive(Default)]
pub struct CountryMutations;

#[Object]
impl CountryMutations {
    /// Decide from when on the experts of a country may register, or may no longer; who has registered stays. For staff
    /// with `MANAGE_FEES`.
    async fn country_set(&self, ctx: &Context<'_>, input: CountrySetInput) -> async_graphql::Result<CountrySetPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let set = async {
            let input = decoded(input, app.now().date_naive())?;
            let code = input.decision.country;
            Ok(Country { code, entries: app.set_country(*actor, input).await? })
        };
        CountrySetPayload::from_result(set.await)
    }
}

/// Decodes an input that may leave the day to be today.
fn decoded(input: CountrySetInput, today: NaiveDate) -> Result<SetCountry, Error> {
    let CountrySetInput { country: code, is_eligible, checks_companies, from_on, idempotency_key } = input;
    let (country, from_on) = (country(&code)?, from_on.unwrap_or(today));
    let decision = CountryDecision { country, is_eligible, checks_companies, from_on };
    Ok(SetCountry { decision, idempotency_key })
}
