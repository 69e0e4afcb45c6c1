//! What postings are about, as things that their reader can follow.

use async_graphql::Context;
use marketplace::Subject;

use crate::{disbursements::Disbursement, loaders::load_kept, payments::PaymentRequest, user_error::OrNull};

pub async fn bill(ctx: &Context<'_>, about: Option<Subject>) -> OrNull<PaymentRequest> {
    match about {
        Some(Subject::Bill(id)) => Some(load_kept(ctx, id).await.map(PaymentRequest)),
        Some(Subject::Disbursement(_)) | None => None,
    }
}

pub async fn disbursement(ctx: &Context<'_>, about: Option<Subject>) -> OrNull<Disbursement> {
    match about {
        Some(Subject::Disbursement(id)) => Some(load_kept(ctx, id).await.map(Disbursement)),
        Some(Subject::Bill(_)) | None => None,
    }
}
