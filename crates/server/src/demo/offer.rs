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
        let (payment, how) = match stage.chance.u32(0..100) {
            0..60 => (Payment::Milestone { maximum }, json!({ "paymentType": "MILESTONE" })),
            60..80 => (Payment::Upfront, json!({ "paymentType": "UPFRONT" })),
            _ => scheduled(stage.today(), maximum, expert),
        };
        let mut input = json!({
            "conversationId": conversation,
            "title": "Plan, work, hand-over",
            "terms": "Done in **three steps**. Everything is documented as it is done.",
            "maximum": expert.money(&maximum),
            "idempotencyKey": stage.key(),
        });
        input.as_object_mut().zip(how.as_object()).into_iter().for_each(|(input, how)| input.extend(how.clone()));
        Ok(Self { proposal_id: expert.client.make("proposalSend", input, "proposal").await?, payment })
    }

    /// The customer takes it.
    pub async fn accepted<'a>(
        self,
        stage: &mut Stage,
        (customer, expert): (&'a Customer, &'a Expert),
    ) -> Result<Work<'a>> {
        let input = json!({
            "proposalId": self.proposal_id,
            "paymentMethodId": customer.payment_method_id,
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

/// A quarter in two weeks, a quarter a month later, and the rest after another month.
fn scheduled(today: NaiveDate, maximum: u64, expert: &Expert) -> (Payment, Value) {
    let days = [14, 44, 74].map(|days| today + Days::new(days));
    let parts = [maximum / 4, maximum / 4, maximum - 2 * (maximum / 4)];
    let line = |(on, part): (&NaiveDate, &u64)| json!({ "dueOn": on, "amount": expert.money(part) });
    let schedule: Vec<_> = days.iter().zip(&parts).map(line).collect();
    (Payment::Scheduled { last_on: days[2] }, json!({ "paymentType": "SCHEDULED", "schedule": schedule }))
}
