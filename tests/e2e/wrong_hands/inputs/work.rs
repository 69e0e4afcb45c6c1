use serde_json::json;
use support::steps::{
    accounts::member_id,
    experts::profile_id,
    money::{
        answer_input, approval_input, bill_input, bill_submitted, complaint_input, dispute_input, dispute_opened,
        payment_method_added, settlement_input,
    },
    work::{
        DESCRIPTION, TITLE, acceptance_input, cancellation_input, cancellation_requested, contact_made, direct_message,
        proposal_input, proposal_sent, response_input, said, saved_search_input, work_agreed,
    },
};

use crate::wrong_hands::world::{Act, World};

#[expect(clippy::too_many_lines, reason = "a line or two for each thing that can be done")]
pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    if mutation.starts_with("payment") || mutation.starts_with("engagement") {
        return agreed(world, mutation).await;
    }
    if mutation.starts_with("dispute") {
        return dispute(world, mutation).await;
    }
    if mutation.starts_with("complaint") {
        return complaint(world, mutation);
    }
    if mutation.starts_with("cancellation") {
        return cancellation(world, mutation).await;
    }
    if mutation.starts_with("proposal") {
        return offer(world, mutation).await;
    }
    let (app, customer, expert) = (world.app, &world.cast.customer.person, &world.cast.expert.person);
    let request = || json!({ "customerRequestId": world.made("customerRequestOpen") });
    let budget = json!({ "atMost": { "amount": "9000.00", "currency": "USD" } });
    let mut ask = json!({
        "title": TITLE,
        "description": DESCRIPTION,
        "budget": budget,
        "preferredLocation": "Berlin",
        "skills": ["PostgreSQL"],
    });
    Some(match mutation {
        "customerRequestOpen" => {
            ask["idempotencyKey"] = json!(app.key());
            Act::by(customer, ask)
        }
        "customerRequestEdit" => {
            ask["customerRequestId"] = json!(world.made("customerRequestOpen"));
            Act::by(customer, ask)
        }
        "customerRequestStopAnswers"
        | "customerRequestTakeAnswers"
        | "customerRequestArchive"
        | "customerRequestRestore" => Act::by(customer, request()),
        "customerRequestHide" | "customerRequestUnhide" => Act::by(expert, request()),
        "savedSearchSave" => Act::by(expert, saved_search_input(expert, "Our trade", &json!({ "text": "move" }))),
        "savedSearchRemove" => Act::by(expert, json!({ "savedSearchId": world.made("savedSearchSave") })),
        "directMessageSend" => Act::by(customer, direct_message(app, &profile_id(expert).await)),
        "messageMarkRead" => {
            let message = said(customer, &conversation(world).await, "When?").await;
            Act::by(expert, json!({ "messageId": message }))
        }
        "notificationMarkRead" => {
            app.sweep().await;
            let of_expert = "{ myNotifications(first: 1) { edges { node { id } } } }";
            let told = expert.query(of_expert, json!({})).await;
            Act::by(expert, json!({ "notificationId": told["myNotifications"]["edges"][0]["node"]["id"] }))
        }
        "notificationPreferenceSet" => Act::by(expert, json!({ "topic": "MESSAGES", "mail": "DAILY" })),
        "conversationMembersSet" => {
            let (conversation, member) = (conversation(world).await, member_id(expert).await);
            Act::by(expert, json!({ "conversationId": conversation, "memberIds": [member] }))
        }
        "conversationArchive" | "conversationRestore" => {
            Act::by(expert, json!({ "conversationId": conversation(world).await }))
        }
        "responseSend" => Act::by(expert, response_input(expert, world.made("customerRequestOpen"))),
        "messageSend" => {
            let (conversation, key) = (conversation(world).await, app.key());
            Act::by(expert, json!({ "conversationId": conversation, "message": "When?", "idempotencyKey": key }))
        }
        "responseWithdraw" => {
            let contact = contact_made(customer, expert).await;
            Act::by(expert, json!({ "responseId": contact.response }))
        }
        _ => return None,
    })
}

