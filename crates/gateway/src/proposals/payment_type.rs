use ::engagements::Billing;
use ::proposals::{PaymentPlan, ScheduleLine as Line};
use async_graphql::{Enum, InputObject, SimpleObject};
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::Error;

use crate::money::{Money, MoneyInput};

/// How agreed work is paid.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentType {
    /// All of it when the proposal is accepted, and nothing after.
    Upfront,
    /// By bills that the expert sends as the work goes on, each for the customer to decide.
    Milestone,
    /// On fixed days, to all of which the customer agrees by accepting the proposal.
    Scheduled,
}

/// One payment of a schedule.
#[derive(SimpleObject)]
pub struct ScheduleLine {
    /// It is billed at 00:00 UTC of this day; a day before the acceptance, at once.
    due_on: NaiveDate,
    amount: Money,
}

/// One payment of a schedule, as offered.
#[derive(InputObject)]
pub struct ScheduleLineInput {
    /// It is billed at 00:00 UTC of this day. One day of a schedule may lie in the past: it is billed at acceptance.
    due_on: NaiveDate,
    /// Above zero, in the currency of the maximum.
    amount: MoneyInput,
}

/// Reads how an offer is to be paid: only a schedule has lines.
pub fn plan(payment_type: PaymentType, schedule: Option<Vec<ScheduleLineInput>>) -> Result<PaymentPlan, Error> {
    match (payment_type, schedule) {
        (PaymentType::Upfront, None) => Ok(PaymentPlan::Upfront),
        (PaymentType::Milestone, None) => Ok(PaymentPlan::Milestone),
        (PaymentType::Scheduled, lines) => {
            let line = |line: ScheduleLineInput| Ok(Line { on: line.due_on, amount: line.amount.try_into()? });
            let lines = lines.unwrap_or_default().into_iter().map(line).collect::<Result<_, Error>>()?;
            Ok(PaymentPlan::Scheduled { lines })
        }
        (PaymentType::Upfront | PaymentType::Milestone, Some(_)) => {
            Err(InputError::new("schedule", "has a meaning only with fixed days").into())
        }
    }
}

impl From<&PaymentPlan> for PaymentType {
    fn from(plan: &PaymentPlan) -> Self {
        match plan {
            PaymentPlan::Upfront => Self::Upfront,
            PaymentPlan::Milestone => Self::Milestone,
            PaymentPlan::Scheduled { .. } => Self::Scheduled,
        }
    }
}

impl From<Billing> for PaymentType {
    fn from(billing: Billing) -> Self {
        match billing {
            Billing::Upfront => Self::Upfront,
            Billing::Milestone { .. } => Self::Milestone,
            Billing::Scheduled => Self::Scheduled,
        }
    }
}

impl From<&Line> for ScheduleLine {
    fn from(line: &Line) -> Self {
        Self { due_on: line.on, amount: line.amount.into() }
    }
}
