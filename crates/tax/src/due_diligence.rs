use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, DueDiligenceCaseId, StaffId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::TaxError;

/// From the request to the first reminder, the second, the earliest measure, and the alarm that none was taken; the
/// latest is 180 days (G-57). Exact: days of 24 hours.
const REMINDER_1: TimeDelta = TimeDelta::days(20);
const REMINDER_2: TimeDelta = TimeDelta::days(40);
const EARLIEST_ACTION: TimeDelta = TimeDelta::days(60);
const ALARM: TimeDelta = TimeDelta::days(150);

/// The legal clock of one account whose tax data is missing or doubtful (G-57): asked for, reminded of twice, and not
/// before 60 days a measure, which ends with the submission of acceptable data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueDiligenceCase {
    pub id: DueDiligenceCaseId,
    pub account_id: AccountId,
    pub cause: CaseCause,
    pub requested_at: DateTime<Utc>,
    pub state: CaseState,
}

/// Why an account is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CaseCause {
    /// 36 months after its approval a form is to be confirmed.
    ReconfirmationDue,
    /// Data is missing.
    DataMissing,
    /// An authority doubts what was reported.
    AuthorityDoubts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseState {
    Requested,
    RemindedOnce,
    RemindedTwice,
    /// A measure may be taken; `alarmed`: staff were told that none was.
    ActionDue {
        alarmed: bool,
    },
    Taken(MeasureTaken),
    /// Acceptable data came; what was taken ended with it.
    Lifted {
        at: DateTime<Utc>,
        measure: Option<MeasureTaken>,
    },
}

/// What was done because nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureTaken {
    pub measure: Measure,
    pub by: StaffId,
    pub at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Measure {
    /// The registrations are suspended, and nobody registers anew with the taxpayer numbers.
    Block,
    /// Payouts are withheld.
    Withhold,
}

/// Where a case stands, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CaseStatus {
    Requested,
    #[sea_orm(string_value = "reminded_1")]
    RemindedOnce,
    #[sea_orm(string_value = "reminded_2")]
    RemindedTwice,
    ActionDue,
    Blocked,
    PayoutsWithheld,
    Lifted,
}

/// One step of a case, kept as evidence: what was done, when, and in which words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStep {
    pub kind: CaseStepKind,
    /// What was written to the account, or noted.
    pub content: String,
    /// When it took effect.
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
    /// Who did it; `None`: the system.
    pub by: Option<StaffId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CaseStepKind {
    Requested,
    Reminded,
    ActionDue,
    Alarmed,
    Blocked,
    Withheld,
    Lifted,
}

impl DueDiligenceCase {
    pub fn open(account_id: AccountId, cause: CaseCause, at: DateTime<Utc>) -> Self {
        let id = DueDiligenceCaseId::generate(at);
        Self { id, account_id, cause, requested_at: at, state: CaseState::Requested }
    }

