//! Who may register as an expert at all: by country, and never the operator's own people.

use accounts::StaffDomains;
use chrono::TimeDelta;
use gateway::TokenVerifier;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::experts::{applicant, happened, registration_of, registration_step},
    story,
};

const COUNTRIES: &str = "{ countries { code name isEligible periods { fromOn toOn } } }";

async fn country(person: &Person<'_>, code: &str) -> Value {
    let countries = person.query(COUNTRIES, json!({})).await["countries"].clone();
    countries.as_array().unwrap().iter().find(|country| country["code"] == code).cloned().unwrap_or_default()
}

fn set(app: &App, country: &str, is_eligible: bool, from_on: Option<&str>) -> Value {
    json!({ "country": country, "isEligible": is_eligible, "fromOn": from_on, "idempotencyKey": app.key() })
}

/// Holds IQ-13 and G-37.
#[story]
async fn staff_keep_the_list_of_countries_by_days(app: &App) {
    let (ada, olga, nobody) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.operator(), app.nobody());
    let submit = json!({ "registrationId": registration_of(&ada).await });
    assert_eq!(country(&nobody, "DE").await["isEligible"], true);
    assert_eq!(country(&nobody, "BR").await, Value::Null);

    let ending = set(app, "DE", false, Some("2027-03-02"));
    let first = olga.run("countrySet", ending.clone(), "country { periods { fromOn toOn } }").await;
    assert_eq!(first["country"]["periods"], json!([{ "fromOn": "2000-01-01", "toOn": "2027-03-02" }]));
    assert_eq!(olga.run("countrySet", ending, "country { periods { fromOn toOn } }").await, first);
    assert_eq!(country(&nobody, "DE").await["isEligible"], true, "until tomorrow");

    app.advance(TimeDelta::days(1)).await;
    assert_eq!(country(&nobody, "DE").await["isEligible"], false);
    assert_eq!(ada.refusal("registrationSubmit", submit.clone()).await, "COUNTRY_NOT_ELIGIBLE");
    let past = set(app, "DE", true, Some("2027-03-01"));
    assert_eq!(olga.refusal("countrySet", past).await, "PERIOD_IN_PAST");
    assert_eq!(olga.refusal("countrySet", set(app, "XX", true, None)).await, "COUNTRY_UNKNOWN");

    olga.run("countrySet", set(app, "DE", true, None), "country { code }").await;
    olga.run("countrySet", set(app, "BR", true, None), "country { code }").await;
    assert_eq!(country(&nobody, "BR").await["periods"], json!([{ "fromOn": "2027-03-02", "toOn": null }]));
    assert_eq!(country(&nobody, "DE").await["periods"], json!([{ "fromOn": "2000-01-01", "toOn": null }]));
    ada.run("registrationSubmit", submit, "registration { status }").await;
    assert_eq!(happened(app, "DE").await.len(), 2, "every decision is on record");
}

/// A start of the server leaves alone what the operator decided.
#[story]
async fn what_was_decided_outlives_a_start(app: &App) {
    app.operator().run("countrySet", set(app, "DE", false, None), "country { code }").await;
    app.marketplace.install_defaults().await.unwrap();
    assert_eq!(country(&app.nobody(), "DE").await["isEligible"], false);
}

/// Holds IQ-12; who is appointed is refused by the list of the staff, as `registration` tells.
#[story]
async fn the_operators_own_people_are_refused_by_the_domain_of_their_address(app: &App) {
    let mut operated = app.beside().await;
    let domains = StaffDomains::new(&["operator.example".to_owned()]).unwrap();
    operated.marketplace = operated.marketplace.clone().with_staff_domains(domains);
    let verifier = TokenVerifier::local(app.issuer().public_key());
    operated.router = gateway::router(operated.marketplace.clone(), verifier);

    let eve = applicant(&operated, "eve@mail.operator.example", "Eve").await;
    let ada = applicant(&operated, "ada@notoperator.example", "Ada Lovelace").await;
    for (who, refusal) in [(&eve, Some("STAFF_NEVER_EXPERT")), (&ada, None)] {
        let registration = registration_of(who).await;
        let input = json!({ "registrationId": registration });
        match refusal {
            Some(code) => {
                assert_eq!(who.refusal("registrationSubmit", input).await, code);
                let step = registration_step(who, &registration, "SUBMISSION").await;
                assert_eq!(step["blockedBy"], code);
            }
            None => drop(who.run("registrationSubmit", input, "registration { status }").await),
        }
    }
}
