//! When a payee wants its money: daily or monthly, from a minimum on, or not for now.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App,
    steps::{
        money::{bill, bill_agreed, bill_submitted, booked, charge},
        payouts::{
            GOOD, agreed, blockers, collected, disbursements, paid_monthly, paid_to, payout, payout_method_added,
            payouts,
        },
        work::people,
    },
    story,
};

const DAY: TimeDelta = TimeDelta::days(1);

/// Holds scenario 10, from the bill to the bank.
#[story]
async fn a_monthly_payee_is_paid_on_its_day(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    app.advance_to("2028-01-28T12:00:00Z").await;
    paid_to(&expert, GOOD).await;
    app.advance_to("2028-01-30T12:00:00Z").await;
    assert_eq!(paid_monthly(&expert, 15).await, "2028-02-15");

    let agreed_bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    let window = json!({ "earliest": "2028-01-31", "latest": "2028-02-02" });
    assert_eq!(charge(&customer, &agreed_bill).await["collectionWindow"], window);
    app.advance_to("2028-02-01T11:59:59.999999Z").await;
    assert_eq!(booked(app, "expert_available").await, 0);
    app.advance_to("2028-02-01T12:00:00Z").await; // The collected event.
    assert_eq!(booked(app, "expert_available").await, -9_750);

    app.advance_to("2028-02-15T21:59:59.999999Z").await;
    assert!(disbursements(&expert).await.is_empty());
    app.advance(DAY).await;
    let paid = disbursements(&expert).await.remove(0);
    assert_eq!((&paid["runOn"], &paid["status"]), (&json!("2028-02-15"), &json!("PAID")));
    assert_eq!(paid["amount"]["amount"], "97.50");
}

/// Holds IQ-32: 15 May 2027 is a Saturday, and 31 May, a Monday, is Memorial Day.
#[story]
async fn a_day_on_which_the_rail_rests_waits_for_the_following_business_day(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    app.advance_to("2027-05-10T09:00:00Z").await;
    assert_eq!(paid_monthly(&expert, 15).await, "2027-05-17");

    collected(&customer, &expert, &engagement, "100.00").await;
    app.advance_to("2027-05-17T23:00:00Z").await;
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2027-05-17");

    let month_end = json!({ "currency": "USD", "interval": "MONTH_END" });
    let set = expert.run("payoutPreferenceSet", month_end, "payoutPreference { nextRunOn interval monthDay }").await;
    let expected = json!({ "nextRunOn": "2027-06-01", "interval": "MONTH_END", "monthDay": null });
    assert_eq!(set["payoutPreference"], expected);
    collected(&customer, &expert, &engagement, "200.00").await;
    app.advance_to("2027-06-01T23:00:00Z").await;
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2027-06-01");
}

/// Holds IQ-32 and G-30 on a leap day: silence approves on it, and the end of February pays on it.
#[story]
async fn a_leap_day_is_a_day_like_any_other(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    app.advance_to("2028-02-18T10:00:00Z").await;
    paid_to(&expert, GOOD).await;
    let month_end = json!({ "currency": "USD", "interval": "MONTH_END" });
    let set = expert.run("payoutPreferenceSet", month_end, "payoutPreference { nextRunOn }").await;
    assert_eq!(set["payoutPreference"]["nextRunOn"], "2028-02-29");
    app.advance_to("2028-02-19T10:00:00Z").await;
    let silent = bill_submitted(&expert, &engagement, "300.00").await;
    collected(&customer, &expert, &engagement, "100.00").await;

    app.advance_to("2028-02-29T23:00:00Z").await;
    assert_eq!(bill(&expert, &silent).await["decidedAt"], "2028-02-29T10:00:00+00:00");
    let window = json!({ "earliest": "2028-03-01", "latest": "2028-03-03" });
    assert_eq!(charge(&expert, &silent).await["collectionWindow"], window);
    let paid = disbursements(&expert).await.remove(0);
    assert_eq!((&paid["runOn"], &paid["amount"]["amount"]), (&json!("2028-02-29"), &json!("97.50")));

    app.advance_to("2028-03-31T21:00:00Z").await; // The cutoff, now that New York's clock was changed.
    let paid = disbursements(&expert).await.remove(0);
    assert_eq!((&paid["runOn"], &paid["amount"]["amount"]), (&json!("2028-03-31"), &json!("292.50")));
}

