//! Methods, media and bodies: what the audits of GraphQL over HTTP ask, in their order, and what they do not.

use axum::http::{HeaderValue, Method};
use serde_json::Value;
use support::story;

use super::*;

const JSON: &str = "application/json; charset=utf-8";

/// What a server answers to a well-formed request that wishes this.
async fn answered_as(app: &App, wishes: &[&str]) -> (StatusCode, String) {
    let asked = wishes.iter().fold(asking("{ __typename }"), |request, wish| with(request, "accept", wish));
    let reply = send(app, asked).await;
    (reply.status, reply.header("content-type").to_owned())
}

#[story]
async fn an_answer_has_the_shape_that_the_client_wishes(app: &App) {
    let newer = "application/graphql-response+json; charset=utf-8";
    for (wishes, shape) in [
        (vec![NEWER], newer),
        (vec!["application/json"], JSON),
        (vec!["*/*"], JSON),
        (vec![], JSON),
        (vec!["text/html, application/graphql-response+json;q=0.9, application/json;q=0.8"], newer),
        (vec!["application/json; charset=utf-8"], JSON),
        (vec!["image/png", "application/json"], JSON),
    ] {
        assert_eq!(answered_as(app, &wishes).await, (StatusCode::OK, shape.to_owned()), "{wishes:?}");
    }
    for wish in ["text/html", "image/png", "application/json; charset=utf-16"] {
        assert_eq!(answered_as(app, &[wish]).await, (StatusCode::NOT_ACCEPTABLE, JSON.to_owned()), "{wish}");
    }
}

#[story]
async fn queries_run_by_get_and_post_and_mutations_by_post_alone(app: &App) {
    for query in [
        "query={__typename}",
        "query=query%20A{__typename}&operationName=A",
        "query=query(%24t:String!){__type(name:%24t){name}}&variables=%7B%22t%22:%22Query%22%7D",
        "query=query%20Q{__typename}%20mutation%20M{__typename}&operationName=Q",
        "query={__typename}&operationName=&variables=&extensions=",
    ] {
        let reply = send(app, get(&format!("/graphql?{query}"))).await;
        assert_eq!((reply.status, &reply.body["errors"]), (StatusCode::OK, &Value::Null), "{query}");
    }
    for mutation in [
        "query=mutation{__typename}",
        "query=mutation%20M{__typename}",
        "query=mutation%20M{__typename}&operationName=M",
        "query=query%20Q{__typename}%20mutation%20M{__typename}&operationName=M",
        "query=mutation%20M{...f}%20fragment%20f%20on%20Mutation{__typename}",
    ] {
        let reply = send(app, get(&format!("/graphql?{mutation}"))).await;
        assert_eq!((reply.status, reply.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "POST"), "{mutation}");
        assert_eq!((reply.code(), reply.body.get("data")), ("METHOD_NOT_ALLOWED", None), "{mutation}");
    }
    let posted = json!({ "query": "query Q { a: __typename } mutation M { b: __typename }", "operationName": "M" });
    assert_eq!(send(app, post(posted.to_string())).await.body["data"], json!({ "b": "Mutation" }));
}

