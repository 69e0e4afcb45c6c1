//! Where and when a payee is paid, decided by two at once.

use serde_json::json;
use support::{
    App, Tally, race,
    steps::{
        accounts::staff_appointed,
        payouts::{GOOD, agreed, collected, method_status, paid_to, payout_method_added, payouts},
        work::EXPERT,
    },
    story,
};

use super::{events, recorded, told};

const VERIFY: &str = "payoutMethodVerify";
const REJECT: &str = "payoutMethodReject";
const REMOVE: &str = "payoutMethodRemove";

/// Holds G-39.
#[story(threads)]
async fn two_of_staff_decide_on_a_bank_account_once(app: &App) {
    const METHODS: usize = 8;
    let (_, expert, _) = agreed(app).await;
    staff_appointed(app, "sam@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    let beside = app.beside().await;
    let (olga, sam) = (app.operator(), beside.person("sam@operator.example"));
    let mut methods = vec![];
    for _ in 0..METHODS {
        methods.push(payout_method_added(&expert, GOOD).await);
    }

    let mut racers = vec![];
    for method in &methods {
        racers.push(olga.racing(VERIFY, json!({ "payoutMethodId": method, "evidence": "The bank's letter." })));
        racers.push(sam.racing(REJECT, json!({ "payoutMethodId": method, "reason": "Not the payee's." })));
        racers.push(expert.racing(REMOVE, json!({ "payoutMethodId": method })));
    }
    let tally = race(racers).await;

    let decided = tally.ok(VERIFY) + tally.ok(REJECT);
    let lost = [VERIFY, REJECT].map(|command| tally.of(command, "PAYOUT_METHOD_NOT_IN_STATE")).iter().sum::<usize>();
    assert_eq!((decided + lost, tally.ok(REMOVE)), (2 * METHODS, METHODS), "{tally}");
    for method in &methods {
        let kinds = recorded(app, method).await;
        let reviews = kinds.iter().filter(|kind| kind.ends_with("verified") || kind.ends_with("rejected")).count();
        assert!(reviews <= 1, "{kinds:?}");
        assert_eq!(method_status(&expert, method).await, "REMOVED");
    }
    told("verify × reject × remove", METHODS, &tally);
}

/// Holds G-41: nobody takes a bank account away under a run, and no run pays to one that is gone.
#[story(threads)]
async fn a_bank_account_is_taken_away_or_paid_to(app: &App) {
    const DAYS: [&str; 3] = ["2027-03-03", "2027-03-08", "2027-03-11"];
    let (customer, expert, engagement) = agreed(app).await;
    let mut tally = Tally::default();

    for day in DAYS {
        let method = paid_to(&expert, GOOD).await;
        collected(&customer, &expert, &engagement, "100.00").await;
        app.advance_to(&format!("{day}T21:59:59Z")).await;
        app.advance_without_sweeps(chrono::TimeDelta::seconds(1)).await;
        let beside = app.beside().await;
        let elsewhere = beside.person(EXPERT);
        let before = payouts(&expert).await.len();
        let round = race(vec![
            app.sweeping(),
            elsewhere.racing(REMOVE, json!({ "payoutMethodId": method })),
            beside.sweeping(),
        ])
        .await;

        let paid = payouts(&expert).await.len() - before;
        assert_eq!(paid + round.ok(REMOVE), 1, "{round}");
        assert_eq!(round.of(REMOVE, "DISBURSEMENT_IN_FLIGHT"), paid, "{round}");
        tally.add(&round);
        // Once it is paid, the account goes.
        if paid == 1 {
            app.advance(chrono::TimeDelta::hours(14)).await;
            expert.run(REMOVE, json!({ "payoutMethodId": method }), "payoutMethod { id }").await;
        }
    }
    told("remove a payout method × run", DAYS.len(), &tally);
}

/// Holds G-41: what one member sets, a colleague's pause does not undo.
#[story(threads)]
async fn a_preference_keeps_what_each_of_two_said(app: &App) {
    const CURRENCIES: [&str; 6] = ["USD", "EUR", "GBP", "CHF", "CAD", "SEK"];
    let (_, expert, _) = agreed(app).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(EXPERT);
    let mut tally = Tally::default();

    for currency in CURRENCIES {
        let monthly = json!({ "currency": currency, "interval": "MONTHLY", "monthDay": 15 });
        let round = race(vec![
            expert.racing("payoutPreferenceSet", monthly),
            elsewhere.racing("payoutPause", json!({ "currency": currency })),
            elsewhere.racing("payoutPause", json!({ "currency": currency })),
        ])
        .await;

        let set = round.ok("payoutPreferenceSet"); // Refused, once the payouts are paused.
        assert_eq!(set + round.of("payoutPreferenceSet", "PAYOUT_PREFERENCE_NOT_IN_STATE"), 1, "{round}");
        assert_eq!(round.ok("payoutPause"), 1, "{round}");
        assert_eq!(round.of("payoutPause", "PAYOUT_PREFERENCE_NOT_IN_STATE"), 1, "{round}");
        let read = expert.query("{ payoutPreferences { currency interval isPaused } }", json!({})).await;
        let interval = if set == 1 { "MONTHLY" } else { "DAILY" };
        let both = json!({ "currency": currency, "interval": interval, "isPaused": true });
        assert!(read["payoutPreferences"].as_array().unwrap().contains(&both), "{round}: {read}");
        tally.add(&round);
    }
    assert_eq!(events(app, "payout_preference.set").await, tally.ok("payoutPreferenceSet"));
    assert_eq!(events(app, "payout_preference.paused").await, CURRENCIES.len());
    told("set a preference × pause × pause", CURRENCIES.len(), &tally);
}
