use ::experts::Finding;
use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use marketplace::LinkCertification;

use super::{CertificationLink, certification::CertificationLevel};
use crate::session::Session;

payload!(CertificationLinkPayload { certification_link: CertificationLink });
payload!(CertificationRequestReviewPayload { certification_link: CertificationLink });
payload!(CertificationVerifyPayload { certification_link: CertificationLink });
payload!(CertificationRejectPayload { certification_link: CertificationLink });
payload!(CertificationUnlinkPayload { certification_link: CertificationLink });
payload!(CertificationRevokePayload { certification_link: CertificationLink });

/// A certification to claim.
#[derive(InputObject)]
pub struct CertificationLinkInput {
    /// Who certified: 1 to 100 characters.
    issuer: String,
    /// The certification account's id with the issuer: 1 to 100 characters.
    external_id: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Evidence for what no registry knows.
#[derive(InputObject)]
pub struct CertificationRequestReviewInput {
    certification_link_id: ID,
    /// What shows it, and where it lies: 1 to 2000 characters.
    evidence: String,
}

/// What the evidence says.
#[derive(InputObject)]
pub struct CertificationVerifyInput {
    certification_link_id: ID,
    level: CertificationLevel,
    issued_on: NaiveDate,
    /// The last day on which it is valid; null if it never ends.
    expires_on: Option<NaiveDate>,
}

/// Why the evidence does not convince.
#[derive(InputObject)]
pub struct CertificationRejectInput {
    certification_link_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// The certification to take off one's profile.
#[derive(InputObject)]
pub struct CertificationUnlinkInput {
    certification_link_id: ID,
}

/// The certification to take off somebody's profile.
#[derive(InputObject)]
pub struct CertificationRevokeInput {
    certification_link_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

#[derive(Default)]
pub struct CertificationMutations;

#[Object]
impl CertificationMutations {
    /// Claim a certification; the registry is asked at once. One valid certification opens the requests to the
    /// whole account.
    async fn certification_link(
        &self,
        ctx: &Context<'_>,
        input: CertificationLinkInput,
    ) -> async_graphql::Result<CertificationLinkPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        CertificationLinkPayload::from_result(app.link_certification(*actor, input.into()).await)
    }

    /// Ask staff to look at evidence for what no registry knows. For the person.
    async fn certification_request_review(
        &self,
        ctx: &Context<'_>,
        input: CertificationRequestReviewInput,
    ) -> async_graphql::Result<CertificationRequestReviewPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CertificationRequestReviewInput { certification_link_id: id, evidence } = input;
        let asked = async { app.request_certification_review(*actor, id.parse()?, &evidence).await };
        CertificationRequestReviewPayload::from_result(asked.await)
    }

    /// Confirm what the evidence says. For staff with `REVIEW_CERTIFICATIONS`.
    async fn certification_verify(
        &self,
        ctx: &Context<'_>,
        input: CertificationVerifyInput,
    ) -> async_graphql::Result<CertificationVerifyPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CertificationVerifyInput { certification_link_id: id, level, issued_on, expires_on } = input;
        let finding = Finding { level: level.into(), issued_on, expires_on };
        let verified = async { app.verify_certification(*actor, id.parse()?, &finding).await };
        CertificationVerifyPayload::from_result(verified.await)
    }

    /// Say that the evidence does not convince. For staff with `REVIEW_CERTIFICATIONS`.
    async fn certification_reject(
        &self,
        ctx: &Context<'_>,
        input: CertificationRejectInput,
    ) -> async_graphql::Result<CertificationRejectPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CertificationRejectInput { certification_link_id: id, reason } = input;
        let rejected = async { app.reject_certification(*actor, id.parse()?, &reason).await };
        CertificationRejectPayload::from_result(rejected.await)
    }

    /// Take a certification off one's profile; work and money go on. For the person.
    async fn certification_unlink(
        &self,
        ctx: &Context<'_>,
        input: CertificationUnlinkInput,
    ) -> async_graphql::Result<CertificationUnlinkPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let unlinked = async { app.unlink_certification(*actor, input.certification_link_id.parse()?).await };
        CertificationUnlinkPayload::from_result(unlinked.await)
    }

    /// Take a certification off somebody's profile. For staff with `REVIEW_CERTIFICATIONS`.
    async fn certification_revoke(
        &self,
        ctx: &Context<'_>,
        input: CertificationRevokeInput,
    ) -> async_graphql::Result<CertificationRevokePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let CertificationRevokeInput { certification_link_id: id, reason } = input;
        let revoked = async { app.revoke_certification(*actor, id.parse()?, &reason).await };
        CertificationRevokePayload::from_result(revoked.await)
    }
}

impl From<CertificationLinkInput> for LinkCertification {
    fn from(input: CertificationLinkInput) -> Self {
        let CertificationLinkInput { issuer, external_id, idempotency_key } = input;
        Self { issuer, external_id, idempotency_key }
    }
}
