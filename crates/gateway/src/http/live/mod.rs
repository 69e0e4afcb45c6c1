//! GraphQL over a WebSocket, by the protocol `graphql-transport-ws`: one talk a socket, any number of operations in it
//! up to a limit, and an end with a code that says why.

mod operations;
mod protocol;
mod talk;

use std::time::Duration;

use axum::{
    extract::{FromRequestParts, ws::WebSocketUpgrade},
    http::{HeaderMap, Uri, header, request::Parts, uri::Authority},
    response::{IntoResponse, Response},
};

use self::{protocol::PROTOCOL, talk::Talk};
use super::{Door, Fault, Reference};
use crate::{error_code::ErrorCode, serving::Stop};

/// The largest message that is taken, as large as a request's body.
const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// How long a talk is borne with. Nothing waits for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveLimits {
    /// From the opening of the socket until the client has said who it is.
    pub greeting: Duration,
    /// How often the client is asked for a sign of life, and the token's time is looked at.
    pub heartbeat: Duration,
    /// How long nothing at all may come from the client.
    pub silence: Duration,
    /// How many operations may run at once.
    pub operations: usize,
}

impl Default for LiveLimits {
    fn default() -> Self {
        Self {
            greeting: Duration::from_secs(10),
            heartbeat: Duration::from_secs(15), // Common proxies give up on what is silent for a minute.
            silence: Duration::from_mins(1),
            operations: 50,
        }
    }
}

/// Whether a request asks to go on as a WebSocket.
pub fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.get(header::UPGRADE).is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"websocket"))
}

/// Goes on as a WebSocket. Of browsers only our own pages may: others' would come with whatever a browser adds by
/// itself.
pub async fn upgraded(door: Door, mut head: Parts) -> Response {
    if !is_of_this_house(&head.headers, &head.uri) {
        return Fault::new(ErrorCode::Forbidden, "pages of other origins get no socket")
            .into_plain_response(&head.headers);
    }
    let Ok(socket) = WebSocketUpgrade::from_request_parts(&mut head, &()).await else {
        let fault = Fault::bad_request("this is no opening of a WebSocket of version 13");
        return fault.into_plain_response(&head.headers);
    };
    let socket = socket.protocols([PROTOCOL]);
    let (stop, reference) = (head.extensions.remove::<Stop>(), Reference::of(&head.headers));
    let shown = match door.shown(&head.headers).await {
        Ok(shown) => shown,
        Err(fault) => return fault.into_plain_response(&head.headers),
    };
    let socket = socket.max_message_size(MESSAGE_BYTES_MAX).max_frame_size(MESSAGE_BYTES_MAX);
    socket.on_upgrade(async |socket| Talk::new(door, shown, reference).held(socket, stop).await).into_response()
}

/// What comes from no page at all is nobody's page; a page's origin must be where it comes to.
fn is_of_this_house(headers: &HeaderMap, uri: &Uri) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let origin = origin.to_str().ok().and_then(|origin| origin.parse::<Uri>().ok());
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).and_then(|host| host.parse().ok());
    let host: Option<Authority> = host.or_else(|| uri.authority().cloned());
    origin.and_then(|origin| origin.authority().cloned()).zip(host).is_some_and(|(origin, host)| origin == host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_other_houses_are_strangers_and_what_is_no_page_is_not() {
        let from = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::from_iter([(header::HOST, "market.example:8080".parse().unwrap())]);
            headers.extend(origin.map(|origin| (header::ORIGIN, origin.parse().unwrap())));
            is_of_this_house(&headers, &Uri::from_static("/graphql"))
        };
        assert!(from(None) && from(Some("https://market.example:8080")));
        for origin in
            ["http://evil.test", "https://market.example", "null", "", "https://market.example:8080.evil.test"]
        {
            assert!(!from(Some(origin)), "{origin}");
        }
    }
}
