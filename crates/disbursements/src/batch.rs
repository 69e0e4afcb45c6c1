use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{DisbursementBatchId, Money, Sealed, SealedColumn, SealedKind};

use crate::{Answer, DisbursementError, Rail, calendar};

/// Where a file's bytes lie: sealed, for the payees' accounts stand in them.
pub const BODY: SealedColumn = SealedColumn::new("disbursement_batch", "body", SealedKind::Bytes);
/// How many disbursements go into one file; the others go into the next.
pub const FILE_MAX: u64 = 1_000;

/// After so many tries that nobody answered, staff are told.
const ATTEMPTS_BEFORE_ALERT: u32 = 8;
/// How long a worker may take to hand a file over before it is taken for dead.
const LEASE: TimeDelta = TimeDelta::minutes(15);
/// How long the bank may take beyond its day before staff are told (G-41).
const STALE_BUSINESS_DAYS: u32 = 2;
/// When a file is handed over again that nobody said to have.
const NEXT_TRY: TimeDelta = TimeDelta::minutes(15);

/// A bank file: disbursements over one rail in one currency, in bytes that never change (G-43). Whoever takes files takes
/// each once, by its identity, so the same bytes may go there again when no answer came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    pub id: DisbursementBatchId,
    pub rail: Rail,
    /// What the bank knows the file by.
    pub file_identity: String,
    /// How many disbursements it carries.
    pub payments: u32,
    /// Their sum.
    pub amount: Money,
    /// The banking day on which the operator's account is debited.
    pub execute_on: NaiveDate,
    /// Of its first entry, where the rail counts entries.
    pub first_sequence: u32,
    pub made_at: DateTime<Utc>,
    /// How often it was handed over.
    pub attempts: u32,
    pub state: BatchState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// It waits to be handed over, at `send_at`.
    Rendered { at: DateTime<Utc>, send_at: DateTime<Utc>, body: Sealed },
    /// One worker hands it over, until its lease ends. The attempt was counted before.
    Sending { at: DateTime<Utc>, lease_ends_at: DateTime<Utc>, body: Sealed },
    /// The bank has it, and should have carried it out by `stale_at`; `None` once staff were told that it has not.
    Accepted { at: DateTime<Utc>, stale_at: Option<DateTime<Utc>> },
    /// The bank refused it whole.
    Rejected { at: DateTime<Utc>, reason: String },
    /// What became of each of its disbursements is known.
    Settled { at: DateTime<Utc> },
}

impl Batch {
    /// One worker takes it, if it is time: what a worker left behind is handed over by the next, the same bytes.
    pub fn claim(self, now: DateTime<Utc>) -> Option<Self> {
        let (due_at, body) = match self.state {
            BatchState::Rendered { send_at, body, .. } => (send_at, body),
            BatchState::Sending { lease_ends_at, body, .. } => (lease_ends_at, body),
            BatchState::Accepted { .. } | BatchState::Rejected { .. } | BatchState::Settled { .. } => return None,
        };
        let state = BatchState::Sending { at: now, lease_ends_at: now + LEASE, body };
        (due_at <= now).then(|| Self { attempts: self.attempts.saturating_add(1), state, ..self })
    }

    /// What was said when it was handed over. What a worker hears whose lease ended is as true.
    pub fn answered(self, answer: Answer, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        let state = match (self.state, answer) {
            (BatchState::Rendered { .. } | BatchState::Sending { .. }, Answer::Taken) => {
                BatchState::Accepted { at, stale_at: Some(stale_at(self.rail, self.execute_on)) }
            }
            (BatchState::Rendered { .. } | BatchState::Sending { .. }, Answer::Refused { reason }) => {
                BatchState::Rejected { at, reason }
            }
            (BatchState::Rendered { body, .. } | BatchState::Sending { body, .. }, Answer::Unknown) => {
                BatchState::Rendered { at, send_at: at + NEXT_TRY, body }
            }
            (BatchState::Accepted { .. } | BatchState::Rejected { .. } | BatchState::Settled { .. }, _) => {
                return Err(DisbursementError::BatchNotInState { id: self.id, needs: "rendered or sending" });
            }
        };
        Ok(Self { state, ..self })
    }

    /// The bank refuses the whole of it, after it was handed over. `None` if that is known.
    pub fn refused(self, reason: String, at: DateTime<Utc>) -> Option<Self> {
        match self.state {
            BatchState::Rendered { .. } | BatchState::Sending { .. } | BatchState::Accepted { .. } => {
                Some(Self { state: BatchState::Rejected { at, reason }, ..self })
            }
            BatchState::Rejected { .. } | BatchState::Settled { .. } => None,
        }
    }

    /// What became of each of its disbursements is known. `None` unless the bank has it.
    #[must_use]
    pub fn settled(self, at: DateTime<Utc>) -> Option<Self> {
        let BatchState::Accepted { .. } = self.state else { return None };
        Some(Self { state: BatchState::Settled { at }, ..self })
    }

