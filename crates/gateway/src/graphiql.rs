use axum::{Router, response::Response};

use crate::browser::{self, CSS, JAVASCRIPT, file};

const PAGE: &str = include_str!("../graphiql/index.html");
const START: &str = include_str!("../graphiql/start.js");
const GRAPHIQL: &str = include_str!("../graphiql/graphiql.min.js");
const STYLE: &str = include_str!("../graphiql/graphiql.min.css");
const REACT: &str = include_str!("../graphiql/react.production.min.js");
const REACT_DOM: &str = include_str!("../graphiql/react-dom.production.min.js");

/// The page talks to nobody but us; the editor needs styles and workers of its own.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      font-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'";

/// The explorer, for whoever opens `/graphql` in a browser.
pub fn page() -> Response {
    browser::page(PAGE, POLICY)
}

/// What the page loads, from ourselves and nowhere else.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/graphiql/start.js", file(JAVASCRIPT, START))
        .route("/graphiql/graphiql.min.js", file(JAVASCRIPT, GRAPHIQL))
        .route("/graphiql/graphiql.min.css", file(CSS, STYLE))
        .route("/graphiql/react.production.min.js", file(JAVASCRIPT, REACT))
        .route("/graphiql/react-dom.production.min.js", file(JAVASCRIPT, REACT_DOM))
}
