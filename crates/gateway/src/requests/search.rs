use async_graphql::InputObject;
use marketplace::Error;

use crate::money::MoneyInput;

/// What to look for in the requests of others: words, skills or a location, of which one must be given. What else is
/// given narrows it.
#[derive(InputObject)]
pub struct CustomerRequestSearchInput {
    /// Words that stand in the title, the skills or the description, all of them, in 1 to 200 characters. Capitals and
    /// accents make no difference, and quotes, operators and other signs mean nothing. The last word may be the beginning
    /// of a longer one, unless something follows it, if only a blank.
    text: Option<String>,
    /// Skills of which the request names at least one, in any spelling of capitals and accents; at most 10.
    skills: Option<Vec<String>>,
    /// Words that all stand in the preferred location. A preferred location is a wish, and experts from any place may
    /// answer: without this it filters nothing. With it, requests that name no location are left out.
    location: Option<String>,
    /// What the customer thinks of spending at most reaches this, in this currency. Requests without a budget are left
    /// out.
    budget_at_least: Option<MoneyInput>,
    /// Filed in the last so many days, 1 to 365.
    posted_within_days: Option<i64>,
}

impl TryFrom<CustomerRequestSearchInput> for ::requests::TypedSearch {
    type Error = Error;

    fn try_from(input: CustomerRequestSearchInput) -> Result<Self, Error> {
        let CustomerRequestSearchInput { text, skills, location, budget_at_least, posted_within_days } = input;
        let budget_at_least = budget_at_least.map(kernel::Money::try_from).transpose()?;
        Ok(Self { text, skills: skills.unwrap_or_default(), location, budget_at_least, posted_within_days })
    }
}

impl TryFrom<CustomerRequestSearchInput> for ::requests::Search {
    type Error = Error;

    fn try_from(input: CustomerRequestSearchInput) -> Result<Self, Error> {
        Ok(Self::new(input.try_into()?)?)
    }
}
