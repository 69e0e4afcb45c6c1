use ::requests::RequestState;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::{CustomerRequestId, ResponseId};
use marketplace::{Error, TypedAsk};

use super::{ComparedResponse, Response, comparison::Compared};
use crate::{
    connection::Connection,
    loaders::{ListArguments, load_list, loader, pages},
    money::{Money, MoneyInput},
    session::Session,
    user_error::OrNull,
};

const RESPONSES: &str = "customerRequest.responses";
const COMPARISON: &str = "customerRequest.comparison";

pages!(CustomerRequestId, ResponseId => ::requests::Response, |app, actor, requests, page| {
    app.responses_of(actor, requests, page)
});

loader!(CustomerRequestId => ::requests::CustomerRequest, ::requests::store::find_many);

pub struct CustomerRequest(pub ::requests::CustomerRequest);

/// What a customer asks for, shown to every expert whose account holds a valid certification.
#[Object]
impl CustomerRequest {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn title(&self) -> &str {
        &self.0.ask.title
    }

    /// Plain text.
    async fn description(&self) -> &str {
        &self.0.ask.description
    }

    /// What the customer thinks of spending; binds nobody.
    async fn budget(&self) -> Option<Budget> {
        self.0.ask.budget.map(Budget::from)
    }

    /// Where the expert should be; null means anywhere. A wish: experts from any place may answer.
    async fn preferred_location(&self) -> Option<&str> {
        self.0.ask.preferred_location.as_deref()
    }

    /// What the expert should know, as the customer named it.
    async fn skills(&self) -> &[String] {
        &self.0.ask.skills
    }

    async fn status(&self) -> CustomerRequestStatus {
        self.0.state.into()
    }

    /// Whether it is for one expert account alone, as a direct message.
    async fn is_direct(&self) -> bool {
        self.0.direct_to.is_some()
    }

    /// How many expert accounts have answered.
    async fn responder_count(&self) -> i32 {
        self.0.responder_count
    }

    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    /// When the customer last did something with it, or wrote in one of its conversations.
    async fn last_activity_at(&self) -> DateTime<Utc> {
        self.0.active_at
    }

    /// Since when the customer has put it away; null unless they have, and for others than the customer and staff. It goes
    /// on as before.
    async fn archived_at(&self, ctx: &Context<'_>) -> Option<DateTime<Utc>> {
        let actor = Session::of(ctx).actor;
        self.0.archived_at.filter(|_| actor.is_staff() || actor.acts_for(self.0.customer_account_id))
    }

    /// The answers, newest first. The customer sees all of them, an expert only their own account's.
    async fn responses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Response>> {
        let arguments = ListArguments { list: RESPONSES, first, after };
        load_list(ctx, self.0.id, arguments, |response: &::requests::Response| response.id, Response).await
    }

    /// The answers that stand, side by side with what speaks for each expert, newest first: for the customer and for staff,
    /// as soon as two experts have answered; null to others, and before.
    async fn comparison(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> OrNull<Connection<ComparedResponse>> {
        if !self.0.is_compared_by(Session::of(ctx).actor) {
            return None;
        }
        let (compared, arguments) = (Compared(self.0.id), ListArguments { list: COMPARISON, first, after });
        let key = |response: &::requests::Response| response.id;
        Some(load_list(ctx, compared, arguments, key, ComparedResponse).await)
    }
}

/// Whether a request takes answers.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum CustomerRequestStatus {
    /// Experts may answer.
    Open,
    /// Takes no new answers; conversations go on.
    NotAccepting,
}

/// A range of money; where it begins at zero, only its end was given.
#[derive(SimpleObject)]
pub struct Budget {
    at_least: Money,
    at_most: Money,
}

/// What a customer thinks of spending.
#[derive(InputObject)]
pub struct BudgetInput {
    /// In the currency of `atMost`; zero if not given.
    at_least: Option<MoneyInput>,
    at_most: MoneyInput,
}

/// What a customer asks for.
#[derive(InputObject)]
pub struct CustomerRequestOpenInput {
    /// 10 to 140 characters.
    title: String,
    /// 30 to 1500 characters of plain text.
    description: String,
    budget: Option<BudgetInput>,
    /// Where the expert should be, in 1 to 100 characters; null means anywhere.
    preferred_location: Option<String>,
    /// What the expert should know: at most 10 skills, each in 1 to 40 characters. Experts search by them.
    skills: Option<Vec<String>>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// The whole of what a customer asks for, as it shall be from now on.
#[derive(InputObject)]
pub struct CustomerRequestEditInput {
    customer_request_id: ID,
    /// 10 to 140 characters.
    title: String,
    /// 30 to 1500 characters of plain text.
    description: String,
    /// Null takes it away.
    budget: Option<BudgetInput>,
    /// Where the expert should be, in 1 to 100 characters; null means anywhere.
    preferred_location: Option<String>,
    /// At most 10, each in 1 to 40 characters. Null takes them away.
    skills: Option<Vec<String>>,
}

impl From<::requests::CustomerRequest> for CustomerRequest {
    fn from(request: ::requests::CustomerRequest) -> Self {
        Self(request)
    }
}

impl From<RequestState> for CustomerRequestStatus {
    fn from(state: RequestState) -> Self {
        match state {
            RequestState::Open => Self::Open,
            RequestState::NotAccepting => Self::NotAccepting,
        }
    }
}

impl From<::requests::Budget> for Budget {
    fn from(budget: ::requests::Budget) -> Self {
        Self { at_least: budget.at_least().into(), at_most: budget.at_most().into() }
    }
}

impl TryFrom<BudgetInput> for ::requests::Budget {
    type Error = Error;

    fn try_from(input: BudgetInput) -> Result<Self, Error> {
        let at_most = kernel::Money::try_from(input.at_most)?;
        let nothing = kernel::Money::zero(at_most.currency());
        let at_least = input.at_least.map_or(Ok(nothing), kernel::Money::try_from)?;
        Ok(Self::new(at_least, at_most)?)
    }
}

impl TryFrom<CustomerRequestOpenInput> for marketplace::OpenCustomerRequest {
    type Error = Error;

    fn try_from(input: CustomerRequestOpenInput) -> Result<Self, Error> {
        let CustomerRequestOpenInput { title, description, budget, preferred_location, skills, idempotency_key } =
            input;
        let (budget, skills) = (budget.map(::requests::Budget::try_from).transpose()?, skills.unwrap_or_default());
        Ok(Self { ask: TypedAsk { title, description, budget, preferred_location, skills }, idempotency_key })
    }
}

impl TryFrom<CustomerRequestEditInput> for marketplace::EditCustomerRequest {
    type Error = Error;

    fn try_from(input: CustomerRequestEditInput) -> Result<Self, Error> {
        let CustomerRequestEditInput { customer_request_id, title, description, budget, preferred_location, skills } =
            input;
        let (budget, skills) = (budget.map(::requests::Budget::try_from).transpose()?, skills.unwrap_or_default());
        let ask = TypedAsk { title, description, budget, preferred_location, skills };
        Ok(Self { customer_request_id: customer_request_id.parse()?, ask })
    }
}
