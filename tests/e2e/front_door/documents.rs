//! Documents that cost more than they say, values that no field takes, and lists out of their limits.

use support::story;

use super::*;

/// What the document is refused with, before any of it runs.
async fn not_run(app: &App, document: &str) -> String {
    let reply = send(app, with(asking(document), "accept", NEWER)).await;
    let start: String = document.chars().take(80).collect();
    assert_eq!((reply.status, reply.body.get("data")), (StatusCode::BAD_REQUEST, None), "{start}");
    assert!(!reply.body.to_string().contains("Did you mean"), "{start}");
    assert!(reply.body["errors"].as_array().unwrap().len() <= 50, "{start}");
    reply.code().to_owned()
}

fn many(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().concat()
}

#[story]
async fn documents_that_cost_too_much_are_refused_before_they_run(app: &App) {
    let spread = |i: usize| format!(" fragment f{i} on Query {{ ...f{0} ...f{0} }}", i + 1);
    let bomb = many(25, spread);
    let alias = |i| format!("a{i}: now ");
    for document in [
        format!("{{ ...f0 }}{bomb} fragment f25 on Query {{ now }}"),
        format!("{{ {} }}", many(31, alias)),
        format!("{{ {} }}", many(1_000, alias)),
        format!("{{ __schema {{ types {}{} }} }}", "{ ofType ".repeat(30), "}".repeat(30)),
        format!("{{ __schema {{ types {}{} }} }}", "{ ofType ".repeat(10_000), "}".repeat(10_000)),
        format!("{{ node(id: {}1{}) {{ id }} }}", "[".repeat(3_000), "]".repeat(3_000)),
        format!("{{ node(id: {} }}", "{a:".repeat(3_000)),
        format!("{{ now {} }}", "@skip(if: false) ".repeat(6)),
        format!("{{ now {} }}", "@skip(if: false) ".repeat(1_000)),
        format!("{{ {} }}", "now ".repeat(5_000)),
        format!("{{ {} }}", "__typename ".repeat(5_000)),
        many(300, |i| format!("query q{i} {{ now now now now now now now now now now now }} ")),
        format!("{{ now }} #{}", "x".repeat(40_000)),
        "{ ...f } fragment f on Query { ...f }".to_owned(),
        "{ now } fragment f on Query { ...g } fragment g on Query { ...f ...f }".to_owned(),
        format!("{{ {} }}", many(2_000, |i| format!("nothing{i} "))),
    ] {
        assert_eq!(not_run(app, &document).await, "GRAPHQL_VALIDATION_FAILED");
    }
}

#[story]
async fn unknown_and_repeated_directives_are_refused_wherever_they_stand(app: &App) {
    for document in [
        "{ __typename @unknown }",
        "{ now @unknown }",
        "query @unknown { now }",
        "{ ... @unknown { now } }",
        "{ now @skip(if: false) @skip(if: true) }",
        "{ now @deprecated }",
        "{ __schema { __typename @unknown } }",
    ] {
        assert_eq!(not_run(app, document).await, "GRAPHQL_VALIDATION_FAILED", "{document}");
    }
    let known = send(app, asking("{ a: __typename @skip(if: true) b: __typename @include(if: true) }")).await;
    assert_eq!(known.body, json!({ "data": { "b": "Query" } }));
}

#[story]
async fn values_that_no_field_takes_are_refused(app: &App) {
    for document in [
        "{ certificationLinks(first: 99999999999999999999) { edges { cursor } } }",
        "{ certificationLinks(first: 1.5) { edges { cursor } } }",
        "{ certificationLinks(first: \"1\") { edges { cursor } } }",
        "{ node(id: null) { id } }",
        "{ node(id: [\"a\"]) { id } }",
        "{ node(id: {}) { id } }",
        "{ node(id: true) { id } }",
    ] {
        assert_eq!(not_run(app, document).await, "GRAPHQL_VALIDATION_FAILED", "{document}");
    }
    for document in
        ["{ node(id: \"\\uD800\") { id } }", "{ node(id: \"\\uDFFF\") { id } }", "{ node(id: \"\n\") { id } }"]
    {
        assert_eq!(not_run(app, document).await, "GRAPHQL_PARSE_FAILED", "{document}");
    }
    let just_too_large = send(app, asking("{ certificationLinks(first: 2147483648) { edges { cursor } } }")).await;
    assert_eq!(just_too_large.code(), "BAD_USER_INPUT");
    assert_eq!(not_run(app, "{ certificationLinks(first: 1e999) { edges { cursor } } }").await, "GRAPHQL_PARSE_FAILED");
}

