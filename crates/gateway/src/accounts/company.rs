use std::{collections::HashMap, sync::Arc};

use ::accounts::CompanyDetails;
use async_graphql::{Context, ID, InputObject, Object, dataloader::Loader};
use kernel::AccountId;
use marketplace::Error;

use crate::{
    files::{File, file},
    loaders::Rows,
    session::Session,
};

payload!(CompanySavePayload { company: Company });

pub struct Company(pub ::accounts::Company);

/// The company that an account is, as it shows itself to the world: shared by all its experts.
#[Object]
impl Company {
    async fn name(&self) -> &str {
        &self.0.details.name
    }

    async fn description(&self) -> &str {
        &self.0.details.description
    }

    async fn logo(&self, ctx: &Context<'_>) -> async_graphql::Result<File> {
        file(ctx, self.0.details.logo).await
    }

    /// Its own pages.
    async fn url(&self) -> &str {
        &self.0.details.url
    }
}

/// All of a company.
#[derive(InputObject)]
pub struct CompanySaveInput {
    /// 1 to 100 characters.
    name: String,
    /// 1 to 2000 characters.
    description: String,
    /// A picture that the member sent by `POST /uploads`, by its id.
    logo_upload_id: ID,
    /// An https address of a public host.
    url: String,
}

#[derive(Default)]
pub struct CompanyMutations;

#[Object]
impl CompanyMutations {
    /// Say which company the account is, in the place of what was said before: its experts may then speak for it. Needs
    /// `MANAGE_ACCOUNT`.
    async fn company_save(
        &self,
        ctx: &Context<'_>,
        input: CompanySaveInput,
    ) -> async_graphql::Result<CompanySavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_company(*actor, input.try_into()?).await };
        CompanySavePayload::from_result(saved.await)
    }
}

/// Which company an account is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CompanyOf(pub AccountId);

impl Loader<CompanyOf> for Rows {
    type Value = ::accounts::Company;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[CompanyOf]) -> Result<HashMap<CompanyOf, Self::Value>, Arc<Error>> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = ::accounts::store::find_companies(self.0.db().reader(), &accounts).await;
        let found = found.map_err(|error| Arc::new(error.into()))?;
        Ok(found.into_iter().map(|company| (CompanyOf(company.account_id), company)).collect())
    }
}

impl TryFrom<CompanySaveInput> for CompanyDetails {
    type Error = Error;

    fn try_from(input: CompanySaveInput) -> Result<Self, Error> {
        let CompanySaveInput { name, description, logo_upload_id, url } = input;
        Ok(Self { name, description, logo: logo_upload_id.parse()?, url })
    }
}

impl From<::accounts::Company> for Company {
    fn from(company: ::accounts::Company) -> Self {
        Self(company)
    }
}
