//! What lets experts in, as whoever guards a customer's account meets it: verified by somebody else's library with the
//! keys that are published, and found nowhere afterwards.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Log, Peer,
    steps::{
        access::{access_given, session_opened},
        accounts::account_id,
        work::{people, work_agreed},
    },
    story,
};
use tracing::Level;

use crate::crash::dump::everything;

const PEER: [&str; 2] = ["pyjwt==2.15.1", "cryptography==50.0.2"];
/// Verifies each token by the published keys, for an audience and at an instant; says the claims, or what is wrong.
const VERIFIES: &str = "
import datetime, json, sys
import jwt, jwt.api_jwt

class Clock(datetime.datetime):
    instant = None
    @classmethod
    def now(cls, tz=None):
        return cls.instant

jwt.api_jwt.datetime = Clock
asked = json.load(sys.stdin)
keys = jwt.PyJWKSet.from_dict(asked['keys'])
told = []
for case in asked['cases']:
    Clock.instant = datetime.datetime.fromisoformat(case['at'])
    try:
        key = keys[jwt.get_unverified_header(case['token'])['kid']]
        told.append(jwt.decode(case['token'], key, algorithms=['EdDSA'], audience=case['audience'],
            issuer='guildhall-access', options={'require': ['exp', 'nbf', 'iat', 'aud', 'sub', 'jti']}))
    except (jwt.PyJWTError, KeyError) as error:
        told.append(type(error).__name__)
print(json.dumps(told))
";

/// What is published for whoever guards an account.
async fn keys(app: &App) -> Value {
    let request = axum::http::Request::get("/access/keys").body(axum::body::Body::empty()).unwrap();
    app.nobody().send(request).await.body
}

/// With another last character before the signature: one claim says something else.
fn altered(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (head, last) = signed.split_at(signed.len() - 2);
    let other = if last.starts_with('A') { "B" } else { "A" };
    format!("{head}{other}{}.{signature}", &last[1..])
}

/// Holds G-33 and G-36, by the word of another implementation.
#[story]
async fn another_library_lets_in_whom_the_token_names_where_and_while_it_says(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "SecurityAudit").await;
    let opened = session_opened(&ada, &grant, 30).await;
    let token = opened["credentials"].as_str().unwrap();
    let account = account_id(&customer).await;
    let Some(peer) = Peer::python(&PEER) else { return };

    let other = account_id(&ada).await;
    let api = customer.token().unwrap();
    let case = |token: &str, audience: &str, minutes: i64| {
        let at = app.now() + TimeDelta::minutes(minutes) - TimeDelta::seconds(1);
        json!({ "token": token, "audience": audience, "at": at.to_rfc3339() })
    };
    let cases = [
        case(token, &account, 1),
        case(token, &account, 30),
        case(token, &account, 31),
        case(token, &account, -5),
        case(token, &other, 1),
        case(&altered(token), &account, 1),
        case(api, &account, 1),
    ];
    let told = peer.run(VERIFIES, &[], &json!({ "keys": keys(app).await, "cases": cases }).to_string()).await;
    let told: Value = serde_json::from_str(&told).unwrap();

    let member = ada.query("{ viewer { member { id } } }", json!({})).await["viewer"]["member"]["id"].clone();
    let expected = json!({
        "iss": "guildhall-access",
        "aud": account,
        "sub": member,
        "jti": opened["session"]["id"],
        "level": "SecurityAudit",
        "grant": grant,
        "engagement": work.engagement,
        "iat": app.now().timestamp(),
        "nbf": app.now().timestamp(),
        "exp": (app.now() + TimeDelta::minutes(30)).timestamp(),
    });
    assert_eq!(told[0], expected);
    assert_eq!(told[1], expected, "to its last second");
    assert_eq!(told[2], "ExpiredSignatureError");
    assert_eq!(told[3], "ImmatureSignatureError");
    assert_eq!(told[4], "InvalidAudienceError", "good for one account alone");
    assert_eq!(told[5], "InvalidSignatureError");
    assert_eq!(told[6], "KeyError", "who may use the API is not let into accounts by that");
}

/// Holds G-33: what lets somebody into an account opens no door of ours.
#[story]
async fn what_lets_into_an_account_is_no_token_of_the_front_door(app: &App) {
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "AdministratorAccess").await;
    let opened = session_opened(&ada, &grant, 30).await;

    let mut request = axum::http::Request::post("/graphql")
        .header("content-type", "application/json")
        .body(axum::body::Body::from(json!({ "query": "{ viewer { kind } }" }).to_string()))
        .unwrap();
    let shown = format!("Bearer {}", opened["credentials"].as_str().unwrap());
    request.headers_mut().insert("authorization", shown.parse().unwrap());
    assert_eq!(app.nobody().send(request).await.status.as_u16(), 401);
}

/// Holds G-33: credentials are kept nowhere, and no log tells them.
#[story]
async fn credentials_are_found_nowhere_afterwards(app: &App) {
    let log = Log::default();
    let listening = log.kept(Level::TRACE);
    let (customer, ada, card) = people(app).await;
    let work = work_agreed(&customer, &ada, &card, "1000.00").await;
    let grant = access_given(&customer, &ada, &work.engagement, "Billing").await;
    let opened = session_opened(&ada, &grant, 30).await;
    drop(listening);

    let token = opened["credentials"].as_str().unwrap();
    let signature = token.rsplit('.').next().unwrap();
    let rows = everything(app.marketplace.db()).await.join("\n");
    assert!(rows.contains("access_grant.session_opened"), "the search reads what is there");
    assert!(!rows.contains(token) && !rows.contains(signature));
    let said = log.text();
    assert!(!said.is_empty());
    assert!(!said.contains(token) && !said.contains(signature), "the log tells it");
}
