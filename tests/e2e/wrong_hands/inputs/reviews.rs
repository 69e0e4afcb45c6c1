use serde_json::json;
use support::steps::{
    reviews::{review_input, review_published, review_written},
    work::work_done,
};

use crate::wrong_hands::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let operator = &world.cast.operator.person;
    let review = || world.made("reviewWrite");
    Some(match mutation {
        "reviewWrite" => Act::by(customer, review_input(customer, &done(world).await, 4)),
        "reviewPublish" => Act::by(operator, json!({ "reviewId": review() })),
        "reviewReply" => Act::by(expert, json!({ "reviewId": review(), "text": "Thank you." })),
        "reviewRemove" => {
            Act::by(operator, json!({ "reviewId": review(), "reason": "PROMOTION", "note": "It praises a shop." }))
        }
        _ => return None,
    })
}

/// Reviews that everybody reads, and one that waits.
pub async fn said(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let published = review_published(customer, &done(world).await, 5).await;
    let reply = json!({ "reviewId": published, "text": "It was a pleasure." });
    expert.run("reviewReply", reply, "review { id }").await;
    review_written(customer, &done(world).await, 3).await;
}

/// Work that is complete and paid.
async fn done(world: &World<'_>) -> String {
    work_done(&world.cast.customer.person, &world.cast.expert.person, world.made("paymentMethodAdd")).await
}
