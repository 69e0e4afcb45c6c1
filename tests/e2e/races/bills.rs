//! Bills, which the customer, the expert and silence decide.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, Tally, race,
    steps::{
        accounts::member_joined,
        money::{approval_input, bill, bill_input, bill_submitted, payment_method_added},
        payouts::agreed,
        work::{CUSTOMER, EXPERT, people, work_agreed},
    },
    story,
};

use super::{booked_times, each_change_is_published_once, events, recorded, told};

const APPROVE: &str = "paymentRequestApprove";
const DECLINE: &str = "paymentRequestDecline";
const WITHDRAW: &str = "paymentRequestWithdraw";
const SUBMIT: &str = "paymentRequestSubmit";
const DECIDED: &str = "PAYMENT_REQUEST_ALREADY_DECIDED";

/// Holds the last part of scenario 7, G-30 and invariant 12.
#[story(threads)]
async fn a_bill_is_decided_once_by_approval_decline_withdrawal_or_silence(app: &App) {
    const BILLS: usize = 12;
    let (customer, expert, engagement) = agreed(app).await;
    let mut bills = vec![];
    for _ in 0..BILLS {
        bills.push(bill_submitted(&expert, &engagement, "100.00").await);
    }
    // In two other processes the ten days end meanwhile, and silence decides.
    let (second, third) = (app.beside().await, app.beside().await);

    let mut racers = vec![second.advancing(TimeDelta::days(10)).await, third.sweeping()];
    for bill in bills.iter().rev() {
        racers.push(customer.racing(APPROVE, approval_input(&customer, bill)));
        racers.push(customer.racing(DECLINE, json!({ "paymentRequestId": bill, "reason": "Not agreed." })));
        racers.push(expert.racing(WITHDRAW, json!({ "paymentRequestId": bill })));
    }
    let tally = race(racers).await;

    let mut approved = 0;
    for bill in &bills {
        let mut kinds = recorded(app, bill).await;
        kinds.retain(|kind| kind != "payment_request.submitted");
        assert_eq!(kinds.len(), 1, "decided once: {kinds:?}");
        approved += usize::from(kinds == ["payment_request.approved"]);
    }
    let by_people = tally.ok(APPROVE) + tally.ok(DECLINE) + tally.ok(WITHDRAW);
    let by_silence = super::texts(app, "select name as text from payment_request where approved_by = 'silence'").await;
    assert_eq!(by_people + by_silence.len(), BILLS);
    assert_eq!(tally.ok(APPROVE) + by_silence.len(), approved);
    let too_late = |command| tally.of(command, DECIDED) + tally.of(command, "DEADLINE_PASSED");
    let lost = [APPROVE, DECLINE, WITHDRAW].map(too_late).iter().sum::<usize>();
    assert_eq!(by_people + lost, 3 * BILLS, "{tally}");
    assert_eq!((booked_times(app, "approve").await, events(app, "charge.invoiced").await), (approved, approved));
    each_change_is_published_once(app).await;
    told("approve × decline × withdraw × silence", BILLS, &tally);
    println!("race: of them {} by silence", by_silence.len());
}

/// Holds invariant 10 and G-48: one key has one answer, and of many keys one counts.
#[story(threads)]
async fn two_members_approve_a_bill_once(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let colleague = member_joined(&customer, "carl@example.org", "Carl Colleague", &["PAY"]).await;
    let beside = app.beside().await;
    let here = [customer, colleague];
    let there = [CUSTOMER, "carl@example.org"].map(|email| beside.person(email));
    let mut tally = Tally::default();

    for _ in 0..4 {
        let (one_key, many_keys) = (
            bill_submitted(&expert, &engagement, "100.00").await,
            bill_submitted(&expert, &engagement, "100.00").await,
        );
        let input = approval_input(&here[0], &one_key);
        let selection = "paymentRequest { status fee { amount } charge { amount { amount } } }";
        let same = here.iter().chain(&there).cycle().take(10);
        let same = same.map(|member| member.racing_for(APPROVE, input.clone(), selection)).collect();
        let other = here.iter().chain(&there).cycle().take(10);
        let other = other.map(|member| member.racing(APPROVE, approval_input(member, &many_keys))).collect();

        let (same, other) = tokio::join!(race(same), race(other));
        let answer = r#"{"paymentRequest":{"charge":{"amount":{"amount":"100.00"}},"fee":{"amount":"2.50"},"status":"APPROVED"}}"#;
        assert_eq!((same.of(APPROVE, answer), other.ok(APPROVE), other.of(APPROVE, DECIDED)), (10, 1, 9));
        for bill in [one_key, many_keys] {
            let once = ["payment_request.approved", "payment_request.submitted"];
            assert_eq!(recorded(app, &bill).await, once);
        }
        tally.add(&same);
        tally.add(&other);
    }
    assert_eq!(booked_times(app, "approve").await, 8);
    told("approve × approve, two members, one key and many", 4, &tally);
}

