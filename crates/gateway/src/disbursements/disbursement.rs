use ::disbursements::{ReportStatus, State};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DisbursementId, EarningId};
use marketplace::LineSource;

use super::PayoutMethod;
use crate::{
    accounts::Account,
    connection::Connection,
    loaders::{ListArguments, load_kept, load_list, loader, pages},
    money::Money,
    payments::PaymentRequest,
    user_error::OrNull,
};

const LINES: &str = "disbursementLines";

pages!(DisbursementId, EarningId => marketplace::DisbursementLine, |app, actor, disbursements, page| {
    app.disbursement_lines_of(actor, disbursements, page)
});

loader!(DisbursementId => ::disbursements::Disbursement, ::disbursements::store::find_many);

pub struct Disbursement(pub ::disbursements::Disbursement);

/// One payment to one payee in one currency on one day.
#[Object]
impl Disbursement {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Who is paid.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.expert_account_id).await.map(Account)
    }

    /// Where the money goes.
    async fn payout_method(&self, ctx: &Context<'_>) -> async_graphql::Result<PayoutMethod> {
        load_kept(ctx, self.0.payout_method_id).await.map(PayoutMethod)
    }

    /// The sum of its lines.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The day of the run that made it.
    async fn run_on(&self) -> NaiveDate {
        self.0.run_on
    }

    async fn scheduled_at(&self) -> DateTime<Utc> {
        self.0.scheduled_at
    }

    async fn status(&self) -> DisbursementStatus {
        (&self.0.state).into()
    }

    /// Since when it has this status.
    async fn status_since(&self) -> DateTime<Utc> {
        self.0.since()
    }

    /// The status in the words of the seller's report.
    async fn report_status(&self) -> DisbursementReportStatus {
        self.0.report_status().into()
    }

    /// The bank's own reference, which a payee can ask the bank about; null before it is paid.
    async fn bank_trace(&self) -> Option<&str> {
        self.0.bank_trace()
    }

    /// Why the bank refused it or gave it back; null otherwise.
    async fn failure(&self) -> Option<&str> {
        self.0.failure()
    }

    /// What it is made of, newest first.
    async fn lines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<DisbursementLine>> {
        let arguments = ListArguments { list: LINES, first, after };
        load_list(ctx, self.0.id, arguments, |line: &marketplace::DisbursementLine| line.earning_id, DisbursementLine)
            .await
    }
}

pub struct DisbursementLine(pub marketplace::DisbursementLine);

/// What a disbursement carries of one bill, or of an earlier disbursement that came back.
#[Object]
impl DisbursementLine {
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The bill on which it was collected; null if it comes from an earlier disbursement.
    async fn payment_request(&self, ctx: &Context<'_>) -> OrNull<PaymentRequest> {
        match self.0.source {
            LineSource::Bill(id) => Some(load_kept(ctx, id).await.map(PaymentRequest)),
            LineSource::Disbursement(_) => None,
        }
    }

    /// The disbursement that was rejected, returned or cancelled, and whose money this is; null for a bill's.
    async fn given_back_by(&self, ctx: &Context<'_>) -> OrNull<Disbursement> {
        match self.0.source {
            LineSource::Bill(_) => None,
            LineSource::Disbursement(id) => Some(load_kept(ctx, id).await.map(Disbursement)),
        }
    }
}

/// How far a disbursement is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisbursementStatus {
    /// A run made it; it waits to be sent.
    Scheduled,
    /// It is being prepared.
    Claimed,
    /// It is being sent: alone, or in a bank file.
    Rendered,
    /// The rail has it.
    Sent,
    /// It was sent, and it is not known whether the rail has it. Nothing is sent again before that is known.
    Unresolved,
    /// The bank has it.
    Paid,
    /// The rail refused it; the money waits for the next run.
    Rejected,
    /// The bank gave it back after it was paid; the money waits for the next run.
    Returned,
    /// It was stopped before it was sent; the money waits for the next run.
    Cancelled,
}

/// The words of the seller's report.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum DisbursementReportStatus {
    Disbursed,
    NotDisbursed,
    Failed,
}

impl From<::disbursements::Disbursement> for Disbursement {
    fn from(disbursement: ::disbursements::Disbursement) -> Self {
        Self(disbursement)
    }
}

impl From<&State> for DisbursementStatus {
    fn from(state: &State) -> Self {
        match state {
            State::Scheduled => Self::Scheduled,
            State::Claimed { .. } => Self::Claimed,
            State::Rendered { .. } | State::InFile { .. } => Self::Rendered,
            State::Sent { .. } => Self::Sent,
            State::Unresolved { .. } => Self::Unresolved,
            State::Paid { .. } => Self::Paid,
            State::Rejected { .. } => Self::Rejected,
            State::Returned { .. } => Self::Returned,
            State::Cancelled { .. } => Self::Cancelled,
        }
    }
}

impl From<ReportStatus> for DisbursementReportStatus {
    fn from(status: ReportStatus) -> Self {
        match status {
            ReportStatus::Disbursed => Self::Disbursed,
            ReportStatus::NotDisbursed => Self::NotDisbursed,
            ReportStatus::Failed => Self::Failed,
        }
    }
}
