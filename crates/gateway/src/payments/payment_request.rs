use std::{collections::HashMap, sync::Arc};

use ::payments::{Approver, FeeTerms, State};
use async_graphql::{Context, Enum, ID, Object, dataloader::Loader};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DisputeId, FeeRate, PaymentRequestId};
use marketplace::Error;

use super::{Charge, Dispute, charge::ChargeOf};
use crate::{
    connection::Connection,
    engagements::Engagement,
    forecast::{PaymentForecast, forecast_of},
    loaders::{ListArguments, Rows, load, load_kept, load_list, loader, pages},
    money::Money,
    user_error::OrNull,
};

const DISPUTES: &str = "paymentRequest.disputes";

pages!(PaymentRequestId, DisputeId => ::payments::Dispute, |app, actor, bills, page| {
    app.disputes_of(actor, bills, page)
});

loader!(PaymentRequestId => ::payments::PaymentRequest, ::payments::store::find_many);

pub struct PaymentRequest(pub ::payments::PaymentRequest);

/// A bill for part of an engagement, which the expert sent or both agreed to at acceptance. It never changes: a
/// declined one is answered by a new one.
#[Object]
impl PaymentRequest {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn engagement(&self, ctx: &Context<'_>) -> async_graphql::Result<Engagement> {
        load_kept(ctx, self.0.bill.engagement_id).await.map(Engagement)
    }

    async fn name(&self) -> &str {
        &self.0.bill.name
    }

    /// What was done.
    async fn description(&self) -> &str {
        &self.0.bill.description
    }

    /// What the customer pays; the fee comes out of it.
    async fn amount(&self) -> Money {
        self.0.bill.amount.into()
    }

    /// Whether its approval completes the engagement.
    async fn is_final(&self) -> bool {
        self.0.bill.is_final
    }

    /// The declined bill that this one answers; null if it answers none.
    async fn answers(&self, ctx: &Context<'_>) -> OrNull<PaymentRequest> {
        match self.0.bill.answers_id {
            Some(id) => Some(load_kept(ctx, id).await.map(PaymentRequest)),
            None => None,
        }
    }

    async fn status(&self) -> PaymentRequestStatus {
        (&self.0.state).into()
    }

    /// When it was sent; of one that nobody sends, when the proposal was accepted.
    async fn submitted_at(&self) -> DateTime<Utc> {
        self.0.submitted_at
    }