    /// The instant of the next thing that time does to it; `None` if it does no more.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        let after = match self.state {
            CaseState::Requested => REMINDER_1,
            CaseState::RemindedOnce => REMINDER_2,
            CaseState::RemindedTwice => EARLIEST_ACTION,
            CaseState::ActionDue { alarmed: false } => ALARM,
            CaseState::ActionDue { alarmed: true } | CaseState::Taken(_) | CaseState::Lifted { .. } => return None,
        };
        Some(self.requested_at + after)
    }

    /// What time does at [`Self::due_at`]; `None` before, and where time does no more.
    pub fn advance(self, now: DateTime<Utc>) -> Option<(Self, CaseStepKind)> {
        self.due_at().filter(|due_at| *due_at <= now)?;
        let (state, step) = match self.state {
            CaseState::Requested => (CaseState::RemindedOnce, CaseStepKind::Reminded),
            CaseState::RemindedOnce => (CaseState::RemindedTwice, CaseStepKind::Reminded),
            CaseState::RemindedTwice => (CaseState::ActionDue { alarmed: false }, CaseStepKind::ActionDue),
            CaseState::ActionDue { .. } => (CaseState::ActionDue { alarmed: true }, CaseStepKind::Alarmed),
            CaseState::Taken(_) | CaseState::Lifted { .. } => return None,
        };
        Some((Self { state, ..self }, step))
    }

    /// When a measure may be taken at the earliest.
    pub fn earliest_action_at(&self) -> DateTime<Utc> {
        self.requested_at + EARLIEST_ACTION
    }

    /// Staff take a measure: never before 60 days, never with fewer than two reminders (G-57).
    pub fn take(self, measure: Measure, by: StaffId, at: DateTime<Utc>) -> Result<Self, TaxError> {
        match self.state {
            CaseState::ActionDue { .. } => {
                Ok(Self { state: CaseState::Taken(MeasureTaken { measure, by, at }), ..self })
            }
            CaseState::Requested | CaseState::RemindedOnce | CaseState::RemindedTwice => {
                Err(TaxError::TooEarlyForMeasure { id: self.id, earliest_at: self.earliest_action_at() })
            }
            CaseState::Taken(_) | CaseState::Lifted { .. } => {
                Err(TaxError::CaseNotInState { id: self.id, needs: "waiting for a measure" })
            }
        }
    }

    /// Acceptable data came.
    #[must_use]
    pub fn lift(self, at: DateTime<Utc>) -> Self {
        let measure = match self.state {
            CaseState::Lifted { .. } => return self,
            CaseState::Taken(taken) => Some(taken),
            CaseState::Requested | CaseState::RemindedOnce | CaseState::RemindedTwice | CaseState::ActionDue { .. } => {
                None
            }
        };
        Self { state: CaseState::Lifted { at, measure }, ..self }
    }

    /// When acceptable data came; `None` while they are waited for.
    pub const fn lifted_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            CaseState::Lifted { at, .. } => Some(at),
            CaseState::Requested
            | CaseState::RemindedOnce
            | CaseState::RemindedTwice
            | CaseState::ActionDue { .. }
            | CaseState::Taken(_) => None,
        }
    }

    /// The measure that was taken, whether it ended or not.
    pub const fn measure(&self) -> Option<MeasureTaken> {
        match self.state {
            CaseState::Taken(taken) => Some(taken),
            CaseState::Lifted { measure, .. } => measure,
            CaseState::Requested | CaseState::RemindedOnce | CaseState::RemindedTwice | CaseState::ActionDue { .. } => {
                None
            }
        }
    }

    pub const fn status(&self) -> CaseStatus {
        match self.state {
            CaseState::Requested => CaseStatus::Requested,
            CaseState::RemindedOnce => CaseStatus::RemindedOnce,
            CaseState::RemindedTwice => CaseStatus::RemindedTwice,
            CaseState::ActionDue { .. } => CaseStatus::ActionDue,
            CaseState::Taken(MeasureTaken { measure: Measure::Block, .. }) => CaseStatus::Blocked,
            CaseState::Taken(MeasureTaken { measure: Measure::Withhold, .. }) => CaseStatus::PayoutsWithheld,
            CaseState::Lifted { .. } => CaseStatus::Lifted,
        }
    }

    /// What is written to the account by the request, the reminders and the lifting, and noted of the rest.
    pub fn letter(&self, step: CaseStepKind) -> String {
        let earliest = self.earliest_action_at().date_naive();
        match step {
            CaseStepKind::Requested => format!(
                "{} Please submit the DAC7 form, or confirm it. The law obliges us to collect these data (Directive \
                 (EU) 2021/514). Without them we must block the account or withhold payouts, from {earliest} on.",
                self.cause.sentence()
            ),
            CaseStepKind::Reminded => format!(
                "We asked for your tax data on {} and have not received them. {} Without them we must block the account \
                 or withhold payouts, from {earliest} on.",
                self.requested_at.date_naive(),
                self.cause.sentence()
            ),
            CaseStepKind::ActionDue => "Asked once and reminded twice; a measure may be taken.".to_owned(),
            CaseStepKind::Alarmed => "No measure was taken yet; the law leaves 180 days from the request.".to_owned(),
            CaseStepKind::Blocked => {
                "We have not received your tax data. Your registration is suspended, and you cannot register anew, until \
                 we have them."
                    .to_owned()
            }
            CaseStepKind::Withheld => {
                "We have not received your tax data. Payouts are withheld until we have them.".to_owned()
            }
            CaseStepKind::Lifted => "We have received your tax data. What we had to do without them has ended.".to_owned(),
        }
    }
}

