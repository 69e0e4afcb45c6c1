//! Disputes and the end of work, which two sides and time decide.

use chrono::TimeDelta;
use serde_json::json;
use support::{
    App, race,
    steps::{
        accounts::member_joined,
        money::{approval_input, bill_submitted, dispute_answered, dispute_input, dispute_opened, settlement_input},
        payouts::agreed,
        work::{acceptance_input, cancellation_requested, contact_made, people, sent, upfront, work_agreed},
    },
    story,
};

use super::{booked_times, each_change_is_published_once, events, recorded, told};

/// Holds G-28, G-32 and X7: two members at once, and one bill over the maximum.
#[story(threads)]
async fn what_is_paid_at_once_is_billed_once_or_withdrawn(app: &App) {
    const OFFERS: usize = 6;
    let (customer, expert, card) = people(app).await;
    let colleague = member_joined(&customer, "carl@example.org", "Carl Colleague", &["ACCEPT"]).await;
    let conversation = contact_made(&customer, &expert).await.conversation;
    let mut racers = vec![];
    for _ in 0..OFFERS {
        let offer = sent(&expert, upfront(&expert, &conversation, "100.00")).await;
        for member in [&customer, &colleague] {
            racers.push(member.racing("proposalAccept", acceptance_input(member, &offer, &card)));
        }
        racers.push(expert.racing("proposalWithdraw", json!({ "proposalId": offer })));
    }

    let tally = race(racers).await;

    let accepted = tally.ok("proposalAccept");
    assert_eq!(accepted + tally.ok("proposalWithdraw"), OFFERS, "{tally}");
    assert_eq!((booked_times(app, "approve").await, events(app, "charge.invoiced").await), (accepted, accepted));
    assert_eq!(app.rows("select id from payment_request where approved_by = 'acceptance'").await.len(), accepted);
    each_change_is_published_once(app).await;
    told("accept × accept × withdraw, paid at once", OFFERS, &tally);
}

/// Holds G-29, G-30 and invariant 12.
#[story(threads)]
async fn a_bill_is_approved_by_the_customer_or_by_silence_or_disputed(app: &App) {
    const BILLS: usize = 12;
    const LOST: [&str; 3] = ["PAYMENT_REQUEST_ALREADY_DECIDED", "DEADLINE_PASSED", "PAYMENT_REQUEST_FROZEN"];
    let (customer, expert, engagement) = agreed(app).await;
    let mut bills = vec![];
    for _ in 0..BILLS {
        bills.push(bill_submitted(&expert, &engagement, "100.00").await);
    }
    // In two other processes the ten days end meanwhile, and silence decides.
    let (second, third) = (app.beside().await, app.beside().await);

    let mut racers = vec![second.advancing(TimeDelta::days(10)).await, third.sweeping()];
    for bill in bills.iter().rev() {
        racers.push(customer.racing("disputeOpen", dispute_input(&customer, bill)));
        racers.push(customer.racing("paymentRequestApprove", approval_input(&customer, bill)));
        racers.push(customer.racing("disputeOpen", dispute_input(&customer, bill)));
    }
    let tally = race(racers).await;

    let (mut approved, mut frozen) = (0, 0);
    for bill in &bills {
        let mut kinds = recorded(app, bill).await;
        // A dispute of before the ten days is over by silence after them, and declines its bill.
        kinds.retain(|kind| kind != "payment_request.submitted" && kind != "payment_request.declined");
        assert_eq!(kinds.len(), 1, "decided or disputed, once: {kinds:?}");
        approved += usize::from(kinds == ["payment_request.approved"]);
        frozen += usize::from(kinds == ["payment_request.frozen"]);
    }
    assert_eq!((approved + frozen, frozen), (BILLS, tally.ok("disputeOpen")), "{tally}");
    let lost = |command| LOST.map(|code| tally.of(command, code)).iter().sum::<usize>();
    assert_eq!(tally.ok("disputeOpen") + lost("disputeOpen"), 2 * BILLS, "{tally}");
    assert_eq!(tally.ok("paymentRequestApprove") + lost("paymentRequestApprove"), BILLS, "{tally}");
    assert_eq!((booked_times(app, "approve").await, events(app, "dispute.opened").await), (approved, frozen));
    each_change_is_published_once(app).await;
    told("approve × dispute × dispute × silence", BILLS, &tally);
}

