use std::{collections::HashMap, sync::Arc};

use ::experts::{RateRange, Registration as Found};
use async_graphql::{Context, ID, Object, SimpleObject, dataloader::Loader};
use chrono::NaiveDate;
use kernel::{CertificationLinkId, EmailAddress, ExpertProfileId, Slice};
use marketplace::Error;

use super::{CertificationLink, Registration};
use crate::{
    accounts::{Company, CompanyOf},
    connection::Connection,
    engagements::{Review, ReviewSummary, SummaryOf},
    files::{File, file},
    loaders::{ListArguments, PageOf, Rows, alike, load, load_list, loader},
    money::Money,
    session::Session,
    user_error::OrNull,
};

const CERTIFICATIONS: &str = "expertProfile.certifications";
const REVIEWS: &str = "expertProfile.reviews";

loader!(ExpertProfileId => ::experts::ExpertProfile, ::experts::store::find_profiles);

pub struct ExpertProfile(pub ::experts::ExpertProfile);

/// What a person shows of themselves as an expert. Everybody sees it once the registration is active; what is
/// private only the person's account and the staff who review registrations.
#[Object]
impl ExpertProfile {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// What the person is called. While they show only the company that they work for, others read its name.
    pub async fn display_name(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        let own = &self.0.details.display_name;
        if self.shows_person(ctx) {
            return Ok(own.clone());
        }
        let company = load(ctx, CompanyOf(self.0.account_id)).await?;
        Ok(company.map_or_else(|| own.clone(), |company| company.details.name))
    }

    /// The name under which its page is found (`expertProfileBySlug`): chosen by the person, or else made of the displayed
    /// name when the registration became active; null before.
    async fn slug(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        load(ctx, SlugOf(self.0.id)).await
    }

    async fn headline(&self) -> Option<&str> {
        self.0.details.headline.as_deref()
    }

    /// A short biography.
    async fn bio(&self) -> Option<&str> {
        self.0.details.bio.as_deref()
    }

    /// What the person looks like.
    async fn photo(&self, ctx: &Context<'_>) -> OrNull<File> {
        let shown = self.0.details.photo.filter(|_| self.shows_person(ctx))?;
        Some(file(ctx, shown).await)
    }

    /// The company that the expert works for, which they may speak for too; null if the account is none.
    async fn company(&self, ctx: &Context<'_>) -> OrNull<Company> {
        load(ctx, CompanyOf(self.0.account_id)).await.transpose().map(|found| found.map(Company))
    }

    /// What the person has done, in their own order.
    async fn experience(&self) -> Vec<Experience> {
        self.0.details.experience.iter().cloned().map(Into::into).collect()
    }

    /// To public profiles and recommendations.
    async fn links(&self) -> &[String] {
        &self.0.details.links
    }

    /// What an hour costs, as a wish; null if the expert does not say.
    async fn rate(&self) -> Option<HourlyRate> {
        self.0.details.rate.map(Into::into)
    }

    /// What the person is certified for, newest first: to its own account and to staff who review registrations every claim, to others what
    /// is valid.
    async fn certifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        self.shown_certifications(ctx, self.private(ctx).is_some(), (first, after)).await
    }

    /// What customers say of the work of the expert's account, be it a company or a person, newest first.
    async fn reviews(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Review>> {
        let arguments = ListArguments { list: REVIEWS, first, after };
        load_list(ctx, self.0.account_id, arguments, |review: &::engagements::Review| review.id, Review).await
    }

    /// What those reviews come to.
    pub async fn review_summary(&self, ctx: &Context<'_>) -> async_graphql::Result<ReviewSummary> {
        let summary = load(ctx, SummaryOf(self.0.account_id)).await?;
        Ok(ReviewSummary(summary.unwrap_or_else(|| ::engagements::ReviewSummary::none(self.0.account_id))))
    }

    /// Private: where the operator reaches the person. Never shown to customers.
    async fn contact_email(&self, ctx: &Context<'_>) -> Option<&str> {
        self.private(ctx)?.details.contact_email.as_ref().map(EmailAddress::as_str)
    }

    /// Private: the person before the law.
    async fn legal_name(&self, ctx: &Context<'_>) -> Option<&str> {
        self.private(ctx)?.details.legal_name.as_deref()
    }

    /// Private: the way from a draft to being paid.
    async fn registration(&self, ctx: &Context<'_>) -> OrNull<Registration> {
        match self.private(ctx) {
            Some(profile) => {
                load(ctx, RegistrationOf(profile.id)).await.transpose().map(|found| found.map(Registration))
            }
            None => None,
        }
    }
}