impl CaseCause {
    const fn sentence(self) -> &'static str {
        match self {
            Self::ReconfirmationDue => "Your DAC7 form was approved three years ago and has to be confirmed.",
            Self::DataMissing => "Tax data of your account is missing.",
            Self::AuthorityDoubts => "A tax authority doubts the data that was reported of your account.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const LAST_MOMENT: TimeDelta = TimeDelta::microseconds(1);

    fn case() -> DueDiligenceCase {
        DueDiligenceCase::open(AccountId::generate(START), CaseCause::DataMissing, START)
    }

    fn day(days: i64) -> DateTime<Utc> {
        START + TimeDelta::days(days)
    }

    fn by() -> StaffId {
        StaffId::generate(START)
    }

    /// The case as time leaves it by then, and what time did.
    fn by_then(now: DateTime<Utc>) -> (DueDiligenceCase, Vec<CaseStepKind>) {
        let (mut case, mut steps) = (case(), vec![]);
        while let Some((next, step)) = case.clone().advance(now) {
            case = next;
            steps.push(step);
        }
        (case, steps)
    }

    /// Holds G-57: reminders at 20 and 40 days, a measure from 60 days on, an alarm at 150.
    #[test]
    fn time_asks_twice_before_anything_is_done() {
        use CaseStepKind::{ActionDue, Alarmed, Reminded};
        assert_eq!(by_then(day(20) - LAST_MOMENT).1, []);
        assert_eq!(by_then(day(20)).1, [Reminded]);
        assert_eq!(by_then(day(60) - LAST_MOMENT).1, [Reminded, Reminded]);
        assert_eq!(by_then(day(60)).1, [Reminded, Reminded, ActionDue]);
        assert_eq!(by_then(day(150)).1, [Reminded, Reminded, ActionDue, Alarmed]);
        assert_eq!(by_then(day(1_000)).1.len(), 4);
    }

    /// Holds G-57: no measure before 60 days, nor with fewer than two reminders.
    #[test]
    fn no_measure_is_too_early() {
        let (early, _) = by_then(day(60) - LAST_MOMENT);
        let refused = Err(TaxError::TooEarlyForMeasure { id: early.id, earliest_at: day(60) });
        assert_eq!(early.clone().take(Measure::Block, by(), day(60) - LAST_MOMENT), refused);
        let (reminded_once, _) = case().advance(day(100)).unwrap();
        assert!(matches!(reminded_once.take(Measure::Block, by(), day(100)), Err(TaxError::TooEarlyForMeasure { .. })));

        let taken = by_then(day(60)).0.take(Measure::Withhold, by(), day(60)).unwrap();
        assert_eq!((taken.status(), taken.due_at()), (CaseStatus::PayoutsWithheld, None));
        assert!(matches!(taken.take(Measure::Block, by(), day(61)), Err(TaxError::CaseNotInState { .. })));
    }

    /// Holds G-57: whatever was taken ends with the data.
    #[test]
    fn data_lift_a_case_in_every_state() {
        for days in [0, 20, 40, 60, 150] {
            let lifted = by_then(day(days)).0.lift(day(151));
            assert_eq!((lifted.status(), lifted.due_at(), lifted.measure()), (CaseStatus::Lifted, None, None));
        }
        let taken = by_then(day(60)).0.take(Measure::Block, by(), day(60)).unwrap().lift(day(61));
        assert_eq!(taken.measure().map(|taken| taken.measure), Some(Measure::Block));
    }
}
