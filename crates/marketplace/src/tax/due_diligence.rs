//! What every step of a due-diligence case leaves behind, and how a case ends.

use disbursements::HoldReason;
use events::{Event, EventKind};
use experts::Registration;
use kernel::{AccountId, Actor, DueDiligenceCaseId};
use sea_orm::DatabaseTransaction;
use tax::{CaseCause, CaseStep, CaseStepKind, DueDiligenceCase};

use crate::{Result, disbursements::holds::lift, postings::When};

/// Asks an account for its tax data, unless it is asked already.
pub(super) async fn open(
    tx: &DatabaseTransaction,
    account: AccountId,
    cause: CaseCause,
    actor: Actor,
    when: When,
) -> Result<Option<DueDiligenceCase>> {
    let opened = DueDiligenceCase::open(account, cause, when.at);
    if !tax::store::insert_case(tx, &opened).await? {
        return Ok(None);
    }
    leave_evidence(tx, &opened, CaseStepKind::Requested, actor, when).await?;
    Ok(Some(opened))
}

/// Acceptable data came: the clock stops, and whatever was done ends, in the transaction that brought them (G-57).
pub(super) async fn end(tx: &DatabaseTransaction, account: AccountId, actor: Actor, when: When) -> Result<()> {
    let Some(case) = tax::store::lock_open_case(tx, account).await? else { return Ok(()) };
    let case = case.lift(when.at);
    tax::store::save_case(tx, &case).await?;
    leave_evidence(tx, &case, CaseStepKind::Lifted, actor, when).await?;
    reinstate(tx, &case, actor, when).await?;
    let causes = ([HoldReason::DueDiligence], "tax data were supplied");
    lift(tx, account, (&causes.0, causes.1), actor, when).await
}

/// Keeps what was done and in which words, and publishes it.
pub(super) async fn leave_evidence(
    tx: &DatabaseTransaction,
    case: &DueDiligenceCase,
    kind: CaseStepKind,
    actor: Actor,
    when: When,
) -> Result<()> {
    let (content, by) = (case.letter(kind), actor.staff());
    let event = Event::effective(event_of(kind), actor, &case.id, when.at, when.recorded_at).because(&content);
    let step = CaseStep { kind, content, at: when.at, recorded_at: when.recorded_at, by };
    tax::store::record_step(tx, case.id, &step).await?;
    Ok(events::store::record(tx, &event).await?)
}

/// Stops every active expert of the account, until the case ends.
pub(super) async fn suspend(tx: &DatabaseTransaction, case: &DueDiligenceCase, actor: Actor, when: When) -> Result<()> {
    for registration in experts::store::lock_begun(tx, case.account_id).await? {
        if registration.is_active() {
            let suspended = registration.suspend(&suspension(case.id), when.at)?;
            write(tx, &suspended, EventKind::RegistrationSuspended, (actor, &suspension(case.id)), when).await?;
        }
    }
    Ok(())
}

/// Lets go on whom this case stopped, and nobody whom staff stopped for a reason of their own (MKT-04).
async fn reinstate(tx: &DatabaseTransaction, case: &DueDiligenceCase, actor: Actor, when: When) -> Result<()> {
    for registration in experts::store::lock_begun(tx, case.account_id).await? {
        if registration.is_suspended_for(&suspension(case.id)) {
            let active = registration.reinstate("tax data were supplied")?;
            write(tx, &active, EventKind::RegistrationReinstated, (actor, "tax data were supplied"), when).await?;
        }
    }
    Ok(())
}

async fn write(
    tx: &DatabaseTransaction,
    registration: &Registration,
    kind: EventKind,
    (actor, why): (Actor, &str),
    when: When,
) -> Result<()> {
    let event = Event::effective(kind, actor, &registration.id, when.at, when.recorded_at).because(why);
    experts::store::save(tx, registration).await?;
    Ok(events::store::record(tx, &event).await?)
}

/// What a suspension says of the case that made it; by it the case finds it again.
fn suspension(id: DueDiligenceCaseId) -> String {
    format!("tax data are missing: {id}")
}

const fn event_of(kind: CaseStepKind) -> EventKind {
    match kind {
        CaseStepKind::Requested => EventKind::DueDiligenceRequested,
        CaseStepKind::Reminded => EventKind::DueDiligenceReminded,
        CaseStepKind::ActionDue => EventKind::DueDiligenceActionDue,
        CaseStepKind::Alarmed => EventKind::DueDiligenceOverdue,
        CaseStepKind::Blocked | CaseStepKind::Withheld => EventKind::DueDiligenceMeasure,
        CaseStepKind::Lifted => EventKind::DueDiligenceLifted,
    }
}
