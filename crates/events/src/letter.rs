use chrono::{DateTime, TimeDelta, Utc};
use kernel::{EmailAddress, EventId, LetterId};
use sea_orm::{DeriveActiveEnum, EnumIter};

/// After the first failure, the second and so on it is tried again so much later; after the last, never by itself.
const RETRIES: [TimeDelta; 6] = [
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(8),
    TimeDelta::hours(24),
];
/// How long a worker may take over one letter before it is taken for dead.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// What one person is written about one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Also the message's id at the post: whoever gets it twice can tell.
    pub id: LetterId,
    pub event_id: EventId,
    pub to: Recipient,
    pub content: Content,
    pub written_at: DateTime<Utc>,
    pub state: LetterState,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Recipient {
    pub email: EmailAddress,
    pub name: String,
}

/// The same in plain text and in HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
    /// What a calendar does with it, where it is about an appointment.
    pub invitation: Option<Invitation>,
}

/// An iCalendar object that travels with a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub method: InvitationMethod,
    /// The object as text, whose `METHOD` is the same.
    pub calendar: String,
}

/// What a calendar does with an appointment (RFC 5546).
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum InvitationMethod {
    /// Enters it.
    Request,
    /// Strikes it out.
    Cancel,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// It is tried at `next_try_at`, after so many attempts.
    Waiting { attempts: u16, next_try_at: DateTime<Utc>, problem: Option<String> },
    /// The post took it.
    Sent { at: DateTime<Utc> },
    /// The post does not take it, or could not be reached for too long.
    Undeliverable { at: DateTime<Utc>, problem: String },
}

/// Why the post did not take a letter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MailProblem {
    /// It never will: there is no such mailbox.
    #[error("refused: {0}")]
    Refused(String),
    /// It may later.
    #[error("not reached: {0}")]
    Unreachable(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LetterError {
    #[error("there is no letter {0}")]
    NotFound(LetterId),
    #[error("the letter {0} was sent already, or is about to be")]
    NotUndeliverable(LetterId),
}

impl Letter {
    /// A letter to be sent at once.
    pub const fn new(id: LetterId, event_id: EventId, to: Recipient, content: Content, at: DateTime<Utc>) -> Self {
        let state = LetterState::Waiting { attempts: 0, next_try_at: at, problem: None };
        Self { id, event_id, to, content, written_at: at, state }
    }

    /// A worker takes it to the post. The attempt is counted first, so that the next pause is right whatever the answer.
    /// `None`: it is not due.
    #[must_use]
    pub fn claim(self, now: DateTime<Utc>) -> Option<Self> {
        let LetterState::Waiting { attempts, next_try_at, problem } = self.state else { return None };
        if next_try_at > now {
            return None;
        }
        let state = LetterState::Waiting { attempts: attempts.saturating_add(1), next_try_at: now + LEASE, problem };
        Some(Self { state, ..self })
    }

    /// What the post said to it; nothing if it has its end already.
    #[must_use]
    pub fn answered(self, answer: Result<(), MailProblem>, now: DateTime<Utc>) -> Self {
        let state = match (self.state, answer) {
            (LetterState::Waiting { .. }, Ok(())) => LetterState::Sent { at: now },
            (LetterState::Waiting { .. }, Err(MailProblem::Refused(problem))) => {
                LetterState::Undeliverable { at: now, problem }
            }
            (LetterState::Waiting { attempts, .. }, Err(MailProblem::Unreachable(problem))) => {
                waits_or_ends(attempts, problem, now)
            }
            (ended @ (LetterState::Sent { .. } | LetterState::Undeliverable { .. }), _) => ended,
        };
        Self { state, ..self }
    }

    /// Staff have it tried anew, after the post was repaired.
    pub fn try_again(self, now: DateTime<Utc>) -> Result<Self, LetterError> {
        match self.state {
            LetterState::Undeliverable { problem, .. } => {
                let state = LetterState::Waiting { attempts: 0, next_try_at: now, problem: Some(problem) };
                Ok(Self { state, ..self })
            }
            LetterState::Waiting { .. } | LetterState::Sent { .. } => Err(LetterError::NotUndeliverable(self.id)),
        }
    }
}

fn waits_or_ends(attempts: u16, problem: String, now: DateTime<Utc>) -> LetterState {
    match usize::from(attempts).checked_sub(1).and_then(|failures| RETRIES.get(failures)) {
        Some(pause) => LetterState::Waiting { attempts, next_try_at: now + *pause, problem: Some(problem) },
        None => LetterState::Undeliverable { at: now, problem },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn letter() -> Letter {
        let to = Recipient { email: "ada@example.org".parse().unwrap(), name: "Ada".to_owned() };
        let content = Content { subject: "s".to_owned(), text: "t".to_owned(), html: "h".to_owned(), invitation: None };
        Letter::new(LetterId::generate(START), EventId::generate(START), to, content, START)
    }

    fn unreachable() -> Result<(), MailProblem> {
        Err(MailProblem::Unreachable("connection refused".to_owned()))
    }

    #[test]
    fn a_post_that_is_down_is_tried_for_a_day_and_a_half_and_then_staff_are_left_with_it() {
        let (mut letter, mut now, mut tries) = (letter(), START, 0);
        while let LetterState::Waiting { next_try_at, .. } = letter.state {
            now = next_try_at;
            letter = letter.claim(now).unwrap().answered(unreachable(), now);
            tries += 1;
        }
        assert_eq!(tries, RETRIES.len() + 1);
        assert_eq!(now - START, RETRIES.iter().sum());
        let again = letter.try_again(now).unwrap().claim(now).unwrap().answered(Ok(()), now);
        assert_eq!(again.state, LetterState::Sent { at: now });
    }

    #[test]
    fn a_letter_is_in_one_hand_at_a_time_and_in_nobodys_for_ever() {
        let claimed = letter().claim(START).unwrap();
        assert_eq!(claimed.clone().claim(START + LEASE - TimeDelta::microseconds(1)), None);
        assert!(claimed.claim(START + LEASE).is_some());
    }

    #[test]
    fn what_the_post_refuses_is_not_tried_again() {
        let refused =
            letter().claim(START).unwrap().answered(Err(MailProblem::Refused("no mailbox".to_owned())), START);
        assert_eq!(refused.state, LetterState::Undeliverable { at: START, problem: "no mailbox".to_owned() });
        assert_eq!(refused.clone().answered(Ok(()), START), refused);
        assert_eq!(refused.claim(START), None);
    }

    #[test]
    fn what_is_sent_is_not_sent_again() {
        let sent = letter().claim(START).unwrap().answered(Ok(()), START);
        assert_eq!(sent.clone().try_again(START), Err(LetterError::NotUndeliverable(sent.id)));
        assert_eq!(sent.claim(START + TimeDelta::days(9)), None);
    }
}
