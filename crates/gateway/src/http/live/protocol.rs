//! The words of `graphql-transport-ws`, as its protocol document has them.

use async_graphql::{Response, ServerError};
use axum::extract::ws::{CloseFrame, Message};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::{json::Unambiguous, params::Params};

/// How the protocol is called when the socket is opened.
pub const PROTOCOL: &str = "graphql-transport-ws";

/// What a client says.
#[derive(Debug)]
pub enum Heard {
    /// Who it is: "Bearer …", if it says so here.
    Init {
        authorization: Option<String>,
    },
    Ping,
    Pong,
    Subscribe {
        id: String,
        params: Params,
    },
    /// It wants no more of an operation.
    Complete {
        id: String,
    },
}

/// Why a talk ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hangup {
    /// The client left, or cannot be reached.
    Gone,
    /// The server stops: come again, another will be there.
    Restart,
    /// Nothing came for too long.
    Silent,
    /// What came is larger than what is taken, or no message at all.
    Unreadable,
    Malformed(&'static str),
    /// An operation before the greeting.
    NotGreeted,
    /// The token is not accepted, or not any more.
    Forbidden,
    OtherProtocol,
    GreetedTooLate,
    GreetedTwice,
    IdInUse,
}

impl Hangup {
    /// The protocol's code and a reason of at most 123 bytes; none where nobody is there to hear it.
    pub fn frame(self) -> Option<CloseFrame> {
        let (code, reason) = match self {
            Self::Gone => return None,
            Self::Restart => (1012, "Service restart"),
            Self::Silent => (1001, "Nothing was heard for too long"),
            Self::Unreadable => (1009, "A message is a text of at most 256 KiB"),
            Self::Malformed(reason) => (4400, reason),
            Self::NotGreeted => (4401, "Unauthorized"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::OtherProtocol => (4406, "Subprotocol not acceptable"),
            Self::GreetedTooLate => (4408, "Connection initialisation timeout"),
            Self::IdInUse => (4409, "Subscriber for that id already exists"),
            Self::GreetedTwice => (4429, "Too many initialisation requests"),
        };
        Some(CloseFrame { code, reason: reason.into() })
    }
}

impl Heard {
    pub fn read(text: &str) -> Result<Self, Hangup> {
        let Ok(Unambiguous(Value::Object(mut message))) = serde_json::from_str(text) else {
            return Err(Hangup::Malformed("A message is a JSON object"));
        };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(Hangup::Malformed("A message has a type"));
        };
        match kind.as_str() {
            "connection_init" => Ok(Self::Init { authorization: authorization(object(message.remove("payload"))?)? }),
            "ping" => object(message.remove("payload")).map(|_| Self::Ping),
            "pong" => object(message.remove("payload")).map(|_| Self::Pong),
            "subscribe" => Ok(Self::Subscribe { id: id(&mut message)?, params: params(message.remove("payload"))? }),
            "complete" => Ok(Self::Complete { id: id(&mut message)? }),
            _ => Err(Hangup::Malformed("There is no such type of message")),
        }
    }
}

fn object(payload: Option<Value>) -> Result<Map<String, Value>, Hangup> {
    match payload {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(payload)) => Ok(payload),
        Some(_) => Err(Hangup::Malformed("A payload is a JSON object")),
    }
}

/// Headers are spelt as people like.
fn authorization(payload: Map<String, Value>) -> Result<Option<String>, Hangup> {
    let mut said = payload.into_iter().filter(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    match (said.next(), said.next()) {
        (None, _) => Ok(None),
        (Some((_, Value::String(token))), None) => Ok(Some(token)),
        (Some(_), _) => Err(Hangup::Malformed("The authorization is one string")),
    }
}

/// The longest id of an operation; clients take a UUID or a counter.
const ID_LENGTH_MAX: usize = 128;

fn id(message: &mut Map<String, Value>) -> Result<String, Hangup> {
    match message.remove("id") {
        Some(Value::String(id)) if (1..=ID_LENGTH_MAX).contains(&id.len()) => Ok(id),
        Some(_) | None => Err(Hangup::Malformed("An id is a string of 1 to 128 bytes")),
    }
}

fn params(payload: Option<Value>) -> Result<Params, Hangup> {
    match payload {
        Some(Value::Object(payload)) => {
            Params::from_map(payload).map_err(|_| Hangup::Malformed("The payload of subscribe is no GraphQL request"))
        }
        Some(_) | None => Err(Hangup::Malformed("The payload of subscribe is a JSON object")),
    }
}

#[derive(Serialize)]
struct About<'a, T: ?Sized> {
    id: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a T>, // As it is: the fields of an answer are in the order of the query.
}

pub fn ack() -> Message {
    Message::text(r#"{"type":"connection_ack"}"#)
}

pub fn pong() -> Message {
    Message::text(r#"{"type":"pong"}"#)
}

pub fn next(id: &str, answer: &Response) -> Message {
    about(id, "next", Some(answer))
}

pub fn error(id: &str, errors: &[ServerError]) -> Message {
    about(id, "error", Some(errors))
}

pub fn complete(id: &str) -> Message {
    about::<Response>(id, "complete", None)
}

fn about<T: Serialize + ?Sized>(id: &str, kind: &'static str, payload: Option<&T>) -> Message {
    Message::text(serde_json::to_string(&About { id, kind, payload }).expect("an answer is always JSON"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_fits_into_a_closing_frame() {
        let reasons = [Hangup::Restart, Hangup::Silent, Hangup::Unreadable, Hangup::NotGreeted, Hangup::Forbidden];
        let more = [Hangup::OtherProtocol, Hangup::GreetedTooLate, Hangup::GreetedTwice, Hangup::IdInUse];
        for hangup in reasons.into_iter().chain(more) {
            assert!(hangup.frame().unwrap().reason.len() <= 123, "{hangup:?}");
        }
        assert!(Hangup::Gone.frame().is_none());
    }

    #[test]
    fn what_is_no_word_of_the_protocol_is_refused() {
        for text in [
            "x",
            "[]",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"what"}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"ping","type":"ping"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"connection_init","payload":{"authorization":1}}"#,
            r#"{"type":"connection_init","payload":{"authorization":"a","Authorization":"b"}}"#,
        ] {
            let refused = Heard::read(text).expect_err(text).frame().unwrap();
            assert!(refused.code == 4400 && refused.reason.len() <= 123, "{text}");
        }
        assert!(matches!(Heard::read(r#"{"type":"pong"}"#), Ok(Heard::Pong)));
        let greeting = Heard::read(r#"{"type":"connection_init","payload":{"Authorization":"Bearer x"}}"#).unwrap();
        assert!(matches!(greeting, Heard::Init { authorization: Some(token) } if token == "Bearer x"));
    }
}
