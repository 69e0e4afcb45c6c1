//! Several currencies at once: each has its own minor unit, its own fee, its own balance and its own way to the bank.

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        money::{bill, bill_approved, bill_input, bill_sent, payment_method_added},
        payouts::{paid_to, payout_method_input, payout_method_verified},
        refunds::refund_offer_input,
        work::{people, work_agreed_in},
    },
    story,
};

/// What the expert asks in a currency, and what becomes of it: amount, fee and net.
const BILLS: [(&str, [&str; 3]); 3] = [
    ("USD", ["123.40", "3.09", "120.31"]),  // 3.085: half a cent rounds up.
    ("JPY", ["12345", "309", "12036"]),     // 308.625 of a unit without decimal places.
    ("KWD", ["12.340", "0.309", "12.031"]), // 0.3085 of one with three.
];

/// The expert bills so much in a currency.
async fn billed(expert: &Person<'_>, engagement: &str, (amount, currency): (&str, &str)) -> String {
    let mut input = bill_input(expert, engagement, amount);
    input["amount"]["currency"] = json!(currency);
    bill_sent(expert, input).await
}

/// Work in each currency, and an approved bill of each.
async fn works(app: &App) -> (Person<'_>, Person<'_>, Vec<String>) {
    let (customer, expert, card) = people(app).await;
    let mut bills = vec![];
    for (currency, [amount, ..]) in BILLS {
        let work = work_agreed_in(&customer, &expert, &card, ("20000", currency)).await;
        let bill = billed(&expert, &work.engagement, (amount, currency)).await;
        bill_approved(&customer, &bill).await;
        bills.push(bill);
    }
    (customer, expert, bills)
}

async fn balances(reader: &Person<'_>, kind: &str) -> Vec<(String, String)> {
    let query = format!("{{ balances {{ {kind} {{ amount currency }} }} }}");
    let held = reader.query(&query, json!({})).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let one = |held: &Value| (text(&held[kind]["currency"]), text(&held[kind]["amount"]));
    held["balances"].as_array().unwrap().iter().map(one).collect()
}

fn owned(pairs: [(&str, &str); 3]) -> Vec<(String, String)> {
    pairs.map(|(currency, amount)| (currency.to_owned(), amount.to_owned())).to_vec()
}

/// Holds IQ-28 in currencies without decimal places and with three: the fee is rounded on the currency's own minor unit,
/// and an amount that the currency cannot express is refused.
#[story]
async fn a_fee_is_rounded_on_the_minor_unit_of_its_currency(app: &App) {
    let (customer, expert, bills) = works(app).await;
    for (id, (currency, [_, fee, net])) in bills.iter().zip(BILLS) {
        let approved = bill(&expert, id).await;
        assert_eq!((&approved["fee"]["amount"], &approved["net"]["amount"]), (&json!(fee), &json!(net)), "{currency}");
    }
    let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
    let work = work_agreed_in(&customer, &expert, &card, ("20000", "JPY")).await;
    let mut sen = bill_input(&expert, &work.engagement, "1.5");
    sen["amount"]["currency"] = json!("JPY");
    assert_eq!(expert.refusal("paymentRequestSubmit", sen).await, "INPUT_INVALID");
}

/// Holds G-41, IQ-30 and IQ-32: what was collected in several currencies is held and paid apart, never summed, and what has
/// no way to a bank says so; given back in part, each keeps its cents. Accountants add up each currency to the same.
#[story]
async fn currencies_are_paid_apart(app: &App) {
    let (_, expert, bills) = works(app).await;
    paid_to(&expert, "000123456789").await;
    let mut yen = payout_method_input(&expert, "000123456789").await;
    (yen["currency"], yen["rail"]) = (json!("JPY"), json!("SANDBOX"));
    let method = expert.run("payoutMethodAdd", yen, "payoutMethod { id }").await;
    payout_method_verified(&app.operator(), method["payoutMethod"]["id"].as_str().unwrap()).await;
    let unfunded = [("JPY", "12036"), ("KWD", "12.031"), ("USD", "120.31")];
    assert_eq!(balances(&expert, "unfunded").await, owned(unfunded));

    app.advance(TimeDelta::days(9)).await;
    assert_eq!(balances(&expert, "available").await, owned([("JPY", "0"), ("KWD", "12.031"), ("USD", "0.00")]));
    let paid = "query D { disbursements { edges { node { amount { amount currency } status } } } }";
    let paid = expert.query(paid, json!({})).await["disbursements"]["edges"].clone();
    let mut paid: Vec<_> = paid.as_array().unwrap().iter().map(|edge| edge["node"].to_string()).collect();
    paid.sort();
    let line = |amount: &str, currency: &str| {
        json!({ "amount": { "amount": amount, "currency": currency }, "status": "PAID" }).to_string()
    };
    let mut expected = vec![line("120.31", "USD"), line("12036", "JPY")];
    expected.sort();
    assert_eq!(paid, expected);
    let blockers = expert.query("{ payoutBlockers { code currency } }", json!({})).await;
    assert_eq!(blockers["payoutBlockers"], json!([{ "code": "NO_VERIFIED_PAYOUT_METHOD", "currency": "KWD" }]));

    for (bill, amount, currency) in [(&bills[1], "5000", "JPY"), (&bills[2], "4.567", "KWD")] {
        let mut offer = refund_offer_input(&expert, &[(bill, amount)], amount);
        offer["total"]["currency"] = json!(currency);
        offer["refunds"][0]["amount"]["currency"] = json!(currency);
        expert.run("refundOffer", offer, "refunds { id }").await;
    }
    app.advance(TimeDelta::days(1)).await;
    assert_eq!(balances(&expert, "owedBack").await, owned([("JPY", "4875"), ("KWD", "0.000"), ("USD", "0.00")]));
    assert_eq!(balances(&expert, "available").await, owned([("JPY", "0"), ("KWD", "7.578"), ("USD", "0.00")]));
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    app.accountants_agree(&[day("2027-03-01"), day("2027-03-04"), day("2027-03-10")]).await;
    app.feeds_come_to_the_balances().await;
}
