//! The answers to a request side by side, for who has to choose among them.

use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{company_input, member_joined},
        experts::{active_expert, certified, certified_expert, profile_id, profile_input},
        reviews::review_published,
        work::{
            Contact, people, proposal_sent, proposal_withdrawn, request_answered, request_filed, response_input,
            work_done,
        },
    },
    story,
};

const COMPARISON: &str = "query C($id: ID!, $first: Int, $after: String) { customerRequest(id: $id) { responderCount
    comparison(first: $first, after: $after) { edges { cursor node { name
        response { id status speaksAs conversation { messages(first: 1) { edges { node { text } } } } }
        expertProfile { id slug } rate { min { amount } max { amount } }
        certifications { edges { node { issuer level status } } }
        reviewSummary { count averageStars } proposal { id status maximum { amount } } } }
        pageInfo { hasNextPage } } } }";

async fn comparison(reader: &Person<'_>, request: &str) -> Value {
    reader.query(COMPARISON, json!({ "id": request, "first": 100 })).await["customerRequest"]["comparison"].clone()
}

fn rows(comparison: &Value) -> Vec<&Value> {
    comparison["edges"].as_array().expect("it is compared").iter().map(|edge| &edge["node"]).collect()
}

/// Grace, who asks for more and has no reviews, answers too.
async fn grace<'a>(app: &'a App, request: &str) -> (Person<'a>, Contact) {
    let grace = certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await;
    let mut dearer = profile_input(&grace, "Grace Hopper").await;
    let usd = |amount: &str| json!({ "amount": amount, "currency": "USD" });
    dearer["expertProfileId"] = json!(profile_id(&grace).await);
    dearer["rate"] = json!({ "min": usd("200.00"), "max": usd("250.00") });
    grace.run("expertProfileSave", dearer, "expertProfile { id }").await;
    let contact = request_answered(&grace, request).await;
    (grace, contact)
}

/// Holds G-25.
#[story]
async fn two_answers_stand_side_by_side(app: &App) {
    let (customer, ada, card) = people(app).await;
    review_published(&customer, &work_done(&customer, &ada, &card).await, 4).await;
    let request = request_filed(&customer).await;
    let first = request_answered(&ada, &request).await;
    assert_eq!(comparison(&customer, &request).await, Value::Null, "there is one");
    let (grace, second) = grace(app, &request).await;
    let offer = proposal_sent(&ada, &first.conversation, "900.00", "USD").await;
    let taken_back = proposal_sent(&grace, &second.conversation, "800.00", "USD").await;
    proposal_withdrawn(&grace, &taken_back).await;

    let compared = comparison(&customer, &request).await;
    let [dear, cheap] = rows(&compared).try_into().expect("two, the newest first");

    assert_eq!((&cheap["name"], &dear["name"]), (&json!("Ada Lovelace"), &json!("Grace Hopper")));
    assert_eq!(cheap["rate"], json!({ "min": { "amount": "90.00" }, "max": { "amount": "140.00" } }));
    assert_eq!(dear["rate"]["max"]["amount"], "250.00");
    assert_eq!(cheap["reviewSummary"], json!({ "count": 1, "averageStars": "4.0" }));
    assert_eq!(dear["reviewSummary"], json!({ "count": 0, "averageStars": null }));
    for row in [cheap, dear] {
        assert_eq!(row["certifications"]["edges"][0]["node"]["status"], "VERIFIED");
        assert_eq!(row["response"]["status"], "SENT");
        assert!(row["response"]["conversation"]["messages"]["edges"][0]["node"]["text"].is_string());
    }
    assert_eq!(cheap["proposal"], json!({ "id": offer, "status": "PROPOSED", "maximum": { "amount": "900.00" } }));
    assert_eq!(dear["proposal"], Value::Null, "what was taken back is not compared");
    assert_eq!(cheap["expertProfile"]["slug"], "ada-lovelace");
}

/// Holds G-25 and invariant 11: what experts offer is not their rivals' to read.
#[story]
async fn only_who_asked_compares(app: &App) {
    let (customer, ada, _) = people(app).await;
    let colleague = member_joined(&customer, "carl@example.org", "Carl Colleague", &[]).await;
    let request = request_filed(&customer).await;
    request_answered(&ada, &request).await;
    let (grace, _) = grace(app, &request).await;

    let names = "query C($id: ID!) { customerRequest(id: $id) { comparison { edges { node { name } } } } }";
    let seen = async |person: &Person<'_>| {
        person.query(names, json!({ "id": request })).await["customerRequest"]["comparison"].clone()
    };
    for insider in [&customer, &colleague, &app.operator()] {
        assert_eq!(rows(&seen(insider).await).len(), 2);
    }
    for rival in [&ada, &grace] {
        assert_eq!(seen(rival).await, Value::Null);
    }
}

/// Holds G-25 and IQ-16: what is compared stands: no answer that was taken back, no certification that is over.
#[story]
async fn what_is_over_is_not_compared(app: &App) {
    let (customer, ada, _) = people(app).await;
    let request = request_filed(&customer).await;
    let eve = active_expert(app, "eve@example.org", "Ada Lovelace").await;
    certified(&eve, "ADA-2").await;
    for expert in [&ada, &eve] {
        request_answered(expert, &request).await;
    }
    let (grace, _) = grace(app, &request).await;
    let certifications = async || {
        let compared = comparison(&customer, &request).await;
        let count = |row: &&Value| row["certifications"]["edges"].as_array().unwrap().len();
        rows(&compared).iter().map(count).collect::<Vec<_>>()
    };
    assert_eq!(certifications().await, [1, 1, 1]);

    app.advance_to("2027-04-03T09:00:00Z").await;
    assert_eq!(certifications().await, [1, 0, 1], "of the one that ended in April nothing is shown");
    let own = grace.query("{ myResponses { edges { node { id } } } }", json!({})).await;
    let own = own["myResponses"]["edges"][0]["node"]["id"].clone();
    grace.run("responseWithdraw", json!({ "responseId": own }), "response { status }").await;
    assert_eq!(certifications().await, [0, 1]);
}

/// Holds G-25 and IQ-22: who speaks for a company is compared under its name; and pages of any size make the same list.
#[story]
async fn a_company_is_compared_under_its_name_page_by_page(app: &App) {
    let (customer, ada, _) = people(app).await;
    let request = request_filed(&customer).await;
    ada.run("companySave", company_input(&ada, "Engines Ltd").await, "company { name }").await;
    let mut input = response_input(&ada, &request);
    input["speakAs"] = json!("COMPANY");
    ada.run("responseSend", input, "response { id }").await;
    grace(app, &request).await;

    let (mut names, mut after) = (vec![], Value::Null);
    loop {
        let some = json!({ "id": request, "first": 1, "after": after });
        let page = customer.query(COMPARISON, some).await["customerRequest"]["comparison"].clone();
        names.extend(rows(&page).iter().map(|row| row["name"].clone()));
        after = page["edges"][0]["cursor"].clone();
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(names, ["Grace Hopper", "Engines Ltd"]);
}