async fn offer<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let conversation = conversation(world).await;
    Some(match mutation {
        "proposalSend" => Act::by(expert, proposal_input(expert, &conversation, "10000.00", "USD")),
        "proposalWithdraw" => Act::by(expert, json!({ "proposalId": world.made("proposalSend") })),
        "proposalDecline" => {
            let proposal = proposal_sent(expert, &conversation, "10000.00", "USD").await;
            Act::by(customer, json!({ "proposalId": proposal }))
        }
        "proposalAccept" => {
            let mut input = proposal_input(expert, &conversation, "10000.00", "USD");
            input["expiresAt"] = json!("2028-03-01T09:00:00Z");
            let sent = expert.run("proposalSend", input, "proposal { id }").await;
            let proposal = sent["proposal"]["id"].as_str().unwrap();
            Act::by(customer, acceptance_input(customer, proposal, world.made("paymentMethodAdd")))
        }
        _ => return None,
    })
}

async fn agreed<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, customer, expert) = (world.app, &world.cast.customer.person, &world.cast.expert.person);
    let card = || json!({ "tender": "CARD", "providerToken": "sandbox_card_ok", "idempotencyKey": app.key() });
    let bill = async || bill_submitted(expert, world.made("proposalAccept"), "100.00").await;
    Some(match mutation {
        "paymentMethodAdd" => Act::by(customer, card()),
        "paymentMethodChange" => {
            let other = payment_method_added(customer, "CARD", Some("sandbox_card_ok")).await;
            Act::by(customer, json!({ "engagementId": world.made("proposalAccept"), "paymentMethodId": other }))
        }
        "paymentRequestSubmit" => Act::by(expert, bill_input(expert, world.made("proposalAccept"), "100.00")),
        "paymentRequestWithdraw" => Act::by(expert, json!({ "paymentRequestId": world.made("paymentRequestSubmit") })),
        "paymentRequestDecline" => {
            Act::by(customer, json!({ "paymentRequestId": bill().await, "reason": "This is not what we agreed." }))
        }
        "paymentRequestApprove" => Act::by(customer, approval_input(customer, &bill().await)),
        "engagementComplete" => {
            let work = work_agreed(customer, expert, world.made("paymentMethodAdd"), "500.00").await;
            Act::by(expert, json!({ "engagementId": work.engagement }))
        }
        _ => return None,
    })
}

fn complaint<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, operator) = (&world.cast.customer.person, &world.cast.operator.person);
    let filed = || world.made("complaintFile");
    Some(match mutation {
        "complaintFile" => Act::by(customer, complaint_input(customer)),
        "complaintExtend" => Act::by(operator, json!({ "complaintId": filed(), "reason": "Our bank looks for it." })),
        "complaintAnswer" => Act::by(operator, json!({ "complaintId": filed(), "answer": "It is on its way." })),
        _ => return None,
    })
}

async fn dispute<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let opened = |id: &str| json!({ "disputeId": id });
    Some(match mutation {
        "disputeOpen" => {
            let bill = bill_submitted(expert, world.made("proposalAccept"), "90.00").await;
            Act::by(customer, dispute_input(customer, &bill))
        }
        "disputeRecommend" => {
            let mut input = opened(world.made("disputeOpen"));
            input["recommendation"] = json!("Half of it would be fair.");
            Act::by(&world.cast.operator.person, input)
        }
        "disputeAnswer" => Act::by(expert, answer_input(world.made("disputeOpen"))),
        "disputeSettle" => Act::by(customer, settlement_input(customer, world.made("disputeOpen"), Some("40.00"))),
        "disputeWithdraw" => {
            let bill = bill_submitted(expert, world.made("proposalAccept"), "80.00").await;
            Act::by(customer, opened(&dispute_opened(customer, &bill).await))
        }
        _ => return None,
    })
}

async fn cancellation<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let work = work_agreed(customer, expert, world.made("paymentMethodAdd"), "500.00").await;
    let asked = async || json!({ "cancellationRequestId": cancellation_requested(expert, &work.engagement).await });
    Some(match mutation {
        "cancellationRequest" => Act::by(expert, cancellation_input(expert, &work.engagement)),
        "cancellationReject" | "cancellationApprove" => Act::by(customer, asked().await),
        "cancellationWithdraw" => {
            let mut input = asked().await;
            input["reason"] = json!("We found a way.");
            Act::by(expert, input)
        }
        _ => return None,
    })
}

/// The conversation that the expert's answer opened.
async fn conversation(world: &World<'_>) -> String {
    let query = "query R($id: ID!) { response(id: $id) { conversation { id } } }";
    world.found(query, world.made("responseSend"), "/response/conversation/id").await
}
