//! Where is my money, and why is it not at my bank? Everything that stands in the way, at once.

use chrono::TimeDelta;
use marketplace::{Outcome, ProviderEvent, Taken};
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        experts::{registration_of, seller_input},
        forecast::{codes, why_codes, why_not_paid},
        money::{bill_agreed, bill_approved, bill_declined, bill_submitted, charge, payment_method_added},
        payouts::{GOOD, account_of, agreed, collected, debt_booked, disbursements, paid_to},
        tax::dac7_sent_back,
        work::{people, work_agreed},
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);

/// One of the blockers of a bill.
async fn blocker(reader: &Person<'_>, bill: &str, code: &str) -> Value {
    let why = why_not_paid(reader, bill).await;
    let blockers = why["blockers"].as_array().expect("a list").iter();
    blockers.clone().find(|blocker| blocker["code"] == code).unwrap_or_else(|| panic!("no {code}: {why:#}")).clone()
}

fn money(why: &Value) -> [&str; 2] {
    ["paid", "unpaid"].map(|field| why[field]["amount"].as_str().expect("an amount"))
}

/// Holds section 6.3 and IQ-30: on the way of one bill, from its sending to the bank's trace.
#[story]
async fn a_bill_tells_where_it_stands_on_its_whole_way(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let bill = bill_submitted(&expert, &engagement, "1234.56").await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("AWAITS_DECISION"), ["0.00", "0.00"]));

    bill_approved(&customer, &bill).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("AWAITS_COLLECTION"), ["0.00", "1203.70"]));
    let told = json!({
        "code": "NOT_COLLECTED",
        "message": "the customer's money is expected between 2027-03-02 and 2027-03-04",
        "remedy": "Wait for the customer's money.",
        "rule": "IQ-31",
        "liftedBy": ["TIME", "CUSTOMER"],
        "runOn": null,
        "expected": { "earliest": "2027-03-02", "latest": "2027-03-04" },
    });
    assert_eq!(why["blockers"], json!([told]));

    app.advance(DAY * 2).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("AWAITS_RUN"), ["0.00", "1203.70"]));
    assert_eq!(codes(&why["blockers"]), ["NEXT_RUN"]);
    assert_eq!((&why["blockers"][0]["runOn"], &why["blockers"][0]["rule"]), (&json!("2027-03-03"), &json!("IQ-32")));

    app.advance_to("2027-03-03T22:00:00Z").await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], codes(&why["blockers"])), (&json!("IN_TRANSIT"), vec!["IN_TRANSIT".to_owned()]));
    assert_eq!(why["blockers"][0]["expected"], json!({ "earliest": "2027-03-04", "latest": "2027-03-05" }));

    app.advance(DAY).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("PAID"), ["1203.70", "0.00"]));
    assert_eq!(why["blockers"], json!([]));
    assert_eq!(why["parts"][0]["disbursement"]["id"], disbursements(&expert).await[0]["id"]);
}

/// Holds IQ-33, IQ-42, MKT-03, G-39 and G-41: the payee sees all that keeps a run from paying, not the first of it; and
/// what it is told is what the run then finds.
#[story]
async fn everything_that_stands_in_the_way_is_told_at_once(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let minimum = json!({ "amount": "500.00", "currency": "USD" });
    let preference = json!({ "currency": "USD", "interval": "DAILY", "minimum": minimum });
    expert.run("payoutPreferenceSet", preference, "payoutPreference { nextRunOn }").await;
    expert.run("payoutPause", json!({ "currency": "USD" }), "payoutPreference { isPaused }").await;
    let mut elsewhere = seller_input("Ada Lovelace");
    elsewhere["bankAddress"]["city"] = json!("Bremen");
    expert.run("sellerRegistrationSave", elsewhere, "sellerRegistration { kind }").await;
    dac7_sent_back(&expert).await;
    let guards = [
        "DAC7_NOT_APPROVED",
        "BANK_ADDRESS_DIFFERS",
        "ON_HOLD",
        "BELOW_MINIMUM",
        "PAYOUTS_PAUSED",
        "NO_VERIFIED_PAYOUT_METHOD",
    ];
    assert_eq!(why_codes(&expert, &bill).await, [&["NOT_COLLECTED"], &guards[..]].concat());

    app.advance(DAY * 2).await;
    debt_booked(app, account_of(&expert).await["id"].as_str().unwrap(), 1_000).await;
    let expected = [
        "NEXT_RUN",
        "DAC7_NOT_APPROVED",
        "BANK_ADDRESS_DIFFERS",
        "ON_HOLD",
        "NEGATIVE_BALANCE",
        "BELOW_MINIMUM",
        "PAYOUTS_PAUSED",
        "NO_VERIFIED_PAYOUT_METHOD",
    ];
    assert_eq!(why_codes(&expert, &bill).await, expected);
    let short = blocker(&expert, &bill, "BELOW_MINIMUM").await;
    assert_eq!(short["message"], "the balance of 97.50 USD is below the minimum of 500.00 USD");
    assert_eq!(short["liftedBy"], json!(["EXPERT", "TIME"]));
    let debt = blocker(&expert, &bill, "NEGATIVE_BALANCE").await;
    assert_eq!(debt["message"], "the account owes 10.00 USD back, which is repaid first");
    assert_eq!(why_not_paid(&expert, &bill).await["parts"][0]["assumes"], json!(["BLOCKERS_LIFTED"]));

    app.advance_to("2027-03-03T22:00:00Z").await;
    let found = app.rows("select blocker from payout_blocker order by blocker").await;
    let mut found: Vec<String> =
        found.iter().map(|row| row.try_get::<String>("", "blocker").unwrap().to_uppercase()).collect();
    let mut told = expected[1..].to_vec();
    found.sort();
    told.sort_unstable();
    assert_eq!(found, told, "the run finds what the payee was told");
}

