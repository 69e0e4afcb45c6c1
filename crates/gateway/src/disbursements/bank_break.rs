use ::reconciliation::{Direction, LineProblem, LineState, ReconciliationError, RecordedLine};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::BankLineId;
use marketplace::ResolveBreak;

use super::Disbursement;
use crate::{
    connection::{Connection, connection, page},
    loaders::load_kept,
    money::Money,
    session::Session,
    user_error::{Refusal, UserErrorCode as Code, answer},
};

const BREAKS: &str = "breaks";

payload!(BreakResolvePayload { resolved: BankBreak });

/// What a line of the bank is, and what proves it.
#[derive(InputObject)]
pub struct BreakResolveInput {
    /// Of `breaks`.
    break_id: ID,
    /// What proves it, for the audit trail: a transaction, or a document. 1 to 1000 characters.
    evidence: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

pub struct BankBreak(RecordedLine);

/// A line of the bank that does not fit what we know. It is looked at again once an hour, for what it is about may still
/// come; then it fits, and is no break any more.
#[Object]
impl BankBreak {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Why it does not fit.
    async fn problem(&self) -> Option<BankBreakProblem> {
        problem(&self.0).map(BankBreakProblem::from)
    }

    /// Whether money of the operator's is gone, as far as the bank says: look at these first.
    async fn is_critical(&self) -> bool {
        problem(&self.0).is_some_and(LineProblem::is_critical)
    }

    /// Since when it does not fit.
    async fn since(&self) -> DateTime<Utc> {
        self.0.as_break().map_or(self.0.received_at, |(_, since)| since)
    }

    async fn amount(&self) -> Money {
        self.0.line.amount.into()
    }

    async fn direction(&self) -> BankDirection {
        self.0.line.direction.into()
    }

    /// The day in the bank's books; null where the bank tells of it before it books it.
    async fn booked_on(&self) -> Option<NaiveDate> {
        self.0.line.booked_on
    }

    /// The bank's own id of the statement, the notification or the file of returns.
    async fn statement(&self) -> &str {
        &self.0.line.document
    }

    /// Its number there, from 1.
    async fn line_number(&self) -> u32 {
        self.0.line.number
    }

    /// Our reference, as the bank repeats it.
    async fn reference(&self) -> Option<&str> {
        self.0.line.end_to_end_id.as_deref()
    }

    /// The bank's own reference.
    async fn bank_reference(&self) -> Option<&str> {
        self.0.line.bank_reference.as_deref()
    }

    /// The bank's code of why money comes back; null for a payment that goes its way.
    async fn return_code(&self) -> Option<&str> {
        self.0.line.returned.as_ref().map(::reconciliation::ReturnReason::code)
    }

    /// What it names, as far as that is ours.
    async fn disbursement(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Disbursement>> {
        let Some(id) = self.0.disbursement_id() else { return Ok(None) };
        Ok(Some(Disbursement(load_kept(ctx, id).await?)))
    }

    /// What staff named to prove what it is; null while it stands.
    async fn evidence(&self) -> Option<&str> {
        match &self.0.state {
            LineState::Resolved { evidence, .. } => Some(evidence),
            LineState::Open { .. } | LineState::Matched { .. } => None,
        }
    }
}

/// Which way money went, as the holder of the account sees it.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Direction")]
pub enum BankDirection {
    /// It came in.
    Credit,
    /// It went out.
    Debit,
}

/// Why a line of the bank fits nothing that we know.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "LineProblem")]
pub enum BankBreakProblem {
    /// It names nothing of ours.
    Unknown,
    /// It is over another amount than the disbursement that it names.
    AmountDiffers,
    /// It moves money the other way than the disbursement that it names.
    DirectionDiffers,
    /// It says that money comes back that was not paid, as far as we know.
    NotPaid,
    /// It says that money went out that we did not send, or that the bank had refused.
    NotSent,
    /// The bank paid the disbursement before: it was paid twice.
    PaidTwice,
    /// It came back before.
    ReturnedTwice,
}

fn problem(recorded: &RecordedLine) -> Option<LineProblem> {
    match recorded.state {
        LineState::Open { problem, .. } => problem,
        LineState::Resolved { problem, .. } => Some(problem),
        LineState::Matched { .. } => None,
    }
}

#[derive(Default)]
pub struct BreakQueries;

#[Object]
impl BreakQueries {
    /// What the bank tells and does not fit, newest first. For staff with `SETTLE_UNRESOLVED`.
    async fn breaks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<BankBreak>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<BankLineId>(BREAKS, first, after.as_deref())?;
            app.breaks(*actor, page).await
        };
        Ok(connection(BREAKS, answer(found.await)?, |recorded| recorded.id, BankBreak))
    }
}

#[derive(Default)]
pub struct BreakMutations;

#[Object]
impl BreakMutations {
    /// Say what a line of the bank is that fits nothing, and what proves it. It moves no money: book what it needs where
    /// that belongs. For staff with `SETTLE_UNRESOLVED`.
    async fn break_resolve(
        &self,
        ctx: &Context<'_>,
        input: BreakResolveInput,
    ) -> async_graphql::Result<BreakResolvePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let BreakResolveInput { break_id, evidence, idempotency_key } = input;
        let resolved = async {
            app.resolve_break(*actor, ResolveBreak { break_id: break_id.parse()?, evidence, idempotency_key }).await
        };
        BreakResolvePayload::from_result(resolved.await)
    }
}

/// Why a command about what banks told refused.
pub(crate) fn refusal(error: &ReconciliationError) -> Refusal {
    let on_break = |code| Refusal::new(code).field("breakId").rule("G-43");
    match error {
        ReconciliationError::NotFound(_) => on_break(Code::BreakNotFound).remedy("Name one of `breaks`."),
        ReconciliationError::NotInState { .. } => on_break(Code::BreakNotInState),
        ReconciliationError::EvidenceRequired => Refusal::new(Code::EvidenceRequired)
            .remedy("Name the transaction or the document.")
            .field("evidence")
            .rule("G-43"),
        ReconciliationError::Input(error) => {
            Refusal::new(Code::InputInvalid).remedy("Correct the named field.").field(error.field)
        }
    }
}

impl From<RecordedLine> for BankBreak {
    fn from(recorded: RecordedLine) -> Self {
        Self(recorded)
    }
}