impl ExpertProfile {
    /// What the person is certified for now, whoever asks.
    pub async fn valid_certifications(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        self.shown_certifications(ctx, false, (first, after)).await
    }

    async fn shown_certifications(
        &self,
        ctx: &Context<'_>,
        sees_private: bool,
        (first, after): (Option<i32>, Option<String>),
    ) -> async_graphql::Result<Connection<CertificationLink>> {
        let arguments = ListArguments { list: CERTIFICATIONS, first, after };
        let shown = Shown { profile: self.0.id, sees_private };
        load_list(ctx, shown, arguments, |link: &::experts::CertificationLink| link.id, CertificationLink).await
    }

    /// Whether whoever asks sees the person, and not only their company (G-05).
    fn shows_person(&self, ctx: &Context<'_>) -> bool {
        self.0.shows_person() || self.private(ctx).is_some()
    }

    /// The profile, for who sees all of it.
    fn private(&self, ctx: &Context<'_>) -> Option<&::experts::ExpertProfile> {
        let Session { app, actor, .. } = Session::of(ctx);
        app.sees_private(*actor, &self.0).then_some(&self.0)
    }
}

/// Something that the person has done: a position, a project.
#[derive(SimpleObject)]
pub struct Experience {
    /// What it was: "Cloud architect".
    title: String,
    /// For whom.
    organisation: Option<String>,
    started_on: NaiveDate,
    /// The last day; null while it goes on.
    ended_on: Option<NaiveDate>,
    description: Option<String>,
    /// Shows it: an https address.
    link: Option<String>,
}

/// What an hour costs, from and to; both may be the same.
#[derive(SimpleObject)]
pub struct HourlyRate {
    min: Money,
    max: Money,
}

/// The registration that names a profile.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct RegistrationOf(ExpertProfileId);

impl Loader<RegistrationOf> for Rows {
    type Value = Found;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[RegistrationOf]) -> Result<HashMap<RegistrationOf, Found>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = ::experts::store::find_of_profiles(self.0.db().reader(), &ids).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        Ok(found.into_iter().map(|found| (RegistrationOf(found.expert_profile_id), found)).collect())
    }
}

/// The name of a profile's page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct SlugOf(ExpertProfileId);

impl Loader<SlugOf> for Rows {
    type Value = String;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SlugOf]) -> Result<HashMap<SlugOf, String>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = ::experts::store::current_slugs(self.0.db().reader(), &ids).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        Ok(found.into_iter().map(|(id, slug)| (SlugOf(id), slug)).collect())
    }
}

/// Whose certifications, and whether those that no longer count are among them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Shown {
    profile: ExpertProfileId,
    sees_private: bool,
}

impl Loader<PageOf<Shown, CertificationLinkId>> for Rows {
    type Value = Slice<::experts::CertificationLink>;
    type Error = Arc<Error>;

    async fn load(
        &self,
        keys: &[PageOf<Shown, CertificationLinkId>],
    ) -> Result<HashMap<PageOf<Shown, CertificationLinkId>, Self::Value>, Arc<Error>> {
        let mut found = HashMap::new();
        for (page, shown) in alike(keys) {
            for sees_private in [false, true] {
                let profiles = shown.iter().filter(|shown| shown.sees_private == sees_private);
                let profiles: Vec<_> = profiles.map(|shown| shown.profile).collect();
                if profiles.is_empty() {
                    continue;
                }
                let lists = self.0.certifications_of(&profiles, page, sees_private).await.map_err(Arc::new)?;
                let keyed = |(profile, list)| (PageOf { parent: Shown { profile, sees_private }, page }, list);
                found.extend(lists.into_iter().map(keyed));
            }
        }
        Ok(found)
    }
}

impl From<::experts::Experience> for Experience {
    fn from(entry: ::experts::Experience) -> Self {
        let ::experts::Experience { title, organisation, started_on, ended_on, description, link } = entry;
        Self { title, organisation, started_on, ended_on, description, link }
    }
}

impl From<RateRange> for HourlyRate {
    fn from(rate: RateRange) -> Self {
        Self { min: rate.min().into(), max: rate.max().into() }
    }
}

impl From<::experts::ExpertProfile> for ExpertProfile {
    fn from(profile: ::experts::ExpertProfile) -> Self {
        Self(profile)
    }
}