    /// From then on silence has approved it; null if it waits for the customer, or is decided.
    async fn auto_approve_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            State::Submitted { auto_approve_at } => auto_approve_at,
            State::Planned { .. }
            | State::Frozen { .. }
            | State::Approved { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// The day on which a schedule bills it, at 00:00 UTC; null if no schedule does.
    async fn scheduled_on(&self) -> Option<NaiveDate> {
        self.0.bill.scheduled_on
    }

    /// When it was approved, declined, withdrawn or cancelled, however late that was noticed; null until then.
    async fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            State::Planned { .. } | State::Submitted { .. } | State::Frozen { .. } => None,
            State::Approved { at, .. }
            | State::Declined { at, .. }
            | State::Withdrawn { at }
            | State::Cancelled { at } => Some(at),
        }
    }

    /// Who approved it; null unless approved.
    async fn approved_by(&self) -> Option<ApprovedBy> {
        match self.0.state {
            State::Approved { by, .. } => Some(by.into()),
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Declined { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// Why the customer declined it; null unless declined.
    async fn decline_reason(&self) -> Option<&str> {
        match &self.0.state {
            State::Declined { reason, .. } => Some(reason),
            State::Planned { .. }
            | State::Submitted { .. }
            | State::Frozen { .. }
            | State::Approved { .. }
            | State::Withdrawn { .. }
            | State::Cancelled { .. } => None,
        }
    }

    /// What the platform keeps of the amount, fixed at approval; null unless approved.
    async fn fee(&self) -> Option<Money> {
        fixed(&self.0.state).map(|(_, fee)| fee.into())
    }

    /// The rate behind the fee, in basis points: 250 is 2.5 %; null unless approved. The fee is not its share of the
    /// amount where the least or greatest fee of that time moved it.
    async fn fee_basis_points(&self) -> Option<u16> {
        fixed(&self.0.state).map(|(rate, _)| rate.basis_points())
    }

    /// What the expert gets of the amount once it is collected; null unless approved.
    async fn net(&self) -> Option<Money> {
        self.0.net().map(Money::from)
    }

    /// What the fee would be if the bill were approved now; null once it is decided.
    async fn estimated_fee(&self, ctx: &Context<'_>) -> OrNull<Money> {
        match self.0.state {
            State::Planned { .. } | State::Submitted { .. } | State::Frozen { .. } => {
                let terms = load(ctx, TermsNow).await.transpose()?;
                Some(terms.map(|terms| terms.fee(self.0.bill.amount).into()))
            }
            State::Approved { .. } | State::Declined { .. } | State::Withdrawn { .. } | State::Cancelled { .. } => None,
        }
    }

    /// What the customer owes on it and how far it is collected; null unless approved.
    async fn charge(&self, ctx: &Context<'_>) -> OrNull<Charge> {
        load(ctx, ChargeOf(self.0.id)).await.transpose().map(|found| found.map(Charge))
    }

    /// The customer's objections to it, newest first.
    async fn disputes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Dispute>> {
        let arguments = ListArguments { list: DISPUTES, first, after };
        load_list(ctx, self.0.id, arguments, |dispute: &::payments::Dispute| dispute.id, Dispute).await
    }

    /// When its money is expected at the expert's bank. Null to all but the expert's members with `VIEW_MONEY` and
    /// staff, and of a bill that was declined, withdrawn or cancelled.
    async fn forecast(&self, ctx: &Context<'_>) -> OrNull<PaymentForecast> {
        forecast_of(ctx, &self.0).await
    }
}

/// What became of a bill.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PaymentRequestStatus {
    /// Agreed at acceptance: approved on its day, without another decision.
    Planned,
    /// Waits for the customer.
    Submitted,
    /// The customer objects: its clock stands still until the dispute is settled or withdrawn.
    Frozen,
    /// By the customer, by silence or at acceptance: it is charged.
    Approved,
    /// The customer refused it; its amount may be billed again.
    Declined,
    /// The expert took it back; its amount may be billed again.
    Withdrawn,
    /// The engagement ended before its day.
    Cancelled,
}

/// Who approved a bill.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ApprovedBy {
    Customer,
    /// Nobody decided in time.
    Silence,
    /// The customer agreed to it with the proposal.
    Acceptance,
}

/// The fee and its rate, which only an approved bill has.
fn fixed(state: &State) -> Option<(FeeRate, kernel::Money)> {
    match state {
        State::Approved { rate, fee, .. } => Some((*rate, *fee)),
        State::Planned { .. }
        | State::Submitted { .. }
        | State::Frozen { .. }
        | State::Declined { .. }
        | State::Withdrawn { .. }
        | State::Cancelled { .. } => None,
    }
}

/// The terms of the fee in force, read once for a whole list of bills.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct TermsNow;

impl Loader<TermsNow> for Rows {
    type Value = FeeTerms;
    type Error = Arc<Error>;

    async fn load(&self, _: &[TermsNow]) -> Result<HashMap<TermsNow, FeeTerms>, Arc<Error>> {
        let terms = self.0.fee_terms_now().await.map_err(Arc::new)?;
        Ok(HashMap::from([(TermsNow, terms)]))
    }
}

impl From<::payments::PaymentRequest> for PaymentRequest {
    fn from(request: ::payments::PaymentRequest) -> Self {
        Self(request)
    }
}

impl From<&State> for PaymentRequestStatus {
    fn from(state: &State) -> Self {
        match state {
            State::Planned { .. } => Self::Planned,
            State::Submitted { .. } => Self::Submitted,
            State::Frozen { .. } => Self::Frozen,
            State::Approved { .. } => Self::Approved,
            State::Declined { .. } => Self::Declined,
            State::Withdrawn { .. } => Self::Withdrawn,
            State::Cancelled { .. } => Self::Cancelled,
        }
    }
}

impl From<Approver> for ApprovedBy {
    fn from(approver: Approver) -> Self {
        match approver {
            Approver::Customer => Self::Customer,
            Approver::Silence => Self::Silence,
            Approver::Acceptance => Self::Acceptance,
        }
    }
}