/// Holds IQ-31 and IQ-33: late, refused and unknown payments of the customer.
#[story]
async fn what_the_customer_did_not_pay_is_told_by_its_kind(app: &App) {
    let (customer, expert, _) = people(app).await;
    paid_to(&expert, GOOD).await;
    let mut bills = Vec::new();
    let tokens =
        [("CARD", "sandbox_card_declined"), ("CARD", "sandbox_card_timeout"), ("NET_TERMS", "sandbox_terms_late")];
    for (tender, token) in tokens {
        let method = payment_method_added(&customer, tender, Some(token)).await;
        let work = work_agreed(&customer, &expert, &method, "500.00").await;
        bills.push(bill_agreed(&customer, &expert, &work.engagement, "100.00").await);
    }
    app.sweep().await;
    let [declined, timeout, late] = bills.try_into().unwrap();

    assert_eq!(why_codes(&expert, &declined).await, ["COLLECTION_OVERDUE"]);
    let overdue = blocker(&expert, &declined, "COLLECTION_OVERDUE").await;
    assert_eq!(overdue["expected"], json!({ "earliest": "2027-03-03", "latest": "2027-03-05" }));
    assert_eq!(why_codes(&expert, &timeout).await, ["CHARGE_UNRESOLVED"]);
    assert_eq!(blocker(&expert, &timeout, "CHARGE_UNRESOLVED").await["liftedBy"], json!(["OPERATOR"]));
    assert_eq!(why_not_paid(&expert, &timeout).await["parts"][0]["run"], Value::Null);
    assert_eq!(why_codes(&expert, &late).await, ["NOT_COLLECTED"]);

    app.advance(DAY * 32).await;
    assert_eq!(why_codes(&expert, &late).await, ["COLLECTION_OVERDUE"]);
    let overdue = blocker(&expert, &late, "COLLECTION_OVERDUE").await;
    assert_eq!((&overdue["expected"], &overdue["liftedBy"]), (&Value::Null, &json!(["CUSTOMER", "OPERATOR"])));
    assert_eq!(why_not_paid(&expert, &timeout).await["standing"], "PAID");
    app.advance(DAY * 60).await; // No attempt is left.
    let overdue = blocker(&expert, &declined, "COLLECTION_OVERDUE").await;
    assert_eq!((&overdue["expected"], &overdue["message"]), (&Value::Null, &json!("the customer did not pay in time")));
    assert_eq!(why_not_paid(&expert, &late).await["standing"], "PAID");
}

/// Holds G-42 and G-43: a bill paid in several parts tells each.
#[story]
async fn a_bill_that_comes_in_parts_tells_each(app: &App) {
    let (customer, expert, _) = people(app).await;
    paid_to(&expert, GOOD).await;
    let terms = payment_method_added(&customer, "NET_TERMS", None).await;
    let work = work_agreed(&customer, &expert, &terms, "5000.00").await;
    let bill = bill_agreed(&customer, &expert, &work.engagement, "1234.56").await;
    let charge = charge(&expert, &bill).await["id"].as_str().unwrap().to_owned();
    let part = async |external_id: &str, minor| {
        let amount = kernel::Money::from_minor(minor, kernel::Currency::USD).unwrap();
        let (external_id, outcome) = (external_id.to_owned(), Outcome::Collected { amount });
        let event = ProviderEvent { external_id, reference: charge.clone(), at: app.now(), outcome };
        assert_eq!(app.marketplace.take_in_event(&event).await.unwrap(), Taken::Done);
    };

    part("ev_1", 40_001).await;
    app.advance_to("2027-03-02T23:00:00Z").await; // Sent on Monday, arrived on Tuesday.
    part("ev_2", 12_345).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("PARTIALLY_PAID"), ["390.01", "813.69"]));
    assert_eq!(codes(&why["blockers"]), ["NEXT_RUN", "NOT_COLLECTED"]);
    let told: Vec<(&Value, &Value)> =
        why["parts"].as_array().unwrap().iter().map(|part| (&part["amount"]["amount"], &part["status"])).collect();
    let expected = [("390.01", "PAID"), ("120.37", "AWAITS_RUN"), ("693.32", "AWAITS_COLLECTION")];
    assert_eq!(told, expected.map(|(amount, status)| (json!(amount), json!(status))).each_ref().map(|(a, s)| (a, s)));
    let paid = &disbursements(&expert).await[0];
    assert_eq!(why["parts"][0]["disbursement"]["bankTrace"], paid["bankTrace"]);
}

