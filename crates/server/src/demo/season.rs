use anyhow::{Context, Result};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{
    cast::TASKS,
    people::{Customer, Expert},
    stage::Stage,
};

/// Work that was agreed, and who does it for whom.
struct Work {
    engagement_id: String,
    expert: usize,
    customer: usize,
    /// What remains of the agreed amount, in whole units.
    remaining: u64,
    /// The bill that waits for the customer, with its amount.
    pending: Option<(String, u64)>,
}

/// A season under way: who takes part, and what was agreed so far.
pub struct Season<'a> {
    experts: &'a [Expert],
    customers: &'a [Customer],
    work: Vec<Work>,
}

impl<'a> Season<'a> {
    pub fn new(experts: &'a [Expert], customers: &'a [Customer]) -> Self {
        Self { experts, customers, work: Vec::new() }
    }

    /// One day: a request perhaps, bills and decisions as chance has it, and the night.
    pub async fn day(&mut self, stage: &mut Stage) -> Result<()> {
        if stage.chance_of(45) {
            self.request(stage).await?;
        }
        for n in 0..self.work.len() {
            self.decide(stage, n).await?;
            self.bill(stage, n).await?;
        }
        self.work.retain(|work| work.remaining > 0 || work.pending.is_some());
        stage.advance(TimeDelta::days(1)).await
    }

    /// A customer asks, some experts answer and propose, and the customer takes one, or none.
    async fn request(&mut self, stage: &mut Stage) -> Result<()> {
        let customer = stage.chance.usize(0..self.customers.len());
        let (title, description) = TASKS[stage.chance.usize(0..TASKS.len())];
        let input = json!({ "title": title, "description": description, "idempotencyKey": stage.key() });
        let request = self.customers[customer].client.make("customerRequestOpen", input, "customerRequest").await?;
        let (first, count) = (stage.chance.usize(0..self.experts.len()), stage.chance.usize(1..=3));
        let mut accepted = false;
        for n in 0..count.min(self.experts.len()) {
            let expert = (first + n) % self.experts.len();
            let offer = self.offer(stage, expert, &request).await?;
            let takes = !accepted && stage.chance_of(70);
            accepted |= takes;
            self.answer(stage, customer, expert, offer, takes).await?;
        }
        Ok(())
    }

    /// An expert answers a request and proposes; returns the proposal and its maximum.
    async fn offer(&self, stage: &mut Stage, expert: usize, request: &str) -> Result<(String, u64)> {
        let expert = &self.experts[expert];
        let message = "I have done this before, and can start on Monday.";
        let input = json!({ "customerRequestId": request, "message": message, "idempotencyKey": stage.key() });
        let response = expert.client.run("responseSend", input, "response", "conversation { id }").await?;
        let maximum = stage.chance.u64(8..=90) * 100;
        let input = json!({
            "conversationId": response["conversation"]["id"],
            "title": "Plan, work, hand-over",
            "terms": "Billed by milestone. Everything is documented as it is done.",
            "maximum": amount(&maximum.to_string(), expert),
            "idempotencyKey": stage.key(),
        });
        Ok((expert.client.make("proposalSend", input, "proposal").await?, maximum))
    }

    async fn answer(
        &mut self,
        stage: &mut Stage,
        customer: usize,
        expert: usize,
        (proposal, maximum): (String, u64),
        takes: bool,
    ) -> Result<()> {
        let Customer { client, payment_method_id } = &self.customers[customer];
        if !takes {
            return client.make("proposalDecline", json!({ "proposalId": proposal }), "proposal").await.map(drop);
        }
        let input = json!({
            "proposalId": proposal,
            "paymentMethodId": payment_method_id,
            "idempotencyKey": stage.key(),
        });
        let engagement_id = client.make("proposalAccept", input, "engagement").await?;
        self.work.push(Work { engagement_id, expert, customer, remaining: maximum, pending: None });
        Ok(())
    }

    /// The customer approves, declines, or lets silence speak.
    async fn decide(&mut self, stage: &mut Stage, n: usize) -> Result<()> {
        let work = &mut self.work[n];
        let Some((bill, billed)) = work.pending.clone() else { return Ok(()) };
        let client = &self.customers[work.customer].client;
        let document = "query Bill($id: ID!) { paymentRequest(id: $id) { status } }";
        let status = client.query(document, json!({ "id": bill })).await?["paymentRequest"]["status"].take();
        match status.as_str().context("a bill has a status")? {
            "SUBMITTED" => match stage.chance.u32(0..100) {
                0..20 => {
                    let input = json!({ "paymentRequestId": bill, "idempotencyKey": stage.key() });
                    client.make("paymentRequestApprove", input, "paymentRequest").await?;
                    work.pending = None;
                }
                20..23 => {
                    let input = json!({ "paymentRequestId": bill, "reason": "The second part is missing." });
                    client.make("paymentRequestDecline", input, "paymentRequest").await?;
                    (work.pending, work.remaining) = (None, work.remaining + billed);
                }
                _ => {}
            },
            _ => work.pending = None, // Silence approved it.
        }
        Ok(())
    }

    /// The expert bills part of what remains, or the last of it.
    async fn bill(&mut self, stage: &mut Stage, n: usize) -> Result<()> {
        let work = &mut self.work[n];
        if work.pending.is_some() || work.remaining == 0 || !stage.chance_of(15) {
            return Ok(());
        }
        let expert = &self.experts[work.expert];
        let is_final = work.remaining <= 1_000 || stage.chance_of(25);
        let billed = if is_final { work.remaining } else { stage.chance.u64(1..work.remaining) };
        let cents = if is_final { 0 } else { stage.chance.u64(0..100) };
        let input = json!({
            "engagementId": work.engagement_id,
            "amount": amount(&format!("{}.{cents:02}", billed - u64::from(cents > 0)), expert),
            "name": if is_final { "Hand-over" } else { "Milestone" },
            "description": "The work that was agreed, done and documented.",
            "isFinal": is_final,
            "idempotencyKey": stage.key(),
        });
        if billed <= u64::from(cents > 0) {
            return Ok(());
        }
        let bill = expert.client.make("paymentRequestSubmit", input, "paymentRequest").await?;
        (work.pending, work.remaining) = (Some((bill, billed)), work.remaining - billed);
        Ok(())
    }
}

fn amount(amount: &str, expert: &Expert) -> Value {
    json!({ "amount": amount, "currency": expert.home.currency })
}
