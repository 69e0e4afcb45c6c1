use axum::http::{HeaderMap, HeaderValue, header};

/// The two shapes of an answer that GraphQL over HTTP knows. The older one says 200 to what was well formed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Media {
    GraphQlResponse,
    Json,
}

impl Media {
    /// The first of the client's wishes that can be met; whoever has none, or takes anything, gets plain JSON.
    pub fn wished(headers: &HeaderMap) -> Option<Self> {
        let wishes: Vec<&str> =
            headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        if wishes.is_empty() {
            return Some(Self::Json);
        }
        wishes.iter().flat_map(|value| value.split(',')).find_map(of_wish)
    }

    pub fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

fn of_wish(wish: &str) -> Option<Media> {
    let mut parts = wish.split(';').map(str::trim);
    let media = parts.next()?.to_ascii_lowercase();
    if parts.any(|parameter| parameter.starts_with("charset=") && !parameter.eq_ignore_ascii_case("charset=utf-8")) {
        return None;
    }
    match media.as_str() {
        "application/graphql-response+json" => Some(Media::GraphQlResponse),
        "application/json" | "application/*" | "*/*" => Some(Media::Json),
        _ => None,
    }
}

pub fn wants_html(headers: &HeaderMap) -> bool {
    wants(headers, "text/html")
}

/// Whether the client wants to be told of events as they happen, by the standard of browsers.
pub fn wants_events(headers: &HeaderMap) -> bool {
    wants(headers, "text/event-stream")
}

fn wants(headers: &HeaderMap, media: &str) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.split(',').any(|wish| wish.trim().starts_with(media)))
}

/// Whether the body says that it is JSON in UTF-8.
pub fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(str::trim);
    let is_json = parts.next().is_some_and(|media| media.eq_ignore_ascii_case("application/json"));
    let is_utf8 = |parameter: &str| match parameter.split_once('=') {
        Some((key, charset)) if key.trim().eq_ignore_ascii_case("charset") => {
            charset.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        Some(_) | None => true,
    };
    is_json && parts.all(is_utf8)
}

/// Whether the body is packed: unpacking would be a way to send much with little.
pub fn is_packed(headers: &HeaderMap) -> bool {
    headers.get_all(header::CONTENT_ENCODING).iter().any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}