/// Holds G-29 and G-30: a dispute ends once, and its bill with it.
#[story(threads)]
async fn a_dispute_is_settled_or_withdrawn_or_over_by_silence(app: &App) {
    const DISPUTES: usize = 8;
    const LOST: [&str; 2] = ["DISPUTE_ALREADY_DECIDED", "DEADLINE_PASSED"];
    let (customer, expert, engagement) = agreed(app).await;
    let mut disputes = vec![];
    for _ in 0..DISPUTES {
        let bill = bill_submitted(&expert, &engagement, "100.00").await;
        let dispute = dispute_opened(&customer, &bill).await;
        dispute_answered(&expert, &dispute).await;
        disputes.push(dispute);
    }
    let (second, third) = (app.beside().await, app.beside().await);

    let mut racers = vec![second.advancing(TimeDelta::days(8)).await, third.sweeping()];
    for dispute in disputes.iter().rev() {
        racers.push(customer.racing("disputeSettle", settlement_input(&customer, dispute, None)));
        racers.push(customer.racing("disputeSettle", settlement_input(&customer, dispute, Some("30.00"))));
        racers.push(customer.racing("disputeWithdraw", json!({ "disputeId": dispute })));
    }
    let tally = race(racers).await;

    let by_silence = app.rows("select id from dispute where settlement = 'silent_customer'").await.len();
    let by_people = tally.ok("disputeSettle") + tally.ok("disputeWithdraw");
    assert_eq!(by_people + by_silence, DISPUTES, "{tally}");
    let lost = ["disputeSettle", "disputeWithdraw"].map(|command| LOST.map(|code| tally.of(command, code)));
    assert_eq!(by_people + lost.iter().flatten().sum::<usize>(), 3 * DISPUTES, "{tally}");
    assert_eq!(booked_times(app, "approve").await, tally.ok("disputeSettle") + by_silence);
    each_change_is_published_once(app).await;
    told("settle for all × for a part × withdraw × silence", DISPUTES, &tally);
}

/// Holds G-46: consent, refusal, a change of mind and silence, and one of them counts.
#[story(threads)]
async fn work_is_cancelled_once_or_goes_on(app: &App) {
    const WORKS: usize = 6;
    const COMMANDS: [&str; 3] = ["cancellationApprove", "cancellationReject", "cancellationWithdraw"];
    let (customer, expert, card) = people(app).await;
    let mut requests = vec![];
    for _ in 0..WORKS {
        let work = work_agreed(&customer, &expert, &card, "100.00").await;
        requests.push(cancellation_requested(&expert, &work.engagement).await);
    }
    let (second, third) = (app.beside().await, app.beside().await);

    let mut racers = vec![second.advancing(TimeDelta::days(7)).await, third.sweeping()];
    for request in requests.iter().rev() {
        let on = json!({ "cancellationRequestId": request });
        let withdraw = json!({ "cancellationRequestId": request, "reason": "We found a way." });
        racers.push(customer.racing(COMMANDS[0], on.clone()));
        racers.push(customer.racing(COMMANDS[1], on.clone()));
        racers.push(customer.racing(COMMANDS[0], on));
        racers.push(expert.racing(COMMANDS[2], withdraw));
    }
    let tally = race(racers).await;

    for request in &requests {
        assert_eq!(recorded(app, request).await.len(), 2, "asked, and decided once");
    }
    let by_silence = app.rows("select id from cancellation_request where consent = 'silence'").await.len();
    let by_people = COMMANDS.map(|command| tally.ok(command)).iter().sum::<usize>();
    assert_eq!(by_people + by_silence, WORKS, "{tally}");
    let too_late = |command| tally.of(command, "CANCELLATION_ALREADY_DECIDED") + tally.of(command, "DEADLINE_PASSED");
    assert_eq!(by_people + COMMANDS.map(too_late).iter().sum::<usize>(), 4 * WORKS, "{tally}");
    assert_eq!(events(app, "engagement.cancelled").await, tally.ok(COMMANDS[0]) + by_silence);
    each_change_is_published_once(app).await;
    told("approve × approve × reject × withdraw × silence of a cancellation", WORKS, &tally);
}