/// Holds G-14 and invariant 4.
#[story(threads)]
async fn bills_at_the_same_instant_never_exceed_what_remains(app: &App) {
    let (_, expert, engagement) = agreed(app).await;
    let beside = app.beside().await;
    let experts = [expert, beside.person(EXPERT)];

    let bills = experts.iter().cycle().take(20);
    let bills = bills.map(|expert| expert.racing(SUBMIT, bill_input(expert, &engagement, "900.00"))).collect();
    let tally = race(bills).await;

    assert_eq!((tally.ok(SUBMIT), tally.of(SUBMIT, "EXCEEDS_REMAINING")), (11, 9), "{tally}");
    let query = "query E($id: ID!) { engagement(id: $id) { pending { amount } remaining { amount } } }";
    let read = experts[0].query(query, json!({ "id": engagement })).await;
    let expected = json!({ "pending": { "amount": "9900.00" }, "remaining": { "amount": "100.00" } });
    assert_eq!(read["engagement"], expected);
    told("twenty bills over what eleven may take", 1, &tally);
}

/// Holds X17, X18 and G-15.
#[story(threads)]
async fn work_ends_by_completion_or_a_final_bill_or_goes_on(app: &App) {
    const ROUNDS: usize = 8;
    let (customer, expert, card) = people(app).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(EXPERT);
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let engagement = work_agreed(&customer, &expert, &card, "1000.00").await.engagement;
        let mut last = bill_input(&expert, &engagement, "300.00");
        last["isFinal"] = json!(true);
        let round = race(vec![
            expert.racing_for(SUBMIT, last, "paymentRequest { isFinal }"),
            elsewhere.racing_for(SUBMIT, bill_input(&elsewhere, &engagement, "200.00"), "paymentRequest { isFinal }"),
            expert.racing("engagementComplete", json!({ "engagementId": engagement })),
            elsewhere.racing("engagementComplete", json!({ "engagementId": engagement })),
        ])
        .await;

        let [last, other] =
            ["true", "false"].map(|is_final| format!(r#"{{"paymentRequest":{{"isFinal":{is_final}}}}}"#));
        let (last, other) = (round.of(SUBMIT, &last), round.of(SUBMIT, &other));
        let complete = round.ok("engagementComplete");
        assert_eq!(last + other + complete, 1, "{round}");
        let (of_bill, of_end) = match (last, other) {
            (1, _) => ("FINAL_BILL_PENDING", "FINAL_BILL_PENDING"),
            (_, 1) => ("BILLS_PENDING", "BILLS_PENDING"),
            (_, _) => ("ENGAGEMENT_NOT_ACTIVE", "ENGAGEMENT_NOT_ACTIVE"),
        };
        assert_eq!(round.of(SUBMIT, of_bill), 2 - last - other, "{round}");
        assert_eq!(round.of("engagementComplete", of_end), 2 - complete, "{round}");
        let ends = recorded(app, &engagement).await;
        assert_eq!(ends.len(), 1 + last + complete, "{ends:?}");
        tally.add(&round);
    }
    told("final bill × other bill × complete", ROUNDS, &tally);
}

/// Holds IQ-35 and invariant 3: whatever comes first, what is not yet asked for is asked of the method that counts.
#[story(threads)]
async fn what_is_approved_while_the_method_changes_is_charged_to_the_one_that_counts(app: &App) {
    const ROUNDS: usize = 6;
    let (customer, expert, engagement) = agreed(app).await;
    let ach = payment_method_added(&customer, "ACH", Some("sandbox_ach_ok")).await;
    let beside = app.beside().await;
    let elsewhere = beside.person(CUSTOMER);
    let mut tally = Tally::default();

    for _ in 0..ROUNDS {
        let card = payment_method_added(&customer, "CARD", Some("sandbox_card_ok")).await;
        let change = |to: &str| json!({ "engagementId": engagement, "paymentMethodId": to });
        customer.run("paymentMethodChange", change(&card), "engagement { id }").await;
        let id = bill_submitted(&expert, &engagement, "100.00").await;
        let round = race(vec![
            customer.racing(APPROVE, approval_input(&customer, &id)),
            elsewhere.racing("paymentMethodChange", change(&ach)),
        ])
        .await;

        assert_eq!((round.ok(APPROVE), round.ok("paymentMethodChange")), (1, 1));
        assert_eq!(bill(&customer, &id).await["status"], "APPROVED");
        let document = "query B($id: ID!) { paymentRequest(id: $id) { charge { tender paymentMethod { id } } } }";
        let read = customer.query(document, json!({ "id": id })).await;
        let expected = json!({ "tender": "ACH", "paymentMethod": { "id": ach } });
        assert_eq!(read["paymentRequest"]["charge"], expected);
        tally.add(&round);
    }
    told("approve × payment method change", ROUNDS, &tally);
}