#[story]
async fn other_methods_are_refused_and_told_which_are_not(app: &App) {
    let methods = [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, Method::OPTIONS, Method::CONNECT];
    for method in methods {
        let mut request = asking("mutation { __typename }");
        *request.method_mut() = method.clone();
        let reply = send(app, request).await;
        let seen = (reply.status, reply.code(), reply.header("allow"));
        assert_eq!(seen, (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "GET, POST"), "{method}");
    }
    let mut elsewhere = asking("{ __typename }");
    *elsewhere.uri_mut() = "/health/live".parse().unwrap();
    let reply = send(app, elsewhere).await;
    assert_eq!((reply.status, reply.header("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    assert_eq!(reply.code(), "METHOD_NOT_ALLOWED");
    let nowhere = send(app, get("/graphql/graphql")).await;
    assert_eq!((nowhere.status, nowhere.code()), (StatusCode::NOT_FOUND, "NOT_FOUND"));
}

#[story]
async fn bodies_are_json_in_utf_8_as_it_is(app: &App) {
    let body = json!({ "query": "{ __typename }" }).to_string();
    let typed = |media: Option<&str>| {
        let mut request = post(body.clone());
        request.headers_mut().remove(header::CONTENT_TYPE);
        request.headers_mut().extend(media.map(|media| (header::CONTENT_TYPE, media.parse::<HeaderValue>().unwrap())));
        request
    };
    for media in ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\""] {
        assert_eq!(send(app, typed(Some(media))).await.status, StatusCode::OK, "{media}");
    }
    let odd = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/graphql",
        "application/jsonx",
        "text/json",
        "",
    ];
    for media in odd.into_iter().map(Some).chain([None]) {
        let reply = send(app, typed(media)).await;
        let seen = (reply.status, reply.code());
        assert_eq!(seen, (StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE"), "{media:?}");
    }
    for packed in ["gzip", "deflate", "br", "identity, gzip", "x"] {
        let reply = send(app, with(asking("{ __typename }"), "content-encoding", packed)).await;
        assert_eq!(reply.code(), "UNSUPPORTED_MEDIA_TYPE", "{packed}");
        assert_eq!(reply.header("accept-encoding"), "identity", "{packed}");
    }
    assert_eq!(send(app, with(asking("{ __typename }"), "content-encoding", "identity")).await.status, StatusCode::OK);
}

#[story]
async fn what_is_no_request_is_refused_with_a_code(app: &App) {
    let mut bodies =
        ["", "{", "[]", "null", "1", "\"x\"", "{}", "{\"a\":1,}", "\u{feff}{}"].map(str::to_owned).to_vec();
    for (key, kinds) in [
        ("query", vec!["1", "true", "[]", "{}", "null"]),
        ("operationName", vec!["1", "true", "[]", "{}"]),
        ("variables", vec!["1", "\"x\"", "[]", "0"]),
        ("extensions", vec!["1", "\"x\"", "[]", "0"]),
    ] {
        let others = if key == "query" { "" } else { "\"query\":\"{__typename}\"," };
        bodies.extend(kinds.into_iter().map(|value| format!("{{{others}\"{key}\":{value}}}")));
    }
    bodies.push(r#"{"query":"{__typename}","query":"mutation{__typename}"}"#.to_owned());
    bodies.push(r#"{"query":"{__typename}","variables":{"a":1,"a":2}}"#.to_owned());
    bodies.push(r#"{"query":"{__typename}","variables":{"a":"\ud800"}}"#.to_owned());
    bodies.push(format!(
        r#"{{"query":"{{__typename}}","variables":{{"a":{}{}}}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    ));
    bodies.push("[".repeat(200_000));
    for body in bodies {
        for wish in [NEWER, "application/json"] {
            let reply = send(app, with(post(body.clone()), "accept", wish)).await;
            let start: String = body.chars().take(80).collect();
            assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, "BAD_REQUEST"), "{start}");
            assert_eq!(reply.body.get("data"), None, "{start}");
        }
    }
    let not_utf_8 = [b"{\"query\":\"{__typename}\",\"x\":\"".as_slice(), &[0xff], b"\"}"].concat();
    assert_eq!(send(app, post(not_utf_8)).await.code(), "BAD_REQUEST");
    for query in
        ["", "query=", "query={__typename}&query={__typename}", "query={__typename}&variables=x", "variables={}"]
    {
        let reply = send(app, get(&format!("/graphql?{query}"))).await;
        assert!(reply.status == StatusCode::BAD_REQUEST || reply.code() == "GRAPHQL_PARSE_FAILED", "{query}");
    }
}

#[story]
async fn several_operations_at_once_are_refused_clearly(app: &App) {
    let one = json!({ "query": "mutation { __typename }" });
    for batch in [json!([one]), json!([one, one]), json!([[one]])] {
        let reply = send(app, post(batch.to_string())).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, "BAD_REQUEST"));
        assert_eq!(reply.body["errors"][0]["message"], "send one operation at a time, not a list");
    }
}

#[story]
async fn well_formed_parameters_may_be_null_or_empty(app: &App) {
    for wish in [NEWER, "application/json"] {
        for parameters in [
            json!({ "query": "{ __typename }", "variables": null, "operationName": null, "extensions": null }),
            json!({ "query": "{ __typename }", "variables": {}, "extensions": { "any": { "thing": [1] } } }),
            json!({ "query": "query A { __typename }", "operationName": "A", "other": "is left alone" }),
        ] {
            let reply = send(app, with(post(parameters.to_string()), "accept", wish)).await;
            assert_eq!((reply.status, &reply.body), (StatusCode::OK, &json!({ "data": { "__typename": "Query" } })));
        }
        let typed = json!({
            "query": "query($name: String!) { __type(name: $name) { name } }",
            "variables": { "name": "Query" },
        });
        let reply = send(app, with(post(typed.to_string()), "accept", wish)).await;
        assert_eq!(reply.body["data"]["__type"]["name"], "Query");
    }
}

/// The older shape says 200 to whatever is a well-formed request, the newer one says with its status that nothing
/// ran; neither has an entry `data` then.
#[story]
async fn the_status_says_whether_anything_ran(app: &App) {
    for (request, code) in [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "{ nothingOfThatName }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ __typename @unknown }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "query($id: ID!) { node(id: $id) { id } }" }), "BAD_USER_INPUT"),
        (json!({ "query": "query($id: ID!) { node(id: $id) { id } }", "variables": { "id": null } }), "BAD_USER_INPUT"),
        (json!({ "query": "query($id: ID!) { __typename }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": "query($id: ID!) { node(id: $id) { id } }", "variables": { "id": {} } }),
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (json!({ "query": "query A { now } query B { now }" }), "OPERATION_RESOLUTION_FAILURE"),
        (json!({ "query": "query A { now }", "operationName": "B" }), "OPERATION_RESOLUTION_FAILURE"),
    ] {
        for (wish, status) in [(NEWER, StatusCode::BAD_REQUEST), ("application/json", StatusCode::OK)] {
            let reply = send(app, with(post(request.to_string()), "accept", wish)).await;
            assert_eq!((reply.status, reply.code()), (status, code), "{request} as {wish}");
            assert_eq!(reply.body.get("data"), None, "{request} as {wish}");
        }
    }
    let refused = send(app, with(asking("{ node(id: \"x\") { id } __typename }"), "accept", NEWER)).await;
    let data = json!({ "node": null, "__typename": "Query" });
    assert_eq!((refused.status, &refused.body["data"]), (StatusCode::OK, &data), "what fails takes no other with it");
}

#[story]
async fn a_body_has_a_size_whatever_it_says_of_it(app: &App) {
    let huge = json!({ "query": format!("{{ __typename }} #{}", "x".repeat(10 << 20)) }).to_string();
    let told = send(app, with(post(huge.clone()), "content-length", &huge.len().to_string())).await;
    assert_eq!((told.status, told.code()), (StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE"));
    let untold = send(app, post(huge)).await;
    assert_eq!((untold.status, untold.code()), (StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE"));
}
