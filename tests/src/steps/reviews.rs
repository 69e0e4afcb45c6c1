use serde_json::{Value, json};

use crate::Person;

/// The input of a review, with a key of its own.
pub fn review_input(customer: &Person<'_>, engagement: &str, stars: i32) -> Value {
    json!({
        "engagementId": engagement,
        "stars": stars,
        "text": "The shop runs, and we sleep.",
        "wouldWorkAgain": stars > 2,
        "idempotencyKey": customer.app.key(),
    })
}

/// The customer says how it was.
pub async fn review_written(customer: &Person<'_>, engagement: &str, stars: i32) -> String {
    let payload = customer.run("reviewWrite", review_input(customer, engagement, stars), "review { id }").await;
    payload["review"]["id"].as_str().expect("a review has an id").to_owned()
}

/// The same, and staff let everybody read it.
pub async fn review_published(customer: &Person<'_>, engagement: &str, stars: i32) -> String {
    let review = review_written(customer, engagement, stars).await;
    customer.app.operator().run("reviewPublish", json!({ "reviewId": review }), "review { id }").await;
    review
}

/// Staff take it out.
pub async fn review_removed(staff: &Person<'_>, review: &str, reason: &str) {
    let input = json!({ "reviewId": review, "reason": reason });
    staff.run("reviewRemove", input, "review { id }").await;
}
