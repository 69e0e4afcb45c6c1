use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, CancellationRequestId, EngagementId, Right, Side, text};
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::{Engagement, EngagementError};

/// How long the other side has for an answer; then it has agreed (G-46).
const ANSWER_WITHIN: TimeDelta = TimeDelta::days(7);
/// Why a request does not stand any more whose engagement was completed meanwhile.
pub const OVERTAKEN: &str = "The work was completed.";
const REASON_LENGTH: RangeInclusive<usize> = 1..=250;

/// One side's wish to end the work. It touches only what is not billed yet (G-46).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancellationRequest {
    pub id: CancellationRequestId,
    pub engagement_id: EngagementId,
    pub customer_account_id: AccountId,
    pub expert_account_id: AccountId,
    /// Who asked; the other side answers.
    pub asked_by: Side,
    pub reason: String,
    pub asked_at: DateTime<Utc>,
    pub state: CancellationState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CancellationState {
    /// Waits for the other side, which from `answer_due_at` on has agreed by silence.
    Pending { answer_due_at: DateTime<Utc> },
    /// The engagement is cancelled.
    Approved { at: DateTime<Utc>, by: Consent },
    /// The work goes on.
    Rejected { at: DateTime<Utc> },
    /// Taken back, or overtaken by the end of the work.
    Withdrawn { at: DateTime<Utc>, reason: String },
}

/// How the other side agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Consent {
    Answer,
    /// It said nothing in time.
    Silence,
}

