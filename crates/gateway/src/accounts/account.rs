use ::accounts::AccountState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::{AccountId, ExpertProfileId, MemberId};

use super::Member;
use crate::{
    connection::Connection,
    experts::{ExpertProfile, SellerOf, SellerRegistration},
    loaders::{ListArguments, load, load_list, loader, pages},
    money::CurrencyCode,
    place::Address,
    user_error::OrNull,
};

const MEMBERS: &str = "account.members";
const EXPERT_PROFILES: &str = "account.expertProfiles";

pages!(AccountId, ExpertProfileId => ::experts::ExpertProfile, |app, actor, accounts, page| {
    app.expert_profiles_of(actor, accounts, page)
});

pages!(AccountId, MemberId => ::accounts::Member, |app, actor, accounts, page| {
    app.members_of(actor, accounts, page)
});

loader!(AccountId => ::accounts::Account, ::accounts::store::find_many);

pub struct Account(pub ::accounts::Account);

/// A party that buys, sells, or both. Its members see it, and staff who review registrations or tax forms, run
/// payouts, settle or audit.
#[Object]
impl Account {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn name(&self) -> &str {
        &self.0.details.name
    }

    async fn address(&self) -> Address {
        (&self.0.details.address).into()
    }

    /// An IANA name: "Europe/Berlin".
    async fn time_zone(&self) -> &str {
        self.0.details.time_zone.name()
    }

    /// What it is shown sums in where nothing else decides.
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.details.currency)
    }

    async fn status(&self) -> AccountStatus {
        (&self.0.state).into()
    }

    async fn opened_at(&self) -> DateTime<Utc> {
        self.0.opened_at
    }

    /// Why staff suspended it; null unless they did.
    async fn suspend_reason(&self) -> Option<&str> {
        match &self.0.state {
            AccountState::Suspended { reason, .. } => Some(reason),
            AccountState::Open | AccountState::Closed { .. } => None,
        }
    }

    /// When it was closed; null unless it was.
    async fn closed_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            AccountState::Closed { at } => Some(at),
            AccountState::Open | AccountState::Suspended { .. } => None,
        }
    }

    /// Who acts for it, and who is invited to, newest first. Of staff for those with `REVIEW_REGISTRATIONS` or
    /// `READ_AUDIT`.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Member>> {
        let arguments = ListArguments { list: MEMBERS, first, after };
        load_list(ctx, self.0.id, arguments, |member: &::accounts::Member| member.id, Member).await
    }

    /// What its members show of themselves as experts, newest first. Of staff for those with
    /// `REVIEW_REGISTRATIONS`.
    async fn expert_profiles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<ExpertProfile>> {
        let arguments = ListArguments { list: EXPERT_PROFILES, first, after };
        load_list(ctx, self.0.id, arguments, |profile: &::experts::ExpertProfile| profile.id, ExpertProfile).await
    }

    /// What it declared to sell at all; null if it did not. Of staff for those with `REVIEW_REGISTRATIONS` or
    /// `REVIEW_TAX_FORMS`.
    async fn seller_registration(&self, ctx: &Context<'_>) -> OrNull<SellerRegistration> {
        load(ctx, SellerOf(self.0.id)).await.transpose().map(|found| found.map(SellerRegistration))
    }
}

/// Whether an account may act.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum AccountStatus {
    Open,
    /// It reads, and its running work and money go on, but it begins nothing new.
    Suspended,
    /// It is only read.
    Closed,
}

impl From<&AccountState> for AccountStatus {
    fn from(state: &AccountState) -> Self {
        match state {
            AccountState::Open => Self::Open,
            AccountState::Suspended { .. } => Self::Suspended,
            AccountState::Closed { .. } => Self::Closed,
        }
    }
}

impl From<::accounts::Account> for Account {
    fn from(account: ::accounts::Account) -> Self {
        Self(account)
    }
}
