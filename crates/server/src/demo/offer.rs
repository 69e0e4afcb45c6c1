use anyhow::Result;
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use super::{
    people::{Customer, Expert},
    stage::Stage,
    work::Work,
};

/// What an expert proposed, over so many whole units.
pub struct Offer {
    pub proposal_id: String,
    pub payment: Payment,
}

/// When what was agreed is paid.
#[derive(Clone, Copy)]
pub enum Payment {
    /// As the expert bills it.
    Milestone { maximum: u64 },
    /// At once.
    Upfront,
    /// On fixed days, the last of which is this.
    Scheduled { last_on: NaiveDate },
}

impl Offer {
    /// The expert proposes in one of the three ways.
    pub async fn send(stage: &mut Stage, expert: &Expert, conversation: &Value) -> Result<Self> {
        let maximum = stage.chance.u64(8..=90) * 100;
        let (payment, name, schedule) = match stage.chance.u32(0..100) {
            0..60 => (Payment::Milestone { maximum }, "MILESTONE", Value::Null),
            60..80 => (Payment::Upfront, "UPFRONT", Value::Null),
            _ => {
                let (last_on, schedule) = schedule(stage.today(), maximum, expert);
                (Payment::Scheduled { last_on }, "SCHEDULED", schedule)
            }
        };
        let input = json!({
            "conversationId": conversation,
            "title": "Plan, work, hand-over",
            "terms": "Done in **three steps**. Everything is documented as it is done.",
            "maximum": expert.money(&maximum),
            "paymentType": name,
            "schedule": schedule,
            "idempotencyKey": stage.key(),
        });
        Ok(Self { proposal_id: expert.client.make("proposalSend", input, "proposal").await?, payment })
    }

    /// The customer takes it.
    pub async fn accepted<'a>(
        self,
        stage: &mut Stage,
        (customer, expert): (&'a Customer, &'a Expert),
    ) -> Result<Work<'a>> {
        let is_taken_back = stage.chance_of(15);
        let method = if is_taken_back { &customer.other_payment_method_id } else { &customer.payment_method_id };
        let input = json!({
            "proposalId": self.proposal_id,
            "paymentMethodId": method,
            "idempotencyKey": stage.key(),
        });
        let engagement_id = customer.client.make("proposalAccept", input, "engagement").await?;
        let work = Work::new(engagement_id, (customer, expert), self.payment);
        if stage.chance_of(40) {
            work.let_in(stage).await?;
        }
        Ok(work)
    }
}

/// A quarter in two weeks, a quarter a month later, and the rest after another month: the last day, and the payments.
fn schedule(today: NaiveDate, maximum: u64, expert: &Expert) -> (NaiveDate, Value) {
    let days = [14, 44, 74].map(|days| today + Days::new(days));
    let parts = [maximum / 4, maximum / 4, maximum - 2 * (maximum / 4)];
    let line = |(on, part): (&NaiveDate, &u64)| json!({ "dueOn": on, "amount": expert.money(part) });
    (days[2], days.iter().zip(&parts).map(line).collect())
}
