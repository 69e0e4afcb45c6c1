use std::{hash::Hash, sync::Arc};

use async_graphql::{
    Context,
    dataloader::{DataLoader, Loader},
    runtime::{TokioSpawner, TokioTimer},
};
use marketplace::{Error, Marketplace};

use crate::user_error::answer;

/// Reads what fields refer to, many at once: one statement for a whole list, however long. Each domain says in
/// its own file what it reads for its ids, by [`loader!`].
pub struct Rows(pub Marketplace);

impl Rows {
    /// One a request, without a cache: it only gathers.
    pub fn loader(app: Marketplace) -> DataLoader<Self> {
        DataLoader::new(Self(app), TokioSpawner::current(), TokioTimer::default())
    }
}

/// Declares that things with ids of one kind are read by `find_many(db, &[id])`.
macro_rules! loader {
    ($id:ty => $value:ty, $find_many:path) => {
        impl async_graphql::dataloader::Loader<$id> for $crate::loaders::Rows {
            type Value = $value;
            type Error = std::sync::Arc<marketplace::Error>;

            async fn load(&self, ids: &[$id]) -> Result<std::collections::HashMap<$id, $value>, Self::Error> {
                let found = $find_many(self.0.db().reader(), ids).await;
                let found = found.map_err(|error| std::sync::Arc::new(error.into()))?;
                Ok(found.into_iter().map(|value| (value.id, value)).collect())
            }
        }
    };
}
pub(crate) use loader;

/// Reads one thing that a field refers to, together with those that its siblings refer to. Only for what whoever
/// sees the referring thing may see.
pub async fn load<I>(ctx: &Context<'_>, id: I) -> async_graphql::Result<Option<<Rows as Loader<I>>::Value>>
where
    I: Copy + Eq + Hash + Send + Sync + 'static,
    Rows: Loader<I, Error = Arc<Error>>,
{
    let loaded = ctx.data_unchecked::<DataLoader<Rows>>().load_one(id).await;
    answer(loaded.map_err(|error| Error::Outside(error.to_string())))
}

/// As [`load`], for what the database promises is there.
pub async fn load_kept<I>(ctx: &Context<'_>, id: I) -> async_graphql::Result<<Rows as Loader<I>>::Value>
where
    I: Copy + Eq + Hash + Send + Sync + std::fmt::Display + 'static,
    Rows: Loader<I, Error = Arc<Error>>,
{
    let found = load(ctx, id).await?;
    answer(found.ok_or_else(|| Error::Outside(format!("{id} is referred to and not there"))))
}
