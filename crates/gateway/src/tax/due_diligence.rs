use ::tax::{CaseCause, CaseStatus, CaseStep, CaseStepKind, Measure};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use kernel::DueDiligenceCaseId;
use marketplace::{CaseView, Error, OpenDueDiligence};

use crate::{
    accounts::Account,
    connection::{Connection, connection, page},
    loaders::load_kept,
    session::Session,
    user_error::answer,
};

const DUE_DILIGENCE_CASES: &str = "dueDiligenceCases";

payload!(DueDiligenceOpenPayload { due_diligence_case: DueDiligenceCase });
payload!(DueDiligenceBlockPayload { due_diligence_case: DueDiligenceCase });
payload!(DueDiligenceWithholdPayload { due_diligence_case: DueDiligenceCase });

pub struct DueDiligenceCase(CaseView);

/// The legal clock of an account whose tax data is missing or doubtful: asked for, reminded of after 20 and 40 days, a
/// measure not before 60, and all of it ends when acceptable data are submitted.
#[Object]
impl DueDiligenceCase {
    async fn id(&self) -> ID {
        ID(self.0.case.id.to_string())
    }

    /// Who is asked.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.case.account_id).await.map(Account)
    }

    async fn cause(&self) -> DueDiligenceCause {
        self.0.case.cause.into()
    }

    async fn status(&self) -> DueDiligenceStatus {
        self.0.case.status().into()
    }

    async fn requested_at(&self) -> DateTime<Utc> {
        self.0.case.requested_at
    }

    /// When a measure may be taken at the earliest.
    async fn earliest_action_at(&self) -> DateTime<Utc> {
        self.0.case.earliest_action_at()
    }

    /// When time does the next thing: a reminder, the earliest measure, an alarm. Null if it does no more.
    async fn due_at(&self) -> Option<DateTime<Utc>> {
        self.0.case.due_at()
    }

    /// The measure that was taken, ended or not; null if none was.
    async fn measure(&self) -> Option<DueDiligenceMeasure> {
        self.0.case.measure().map(|taken| taken.measure.into())
    }

    /// When acceptable data came; null while they are waited for.
    async fn lifted_at(&self) -> Option<DateTime<Utc>> {
        self.0.case.lifted_at()
    }

    /// The evidence, from the first step to the last. It is only ever added to.
    async fn steps(&self) -> Vec<DueDiligenceStep> {
        self.0.steps.iter().map(DueDiligenceStep::from).collect()
    }
}

/// What was done, when, and in which words.
#[derive(SimpleObject)]
pub struct DueDiligenceStep {
    kind: DueDiligenceStepKind,
    /// What was written to the account, or noted.
    content: String,
    /// When it took effect.
    at: DateTime<Utc>,
    /// When it was written down.
    recorded_at: DateTime<Utc>,
    /// The id of the member of staff who did it; null if time or the account did.
    by: Option<ID>,
}

/// Why an account is asked for its tax data.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "CaseCause")]
pub enum DueDiligenceCause {
    /// 36 months after its approval the form is to be confirmed. The system alone asks for that.
    ReconfirmationDue,
    DataMissing,
    /// An authority doubts what was reported.
    AuthorityDoubts,
}

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "CaseStatus")]
pub enum DueDiligenceStatus {
    Requested,
    RemindedOnce,
    RemindedTwice,
    /// A measure may be taken.
    ActionDue,
    /// The registrations are suspended, and nobody registers anew with the taxpayer numbers.
    Blocked,
    PayoutsWithheld,
    /// Acceptable data came.
    Lifted,
}

/// What was done because nothing came.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Measure")]
pub enum DueDiligenceMeasure {
    Block,
    Withhold,
}

/// One step of a case.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "CaseStepKind")]
pub enum DueDiligenceStepKind {
    Requested,
    Reminded,
    /// 60 days are over, and two reminders were sent.
    ActionDue,
    /// 150 days are over, and no measure was taken.
    Alarmed,
    Blocked,
    Withheld,
    Lifted,
}

/// Whom to ask for tax data.
#[derive(InputObject)]
pub struct DueDiligenceOpenInput {
    account_id: ID,
    /// `DATA_MISSING` or `AUTHORITY_DOUBTS`.
    cause: DueDiligenceCause,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Whom to block.
#[derive(InputObject)]
pub struct DueDiligenceBlockInput {
    due_diligence_case_id: ID,
}

/// Whose payouts to withhold.
#[derive(InputObject)]
pub struct DueDiligenceWithholdInput {
    due_diligence_case_id: ID,
}

#[derive(Default)]
pub struct DueDiligenceQueries;

#[Object]
impl DueDiligenceQueries {
    /// Who was asked for tax data, with all evidence, newest first. For staff with `REVIEW_TAX_FORMS` or
    /// `MANAGE_TAX_YEAR`.
    async fn due_diligence_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this status.")] status: Option<DueDiligenceStatus>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<DueDiligenceCase>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<DueDiligenceCaseId>(DUE_DILIGENCE_CASES, first, after.as_deref())?;
            app.due_diligence_cases(*actor, status.map(Into::into), page).await
        };
        Ok(connection(DUE_DILIGENCE_CASES, answer(found.await)?, |view| view.case.id, DueDiligenceCase))
    }
}

#[derive(Default)]
pub struct DueDiligenceMutations;

#[Object]
impl DueDiligenceMutations {
    /// Ask an account for its tax data: the legal clock begins. For staff with `REVIEW_TAX_FORMS`.
    async fn due_diligence_open(
        &self,
        ctx: &Context<'_>,
        input: DueDiligenceOpenInput,
    ) -> async_graphql::Result<DueDiligenceOpenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let opened = async { app.open_due_diligence(*actor, input.try_into()?).await };
        DueDiligenceOpenPayload::from_result(opened.await)
    }

    /// Suspend an account's experts and bar its taxpayer numbers until its tax data come: after two reminders, and not
    /// before 60 days. For staff with `MANAGE_TAX_YEAR`.
    async fn due_diligence_block(
        &self,
        ctx: &Context<'_>,
        input: DueDiligenceBlockInput,
    ) -> async_graphql::Result<DueDiligenceBlockPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let taken = async { app.take_measure(*actor, input.due_diligence_case_id.parse()?, Measure::Block).await };
        DueDiligenceBlockPayload::from_result(taken.await)
    }

    /// Withhold an account's payouts until its tax data come: after two reminders, and not before 60 days. For staff
    /// with `MANAGE_TAX_YEAR`.
    async fn due_diligence_withhold(
        &self,
        ctx: &Context<'_>,
        input: DueDiligenceWithholdInput,
    ) -> async_graphql::Result<DueDiligenceWithholdPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let taken = async { app.take_measure(*actor, input.due_diligence_case_id.parse()?, Measure::Withhold).await };
        DueDiligenceWithholdPayload::from_result(taken.await)
    }
}

impl TryFrom<DueDiligenceOpenInput> for OpenDueDiligence {
    type Error = Error;

    fn try_from(input: DueDiligenceOpenInput) -> Result<Self, Error> {
        let (account_id, cause) = (input.account_id.parse()?, input.cause.into());
        Ok(Self { account_id, cause, idempotency_key: input.idempotency_key })
    }
}

impl From<&CaseStep> for DueDiligenceStep {
    fn from(step: &CaseStep) -> Self {
        let CaseStep { kind, content, at, recorded_at, by } = step.clone();
        Self { kind: kind.into(), content, at, recorded_at, by: by.map(|id| ID(id.to_string())) }
    }
}

impl From<CaseView> for DueDiligenceCase {
    fn from(view: CaseView) -> Self {
        Self(view)
    }
}
