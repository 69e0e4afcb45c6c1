//! That a company and its owners are who they say: what is asked, who decides, and what waits meanwhile.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{account_opened, company_input, staff_appointed},
        experts::{
            PORTRAIT, active_expert, approved, certified, company_file, company_verified, happened, identity_verified,
            prepared, registration_of, registration_read, registration_step, submitted,
        },
        money::{bill_agreed, payment_method_added},
        payouts::{GOOD, blockers, paid_to, payout, payouts},
        tax::{dac7_approved, dac7_submitted},
        work::{customer, work_agreed},
    },
    story,
};

const CHECKS: &str = "query C($status: CompanyCheckStatus) { companyChecks(status: $status) { edges { node {
    id status reviewDueOn reason owners { name birthDate country shareBasisPoints }
    documents { document issuedOn } } } } }";
const PAPERS: &str = "{ companyChecks { edges { node { documents { document file { id } } } } } }";
const WHY: &str = "query W($id: ID!) { whyNotPaid(paymentRequestId: $id) { blockers { code remedy rule } } }";

/// A company in Berlin of one expert, who has all that filing needs.
async fn company<'a>(app: &'a App, email: &str, name: &str) -> Person<'a> {
    let expert = account_opened(app, email, name).await;
    expert.run("companySave", company_input(&expert, name).await, "company { name }").await;
    prepared(&expert, name).await;
    expert
}

/// The company's check, as the person sees it.
async fn check_of(person: &Person<'_>) -> Value {
    person.query(CHECKS, json!({})).await["companyChecks"]["edges"][0]["node"].clone()
}

fn owner(name: &str, share: i32) -> Value {
    json!({ "name": name, "birthDate": "1960-12-10", "country": "GB", "shareBasisPoints": share })
}

fn file(check: &Value, owners: &[Value]) -> Value {
    let documents = [json!({ "document": "extract of the register, file 3", "issuedOn": "2027-02-01" })];
    json!({ "companyCheckId": check["id"], "owners": owners, "documents": documents })
}

fn evidence(check: &Value) -> Value {
    json!({ "companyCheckId": check["id"], "evidence": "report 11" })
}