/// Holds IQ-32: the year's last run, and the first one of a year that begins on a holiday.
#[story]
async fn the_end_of_a_year_waits_for_a_business_day(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    app.advance_to("2028-12-01T10:00:00Z").await;
    paid_to(&expert, GOOD).await;
    let month_end = json!({ "currency": "USD", "interval": "MONTH_END" });
    let set = expert.run("payoutPreferenceSet", month_end, "payoutPreference { nextRunOn }").await;
    assert_eq!(set["payoutPreference"]["nextRunOn"], "2029-01-02"); // A Sunday, then New Year.
    collected(&customer, &expert, &engagement, "100.00").await;

    app.advance_to("2029-01-02T21:59:59.999999Z").await;
    assert!(disbursements(&expert).await.is_empty());
    app.advance_to("2029-01-02T22:00:00Z").await;
    assert_eq!(disbursements(&expert).await[0]["runOn"], "2029-01-02");
}

/// Holds the first half of scenario 11, and G-41.
#[story]
async fn only_days_that_every_month_has_are_offered(app: &App) {
    let (_, expert, _) = people(app).await;

    let monthly = |day: i32| json!({ "currency": "USD", "interval": "MONTHLY", "monthDay": day });
    for day in [0, 29, 30, 31, -1] {
        assert_eq!(expert.refusal("payoutPreferenceSet", monthly(day)).await, "PAYOUT_DAY_INVALID", "{day}");
    }
    assert_eq!(paid_monthly(&expert, 28).await, "2027-03-01"); // 28 February is a Sunday: its run is today.
    for (input, field) in [
        (json!({ "currency": "USD", "interval": "MONTHLY" }), "monthDay"),
        (json!({ "currency": "USD", "interval": "DAILY", "monthDay": 3 }), "monthDay"),
        (
            json!({ "currency": "USD", "interval": "DAILY", "minimum": { "amount": "5.00", "currency": "EUR" } }),
            "amount",
        ),
    ] {
        let refused = expert.refused("payoutPreferenceSet", input).await;
        assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!(field)));
    }
    let negative =
        json!({ "currency": "USD", "interval": "DAILY", "minimum": { "amount": "-1.00", "currency": "USD" } });
    assert_eq!(expert.refusal("payoutPreferenceSet", negative).await, "AMOUNT_NOT_POSITIVE");
}

/// Holds G-41: a minimum, and a pause.
#[story]
async fn a_run_pays_the_minimum_or_nothing_and_nothing_while_payouts_are_paused(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    let minimum =
        json!({ "currency": "USD", "interval": "DAILY", "minimum": { "amount": "195.00", "currency": "USD" } });
    expert.run("payoutPreferenceSet", minimum, "payoutPreference { nextRunOn }").await;
    let usd = json!({ "currency": "USD" });

    collected(&customer, &expert, &engagement, "100.00").await; // Wednesday.
    app.advance_to("2027-03-03T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["BELOW_MINIMUM"]);

    let paused = expert.run("payoutPause", usd.clone(), "payoutPreference { isPaused }").await;
    assert_eq!(paused["payoutPreference"]["isPaused"], true);
    assert_eq!(expert.refusal("payoutPause", usd.clone()).await, "PAYOUT_PREFERENCE_NOT_IN_STATE");
    collected(&customer, &expert, &engagement, "100.00").await; // Friday, 5 March, 22:00: after the cutoff.
    app.advance_to("2027-03-08T22:00:00Z").await;
    assert_eq!(blockers(&expert).await, ["PAYOUTS_PAUSED"]);

    expert.run("payoutResume", usd.clone(), "payoutPreference { isPaused }").await;
    assert_eq!(expert.refusal("payoutResume", usd).await, "PAYOUT_PREFERENCE_NOT_IN_STATE");
    app.advance_to("2027-03-09T22:00:00Z").await;
    assert_eq!(payouts(&expert).await, [payout("195.00", "SENT")]);
    assert_eq!(disbursements(&expert).await[0]["lines"]["edges"].as_array().unwrap().len(), 2);
}

/// Holds G-41: without a stored preference, daily from nothing on.
#[story]
async fn a_payee_sees_when_it_is_paid_next(app: &App) {
    let (customer, expert, _) = people(app).await;
    let query = "query P { payoutPreferences { currency interval monthDay isPaused nextRunOn minimum { amount } } }";
    assert_eq!(expert.query(query, json!({})).await["payoutPreferences"], json!([]));

    payout_method_added(&expert, GOOD).await;
    let default = json!([{ "currency": "USD", "interval": "DAILY", "monthDay": null, "isPaused": false,
        "nextRunOn": "2027-03-01", "minimum": { "amount": "0.00" } }]);
    assert_eq!(expert.query(query, json!({})).await["payoutPreferences"], default);
    app.advance_to("2027-03-05T22:00:00Z").await; // Friday's cutoff.
    let next: Value = expert.query(query, json!({})).await["payoutPreferences"][0]["nextRunOn"].clone();
    assert_eq!(next, "2027-03-08");
    assert_eq!(customer.query(query, json!({})).await["payoutPreferences"], json!([]));
}
