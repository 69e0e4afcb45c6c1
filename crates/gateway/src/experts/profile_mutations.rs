use ::experts::{Experience, ProfileDetails, RateRange, Slug};
use async_graphql::{Context, ID, InputObject, Object};
use chrono::NaiveDate;
use marketplace::{Error, SaveExpertProfile, SaveSellerRegistration};

use super::{ExpertProfile, SellerRegistration};
use crate::{
    accounts::{address, country},
    money::MoneyInput,
    place::AddressInput,
    session::Session,
};

payload!(ExpertProfileSavePayload { expert_profile: ExpertProfile });
payload!(ExpertProfileSlugChoosePayload { expert_profile: ExpertProfile });
payload!(SellerRegistrationSavePayload { seller_registration: SellerRegistration });

/// All of a profile. A draft may leave out all but the display name; what is left out is empty from then on.
#[derive(InputObject)]
pub struct ExpertProfileSaveInput {
    /// The profile to save anew; null makes the person's one profile.
    expert_profile_id: Option<ID>,
    /// 1 to 100 characters.
    display_name: String,
    /// 1 to 140 characters.
    headline: Option<String>,
    /// A short biography: 1 to 2000 characters. Registration needs it, or a company.
    bio: Option<String>,
    /// A picture that the person sent by `POST /uploads`, by its id. Registration needs it, or a
    /// company.
    photo_upload_id: Option<ID>,
    /// At most 5 https addresses of public profiles and recommendations.
    #[graphql(default)]
    links: Vec<String>,
    /// At most 20, in the order in which they are shown.
    #[graphql(default)]
    experience: Vec<ExperienceInput>,
    /// What an hour costs, as a wish.
    rate: Option<HourlyRateInput>,
    /// Never shown to customers. Registration needs it.
    contact_email: Option<String>,
    /// Never public: 1 to 200 characters. Registration and certifications need it, and fix it.
    legal_name: Option<String>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Something that the person has done: a position, a project.
#[derive(InputObject)]
pub struct ExperienceInput {
    /// 1 to 140 characters.
    title: String,
    /// For whom: 1 to 140 characters.
    organisation: Option<String>,
    /// Not after today.
    started_on: NaiveDate,
    /// The last day, not before the first; null while it goes on.
    ended_on: Option<NaiveDate>,
    /// 1 to 1000 characters.
    description: Option<String>,
    /// Shows it: an https address.
    link: Option<String>,
}

/// What an hour costs, from and to, in one currency; both may be the same.
#[derive(InputObject)]
pub struct HourlyRateInput {
    min: MoneyInput,
    max: MoneyInput,
}

/// Under which name a profile's page is found.
#[derive(InputObject)]
pub struct ExpertProfileSlugChooseInput {
    expert_profile_id: ID,
    /// 3 to 60 of the letters a to z, digits, and single hyphens between them.
    slug: String,
}

/// All of a seller registration.
#[derive(InputObject)]
pub struct SellerRegistrationSaveInput {
    /// The seller before the law: 1 to 200 characters.
    legal_name: String,
    /// Where the seller is resident for tax: an ISO 3166 code of two letters.
    tax_country: String,
    /// The holder's address as the bank keeps it: to be paid, it must be the account's address.
    bank_address: AddressInput,
}

#[derive(Default)]
pub struct ProfileMutations;

#[Object]
impl ProfileMutations {
    /// Say who one is as an expert. The first time makes the profile and the draft of a registration; a person has
    /// one profile.
    async fn expert_profile_save(
        &self,
        ctx: &Context<'_>,
        input: ExpertProfileSaveInput,
    ) -> async_graphql::Result<ExpertProfileSavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_expert_profile(*actor, input.try_into()?).await };
        ExpertProfileSavePayload::from_result(saved.await)
    }

    /// Choose the name under which one's page is found. It lasts: the ones before still lead there, and to nobody else; so a
    /// profile takes at most five.
    async fn expert_profile_slug_choose(
        &self,
        ctx: &Context<'_>,
        input: ExpertProfileSlugChooseInput,
    ) -> async_graphql::Result<ExpertProfileSlugChoosePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let ExpertProfileSlugChooseInput { expert_profile_id, slug } = input;
        let chosen = async { app.choose_profile_slug(*actor, expert_profile_id.parse()?, &Slug::new(&slug)?).await };
        ExpertProfileSlugChoosePayload::from_result(chosen.await)
    }

    /// Declare who sells, and where the bank knows them; in the place of what was declared before. Needs
    /// `MANAGE_SELLER`.
    async fn seller_registration_save(
        &self,
        ctx: &Context<'_>,
        input: SellerRegistrationSaveInput,
    ) -> async_graphql::Result<SellerRegistrationSavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_seller_registration(*actor, input.try_into()?).await };
        SellerRegistrationSavePayload::from_result(saved.await)
    }
}

impl TryFrom<ExpertProfileSaveInput> for SaveExpertProfile {
    type Error = Error;

    fn try_from(input: ExpertProfileSaveInput) -> Result<Self, Error> {
        let expert_profile_id = input.expert_profile_id.map(|id| id.parse()).transpose()?;
        let details = ProfileDetails {
            display_name: input.display_name,
            headline: input.headline,
            bio: input.bio,
            photo: input.photo_upload_id.map(|id| id.parse()).transpose()?,
            links: input.links,
            experience: input.experience.into_iter().map(Into::into).collect(),
            rate: input.rate.map(RateRange::try_from).transpose()?,
            contact_email: input.contact_email.map(|typed| typed.parse()).transpose()?,
            legal_name: input.legal_name,
        };
        Ok(Self { expert_profile_id, details, idempotency_key: input.idempotency_key })
    }
}

impl From<ExperienceInput> for Experience {
    fn from(input: ExperienceInput) -> Self {
        let ExperienceInput { title, organisation, started_on, ended_on, description, link } = input;
        Self { title, organisation, started_on, ended_on, description, link }
    }
}

impl TryFrom<HourlyRateInput> for RateRange {
    type Error = Error;

    fn try_from(input: HourlyRateInput) -> Result<Self, Error> {
        Ok(Self::new(input.min.try_into()?, input.max.try_into()?)?)
    }
}

impl TryFrom<SellerRegistrationSaveInput> for SaveSellerRegistration {
    type Error = Error;

    fn try_from(input: SellerRegistrationSaveInput) -> Result<Self, Error> {
        let (tax_country, bank_address) = (country(&input.tax_country)?, address(input.bank_address)?);
        Ok(Self { legal_name: input.legal_name, tax_country, bank_address })
    }
}