/// Holds G-40 and G-08: a company of a country that asks for it is checked before its experts begin.
#[story]
async fn a_company_is_passed_before_its_experts_begin(app: &App) {
    let (ada, olga) = (company(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    dac7_approved(&ada, &olga).await;
    assert_eq!(check_of(&ada).await, Value::Null, "it opens with the filing");
    let registration = submitted(&ada).await;
    identity_verified(&ada, &registration).await;
    let on = json!({ "registrationId": registration });
    assert_eq!(olga.refusal("registrationApprove", on.clone()).await, "KYC_INCOMPLETE");
    assert_eq!(registration_step(&ada, &registration, "COMPANY_CHECK").await["status"], "OPEN");
    assert_eq!(registration_step(&ada, &registration, "ACTIVATION").await["blockedBy"], "KYC_INCOMPLETE");

    let check = check_of(&ada).await;
    let owners = [owner("Ada Lovelace", 6_000), owner("Charles Babbage", 4_000)];
    ada.run("companyCheckSubmit", file(&check, &owners), "companyCheck { status }").await;
    let seen = check_of(&olga).await;
    assert_eq!((&seen["owners"], &seen["status"]), (&json!(owners), &json!("UNDER_REVIEW")));
    assert_eq!(seen["reviewDueOn"], "2027-03-10", "seven business days");
    let more = json!({ "companyCheckId": check["id"], "reason": "whose is the rest?" });
    olga.run("companyCheckAskMore", more, "companyCheck { status }").await;
    let step = registration_step(&ada, &registration, "COMPANY_CHECK").await;
    assert_eq!((&step["blockedBy"], &step["remedy"]), (&json!("KYC_INCOMPLETE"), &json!("Submit what is asked for.")));
    assert_eq!(check_of(&ada).await["documents"], json!([]), "kept while they are looked at");
    ada.run("companyCheckSubmit", file(&check, &owners), "companyCheck { status }").await;
    olga.run("companyCheckPass", evidence(&check), "companyCheck { status }").await;

    approved(app, &registration).await;
    let expected = ["opened", "submitted", "action_required", "submitted", "passed"];
    let told: Vec<_> = happened(app, check["id"].as_str().unwrap()).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(told, expected.map(|kind| format!("identity_check.{kind}")));
}

/// Holds G-40: who sells alone, or where nobody asks, is not checked as a company.
#[story]
async fn only_companies_of_countries_that_ask_are_checked(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    prepared(&ada, "Ada Lovelace").await;
    dac7_submitted(&ada).await;
    let registration = submitted(&ada).await;
    assert_eq!(check_of(&app.operator()).await, Value::Null);
    let steps = registration_read(&ada, &registration).await["timeline"].clone();
    assert!(steps.as_array().unwrap().iter().all(|step| step["kind"] != "COMPANY_CHECK"));
}

/// Holds G-40.
#[story]
async fn owners_and_documents_have_their_limits(app: &App) {
    let ada = company(app, "ada@example.org", "Ada Lovelace").await;
    dac7_submitted(&ada).await;
    submitted(&ada).await;
    let check = check_of(&ada).await;
    let refusal = async |input: Value| ada.refusal("companyCheckSubmit", input).await;

    assert_eq!(refusal(file(&check, &[])).await, "OWNERS_INCOMPLETE");
    let five = vec![owner("One of five", 2_501); 5];
    assert_eq!(refusal(file(&check, &five)).await, "OWNERS_INCOMPLETE");
    for bad in [vec![owner("Ada", 2_500)], vec![owner("Ada", 6_000), owner("Bob", 4_001)], vec![owner(" ", 6_000)]] {
        assert_eq!(refusal(file(&check, &bad)).await, "INPUT_INVALID", "{bad:?}");
    }
    let mut unborn = owner("Ada", 6_000);
    unborn["birthDate"] = json!("2027-03-02");
    assert_eq!(refusal(file(&check, &[unborn])).await, "INPUT_INVALID");
    let mut old = file(&check, &[owner("Ada", 6_000)]);
    old["documents"][0]["issuedOn"] = json!("2026-09-01");
    let refused = ada.refused("companyCheckSubmit", old.clone()).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("DOCUMENT_TOO_OLD"), &json!("issuedOn")), "181 days");
    assert_eq!(check_of(&ada).await["status"], "PENDING");

    old["documents"][0]["issuedOn"] = json!("2026-09-02");
    (old["owners"], old["noOwnerAboveAQuarter"]) = (json!([]), json!(true));
    ada.run("companyCheckSubmit", old, "companyCheck { status }").await;
    let stranger = company(app, "eve@example.org", "Eve").await;
    let foreign = file(&check, &[owner("Eve", 6_000)]);
    assert_eq!(stranger.refusal("companyCheckSubmit", foreign).await, "COMPANY_CHECK_NOT_FOUND");
}

