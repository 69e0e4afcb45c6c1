use anyhow::Result;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    cast::TASKS,
    offer::Offer,
    people::{Customer, Expert},
    stage::Stage,
    work::Work,
};

/// Who takes part in a season.
#[derive(Clone, Copy)]
pub struct People<'a> {
    pub experts: &'a [Expert],
    pub customers: &'a [Customer],
}

/// A season under way: who takes part, and what was agreed so far.
pub struct Season<'a> {
    people: People<'a>,
    work: Vec<Work<'a>>,
}

impl<'a> Season<'a> {
    pub fn new(people: People<'a>) -> Self {
        Self { people, work: Vec::new() }
    }

    /// One day: a request perhaps, what chance has both sides do about the work, and the night.
    pub async fn day(&mut self, stage: &mut Stage) -> Result<()> {
        if stage.chance_of(45) {
            self.request(stage).await?;
        }
        for work in &mut self.work {
            work.day(stage).await?;
        }
        self.work.retain(|work| !work.is_over);
        stage.advance(TimeDelta::days(1)).await
    }

    /// A customer asks, some experts answer and propose, and the customer takes one, or none.
    async fn request(&mut self, stage: &mut Stage) -> Result<()> {
        let People { experts, customers } = self.people;
        let customer = &customers[stage.chance.usize(0..customers.len())];
        let (title, description) = TASKS[stage.chance.usize(0..TASKS.len())];
        let input = json!({ "title": title, "description": description, "idempotencyKey": stage.key() });
        let request = customer.client.make("customerRequestOpen", input, "customerRequest").await?;
        let (first, count) = (stage.chance.usize(0..experts.len()), stage.chance.usize(1..=3));
        let mut accepted = false;
        for n in 0..count.min(experts.len()) {
            let expert = &experts[(first + n) % experts.len()];
            let offer = offer(stage, (customer, expert), &request).await?;
            let takes = !accepted && stage.chance_of(70);
            accepted |= takes;
            if takes {
                self.work.push(offer.accepted(stage, (customer, expert)).await?);
            } else {
                customer.client.make("proposalDecline", json!({ "proposalId": offer.proposal_id }), "proposal").await?;
            }
        }
        Ok(())
    }
}

/// An expert answers a request, both talk about it perhaps, and the expert proposes.
async fn offer(stage: &mut Stage, (customer, expert): (&Customer, &Expert), request: &str) -> Result<Offer> {
    let message = "I have done this before, and can start on Monday.";
    let input = json!({ "customerRequestId": request, "message": message, "idempotencyKey": stage.key() });
    let response = expert.client.run("responseSend", input, "response", "conversation { id }").await?;
    let conversation = &response["conversation"]["id"];
    if stage.chance_of(50) {
        let says = |message: &str, key: String| json!({ "conversationId": conversation, "message": message, "idempotencyKey": key });
        let asked: Value = says("Would that be done by the end of the quarter?", stage.key());
        customer.client.make("messageSend", asked, "message").await?;
        let answered = says("Yes. I propose how in a moment.", stage.key());
        expert.client.make("messageSend", answered, "message").await?;
    }
    Offer::send(stage, expert, conversation).await
}
