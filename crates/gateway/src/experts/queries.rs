use ::experts::Slug;
use async_graphql::{Context, ID, Object};
use kernel::{CertificationLinkId, CredentialIssuerId, RegistrationId};

use super::{
    CertificationLink, CredentialIssuer, ExpertProfile, IdentityCheck, Registration, registration::RegistrationStatus,
};
use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{OrNull, answer},
};

const REGISTRATIONS: &str = "registrations";
const CERTIFICATION_LINKS: &str = "certificationLinks";
const CREDENTIAL_ISSUERS: &str = "credentialIssuers";

#[derive(Default)]
pub struct ExpertQueries;

#[Object]
impl ExpertQueries {
    /// One profile: for everybody once its registration is active, before only for its account and for
    /// staff with `REVIEW_REGISTRATIONS`.
    async fn expert_profile(&self, ctx: &Context<'_>, id: ID) -> OrNull<ExpertProfile> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.expert_profile(*actor, id.parse()?).await };
        Some(answer(found.await).map(ExpertProfile))
    }

    /// One profile, by the name of its page: for whoever sees it by its id. A name that it had before leads to it too; `slug`
    /// is the one to show.
    async fn expert_profile_by_slug(&self, ctx: &Context<'_>, slug: String) -> OrNull<ExpertProfile> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.expert_profile_by_slug(*actor, &Slug::new(&slug)?).await };
        Some(answer(found.await).map(ExpertProfile))
    }

    /// One registration, for its account and for staff with `REVIEW_REGISTRATIONS`.
    async fn registration(&self, ctx: &Context<'_>, id: ID) -> OrNull<Registration> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.registration(*actor, id.parse()?).await };
        Some(answer(found.await).map(Registration))
    }

    /// The queue of registrations, newest first. For staff with `REVIEW_REGISTRATIONS`.
    async fn registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this status.")] status: Option<RegistrationStatus>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Registration>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<RegistrationId>(REGISTRATIONS, first, after.as_deref())?;
            app.registrations(*actor, status.map(Into::into), page).await
        };
        Ok(connection(REGISTRATIONS, answer(found.await)?, |registration| registration.id, Registration))
    }

    /// One identity check, for who sees its registration.
    async fn identity_check(&self, ctx: &Context<'_>, id: ID) -> OrNull<IdentityCheck> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.identity_check(*actor, id.parse()?).await };
        Some(answer(found.await).map(IdentityCheck))
    }

    /// One claim of a certification, for its account and for staff with `REVIEW_CERTIFICATIONS` or
    /// `REVIEW_REGISTRATIONS`.
    async fn certification_link(&self, ctx: &Context<'_>, id: ID) -> OrNull<CertificationLink> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.certification_link(*actor, id.parse()?).await };
        Some(answer(found.await).map(CertificationLink))
    }

    /// One issuer of credentials. For staff with `REVIEW_CERTIFICATIONS`.
    async fn credential_issuer(&self, ctx: &Context<'_>, id: ID) -> OrNull<CredentialIssuer> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.credential_issuer(*actor, id.parse()?).await };
        Some(answer(found.await).map(CredentialIssuer))
    }

    /// Every issuer of credentials that was ever trusted, newest first. For staff with `REVIEW_CERTIFICATIONS`.
    async fn credential_issuers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CredentialIssuer>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CredentialIssuerId>(CREDENTIAL_ISSUERS, first, after.as_deref())?;
            app.credential_issuers(*actor, page).await
        };
        Ok(connection(CREDENTIAL_ISSUERS, answer(found.await)?, |issuer| issuer.id, CredentialIssuer))
    }

    /// For members what their account claims, for staff with `REVIEW_CERTIFICATIONS` what waits for review; newest
    /// first.
    async fn certification_links(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CertificationLinkId>(CERTIFICATION_LINKS, first, after.as_deref())?;
            app.certification_links(*actor, page).await
        };
        Ok(connection(CERTIFICATION_LINKS, answer(found.await)?, |link| link.id, CertificationLink))
    }
}