/// Holds G-07 and G-40: a paper is sent as an upload, staff see it while they look at it, and it is let go with the decision.
#[story]
async fn papers_are_kept_only_while_they_are_looked_at(app: &App) {
    let (ada, olga) = (company(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    dac7_submitted(&ada).await;
    submitted(&ada).await;
    let (check, stranger) = (check_of(&ada).await, company(app, "eve@example.org", "Eve").await);
    let with = |upload: &str| {
        let mut input = file(&check, &[owner("Ada", 6_000)]);
        input["documents"][0]["document"] = json!(upload);
        input
    };
    let (theirs, extract) = (stranger.uploaded(PORTRAIT).await, ada.uploaded(PORTRAIT).await);
    assert_eq!(ada.refusal("companyCheckSubmit", with(&theirs)).await, "UPLOAD_NOT_FOUND");
    let mut twice = with(&extract);
    twice["documents"] = json!([twice["documents"][0], twice["documents"][0]]);
    assert_eq!(ada.refusal("companyCheckSubmit", twice).await, "UPLOAD_NOT_IN_STATE", "used once");

    let state = async || {
        app.rows("select state from upload order by received_at desc, id desc").await[0].try_get::<String>("", "state")
    };
    ada.run("companyCheckSubmit", with(&extract), "companyCheck { id }").await;
    assert_eq!(state().await.unwrap(), "used");
    let seen = olga.query(PAPERS, json!({})).await["companyChecks"]["edges"][0]["node"]["documents"][0].clone();
    assert_eq!((&seen["document"], &seen["file"]["id"]), (&json!(extract), &json!(extract)));

    olga.run(
        "companyCheckFail",
        json!({ "companyCheckId": check["id"], "evidence": "report 11", "reason": "forged" }),
        "companyCheck { id }",
    )
    .await;
    assert_eq!(state().await.unwrap(), "unused", "it goes, unless it is sent again");
}

/// Holds G-40: staff are told of a review that is overdue, once.
#[story]
async fn a_review_that_waits_for_seven_business_days_is_told(app: &App) {
    let ada = company(app, "ada@example.org", "Ada Lovelace").await;
    dac7_submitted(&ada).await;
    submitted(&ada).await;
    let check = check_of(&ada).await;
    ada.run("companyCheckSubmit", file(&check, &[owner("Ada", 6_000)]), "companyCheck { status }").await;

    app.advance(TimeDelta::days(30)).await;

    let overdue = ("identity_check.review_overdue".to_owned(), "2027-03-11T00:00:00+00:00".to_owned());
    let told = happened(app, check["id"].as_str().unwrap()).await;
    assert_eq!(told.iter().filter(|event| **event == overdue).count(), 1, "{told:?}");
    assert_eq!(told.last(), Some(&overdue));
}

/// Holds G-40 and IQ-42: with other owners, or when staff look again, money waits, and goes on with the decision.
#[story]
async fn a_company_that_is_checked_again_is_not_paid_meanwhile(app: &App) {
    let (ada, olga) = (company(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    dac7_approved(&ada, &olga).await;
    let registration = submitted(&ada).await;
    identity_verified(&ada, &registration).await;
    company_verified(&ada).await;
    let check = check_of(&ada).await;
    approved(app, &registration).await;
    certified(&ada, "ADA-1").await;
    let carol = customer(app, "carol@example.org").await;
    let card = payment_method_added(&carol, "CARD", Some("sandbox_card_ok")).await;
    paid_to(&ada, GOOD).await;
    let work = work_agreed(&carol, &ada, &card, "1000.00").await;
    let bill = bill_agreed(&carol, &ada, &work.engagement, "100.00").await;

    let same = company_file(check["id"].as_str().unwrap(), 6_000);
    assert_eq!(ada.refusal("companyCheckSubmit", same).await, "COMPANY_CHECK_NOT_IN_STATE");
    ada.run("companyCheckSubmit", file(&check, &[owner("Ada", 9_000)]), "companyCheck { status }").await;
    app.advance(TimeDelta::days(7)).await;
    assert!(payouts(&ada).await.is_empty());
    assert_eq!(blockers(&ada).await, ["KYC_INCOMPLETE", "ON_HOLD"]);
    let why = ada.query(WHY, json!({ "id": bill })).await["whyNotPaid"]["blockers"].clone();
    let remedy = "Submit the company's check, or what was asked, and wait until it is passed.";
    assert!(why.as_array().unwrap().contains(&json!({ "code": "KYC_INCOMPLETE", "remedy": remedy, "rule": "G-40" })));

    olga.run("companyCheckPass", evidence(&check), "companyCheck { status }").await;
    app.advance(TimeDelta::days(5)).await;
    assert_eq!(payouts(&ada).await, [payout("97.50", "PAID")]);

    olga.run("companyCheckRenew", json!({ "companyCheckId": check["id"] }), "companyCheck { status }").await;
    assert_eq!(
        olga.refusal("companyCheckRenew", json!({ "companyCheckId": check["id"] })).await,
        "COMPANY_CHECK_NOT_IN_STATE"
    );
    assert_eq!(registration_read(&ada, &registration_of(&ada).await).await["status"], "ACTIVE", "work goes on");
}

/// Holds G-40: who becomes a company while working is checked from then on, and is not paid meanwhile; a company that
/// was refused has a way back.
#[story]
async fn a_company_that_comes_late_or_was_refused_can_show_who_it_is(app: &App) {
    let (ada, olga) = (active_expert(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    assert_eq!(check_of(&ada).await, Value::Null);
    ada.run("companySave", company_input(&ada, "Ada Ltd").await, "company { name }").await;
    let check = check_of(&ada).await;
    assert_eq!(check["status"], "PENDING");
    ada.run("companySave", company_input(&ada, "Ada Limited").await, "company { name }").await;
    assert_eq!(check_of(&ada).await, check, "once");

    ada.run("companyCheckSubmit", file(&check, &[owner("Ada", 6_000)]), "companyCheck { id }").await;
    let refused = json!({ "companyCheckId": check["id"], "evidence": "report 11", "reason": "forged" });
    olga.run("companyCheckFail", refused, "companyCheck { id }").await;
    let again = file(&check, &[owner("Ada", 7_000)]);
    assert_eq!(ada.refusal("companyCheckSubmit", again.clone()).await, "COMPANY_CHECK_NOT_IN_STATE");
    olga.run("companyCheckRenew", json!({ "companyCheckId": check["id"] }), "companyCheck { id }").await;
    assert_eq!(check_of(&ada).await["status"], "PENDING");
    ada.run("companyCheckSubmit", again, "companyCheck { id }").await;
    olga.run("companyCheckPass", evidence(&check), "companyCheck { id }").await;
    assert_eq!(check_of(&ada).await["status"], "PASSED");
}

/// Holds G-40 and G-37: where companies are checked is the operator's to decide, by days.
#[story]
async fn the_operator_decides_where_companies_are_checked(app: &App) {
    let olga = app.operator();
    let set = async |checks: Value| {
        let input =
            json!({ "country": "DE", "isEligible": true, "checksCompanies": checks, "idempotencyKey": app.key() });
        olga.run("countrySet", input, "country { periods { fromOn toOn checksCompanies } }").await["country"]["periods"]
            .clone()
    };
    let before = json!({ "fromOn": "2000-01-01", "toOn": "2027-03-01", "checksCompanies": true });
    let from_now = |checks: bool| json!({ "fromOn": "2027-03-01", "toOn": null, "checksCompanies": checks });
    assert_eq!(set(json!(false)).await, json!([before, from_now(false)]));
    assert_eq!(set(Value::Null).await, json!([before, from_now(false)]), "as it was");

    let ada = company(app, "ada@example.org", "Ada Lovelace").await;
    dac7_submitted(&ada).await;
    submitted(&ada).await;
    assert_eq!(check_of(&olga).await, Value::Null);

    assert_eq!(set(json!(true)).await, json!([{ "fromOn": "2000-01-01", "toOn": null, "checksCompanies": true }]));
    let bob = company(app, "bob@example.org", "Bob").await;
    dac7_submitted(&bob).await;
    submitted(&bob).await;
    assert_eq!(check_of(&olga).await["status"], "PENDING");
}

/// Holds IQ-37: nobody passes the company that they are of.
#[story]
async fn nobody_passes_their_own_company(app: &App) {
    let (ada, olga) = (company(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    dac7_submitted(&ada).await;
    let registration = submitted(&ada).await;
    let check = check_of(&ada).await;
    ada.run("companyCheckSubmit", file(&check, &[owner("Ada", 6_000)]), "companyCheck { status }").await;
    let reject = json!({ "registrationId": registration, "reason": "joins the operator", "correctable": true });
    olga.run("registrationReject", reject, "registration { status }").await;
    let ada = staff_appointed(app, "ada@example.org", &["REVIEW_REGISTRATIONS"]).await;

    assert_eq!(ada.refusal("companyCheckPass", evidence(&check)).await, "SELF_REVIEW");
}
