use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, CustomerRequestId, InputError, Right};
use requests::{Ask, Budget, CustomerRequest, RequestError};

use super::open_account;
use crate::{Marketplace, Result};

/// What a customer asks for, as typed.
#[derive(Clone, Debug)]
pub struct TypedAsk {
    pub title: String,
    pub description: String,
    pub budget: Option<Budget>,
    pub preferred_location: Option<String>,
    pub skills: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct OpenCustomerRequest {
    pub ask: TypedAsk,
    pub idempotency_key: String,
}

impl Marketplace {
    /// A customer files a request, which every expert behind the certification gate sees (G-21, G-24).
    pub async fn open_customer_request(&self, actor: Actor, input: OpenCustomerRequest) -> Result<CustomerRequest> {
        let account = actor.account_by(Right::FileRequest)?;
        let (command, ask, now) = (input.command(actor)?, input.ask.checked()?, self.clock.now());
        let id = CustomerRequestId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(requests::store::find(&tx, first).await?.ok_or(RequestError::NotFound(first))?);
        }
        open_account(&tx, account).await?;
        let request = CustomerRequest::open(id, (account, actor.member()), ask, now);

        requests::store::insert(&tx, &request).await?;
        requests::store::freshen_request(&tx, id, now).await?;
        events::store::record(&tx, &Event::now(EventKind::CustomerRequestOpened, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(request)
    }
}

impl OpenCustomerRequest {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let TypedAsk { title, description, budget, preferred_location, skills } = &self.ask;
        let range = |budget: &Budget| format!("{} {}", budget.at_least(), budget.at_most());
        let budget = budget.as_ref().map(range).unwrap_or_default();
        let location = preferred_location.as_deref().unwrap_or_default();
        // Skills, if any, come last: a key of a request without them means what it meant before there were any.
        let payload = [title.as_str(), description, &budget, location].into_iter();
        let payload: Vec<_> = payload.chain(skills.iter().map(String::as_str)).collect();
        Command::new(actor, "customerRequestOpen", &self.idempotency_key, &payload)
    }
}

impl TypedAsk {
    /// Within its limits (G-21).
    pub(super) fn checked(&self) -> Result<Ask, InputError> {
        let ask = Ask::new(&self.title, &self.description, self.budget, self.preferred_location.as_deref())?;
        ask.with_skills(&self.skills)
    }
}
