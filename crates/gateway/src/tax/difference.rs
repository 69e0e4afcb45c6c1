use std::{collections::HashMap, sync::Arc};

use ::tax::{Dac7Form, Difference};
use async_graphql::{Context, SimpleObject, dataloader::Loader};
use kernel::AccountId;
use marketplace::Error;

use super::field::Dac7Field;
use crate::loaders::{Rows, load};

/// What a version answers differently from the one before it: read together for all that ask.
pub async fn differences(ctx: &Context<'_>, form: &Dac7Form) -> async_graphql::Result<Vec<Dac7Difference>> {
    let Some(version) = form.version.checked_sub(1) else { return Ok(vec![]) };
    let before = load(ctx, VersionOf { account: form.account_id, version }).await?;
    let differences = before.map(|before| Difference::between(&before.answers, &form.answers));
    Ok(differences.unwrap_or_default().into_iter().map(Dac7Difference::from).collect())
}

/// A version of an account's form, by its number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct VersionOf {
    account: AccountId,
    version: i32,
}

impl Loader<VersionOf> for Rows {
    type Value = Dac7Form;
    type Error = Arc<Error>;

    async fn load(&self, wanted: &[VersionOf]) -> Result<HashMap<VersionOf, Dac7Form>, Self::Error> {
        let accounts: Vec<_> = wanted.iter().map(|version| version.account).collect();
        let versions = ::tax::store::versions_of(self.0.db().reader(), self.0.vault(), &accounts).await;
        let versions = versions.map_err(|error| Arc::new(error.into()))?.into_iter();
        Ok(versions.map(|form| (VersionOf { account: form.account_id, version: form.version }, form)).collect())
    }
}

/// An answer that two versions give differently.
#[derive(SimpleObject)]
pub struct Dac7Difference {
    field: Dac7Field,
    /// As the version before has it; null if it was not answered.
    before: Option<String>,
    /// As this version has it; null if it is not answered.
    after: Option<String>,
}

impl From<Difference> for Dac7Difference {
    fn from(Difference { field, before, after }: Difference) -> Self {
        Self { field: field.into(), before, after }
    }
}