    /// Whether staff are told of it now: it was tried so often and nobody took it.
    pub const fn is_alarming(&self) -> bool {
        self.attempts == ATTEMPTS_BEFORE_ALERT && matches!(self.state, BatchState::Rendered { .. })
    }

    /// Staff are told, once, that the bank has not carried it out; `None` before it is time, and afterwards.
    #[must_use]
    pub fn alert(self, now: DateTime<Utc>) -> Option<Self> {
        let BatchState::Accepted { at, stale_at: Some(stale_at) } = self.state else { return None };
        (stale_at <= now).then_some(Self { state: BatchState::Accepted { at, stale_at: None }, ..self })
    }

    /// Since when it is in its state.
    pub const fn since(&self) -> DateTime<Utc> {
        match self.state {
            BatchState::Rendered { at, .. }
            | BatchState::Sending { at, .. }
            | BatchState::Accepted { at, .. }
            | BatchState::Rejected { at, .. }
            | BatchState::Settled { at } => at,
        }
    }

    /// Why the bank refused it.
    pub fn failure(&self) -> Option<&str> {
        match &self.state {
            BatchState::Rejected { reason, .. } => Some(reason),
            BatchState::Rendered { .. }
            | BatchState::Sending { .. }
            | BatchState::Accepted { .. }
            | BatchState::Settled { .. } => None,
        }
    }
}

/// At the cutoff of the second business day after the one on which it was to be carried out, statements of that day have
/// come.
fn stale_at(rail: Rail, execute_on: NaiveDate) -> DateTime<Utc> {
    let calendar = calendar(rail.currency());
    calendar.cutoff(calendar.add_business_days(execute_on, STALE_BUSINESS_DAYS))
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn made() -> Batch {
        let body = Sealed { key: 1, text: "bytes".to_owned() };
        Batch {
            id: DisbursementBatchId::generate(START),
            rail: Rail::Sepa,
            file_identity: "GH1".to_owned(),
            payments: 1,
            amount: Money::from_minor(42, Currency::EUR).unwrap(),
            execute_on: START.date_naive(),
            first_sequence: 1,
            made_at: START,
            attempts: 0,
            state: BatchState::Rendered { at: START, send_at: START, body },
        }
    }

    fn body(batch: &Batch) -> Option<&str> {
        match &batch.state {
            BatchState::Rendered { body, .. } | BatchState::Sending { body, .. } => Some(&body.text),
            BatchState::Accepted { .. } | BatchState::Rejected { .. } | BatchState::Settled { .. } => None,
        }
    }

    /// Holds invariant 8: one worker has it, the next only when the first is taken for dead, and with the same bytes.
    #[test]
    fn one_worker_hands_it_over_and_whoever_follows_hands_over_the_same() {
        let sending = made().claim(START).unwrap();
        assert!(sending.clone().claim(START).is_none());
        let taken_over = sending.clone().claim(START + LEASE).unwrap();
        assert_eq!((taken_over.attempts, body(&taken_over)), (2, Some("bytes")));
        let unanswered = sending.answered(Answer::Unknown, START).unwrap();
        assert!(unanswered.clone().claim(START).is_none());
        assert_eq!(body(&unanswered.claim(START + NEXT_TRY).unwrap()), Some("bytes"));
    }

    /// Holds G-43: an answer stands, and only the bank's later refusal takes it back.
    #[test]
    fn what_the_bank_has_is_not_handed_over_again() {
        let accepted = made().claim(START).unwrap().answered(Answer::Taken, START).unwrap();
        assert!(accepted.clone().claim(START + LEASE + LEASE).is_none());
        assert!(accepted.clone().answered(Answer::Unknown, START).is_err());
        let refused = accepted.refused("AM10".to_owned(), START).unwrap();
        assert_eq!(refused.failure(), Some("AM10"));
        assert!(refused.refused("AM10".to_owned(), START).is_none());
    }

    /// Holds G-41: two business days after its day, and once.
    #[test]
    fn staff_are_told_once_of_a_file_that_is_not_carried_out() {
        let accepted = made().claim(START).unwrap().answered(Answer::Taken, START).unwrap();
        let saturday_after = START + TimeDelta::days(2); // It was to be carried out on a Thursday, 1 January 1970.
        assert!(accepted.clone().alert(saturday_after).is_none());
        let alerted = accepted.alert(START + TimeDelta::days(7)).unwrap();
        assert!(alerted.alert(START + TimeDelta::days(30)).is_none());
    }

    #[test]
    fn staff_are_told_once_of_a_file_that_nobody_takes() {
        let (mut batch, mut now, mut alarms) = (made(), START, 0);
        for _ in 0..2 * ATTEMPTS_BEFORE_ALERT {
            batch = batch.claim(now).unwrap().answered(Answer::Unknown, now).unwrap();
            alarms += u32::from(batch.is_alarming());
            now += NEXT_TRY;
        }
        assert_eq!(alarms, 1);
    }
}
