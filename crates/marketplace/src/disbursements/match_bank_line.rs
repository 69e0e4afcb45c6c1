use chrono::{DateTime, NaiveTime, Utc};
use disbursements::{Disbursement, Evidence, State};
use events::{Event, EventKind};
use kernel::{Actor, BankLineId};
use reconciliation::{BankLine, Direction, LineProblem, ReconciliationError, RecordedLine};
use sea_orm::DatabaseTransaction;

use super::{give_back::lock_with_method, settle_disbursement::write_outcome};
use crate::{Marketplace, Result, postings::When, sweeps::Step};

impl Marketplace {
    /// Finds out what a line of the bank is of (G-43): the payment that it proves is paid, the one that it says came back
    /// is returned, and what was known before is known twice. What does not fit is a break, and looked at again.
    pub async fn match_bank_line(&self, id: BankLineId) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let recorded = reconciliation::store::lock_line(&tx, id).await?.ok_or(ReconciliationError::NotFound(id))?;
        if !recorded.is_due(now) {
            return Ok(Step::Left);
        }
        let before = recorded.as_break().map(|(problem, _)| problem);
        let looked_at = look_at(&tx, recorded, now).await?;
        let problem = looked_at.as_break().map(|(problem, _)| problem);
        reconciliation::store::save_line(&tx, &looked_at).await?;
        if problem.is_some() && problem != before {
            events::store::record(&tx, &Event::now(EventKind::BreakOpened, Actor::System, &id, now)).await?;
        }
        tx.commit().await?;

        Ok(if problem.is_some() && problem == before { Step::Left } else { Step::Done })
    }
}

async fn look_at(tx: &DatabaseTransaction, recorded: RecordedLine, now: DateTime<Utc>) -> Result<RecordedLine> {
    let named = match &recorded.line.end_to_end_id {
        Some(reference) => disbursements::store::find_by_reference(tx, reference).await?,
        None => None,
    };
    let Some(named) = named else { return Ok(recorded.set_aside(LineProblem::Unknown, None, now)) };
    let disbursement = lock_with_method(tx, named.id).await?;
    let (id, line) = (disbursement.id, &recorded.line);
    let is_second = !recorded.is_notice && reconciliation::store::has_other_movement(tx, id, line).await?;
    match judged(line, &disbursement, is_second, recorded.is_notice) {
        Ok(None) => Ok(recorded.matched(id, now)),
        Ok(Some(evidence)) => {
            let when = When { at: booked_at(line, &disbursement, now), recorded_at: now };
            let amount = line.amount;
            write_outcome(tx, &disbursement.settled(evidence, amount, when.at)?, when).await?;
            Ok(recorded.matched(id, now))
        }
        Err(problem) => Ok(recorded.set_aside(problem, Some(id), now)),
    }
}

/// What a line proves of the disbursement that it names; `None` where that is known.
fn judged(
    line: &BankLine,
    disbursement: &Disbursement,
    is_second: bool,
    is_notice: bool,
) -> Result<Option<Evidence>, LineProblem> {
    if line.amount != disbursement.amount {
        return Err(LineProblem::AmountDiffers);
    }
    match (line.direction, &line.returned) {
        (Direction::Debit, None) if is_second => Err(LineProblem::PaidTwice),
        (Direction::Debit, None) => paid(line, disbursement),
        (Direction::Credit, Some(_)) if is_second => Err(LineProblem::ReturnedTwice),
        (Direction::Credit, Some(reason)) => returned(reason.code(), disbursement, is_notice),
        (Direction::Debit, Some(_)) | (Direction::Credit, None) => Err(LineProblem::DirectionDiffers),
    }
}

fn paid(line: &BankLine, disbursement: &Disbursement) -> Result<Option<Evidence>, LineProblem> {
    if disbursement.is_with_bank() {
        let named = || format!("{}/{}", line.document, line.number);
        return Ok(Some(Evidence::Paid { bank_trace: line.bank_reference.clone().unwrap_or_else(named) }));
    }
    let is_known = disbursement.bank_trace().is_some();
    if is_known { Ok(None) } else { Err(LineProblem::NotSent) }
}

/// A bank that gives a payment back before it booked it says so in a file of returns, and books nothing.
fn returned(code: &str, disbursement: &Disbursement, is_notice: bool) -> Result<Option<Evidence>, LineProblem> {
    let (state, reason) = (&disbursement.state, code.to_owned());
    let is_known = matches!(state, State::Returned { .. }) || is_notice && matches!(state, State::Rejected { .. });
    if is_known {
        Ok(None)
    } else if matches!(state, State::Paid { .. }) {
        Ok(Some(Evidence::Returned { reason }))
    } else if is_notice && disbursement.is_with_bank() {
        Ok(Some(Evidence::Rejected { reason }))
    } else {
        Err(LineProblem::NotPaid)
    }
}

/// When it took effect: on the day in the bank's books, not before what we know of it, and not later than now.
fn booked_at(line: &BankLine, disbursement: &Disbursement, now: DateTime<Utc>) -> DateTime<Utc> {
    let booked = line.booked_on.map_or(now, |day| day.and_time(NaiveTime::MIN).and_utc());
    booked.max(disbursement.since()).min(now)
}
