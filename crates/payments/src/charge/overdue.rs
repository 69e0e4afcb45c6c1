use chrono::{DateTime, TimeDelta, Utc};

use super::{Charge, ChargeState};
use crate::PaymentError;

/// How long after the due instant the customer is reminded, the first time as it is noted; at last staff are told.
const LADDER_DAYS: [i64; 5] = [0, 7, 15, 30, 120];

/// How far the reminders of what is overdue are. Each rung of the ladder has its turn once, in order (IQ-33).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminders {
    /// How many rungs had their turn.
    pub done: u8,
    /// When the next one is due; `None` while nothing is overdue, and once there is nothing to remind of.
    pub next_at: Option<DateTime<Utc>>,
}

/// What a rung of the ladder does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// The customer is reminded.
    Reminder,
    /// Staff are told.
    Alert,
}

impl Charge {
    /// The due instant passed and something is open: noted once, with that instant (IQ-33). It is the first reminder.
    pub fn overdue(self, now: DateTime<Utc>) -> Result<Self, PaymentError> {
        if !self.falls_overdue(now) {
            return Err(self.not_in_state());
        }
        let reminders = Reminders::after(1, self.due_at);
        Ok(Self { overdue_at: Some(self.due_at), reminders, state: ChargeState::Overdue, ..self })
    }

    /// Whether the due instant passed, something is open, and nobody has noted it.
    pub fn falls_overdue(&self, now: DateTime<Utc>) -> bool {
        self.is_dunned() && self.overdue_at.is_none() && self.due_at <= now
    }

    /// The next rung that is due, and the instant at which it is; `None`: none is.
    pub fn reminder_due(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.reminders.next_at.filter(|at| self.is_dunned() && *at <= now)
    }

    /// Takes the next rung.
    #[must_use]
    pub fn reminded(self) -> (Self, Rung) {
        let done = self.reminders.done.saturating_add(1);
        let rung = if usize::from(done) < LADDER_DAYS.len() { Rung::Reminder } else { Rung::Alert };
        (Self { reminders: Reminders::after(done, self.due_at), ..self }, rung)
    }

    /// Whether the customer is asked for what is open. While it is not known what the provider did, nobody is.
    fn is_dunned(&self) -> bool {
        match self.state {
            ChargeState::Invoiced
            | ChargeState::Collecting
            | ChargeState::PartiallyCollected
            | ChargeState::Overdue => true,
            ChargeState::Collected
            | ChargeState::Unresolved
            | ChargeState::Forgiven
            | ChargeState::Uncollectible
            | ChargeState::WrittenOff
            | ChargeState::ChargedBack => false,
        }
    }
}

impl Reminders {
    pub const NONE: Self = Self { done: 0, next_at: None };

    /// So many rungs of what was due at an instant had their turn.
    fn after(done: u8, due_at: DateTime<Utc>) -> Self {
        let next_at = LADDER_DAYS.get(usize::from(done)).map(|days| due_at + TimeDelta::days(*days));
        Self { done, next_at }
    }

    /// There is nothing to remind of any more.
    pub(super) const fn ended(self) -> Self {
        Self { next_at: None, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Collected, Reference, Tender, charge::tests::invoiced};

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    /// Holds IQ-33 and G-43: 0, 7, 15 and 30 days the customer, 120 days staff, and no more.
    #[test]
    fn the_ladder_ends_with_staff() {
        let charge = invoiced(Tender::NetTerms { days: 30 });
        let due_at = charge.due_at;
        assert_eq!(charge.reminder_due(due_at), None, "nothing is noted yet");
        let mut charge = charge.overdue(due_at + TimeDelta::days(400)).unwrap();
        let mut rungs = vec![];
        while let Some(at) = charge.reminder_due(due_at + TimeDelta::days(400)) {
            let (next, rung) = charge.reminded();
            rungs.push(((at - due_at).num_days(), rung));
            charge = next;
        }
        let (reminder, alert) = (Rung::Reminder, Rung::Alert);
        assert_eq!(rungs, [(7, reminder), (15, reminder), (30, reminder), (120, alert)]);
        assert_eq!(charge.reminders, Reminders { done: 5, next_at: None });
    }

    #[test]
    fn who_has_paid_is_reminded_of_nothing() {
        let charge = invoiced(Tender::NetTerms { days: 30 });
        let (due_at, reference) = (charge.due_at, Reference::Transfer(charge.id));
        let charge = charge.overdue(due_at).unwrap();
        let paid = Collected { external_id: "ev".into(), reference, amount: charge.amount, at: due_at };
        let (charge, _) = charge.collect(paid, START).unwrap();
        assert_eq!((charge.reminders.next_at, charge.reminder_due(due_at + TimeDelta::days(400))), (None, None));
    }
}
