use axum::{
    Router,
    http::{HeaderName, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

const PAGE: &str = include_str!("../graphiql/index.html");
const START: &str = include_str!("../graphiql/start.js");
const GRAPHIQL: &str = include_str!("../graphiql/graphiql.min.js");
const STYLE: &str = include_str!("../graphiql/graphiql.min.css");
const REACT: &str = include_str!("../graphiql/react.production.min.js");
const REACT_DOM: &str = include_str!("../graphiql/react-dom.production.min.js");

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
/// The page talks to nobody but us; the editor needs styles and workers of its own.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

/// The explorer, for whoever opens `/graphql` in a browser.
pub fn page() -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(PAGE)).into_response()
}

/// What the page loads, from ourselves and nowhere else.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let file = |media, content| get(move || async move { ([(header::CONTENT_TYPE, media)], content) });
    Router::new()
        .route("/graphiql/start.js", file(JAVASCRIPT, START))
        .route("/graphiql/graphiql.min.js", file(JAVASCRIPT, GRAPHIQL))
        .route("/graphiql/graphiql.min.css", file(CSS, STYLE))
        .route("/graphiql/react.production.min.js", file(JAVASCRIPT, REACT))
        .route("/graphiql/react-dom.production.min.js", file(JAVASCRIPT, REACT_DOM))
}
