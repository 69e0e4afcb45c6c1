use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    offer::Payment,
    people::{Customer, Expert},
    stage::Stage,
};

/// How a piece of work stands, and whether a bill of it is paid.
const STATE: &str = "query State($id: ID!) { engagement(id: $id) { status paymentRequests(first: 100) { edges { node {
    charge { status } } } } } }";
const BILL: &str = "query Bill($id: ID!) { paymentRequest(id: $id) {
    status disputes(first: 1) { edges { node { id status } } } } }";

/// Work that was agreed, and who does it for whom.
pub struct Work<'a> {
    pub(super) engagement_id: String,
    pub(super) expert: &'a Expert,
    pub(super) customer: &'a Customer,
    /// What can still be billed of the agreed amount, in whole units.
    remaining: u64,
    /// The bill that waits for the customer.
    pending: Option<Bill>,
    /// Until when there are payments that nobody bills.
    paid_until: Option<NaiveDate>,
    /// The expert's wish to end it, until the customer answers.
    pub(super) cancellation: Option<String>,
    pub is_over: bool,
}

/// A bill, over so many whole units or a little less.
#[derive(Clone)]
struct Bill {
    id: String,
    units: u64,
}

impl<'a> Work<'a> {
    pub fn new(engagement_id: String, (customer, expert): (&'a Customer, &'a Expert), payment: Payment) -> Self {
        let (remaining, paid_until) = match payment {
            Payment::Milestone { maximum } => (maximum, None),
            Payment::Upfront => (0, None),
            Payment::Scheduled { last_on } => (0, Some(last_on)),
        };
        let (pending, cancellation) = (None, None);
        Self { engagement_id, expert, customer, remaining, pending, paid_until, cancellation, is_over: false }
    }

    /// One day of it, as chance has it. On most days nobody does anything but wait for the customer's decision.
    pub async fn day(&mut self, stage: &mut Stage) -> Result<()> {
        if let Some(bill) = self.pending.clone() {
            return self.decide(stage, bill).await;
        }
        if !stage.chance_of(33) {
            return Ok(());
        }
        let now = self.customer.client.query(STATE, json!({ "id": self.engagement_id })).await?["engagement"].take();
        match now["status"].as_str().context("work has a status")? {
            "COMPLETED" if is_paid(&now) => self.review(stage).await,
            "COMPLETED" => Ok(()),
            "CANCELLED" => {
                self.is_over = true;
                Ok(())
            }
            _ => self.go_on(stage).await,
        }
    }

    async fn go_on(&mut self, stage: &mut Stage) -> Result<()> {
        if self.cancellation.is_some() {
            return self.answer_cancellation(stage).await;
        }
        let is_paid_for = self.remaining == 0 && self.paid_until.is_none_or(|last_on| last_on < stage.today());
        match stage.chance.u32(0..100) {
            0..45 if self.remaining > 0 => self.bill(stage).await,
            0..30 if is_paid_for => self.complete().await,
            97.. => self.ask_to_cancel(stage).await,
            _ => Ok(()),
        }
    }

    /// The customer approves, declines, disputes, or lets silence speak.
    async fn decide(&mut self, stage: &mut Stage, Bill { id, units }: Bill) -> Result<()> {
        let bill = self.customer.client.query(BILL, json!({ "id": id })).await?["paymentRequest"].take();
        match bill["status"].as_str().context("a bill has a status")? {
            "SUBMITTED" => self.decide_bill(stage, &id, units).await?,
            "FROZEN" => self.argue(stage, &bill["disputes"]["edges"][0]["node"], units).await?,
            "DECLINED" => (self.pending, self.remaining) = (None, self.remaining + units), // The expert kept silent.
            _ => self.pending = None,                                                      // Silence approved it.
        }
        Ok(())
    }

    async fn decide_bill(&mut self, stage: &mut Stage, id: &str, units: u64) -> Result<()> {
        let client = &self.customer.client;
        match stage.chance.u32(0..100) {
            0..20 => {
                let input = json!({ "paymentRequestId": id, "idempotencyKey": stage.key() });
                client.make("paymentRequestApprove", input, "paymentRequest").await?;
                self.pending = None;
            }
            20..23 => {
                let input = json!({ "paymentRequestId": id, "reason": "The second part is missing." });
                client.make("paymentRequestDecline", input, "paymentRequest").await?;
                (self.pending, self.remaining) = (None, self.remaining + units);
            }
            23..26 => {
                let statement = "Half of it does not do what we agreed.";
                let input = json!({ "paymentRequestId": id, "statement": statement, "idempotencyKey": stage.key() });
                client.make("disputeOpen", input, "dispute").await?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The expert answers an objection, and the customer settles it; or one of them keeps silent until time decides.
    async fn argue(&mut self, stage: &mut Stage, dispute: &Value, units: u64) -> Result<()> {
        let id = &dispute["id"];
        if !stage.chance_of(40) {
            return Ok(());
        }
        if dispute["status"] == "AWAITING_EXPERT" {
            let input = json!({ "disputeId": id, "statement": "It does: the second page of the plan says so." });
            return self.expert.client.make("disputeAnswer", input, "dispute").await.map(drop);
        }
        let half = units / 2;
        let (outcome, approved) = match stage.chance.u32(0..3) {
            0 if half > 0 => ("PART", half),
            1 => ("NONE", 0),
            _ => ("ALL", units),
        };
        let part = (outcome == "PART").then(|| self.expert.money(&half));
        let input = json!({ "disputeId": id, "outcome": outcome, "part": part, "idempotencyKey": stage.key() });
        self.customer.client.make("disputeSettle", input, "dispute").await?;
        (self.pending, self.remaining) = (None, self.remaining + units - approved);
        Ok(())
    }

    /// The expert bills part of what remains, or the last of it.
    async fn bill(&mut self, stage: &mut Stage) -> Result<()> {
        let is_final = self.remaining <= 1_000 || stage.chance_of(25);
        let units = if is_final { self.remaining } else { stage.chance.u64(1..self.remaining) };
        let cents = if is_final { 0 } else { stage.chance.u64(0..100) };
        if units <= u64::from(cents > 0) {
            return Ok(());
        }
        let input = json!({
            "engagementId": self.engagement_id,
            "amount": self.expert.money(&format!("{}.{cents:02}", units - u64::from(cents > 0))),
            "name": if is_final { "Hand-over" } else { "Milestone" },
            "description": "The work that was agreed, done and documented.",
            "isFinal": is_final,
            "idempotencyKey": stage.key(),
        });
        let id = self.expert.client.make("paymentRequestSubmit", input, "paymentRequest").await?;
        (self.pending, self.remaining) = (Some(Bill { id, units }), self.remaining - units);
        Ok(())
    }
}

/// Whether a bill is paid and stays so: what a bank took back is not, although it was collected once.
fn is_paid(engagement: &Value) -> bool {
    let mut bills = engagement["paymentRequests"]["edges"].as_array().into_iter().flatten();
    bills.any(|bill| bill["node"]["charge"]["status"] == "COLLECTED")
}