impl CancellationRequest {
    /// One side asks the other to end the work, for a reason of 1 to 250 characters.
    pub fn ask(
        id: CancellationRequestId,
        engagement: &Engagement,
        actor: Actor,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, EngagementError> {
        let asked_by = engagement.side_of(actor)?;
        engagement.ensure_active()?;
        Ok(Self {
            id,
            engagement_id: engagement.id,
            customer_account_id: engagement.customer_account_id,
            expert_account_id: engagement.expert_account_id,
            asked_by,
            reason: text("reason", reason, REASON_LENGTH)?,
            asked_at: at,
            state: CancellationState::Pending { answer_due_at: at + ANSWER_WITHIN },
        })
    }

    /// The other side agrees.
    pub fn approve(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to_the_other(actor, at)?;
        Ok(Self { state: CancellationState::Approved { at, by: Consent::Answer }, ..self })
    }

    /// The other side does not agree.
    pub fn reject(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to_the_other(actor, at)?;
        Ok(Self { state: CancellationState::Rejected { at }, ..self })
    }

    /// Who asked takes it back, for a reason of 1 to 250 characters.
    pub fn withdraw(self, actor: Actor, reason: &str, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        if self.side_of(actor)? != self.asked_by {
            return Err(EngagementError::CancellationNotFound(self.id));
        }
        self.open(at)?;
        let reason = text("reason", reason, REASON_LENGTH)?;
        Ok(Self { state: CancellationState::Withdrawn { at, reason }, ..self })
    }

    /// Nobody answered in time: the other side has agreed, as of the due instant, however late that is noticed. `None` if
    /// silence decides nothing here by `now`.
    #[must_use]
    pub fn approve_when_due(self, now: DateTime<Utc>) -> Option<Self> {
        let at = self.answer_due_at().filter(|due_at| *due_at <= now)?;
        Some(Self { state: CancellationState::Approved { at, by: Consent::Silence }, ..self })
    }

    /// The work ended in another way while the other side was asked; `None` if nobody is asked any more.
    #[must_use]
    pub fn overtake(self, at: DateTime<Utc>) -> Option<Self> {
        self.answer_due_at()?;
        Some(Self { state: CancellationState::Withdrawn { at, reason: OVERTAKEN.to_owned() }, ..self })
    }

    /// From when on silence has agreed; `None` once it is decided.
    pub fn answer_due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            CancellationState::Pending { answer_due_at } => Some(answer_due_at),
            CancellationState::Approved { .. }
            | CancellationState::Rejected { .. }
            | CancellationState::Withdrawn { .. } => None,
        }
    }

    /// When it was decided, or taken back.
    pub fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            CancellationState::Pending { .. } => None,
            CancellationState::Approved { at, .. }
            | CancellationState::Rejected { at }
            | CancellationState::Withdrawn { at, .. } => Some(at),
        }
    }

    /// What a member of `side` needs to ask for the end of the work, or to answer.
    pub fn right_of(side: Side) -> Right {
        match side {
            Side::Customer => Right::Accept,
            Side::Expert => Right::Bill,
        }
    }

    /// On which side the one who acts stands; to others it does not exist.
    pub fn side_of(&self, actor: Actor) -> Result<Side, EngagementError> {
        let side = Side::of(actor, self.customer_account_id, self.expert_account_id);
        side.ok_or(EngagementError::CancellationNotFound(self.id))
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || self.side_of(actor).is_ok()
    }

    fn open_to_the_other(&self, actor: Actor, at: DateTime<Utc>) -> Result<(), EngagementError> {
        if self.side_of(actor)? == self.asked_by {
            return Err(EngagementError::OwnRequest(self.id));
        }
        self.open(at)
    }

    /// Only once, and only before the due instant, swept or not.
    fn open(&self, at: DateTime<Utc>) -> Result<(), EngagementError> {
        let id = self.id;
        match self.answer_due_at() {
            Some(due_at) if due_at <= at => Err(EngagementError::CancellationDeadlinePassed { id, due_at }),
            Some(_) => Ok(()),
            None => Err(EngagementError::CancellationAlreadyDecided(id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engagement::tests::{START, engagement, member_of, usd};

    /// Asked by the expert; with it the expert, the customer and a stranger.
    fn asked() -> (CancellationRequest, [Actor; 3]) {
        let (engagement, expert, customer) = engagement(usd(100));
        let id = CancellationRequestId::generate(START);
        let request = CancellationRequest::ask(id, &engagement, expert, " Too much else. ", START).unwrap();
        (request, [expert, customer, member_of(AccountId::generate(START))])
    }

    fn due_at() -> DateTime<Utc> {
        START + ANSWER_WITHIN
    }

    /// Holds G-46.
    #[test]
    fn either_side_asks_and_only_while_work_goes_on() {
        let (engagement, expert, customer) = engagement(usd(100));
        let (id, work) = (CancellationRequestId::generate(START), engagement.id);
        for (actor, side) in [(expert, Side::Expert), (customer, Side::Customer)] {
            let asked = CancellationRequest::ask(id, &engagement, actor, "Enough.", START).unwrap();
            assert_eq!((asked.asked_by, asked.answer_due_at()), (side, Some(due_at())));
        }
        assert!(CancellationRequest::ask(id, &engagement, expert, " ", START).is_err());
        let stranger = member_of(AccountId::generate(START));
        let refused = CancellationRequest::ask(id, &engagement, stranger, "Enough.", START);
        assert_eq!(refused, Err(EngagementError::NotFound(work)));
        let over = engagement.complete(expert, false, START).unwrap();
        let refused = CancellationRequest::ask(id, &over, expert, "Enough.", START);
        assert_eq!(refused, Err(EngagementError::NotActive(work)));
    }

    /// Holds G-46: the other side answers, and who asked takes back.
    #[test]
    fn nobody_answers_oneself_and_nobody_takes_back_what_the_other_asked() {
        let (request, [expert, customer, stranger]) = asked();
        let (own, unknown) =
            (EngagementError::OwnRequest(request.id), EngagementError::CancellationNotFound(request.id));
        assert_eq!(request.clone().approve(expert, START), Err(own.clone()));
        assert_eq!(request.clone().reject(expert, START), Err(own));
        assert_eq!(request.clone().withdraw(customer, "No.", START), Err(unknown.clone()));
        assert_eq!(request.clone().approve(stranger, START), Err(unknown.clone()));
        assert_eq!(request.clone().withdraw(stranger, "No.", START), Err(unknown));
        assert!(request.clone().approve(customer, START).is_ok() && request.withdraw(expert, "No.", START).is_ok());
    }

    /// Holds G-46: seven days of silence are consent, as of their end.
    #[test]
    fn silence_agrees_after_seven_days_and_nobody_answers_then() {
        let (request, [expert, customer, _]) = asked();
        let last_moment = due_at() - TimeDelta::microseconds(1);
        assert!(request.clone().reject(customer, last_moment).is_ok());
        assert_eq!(request.clone().approve_when_due(last_moment), None);
        let passed = EngagementError::CancellationDeadlinePassed { id: request.id, due_at: due_at() };
        assert_eq!(request.clone().reject(customer, due_at()), Err(passed.clone()));
        assert_eq!(request.clone().withdraw(expert, "No.", due_at()), Err(passed));
        let agreed = request.approve_when_due(due_at() + ANSWER_WITHIN).unwrap();
        assert_eq!(agreed.state, CancellationState::Approved { at: due_at(), by: Consent::Silence });
    }

    /// Holds G-46.
    #[test]
    fn a_request_is_decided_once() {
        let (request, [expert, customer, _]) = asked();
        let decided = [
            request.clone().approve(customer, START).unwrap(),
            request.clone().reject(customer, START).unwrap(),
            request.clone().withdraw(expert, "We go on.", START).unwrap(),
            request.clone().overtake(START).unwrap(),
        ];
        for decided in decided {
            let again = Err(EngagementError::CancellationAlreadyDecided(request.id));
            assert_eq!(decided.clone().approve(customer, START), again);
            assert_eq!(decided.clone().reject(customer, START), again);
            assert_eq!(decided.clone().withdraw(expert, "No.", START), again);
            assert_eq!(decided.clone().approve_when_due(due_at()), None);
            assert_eq!(decided.overtake(START), None);
        }
    }
}
