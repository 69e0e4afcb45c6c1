use chrono::NaiveDate;
use engagements::Engagement;
use events::{Event, EventKind};
use kernel::{Actor, Money, PaymentRequestId};
use payments::{Bill, PaymentRequest};
use proposals::{PaymentPlan, ScheduleLine};
use sea_orm::DatabaseTransaction;

use super::book_approval::{book_approval, fee_terms};
use crate::Result;

/// Writes the bills that the customer agreed to by accepting the proposal: one over the maximum, approved at once, or
/// one planned for each day of the schedule (G-13, G-32, X7). Work that is billed as it goes on has none yet.
pub(crate) async fn bill_acceptance(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: Engagement,
    plan: &PaymentPlan,
) -> Result<Engagement> {
    match plan {
        PaymentPlan::Milestone => Ok(engagement),
        PaymentPlan::Upfront => bill_at_once(tx, actor, engagement).await,
        PaymentPlan::Scheduled { lines } => {
            plan_bills(tx, actor, &engagement, lines).await?;
            Ok(engagement)
        }
    }
}

async fn bill_at_once(tx: &DatabaseTransaction, actor: Actor, engagement: Engagement) -> Result<Engagement> {
    let at = engagement.started_at;
    let bill = bill(&engagement, engagement.maximum, "Payment at acceptance".to_owned(), None);
    let request = PaymentRequest::agreed(PaymentRequestId::generate(at), bill, &fee_terms(tx, at).await?, at);

    payments::store::insert(tx, &request).await?;
    let engagement = book_approval(tx, actor, engagement, &request, at).await?;
    engagements::store::save(tx, &engagement).await?;
    Ok(engagement)
}

async fn plan_bills(
    tx: &DatabaseTransaction,
    actor: Actor,
    engagement: &Engagement,
    lines: &[ScheduleLine],
) -> Result<()> {
    let at = engagement.started_at;
    for (line, number) in lines.iter().zip(1..) {
        let name = format!("Payment {number} of {}", lines.len());
        let bill = bill(engagement, line.amount, name, Some(line.on));
        let request = PaymentRequest::plan(PaymentRequestId::generate(at), bill, at);

        payments::store::insert(tx, &request).await?;
        events::store::record(tx, &Event::now(EventKind::PaymentRequestPlanned, actor, &request.id, at)).await?;
    }
    Ok(())
}

/// A bill that nobody has to write: what it is for is what was agreed.
fn bill(engagement: &Engagement, amount: Money, name: String, scheduled_on: Option<NaiveDate>) -> Bill {
    Bill {
        engagement_id: engagement.id,
        customer_account_id: engagement.customer_account_id,
        expert_account_id: engagement.expert_account_id,
        amount,
        name,
        description: engagement.title.clone(),
        is_final: false,
        answers_id: None,
        scheduled_on,
    }
}
