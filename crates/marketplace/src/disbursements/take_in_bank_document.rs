use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use kernel::{Actor, BankDocumentId};
use reconciliation::{
    AccountStatement, BankDocument, BankMessage, DocumentKind, PaymentStatus, RecordedLine, StatusReport,
};
use sea_orm::DatabaseTransaction;

use super::hand_over_file::{reject, write_answer};
use crate::{BankExchange, IncomingDocument, Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// Takes in what the bank sent, once, however often it lies there: what it says of a file is done at once, and its
    /// lines are written down to be matched (G-43).
    pub async fn take_in_bank_document(&self, document: &IncomingDocument) -> Result<Step> {
        let (exchange, now) = (self.exchange()?, self.clock.now());
        let tx = self.db.begin().await?;

        let problem = match &document.message {
            BankMessage::Status(report) => write_status(&tx, exchange, report, now).await?,
            BankMessage::Lines { problem: Some(problem), .. } | BankMessage::Unreadable(problem) => {
                Some(problem.clone())
            }
            BankMessage::Lines { statements, problem: None, .. } => gap(&tx, statements).await?,
            BankMessage::Aside => None,
        };
        let taken_in = as_taken_in(document, problem, now);
        if !reconciliation::store::insert_document(&tx, &taken_in).await? {
            return Ok(Step::Left); // And whatever was written for it is not.
        }
        if let BankMessage::Lines { statements, .. } = &document.message {
            reconciliation::store::insert_statements(&tx, taken_in.id, statements).await?;
        }
        reconciliation::store::insert_lines(&tx, &lines(document, taken_in.id, now)).await?;
        if let Some(problem) = &taken_in.problem {
            let event = Event::now(EventKind::BankDocumentDoubtful, Actor::System, &taken_in.id, now);
            events::store::record(&tx, &event.because(problem)).await?;
        }
        tx.commit().await?;

        Ok(Step::Done)
    }
}

fn as_taken_in(document: &IncomingDocument, problem: Option<String>, now: DateTime<Utc>) -> BankDocument {
    BankDocument {
        id: BankDocumentId::generate(now),
        digest: document.digest.clone(),
        name: document.name.clone(),
        kind: document.message.kind(),
        received_at: now,
        problem,
    }
}

/// Where a statement does not begin where the one before it ended.
async fn gap(tx: &DatabaseTransaction, statements: &[AccountStatement]) -> Result<Option<String>> {
    for statement in statements {
        let before = reconciliation::store::statement_before(tx, statement).await?;
        if let Some(gap) = before.and_then(|before| statement.gap_after(&before)) {
            return Ok(Some(gap));
        }
    }
    Ok(None)
}

/// What moved, or comes back. What the bank only announces it tells again when it is booked, and what is over nothing
/// moves nothing.
fn lines(document: &IncomingDocument, id: BankDocumentId, now: DateTime<Utc>) -> Vec<RecordedLine> {
    let BankMessage::Lines { kind, lines, .. } = &document.message else { return vec![] };
    let is_notice = *kind == DocumentKind::Returns;
    let moving = lines.iter().filter(|line| !line.amount.is_zero() && (is_notice || line.booked_on.is_some()));
    moving.map(|line| RecordedLine::record(id, is_notice, line.clone(), now)).collect()
}

/// What the bank says of a file of ours, and of the payments in it. That it has them is known already: the statement
/// tells what was paid. Says what is wrong with the report.
async fn write_status(
    tx: &DatabaseTransaction,
    exchange: &dyn BankExchange,
    report: &StatusReport,
    now: DateTime<Utc>,
) -> Result<Option<String>> {
    let Some(batch) = disbursements::store::lock_batch_named(tx, &report.file_identity).await? else {
        return Ok(Some(format!("there is no file {}", report.file_identity)));
    };
    for member in disbursements::store::members_of(tx, batch.id).await? {
        let reference = exchange.reference(batch.rail, member.id);
        if let Some(PaymentStatus::Rejected { reasons }) = report.of(&reference) {
            reject(tx, member, &report.reason_of(reasons), now).await?;
        }
    }
    if let Some(PaymentStatus::Rejected { reasons }) = &report.file
        && let Some(refused) = batch.refused(report.reason_of(reasons), now)
    {
        write_answer(tx, &refused, now).await?;
    }
    Ok(None)
}
