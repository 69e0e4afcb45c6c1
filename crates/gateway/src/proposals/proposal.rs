use std::{collections::HashMap, sync::Arc};

use ::proposals::State;
use async_graphql::{Context, Enum, ID, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::ProposalId;
use marketplace::Error;

use super::payment_type::{PaymentType, ScheduleLine};
use crate::{
    engagements::Engagement,
    loaders::{Rows, load, load_kept, loader},
    money::Money,
    requests::{Conversation, CustomerRequest},
    user_error::OrNull,
};

loader!(ProposalId => ::proposals::Proposal, ::proposals::store::find_many);

pub struct Proposal(pub ::proposals::Proposal);

/// An offer with a fixed maximum. It never changes once it is sent.
#[Object]
impl Proposal {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Where it was made.
    async fn conversation(&self, ctx: &Context<'_>) -> async_graphql::Result<Conversation> {
        load_kept(ctx, self.0.parties.conversation_id).await.map(Conversation)
    }

    /// What it answers.
    async fn customer_request(&self, ctx: &Context<'_>) -> async_graphql::Result<CustomerRequest> {
        load_kept(ctx, self.0.parties.customer_request_id).await.map(CustomerRequest)
    }

    async fn title(&self) -> &str {
        &self.0.offer.title
    }

    /// The work, its milestones and extra terms, in limited Markdown: bold, italic, links, lists.
    async fn terms(&self) -> &str {
        &self.0.offer.terms
    }

    /// The terms as HTML that can stand in any page: paragraphs, bold, italic, lists, and links away from here. What
    /// else was typed, HTML included, is shown as its words.
    async fn terms_html(&self) -> String {
        ::proposals::terms::html(&self.0.offer.terms)
    }

    /// The most that all bills may come to together.
    async fn maximum(&self) -> Money {
        self.0.offer.maximum.into()
    }

    /// How it is paid.
    async fn payment_type(&self) -> PaymentType {
        (&self.0.offer.plan).into()
    }

    /// The payments on fixed days, by their days; empty unless it is `SCHEDULED`.
    async fn schedule(&self) -> Vec<ScheduleLine> {
        self.0.offer.plan.lines().iter().map(ScheduleLine::from).collect()
    }

    /// The withdrawn proposal in the place of which it stands; null if it stands in the place of none.
    async fn replaces(&self, ctx: &Context<'_>) -> OrNull<Proposal> {
        match self.0.offer.replaces_id {
            Some(id) => Some(load_kept(ctx, id).await.map(Proposal)),
            None => None,
        }
    }

    /// The proposal that stands in the place of this one; null unless this one was withdrawn and another sent.
    async fn replaced_by(&self, ctx: &Context<'_>) -> OrNull<Proposal> {
        load(ctx, ReplacementOf(self.0.id)).await.transpose().map(|found| found.map(Proposal))
    }

    async fn status(&self) -> ProposalStatus {
        self.0.state.into()
    }

    async fn sent_at(&self) -> DateTime<Utc> {
        self.0.sent_at
    }

    /// From then on nobody can accept it; null if it stays open.
    async fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.offer.expires_at
    }

    /// When somebody, or time, decided; null while it is open.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        self.0.decided_at()
    }

    /// What its acceptance made; null unless it was accepted.
    async fn engagement(&self, ctx: &Context<'_>) -> OrNull<Engagement> {
        match self.0.engagement_id() {
            Some(id) => Some(load_kept(ctx, id).await.map(Engagement)),
            None => None,
        }
    }
}

/// What became of an offer.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProposalStatus {
    /// Waits for the customer.
    Proposed,
    /// The customer took it: an engagement began.
    Accepted,
    /// The customer does not want it.
    Declined,
    /// The expert took it back.
    Withdrawn,
    /// Nobody decided in time.
    Expired,
}

/// What stands in the place of a withdrawn proposal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct ReplacementOf(ProposalId);

impl Loader<ReplacementOf> for Rows {
    type Value = ::proposals::Proposal;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[ReplacementOf]) -> Result<HashMap<ReplacementOf, ::proposals::Proposal>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = ::proposals::store::find_replacements(self.0.db().reader(), &ids).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        let keyed = found.into_iter().filter_map(|new| Some((ReplacementOf(new.offer.replaces_id?), new)));
        Ok(keyed.collect())
    }
}

impl From<::proposals::Proposal> for Proposal {
    fn from(proposal: ::proposals::Proposal) -> Self {
        Self(proposal)
    }
}

impl From<State> for ProposalStatus {
    fn from(state: State) -> Self {
        match state {
            State::Proposed => Self::Proposed,
            State::Accepted { .. } => Self::Accepted,
            State::Declined { .. } => Self::Declined,
            State::Withdrawn { .. } => Self::Withdrawn,
            State::Expired { .. } => Self::Expired,
        }
    }
}
