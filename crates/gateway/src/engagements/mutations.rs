use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{ChangePaymentMethod, Error};

use super::Engagement;
use crate::session::Session;

payload!(EngagementCompletePayload { engagement: Engagement });
payload!(PaymentMethodChangePayload { engagement: Engagement });

/// Which work is done.
#[derive(InputObject)]
pub struct EngagementCompleteInput {
    engagement_id: ID,
}

/// What an engagement shall be paid with from now on.
#[derive(InputObject)]
pub struct PaymentMethodChangeInput {
    engagement_id: ID,
    /// A card, ACH or net terms of one's own account. A promotional credit never pays an expert.
    payment_method_id: ID,
}

#[derive(Default)]
pub struct EngagementMutations;

#[Object]
impl EngagementMutations {
    /// End the work without another bill, once every bill is decided. For the expert; needs `BILL`.
    async fn engagement_complete(
        &self,
        ctx: &Context<'_>,
        input: EngagementCompleteInput,
    ) -> async_graphql::Result<EngagementCompletePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let completed = async { app.complete_engagement(*actor, input.engagement_id.parse()?).await };
        EngagementCompletePayload::from_result(completed.await)
    }

    /// Pay later charges of an engagement with another method. For the customer; needs `PAY`.
    async fn payment_method_change(
        &self,
        ctx: &Context<'_>,
        input: PaymentMethodChangeInput,
    ) -> async_graphql::Result<PaymentMethodChangePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let changed = async { app.change_payment_method(*actor, input.try_into()?).await };
        PaymentMethodChangePayload::from_result(changed.await)
    }
}

impl TryFrom<PaymentMethodChangeInput> for ChangePaymentMethod {
    type Error = Error;

    fn try_from(input: PaymentMethodChangeInput) -> Result<Self, Error> {
        let (engagement_id, payment_method) = (input.engagement_id.parse()?, input.payment_method_id.0);
        Ok(Self { engagement_id, payment_method })
    }
}