/// Holds G-43: what came back, and what nobody knows, is told for the bill whose money it was.
#[story]
async fn what_happens_to_a_disbursement_is_told_of_its_bills(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, "000123450003").await; // Returned after three business days.
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    let other = bill_agreed(&customer, &expert, &engagement, "50.00").await;
    app.advance_to("2027-03-04T12:00:00Z").await;
    assert_eq!(why_not_paid(&expert, &bill).await["standing"], "PAID");

    app.advance_to("2027-03-09T12:00:00Z").await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN", "PAYOUT_METHOD_ERRORED"]);
    let first = disbursements(&expert).await.remove(0);
    debt_booked(app, account_of(&expert).await["id"].as_str().unwrap(), 1_000).await;
    paid_to(&expert, "000123450002").await; // Its answer is lost.
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN", "NEGATIVE_BALANCE"]);
    collected(&customer, &expert, &engagement, "200.00").await;

    app.advance_to("2027-03-11T22:00:00Z").await;
    // The second came back on the 11th, and repaid the debt before the rest went out again.
    for (bill, standing, sums) in
        [(&bill, "IN_TRANSIT", ["0.00", "97.50"]), (&other, "PARTIALLY_PAID", ["10.00", "38.75"])]
    {
        let why = why_not_paid(&expert, bill).await;
        assert_eq!((&why["standing"], money(&why)), (&json!(standing), sums));
        assert_eq!(codes(&why["blockers"]), ["DISBURSEMENT_UNRESOLVED"]);
        let parts = why["parts"].as_array().unwrap();
        let last = parts.last().unwrap();
        assert_eq!(last["arrival"], Value::Null);
        assert_ne!(last["disbursement"]["id"], first["id"]);
    }
    app.advance(DAY * 5).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], money(&why)), (&json!("PAID"), ["97.50", "0.00"]));
}

/// Holds IQ-33: what repaid a debt is told as that, and is not owed any more.
#[story]
async fn what_repaid_a_debt_is_told_as_repaid(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    debt_booked(app, account_of(&expert).await["id"].as_str().unwrap(), 1_000).await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;

    let why = why_not_paid(&expert, &bill).await;
    let told: Vec<_> = why["parts"].as_array().unwrap().iter().map(|part| part["status"].as_str().unwrap()).collect();
    assert_eq!((told, money(&why)), (vec!["REPAID", "AWAITS_RUN"], ["10.00", "87.50"]));
    assert_eq!(codes(&why["blockers"]), ["NEXT_RUN"]);
    app.advance(DAY * 2).await;
    assert_eq!(why_not_paid(&expert, &bill).await["standing"], "PAID");
}

/// Holds IQ-30: who closed the registration is told to ask staff for the money that came back.
#[story]
async fn a_closed_registration_is_told(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, "000123450003").await;
    let bill = collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-03-04T12:00:00Z").await;
    expert.run("engagementComplete", json!({ "engagementId": engagement }), "engagement { status }").await;
    let registration = json!({ "registrationId": registration_of(&expert).await });
    expert.run("registrationClose", registration, "registration { status }").await;

    app.advance_to("2027-03-09T12:00:00Z").await;
    assert_eq!(why_codes(&expert, &bill).await, ["NEXT_RUN", "REGISTRATION_CLOSED", "PAYOUT_METHOD_ERRORED"]);
    let closed = blocker(&expert, &bill, "REGISTRATION_CLOSED").await;
    assert_eq!((&closed["liftedBy"], &closed["rule"]), (&json!(["OPERATOR"]), &json!("IQ-30")));
}

/// What was refused or taken back is told as that, and nothing stands in its way; before, what would.
#[story]
async fn a_bill_that_nobody_approved_says_so(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let bill = bill_submitted(&expert, &engagement, "100.00").await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(
        (&why["standing"], codes(&why["blockers"])),
        (&json!("AWAITS_DECISION"), vec!["NO_VERIFIED_PAYOUT_METHOD".to_owned()])
    );
    assert_eq!(why["parts"][0]["assumes"], json!(["APPROVED_BY_SILENCE", "BLOCKERS_LIFTED"]));

    bill_declined(&customer, &bill).await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!(why["message"], "the customer declined the bill; its amount may be billed again");
    assert_eq!((&why["standing"], &why["blockers"], &why["net"]), (&json!("DECLINED"), &json!([]), &Value::Null));
    let bill = bill_submitted(&expert, &engagement, "100.00").await;
    let withdrawn = json!({ "paymentRequestId": bill });
    expert.run("paymentRequestWithdraw", withdrawn, "paymentRequest { id }").await;
    let why = why_not_paid(&expert, &bill).await;
    assert_eq!((&why["standing"], &why["blockers"]), (&json!("WITHDRAWN"), &json!([])));
}
