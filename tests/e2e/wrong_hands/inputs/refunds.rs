use support::{
    Person,
    steps::{
        money::payment_method_added,
        payouts::collected,
        refunds::{
            refund_data_input, refund_finding_input, refund_offer_input, refund_offered, refund_refusal_input,
            refund_request_input, refund_requested,
        },
        work::work_agreed,
    },
};

use crate::wrong_hands::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    if !mutation.starts_with("refund") {
        return None;
    }
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let operator = &world.cast.operator.person;
    Some(match mutation {
        "refundRequest" => {
            let bill = paid_by(customer, expert, "sandbox_card_ok").await;
            Act::by(customer, refund_request_input(customer, &bill, Some("40.00")))
        }
        "refundRefuse" => {
            let bill = paid_by(customer, expert, "sandbox_card_ok").await;
            Act::by(expert, refund_refusal_input(&refund_requested(customer, &bill, None).await))
        }
        "refundOffer" => {
            let bill = paid_by(customer, expert, "sandbox_card_ok").await;
            Act::by(expert, refund_offer_input(expert, &[(&bill, "40.00")], "40.00"))
        }
        "refundDataGive" => {
            let refund = sent_by(world, "sandbox_card_closed").await;
            let card = payment_method_added(customer, "CARD", Some("sandbox_card_ok")).await;
            Act::by(customer, refund_data_input(customer, &refund, Some(&card)))
        }
        "refundResolve" => {
            let refund = sent_by(world, "sandbox_card_refund_silent").await;
            Act::by(operator, refund_finding_input(operator, &refund, "SENT"))
        }
        _ => return None,
    })
}

/// A refund of what was collected by a card of which the sandbox knows the end, as far as it goes at once.
pub async fn sent_by(world: &World<'_>, token: &str) -> String {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let bill = paid_by(customer, expert, token).await;
    let refund = refund_offered(expert, &bill, "40.00").await;
    world.app.sweep().await;
    refund
}

/// A bill of 100.00 that was collected by such a card.
async fn paid_by(customer: &Person<'_>, expert: &Person<'_>, token: &str) -> String {
    let card = payment_method_added(customer, "CARD", Some(token)).await;
    let work = work_agreed(customer, expert, &card, "500.00").await;
    collected(customer, expert, &work.engagement, "100.00").await
}
