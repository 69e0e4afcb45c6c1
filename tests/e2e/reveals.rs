//! Identifiers are masked everywhere; who may see one says why, and is counted.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{accounts::account_opened, tax::dac7_submitted},
    story,
};

const VALUE: &str = "revealedIdentifier { value }";

fn reveal(form: &str, identifier: &str, country: Option<&str>) -> Value {
    json!({ "dac7FormId": form, "identifier": identifier, "country": country, "reason": "The authority asks for it." })
}

/// Holds G-59: shown in the clear for a reason, which is kept with who asked; the value is kept nowhere.
#[story]
async fn an_identifier_is_revealed_for_a_reason_that_is_kept(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let (form, olga) = (dac7_submitted(&ada).await, app.operator());

    let tin = olga.run("identifierReveal", reveal(&form, "TIN", Some("DE")), VALUE).await;
    assert_eq!(tin["revealedIdentifier"]["value"], "70182693953");
    let vat_id = olga.run("identifierReveal", reveal(&form, "VAT_ID", None), VALUE).await;
    assert_eq!(vat_id["revealedIdentifier"]["value"], "DE136695976");

    let trail = "query ($id: ID!) { auditTrail(subject: $id) { edges { node { kind reason actor } } } }";
    let trail = olga.query(trail, json!({ "id": form })).await["auditTrail"]["edges"].clone();
    assert_eq!(trail[0]["node"]["reason"], "VAT_ID: The authority asks for it.");
    assert_eq!(trail[1]["node"]["reason"], "TIN:DE: The authority asks for it.");
    assert!(trail[1]["node"]["actor"].as_str().unwrap().starts_with("stf_"), "{trail}");
    assert!(!trail.to_string().contains("70182693953"), "{trail}");

    let mut curt = reveal(&form, "VAT_ID", None);
    curt["reason"] = json!("because");
    for wrong in
        [curt, reveal(&form, "TIN", None), reveal(&form, "VAT_ID", Some("DE")), reveal(&form, "TIN", Some("FR"))]
    {
        assert_eq!(olga.refusal("identifierReveal", wrong).await, "INPUT_INVALID");
    }
    let nobodys = reveal("dac_0195506f8a0070008000000000000000", "VAT_ID", None);
    assert_eq!(olga.refusal("identifierReveal", nobodys).await, "DAC7_FORM_NOT_FOUND");
    assert_eq!(ada.refusal("identifierReveal", reveal(&form, "VAT_ID", None)).await, "RIGHT_MISSING");
}

/// Holds G-59: thirty an hour; what is refused is not counted.
#[story]
async fn reveals_are_limited_per_hour(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let (form, olga) = (dac7_submitted(&ada).await, app.operator());
    for _ in 0..30 {
        olga.run("identifierReveal", reveal(&form, "VAT_ID", None), VALUE).await;
    }

    let refused = olga.refused("identifierReveal", reveal(&form, "VAT_ID", None)).await;
    assert_eq!(refused["code"], "RATE_LIMITED");
    assert!(refused["message"].as_str().unwrap().contains("2027-03-01 10:00:00 UTC"), "{refused}");
    app.advance(TimeDelta::hours(1)).await;
    olga.run("identifierReveal", reveal(&form, "VAT_ID", None), VALUE).await;
}
