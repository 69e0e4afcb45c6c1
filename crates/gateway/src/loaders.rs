use std::{collections::HashMap, fmt::Display, hash::Hash, str::FromStr, sync::Arc};

use async_graphql::{
    Context, OutputType,
    dataloader::{DataLoader, Loader},
    runtime::{TokioSpawner, TokioTimer},
};
use kernel::{Actor, Page, Slice};
use marketplace::{Error, Marketplace};

use crate::{
    connection::{Connection, connection, page},
    user_error::{answer, fault},
};

/// Reads what fields refer to, many at once: one statement for a whole list, however long. Each domain says in
/// its own file what it reads for its ids, by [`loader!`].
pub struct Rows(pub Marketplace, pub Actor);

impl Rows {
    /// One a request, without a cache: it only gathers.
    pub fn loader(app: Marketplace, actor: Actor) -> DataLoader<Self> {
        DataLoader::new(Self(app, actor), TokioSpawner::current(), TokioTimer::default())
    }
}

/// Declares that things with ids of one kind are read by `find_many(db, &[id])`, or by a call of their own.
macro_rules! loader {
    ($id:ty => $value:ty, $find_many:path) => {
        $crate::loaders::loader!($id => $value, |app, ids| $find_many(app.db().reader(), ids));
    };
    ($id:ty => $value:ty, |$app:ident, $ids:ident| $find_many:expr) => {
        impl async_graphql::dataloader::Loader<$id> for $crate::loaders::Rows {
            type Value = $value;
            type Error = std::sync::Arc<marketplace::Error>;

            async fn load(&self, $ids: &[$id]) -> Result<std::collections::HashMap<$id, $value>, Self::Error> {
                let $app = &self.0;
                let found = $find_many.await;
                let found = found.map_err(|error| std::sync::Arc::new(error.into()))?;
                Ok(found.into_iter().map(|value| (value.id, value)).collect())
            }
        }
    };
}
pub(crate) use loader;

/// One page of the list of one parent. Lists of siblings that are asked for alike are read together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PageOf<P, I> {
    pub parent: P,
    pub page: Page<I>,
}

/// Declares that the lists with items of one kind under parents of one kind are read by one call for many parents.
macro_rules! pages {
    ($parent:ty, $id:ty => $value:ty, |$app:ident, $actor:ident, $parents:ident, $page:ident| $read:expr) => {
        impl async_graphql::dataloader::Loader<$crate::loaders::PageOf<$parent, $id>> for $crate::loaders::Rows {
            type Value = kernel::Slice<$value>;
            type Error = std::sync::Arc<marketplace::Error>;

            async fn load(
                &self,
                keys: &[$crate::loaders::PageOf<$parent, $id>],
            ) -> Result<std::collections::HashMap<$crate::loaders::PageOf<$parent, $id>, Self::Value>, Self::Error>
            {
                let mut found = std::collections::HashMap::new();
                for ($page, $parents) in $crate::loaders::alike(keys) {
                    let ($app, $actor, $parents) = (&self.0, self.1, $parents.as_slice());
                    let lists = $read.await.map_err(std::sync::Arc::new)?;
                    let keyed = |(parent, list)| ($crate::loaders::PageOf { parent, page: $page }, list);
                    found.extend(lists.into_iter().map(keyed));
                }
                Ok(found)
            }
        }
    };
}
pub(crate) use pages;

/// The parents of which the same page is asked for.
pub fn alike<P: Copy, I: Copy + Eq + Hash>(keys: &[PageOf<P, I>]) -> HashMap<Page<I>, Vec<P>> {
    let mut alike: HashMap<_, Vec<_>> = HashMap::new();
    for PageOf { parent, page } in keys {
        alike.entry(*page).or_default().push(*parent);
    }
    alike
}

/// The arguments of a list that stands below something, and what its cursors are called.
pub struct ListArguments {
    pub list: &'static str,
    pub first: Option<i32>,
    pub after: Option<String>,
}

/// Reads a list of something that is seen already, together with the same lists of its siblings: one statement for
/// all, however many.
pub async fn load_list<P, I, T, N>(
    ctx: &Context<'_>,
    parent: P,
    ListArguments { list, first, after }: ListArguments,
    key: impl Fn(&T) -> I,
    wrap: impl Fn(T) -> N,
) -> async_graphql::Result<Connection<N>>
where
    P: Copy + Eq + Hash + Send + Sync + 'static,
    I: FromStr + Display + Copy + Eq + Hash + Send + Sync + 'static,
    N: OutputType,
    T: Clone + Send + Sync + 'static,
    Rows: Loader<PageOf<P, I>, Value = Slice<T>, Error = Arc<Error>>,
{
    let page = answer(page::<I>(list, first, after.as_deref()))?;
    let slice = load(ctx, PageOf { parent, page }).await?.unwrap_or_default();
    Ok(connection(list, slice, key, wrap))
}

/// Reads one thing that a field refers to, together with those that its siblings refer to. Only for what whoever
/// sees the referring thing may see.
pub async fn load<I>(ctx: &Context<'_>, id: I) -> async_graphql::Result<Option<<Rows as Loader<I>>::Value>>
where
    I: Copy + Eq + Hash + Send + Sync + 'static,
    Rows: Loader<I, Error = Arc<Error>>,
{
    let loaded = ctx.data_unchecked::<DataLoader<Rows>>().load_one(id).await;
    loaded.map_err(|error| fault(&error))
}

/// As [`load`], for what the database promises is there.
pub async fn load_kept<I>(ctx: &Context<'_>, id: I) -> async_graphql::Result<<Rows as Loader<I>>::Value>
where
    I: Copy + Eq + Hash + Send + Sync + Display + 'static,
    Rows: Loader<I, Error = Arc<Error>>,
{
    let found = load(ctx, id).await?;
    answer(found.ok_or_else(|| Error::Outside(format!("{id} is referred to and not there"))))
}