#[story]
async fn a_list_that_is_sent_has_a_limit_with_a_code(app: &App) {
    let ids: Vec<String> = (0..10_000).map(|i| format!("acc_{i}")).collect();
    let document = "mutation($input: MemberRightsSetInput!) { memberRightsSet(input: $input) { userErrors { code } } }";
    let variables = json!({ "input": { "memberId": "mem_1", "rights": ids } });
    let literal = format!("{{ node(id: [{}]) {{ id }} }}", "1 ".repeat(101));
    for body in [json!({ "query": document, "variables": variables }), json!({ "query": literal })] {
        let reply = send(app, with(post(body.to_string()), "accept", NEWER)).await;
        assert_eq!((reply.status, reply.code()), (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"));
        assert_eq!(reply.body["errors"][0]["extensions"]["reason"], "INPUT_INVALID");
        assert_eq!(reply.body.get("data"), None);
    }
}

/// Lists run forwards only: there is no `last` and no `before`, so nobody can give both.
#[story]
async fn pages_and_cursors_have_their_limits_on_every_list(app: &App) {
    let lists = root_lists(app).await;
    assert!(lists.len() >= 5, "{lists:?}");
    let staff = app.operator();
    let forged = ["", "x", "bWFkZSB1cA", "YWNjb3VudHM6YWNjXzE", "\\u0000", "OTk5OTk5"];
    for list in &lists {
        for first in [0, -1, 101, i32::MAX, i32::MIN] {
            let code =
                staff.query_refused(&format!("{{ {list}(first: {first}) {{ edges {{ cursor }} }} }}"), json!({})).await;
            assert_eq!(code, "INPUT_INVALID", "{list} {first}");
        }
        for cursor in forged {
            let document = format!("{{ {list}(after: \"{cursor}\") {{ edges {{ cursor }} }} }}");
            assert_eq!(staff.query_refused(&document, json!({})).await, "INPUT_INVALID", "{list} {cursor:?}");
        }
        for other in ["last: 1", "before: \"x\"", "first: 1, last: 1"] {
            let code = not_run(app, &format!("{{ {list}({other}) {{ edges {{ cursor }} }} }}")).await;
            assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{list} {other}");
        }
    }
}

/// A cursor that one list gave is refused by every other.
#[story]
async fn a_cursor_of_another_list_is_refused(app: &App) {
    let staff = app.operator();
    let trail = staff.query("{ auditTrail(first: 1) { edges { cursor } } }", json!({})).await;
    let cursor = trail["auditTrail"]["edges"][0]["cursor"].as_str().unwrap();
    for list in root_lists(app).await {
        let answer = staff.ask(&format!("{{ {list}(after: \"{cursor}\") {{ edges {{ cursor }} }} }}"), json!({})).await;
        let refused = answer.body["errors"][0]["extensions"]["reason"] == "INPUT_INVALID";
        assert_eq!(refused, list != "auditTrail", "{list}: {}", answer.body);
    }
}

/// The lists that need nothing but where to begin.
async fn root_lists(app: &App) -> Vec<String> {
    let document =
        "{ __schema { queryType { fields { name args { name type { kind } } type { ofType { name } } } } } }";
    let schema = app.nobody().query(document, json!({})).await;
    let fields = schema["__schema"]["queryType"]["fields"].as_array().unwrap().clone();
    let is_list = |field: &Value| {
        let named = |name: &str| field["args"].as_array().unwrap().iter().any(|arg| arg["name"] == name);
        let needs = field["args"].as_array().unwrap().iter().any(|arg| arg["type"]["kind"] == "NON_NULL");
        named("first") && named("after") && !needs
    };
    fields.iter().filter(|field| is_list(field)).map(|field| field["name"].as_str().unwrap().to_owned()).collect()
}

/// The query that tools send, with every option that they have.
#[story]
async fn the_schema_can_be_read_whole(app: &App) {
    let reference = (0..9).fold("kind name".to_owned(), |inner, _| format!("kind name ofType {{ {inner} }}"));
    let document = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} mutationType {{ name kind }}
           subscriptionType {{ name kind }} types {{ ...FullType }}
           directives {{ name description isRepeatable locations args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf
           fields(includeDeprecated: true) {{ name description args(includeDeprecated: true) {{ ...InputValue }}
             type {{ ...TypeRef }} isDeprecated deprecationReason }}
           inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }}
           enumValues(includeDeprecated: true) {{ name description isDeprecated deprecationReason }}
           possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} defaultValue
           isDeprecated deprecationReason }}
         fragment TypeRef on __Type {{ {reference} }}"
    );
    let reply = send(app, with(asking(&document), "accept", NEWER)).await;
    assert_eq!((reply.status, &reply.body["errors"]), (StatusCode::OK, &Value::Null));
    assert!(reply.body["data"]["__schema"]["types"].as_array().unwrap().len() > 100);
}
