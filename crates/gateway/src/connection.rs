use std::{fmt::Display, str::FromStr};

use async_graphql::{
    OutputType,
    connection::{self, DefaultConnectionName, DefaultEdgeName, DisableNodesField, Edge, EmptyFields},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{InputError, Page, Slice};
use marketplace::Error;

/// How long a page is if nobody says.
const PAGE_SIZE: i32 = 20;

/// A page of a list, as the Relay specification has it. Lists run from the newest to the oldest, and those of what is
/// to come from the soonest to the latest.
pub type Connection<T> = connection::Connection<
    String,
    T,
    EmptyFields,
    EmptyFields,
    DefaultConnectionName,
    DefaultEdgeName,
    DisableNodesField,
>;

/// Reads the arguments of the list named `list`. A cursor that another list gave, or that somebody made up, is
/// refused.
pub fn page<I: FromStr>(list: &'static str, first: Option<i32>, after: Option<&str>) -> Result<Page<I>, Error> {
    Ok(Page::new(first.unwrap_or(PAGE_SIZE).into(), place(list, after)?)?)
}

/// Reads a cursor of the list named `list`.
pub fn place<I: FromStr>(list: &'static str, after: Option<&str>) -> Result<Option<I>, Error> {
    Ok(after.map(|cursor| decode(list, cursor)).transpose()?)
}

/// One item of the list named `list`, with the cursor that it has there.
pub fn edge<N: OutputType>(list: &'static str, key: impl Display, node: N) -> Edge<String, N, EmptyFields> {
    Edge::new(encode(list, key), node)
}

/// Makes the connection of a slice: `key` is what the list runs by, `wrap` makes the node.
pub fn connection<I: Display, T, N: OutputType>(
    list: &'static str,
    slice: Slice<T>,
    key: impl Fn(&T) -> I,
    wrap: impl Fn(T) -> N,
) -> Connection<N> {
    let mut connection = Connection::new(false, slice.has_next);
    let edges = slice.items.into_iter().map(|item| Edge::new(encode(list, key(&item)), wrap(item)));
    connection.edges.extend(edges);
    connection
}

fn encode(list: &str, id: impl Display) -> String {
    URL_SAFE_NO_PAD.encode(format!("{list}:{id}"))
}

fn decode<I: FromStr>(list: &str, cursor: &str) -> Result<I, InputError> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let id = text.as_deref().and_then(|text| text.strip_prefix(list)?.strip_prefix(':')?.parse().ok());
    id.ok_or_else(|| InputError::new("after", "is no cursor of this list"))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kernel::{AccountId, MemberId};

    use super::*;

    #[test]
    fn a_cursor_is_good_for_the_list_that_gave_it_alone() {
        let id = AccountId::generate(DateTime::UNIX_EPOCH);
        let cursor = encode("accounts", id);
        assert_eq!(page::<AccountId>("accounts", None, Some(&cursor)).unwrap().after, Some(id));
        assert!(page::<AccountId>("payers", None, Some(&cursor)).is_err());
        assert!(page::<MemberId>("accounts", None, Some(&cursor)).is_err());
        assert!(page::<AccountId>("accounts", None, Some("bWFkZSB1cA")).is_err());
    }
}
