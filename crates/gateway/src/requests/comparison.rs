use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, Object, dataloader::Loader};
use kernel::{ConversationId, CustomerRequestId, ResponseId, Slice};
use marketplace::Error;
use requests::SpeakingIdentity;

use super::Response;
use crate::{
    accounts::CompanyOf,
    connection::Connection,
    engagements::ReviewSummary,
    experts::{CertificationLink, ExpertProfile, HourlyRate},
    loaders::{PageOf, Rows, alike, load, load_kept},
    proposals::Proposal,
};

pub struct ComparedResponse(pub ::requests::Response);

/// One answer that stands beside others to the same request, with what speaks for the expert.
#[Object]
impl ComparedResponse {
    /// The answer itself; its words are the first of its conversation.
    async fn response(&self) -> Response {
        Response(self.0.clone())
    }

    /// Who answered.
    async fn expert_profile(&self, ctx: &Context<'_>) -> async_graphql::Result<ExpertProfile> {
        load_kept(ctx, self.0.expert_profile_id).await.map(ExpertProfile)
    }

    /// In whose name they answered: the expert's own, or the company's.
    async fn name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        let expert = self.expert_profile(ctx).await?;
        match self.0.speaks_as {
            SpeakingIdentity::Individual => expert.display_name(ctx).await,
            SpeakingIdentity::Company => {
                let company = load(ctx, CompanyOf(self.0.expert_account_id)).await?;
                match company {
                    Some(company) => Ok(company.details.name),
                    None => expert.display_name(ctx).await,
                }
            }
        }
    }

    /// What an hour costs, as a wish; null if the expert does not say.
    async fn rate(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<HourlyRate>> {
        Ok(self.expert_profile(ctx).await?.0.details.rate.map(Into::into))
    }

    /// What the expert is certified for now, newest first.
    async fn certifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        self.expert_profile(ctx).await?.valid_certifications(ctx, first, after).await
    }

    /// What customers say of the work of the expert's account comes to.
    async fn review_summary(&self, ctx: &Context<'_>) -> async_graphql::Result<ReviewSummary> {
        self.expert_profile(ctx).await?.review_summary(ctx).await
    }

    /// The newest of their offers that is accepted or can be; null if there is none.
    async fn proposal(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Proposal>> {
        Ok(load(ctx, OpenOffer(self.0.conversation_id)).await?.map(Proposal))
    }
}

/// A request whose answers are compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Compared(pub CustomerRequestId);

impl Loader<PageOf<Compared, ResponseId>> for Rows {
    type Value = Slice<::requests::Response>;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[PageOf<Compared, ResponseId>],
    ) -> Result<HashMap<PageOf<Compared, ResponseId>, Self::Value>, Arc<Error>> {
        let mut found = HashMap::new();
        for (page, compared) in alike(keys) {
            let ids: Vec<_> = compared.into_iter().map(|Compared(id)| id).collect();
            let lists = self.0.standing_responses_of(self.1, &ids, page).await.map_err(Arc::new)?;
            found.extend(lists.into_iter().map(|(id, list)| (PageOf { parent: Compared(id), page }, list)));
        }
        Ok(found)
    }
}

/// The newest offer of a conversation that is accepted or can be.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct OpenOffer(ConversationId);

impl Loader<OpenOffer> for Rows {
    type Value = ::proposals::Proposal;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[OpenOffer]) -> Result<HashMap<OpenOffer, Self::Value>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.open_offers_of(self.1, &ids).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|offer| (OpenOffer(offer.parties.conversation_id), offer)).collect())
    }
}
