use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use kernel::{
    AccountId, Actor, ConversationId, CustomerRequestId, EngagementId, InputError, Money, ProposalId, line, text,
};

use super::{PaymentPlan, ProposalError};

/// The longest time that an offer may stay open, if it names an end.
const OPEN_MAX: TimeDelta = TimeDelta::days(366);

/// An offer of one expert to one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub id: ProposalId,
    pub parties: Parties,
    pub offer: Offer,
    pub sent_at: DateTime<Utc>,
    pub state: State,
}

/// Between whom it stands, and about what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    pub conversation_id: ConversationId,
    pub customer_request_id: CustomerRequestId,
    /// The account that decides.
    pub customer_account_id: AccountId,
    /// The account that offers. Invariant: not the one that decides (IQ-11).
    pub expert_account_id: AccountId,
}

/// What is offered. It never changes: another offer is another proposal (G-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub title: String,
    /// The work, its milestones and extra terms; limited Markdown (G-11).
    pub terms: String,
    /// The most that all bills may come to together (IQ-27).
    pub maximum: Money,
    pub plan: PaymentPlan,
    /// From then on nobody can accept it.
    pub expires_at: Option<DateTime<Utc>>,
    /// The withdrawn one in the place of which it stands (G-12).
    pub replaces_id: Option<ProposalId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Proposed,
    Accepted { at: DateTime<Utc>, engagement_id: EngagementId },
    Declined { at: DateTime<Utc> },
    Withdrawn { at: DateTime<Utc> },
    Expired { at: DateTime<Utc> },
}

impl Offer {
    /// Takes an offer as typed at `now`; its end, if it names one, lies ahead and within reach.
    pub fn new(
        title: &str,
        terms: &str,
        maximum: Money,
        expires_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, InputError> {
        let (title, terms) = (line("title", title, 1..=140)?, text("terms", terms, 1..=10_000)?);
        let expires_at = expires_at.map(|at| at.trunc_subsecs(6)); // As far as both databases keep instants.
        let problem = match expires_at {
            Some(at) if at <= now => "must lie in the future",
            Some(at) if at - now > OPEN_MAX => "must lie within a year",
            Some(_) | None => {
                let plan = PaymentPlan::Milestone;
                return Ok(Self { title, terms, maximum, plan, expires_at, replaces_id: None });
            }
        };
        Err(InputError::new("expiresAt", problem))
    }

    /// Paid in this way, as offered at `now`; without it by bills as the work goes on.
    pub fn paid_by(self, plan: PaymentPlan, now: DateTime<Utc>) -> Result<Self, ProposalError> {
        plan.check(self.maximum, now)?;
        Ok(Self { plan, ..self })
    }

    /// In the place of a withdrawn one.
    #[must_use]
    pub fn replacing(self, replaces_id: Option<ProposalId>) -> Self {
        Self { replaces_id, ..self }
    }
}

impl Proposal {
    /// Sends an offer.
    pub fn send(id: ProposalId, parties: Parties, offer: Offer, at: DateTime<Utc>) -> Result<Self, ProposalError> {
        if offer.maximum.is_zero() {
            return Err(ProposalError::AmountNotPositive);
        }
        if parties.customer_account_id == parties.expert_account_id {
            return Err(ProposalError::OwnAccount(id));
        }
        Ok(Self { id, parties, offer, sent_at: at, state: State::Proposed })
    }

    /// The customer takes the offer: the first order (IQ-23). `engagement_id` names what comes of it.
    pub fn accept(self, actor: Actor, engagement_id: EngagementId, at: DateTime<Utc>) -> Result<Self, ProposalError> {
        self.open_to_customer(actor, at)?;
        self.offer.plan.check_days(at)?;
        Ok(Self { state: State::Accepted { at, engagement_id }, ..self })
    }

    /// The customer does not want it.
    pub fn decline(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, ProposalError> {
        self.open_to_customer(actor, at)?;
        Ok(Self { state: State::Declined { at }, ..self })
    }

    /// The expert takes it back, to send another or none (G-12).
    pub fn withdraw(self, actor: Actor, at: DateTime<Utc>) -> Result<Self, ProposalError> {
        if !actor.acts_for(self.parties.expert_account_id) {
            return Err(ProposalError::NotFound(self.id));
        }
        self.open(at)?;
        Ok(Self { state: State::Withdrawn { at }, ..self })
    }

    /// Nobody decided in time: it is over as of the instant that was offered, however late that is noticed.
    /// `None` if time decides nothing here.
    #[must_use]
    pub fn expire(self, now: DateTime<Utc>) -> Option<Self> {
        let at = self.due_at().filter(|due_at| *due_at <= now)?;
        Some(Self { state: State::Expired { at }, ..self })
    }

    /// Whether another between the same two may stand in its place: withdrawn, and not replaced before (G-12).
    pub fn replaceable_in(&self, parties: Parties, is_replaced: bool) -> Result<(), ProposalError> {
        if self.parties != parties {
            return Err(ProposalError::NotFound(self.id));
        }
        match self.state {
            State::Withdrawn { .. } if is_replaced => Err(ProposalError::AlreadyReplaced(self.id)),
            State::Withdrawn { .. } => Ok(()),
            State::Proposed | State::Accepted { .. } | State::Declined { .. } | State::Expired { .. } => {
                Err(ProposalError::NotWithdrawn(self.id))
            }
        }
    }

    /// When time decides, if nobody does before.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Proposed => self.offer.expires_at,
            State::Accepted { .. } | State::Declined { .. } | State::Withdrawn { .. } | State::Expired { .. } => None,
        }
    }

    /// When it was decided, by a person or by time.
    pub fn decided_at(&self) -> Option<DateTime<Utc>> {
        match self.state {
            State::Proposed => None,
            State::Accepted { at, .. } | State::Declined { at } | State::Withdrawn { at } | State::Expired { at } => {
                Some(at)
            }
        }
    }

    /// What its acceptance made.
    pub fn engagement_id(&self) -> Option<EngagementId> {
        match self.state {
            State::Accepted { engagement_id, .. } => Some(engagement_id),
            State::Proposed | State::Declined { .. } | State::Withdrawn { .. } | State::Expired { .. } => None,
        }
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        let Parties { customer_account_id, expert_account_id, .. } = self.parties;
        actor.is_staff() || actor.acts_for(customer_account_id) || actor.acts_for(expert_account_id)
    }

    /// Only the customer decides, never the one who offers.
    fn open_to_customer(&self, actor: Actor, at: DateTime<Utc>) -> Result<(), ProposalError> {
        if actor.acts_for(self.parties.expert_account_id) {
            return Err(ProposalError::OwnAccount(self.id));
        }
        if !actor.acts_for(self.parties.customer_account_id) {
            return Err(ProposalError::NotFound(self.id));
        }
        self.open(at)
    }

    /// Only once, and only before its due instant, swept or not.
    fn open(&self, at: DateTime<Utc>) -> Result<(), ProposalError> {
        let id = self.id;
        match self.state {
            State::Proposed => match self.offer.expires_at {
                Some(expires_at) if at >= expires_at => Err(ProposalError::DeadlinePassed { id, expires_at }),
                Some(_) | None => Ok(()),
            },
            State::Expired { at: expires_at } => Err(ProposalError::DeadlinePassed { id, expires_at }),
            State::Accepted { .. } | State::Declined { .. } | State::Withdrawn { .. } => {
                Err(ProposalError::AlreadyDecided(id))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, MemberId, Rights};

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const DAY: TimeDelta = TimeDelta::days(1);

    fn member_of(account: AccountId) -> Actor {
        Actor::Member { member: MemberId::generate(START), account, rights: Rights::of_members(), second_factor: true }
    }

    fn parties() -> Parties {
        Parties {
            conversation_id: ConversationId::generate(START),
            customer_request_id: CustomerRequestId::generate(START),
            customer_account_id: AccountId::generate(START),
            expert_account_id: AccountId::generate(START),
        }
    }

    fn offer(minor: i64) -> Offer {
        let maximum = Money::from_minor(minor, Currency::USD).unwrap();
        Offer::new("Move the shop", "Three milestones.", maximum, Some(START + DAY), START).unwrap()
    }

    /// A proposal open for a day, its customer and its expert.
    fn proposed() -> (Proposal, Actor, Actor) {
        let parties = parties();
        let (customer, expert) = (member_of(parties.customer_account_id), member_of(parties.expert_account_id));
        let proposal = Proposal::send(ProposalId::generate(START), parties, offer(100), START).unwrap();
        (proposal, customer, expert)
    }

    fn engagement() -> EngagementId {
        EngagementId::generate(START)
    }

    #[test]
    fn an_offer_is_above_nothing_and_between_two_accounts() {
        let (id, own) = (ProposalId::generate(START), parties());
        let own = Parties { expert_account_id: own.customer_account_id, ..own };
        assert_eq!(Proposal::send(id, parties(), offer(0), START), Err(ProposalError::AmountNotPositive));
        assert_eq!(Proposal::send(id, own, offer(1), START), Err(ProposalError::OwnAccount(id)));
    }

    #[test]
    fn an_end_lies_ahead_and_within_a_year() {
        let until = |at| Offer::new("Shop", "All of it.", offer(1).maximum, at, START).is_ok();
        assert!(until(None) && until(Some(START + DAY)) && until(Some(START + OPEN_MAX)));
        assert!(!until(Some(START)) && !until(Some(START - DAY)) && !until(Some(START + OPEN_MAX + DAY)));
        assert!(!until(Some(DateTime::<Utc>::MAX_UTC)) && !until(Some(DateTime::<Utc>::MIN_UTC)));
    }

    /// Holds G-28.
    #[test]
    fn a_proposal_is_decided_once() {
        let (proposal, customer, expert) = proposed();
        let id = proposal.id;
        let decided = [
            proposal.clone().accept(customer, engagement(), START).unwrap(),
            proposal.clone().decline(customer, START).unwrap(),
            proposal.withdraw(expert, START).unwrap(),
        ];
        for proposal in decided {
            let refused = Err(ProposalError::AlreadyDecided(id));
            assert_eq!(proposal.clone().accept(customer, engagement(), START), refused);
            assert_eq!(proposal.clone().decline(customer, START), refused);
            assert_eq!(proposal.clone().withdraw(expert, START), refused);
            assert_eq!(proposal.expire(START + DAY), None);
        }
    }

    /// Holds G-28: from the due instant on, whether or not a sweep ran.
    #[test]
    fn an_expired_proposal_is_decided_by_nobody() {
        let (proposal, customer, expert) = proposed();
        let (id, expires_at) = (proposal.id, START + DAY);
        let just_before = expires_at - TimeDelta::microseconds(1);
        assert!(proposal.clone().accept(customer, engagement(), just_before).is_ok());
        assert_eq!(proposal.clone().expire(just_before), None);

        let expired = proposal.clone().expire(expires_at + DAY).unwrap();
        assert_eq!(expired.state, State::Expired { at: expires_at });
        for proposal in [proposal, expired] {
            let refused = Err(ProposalError::DeadlinePassed { id, expires_at });
            assert_eq!(proposal.clone().accept(customer, engagement(), expires_at), refused);
            assert_eq!(proposal.clone().decline(customer, expires_at), refused);
            assert_eq!(proposal.withdraw(expert, expires_at), refused);
        }
    }

    /// Holds G-12.
    #[test]
    fn only_a_withdrawn_one_between_the_same_two_is_replaced_and_once() {
        let (proposal, customer, expert) = proposed();
        let (id, parties, others) = (proposal.id, proposal.parties, self::parties());
        assert_eq!(proposal.replaceable_in(parties, false), Err(ProposalError::NotWithdrawn(id)));
        let declined = proposal.clone().decline(customer, START).unwrap();
        assert_eq!(declined.replaceable_in(parties, false), Err(ProposalError::NotWithdrawn(id)));
        let withdrawn = proposal.withdraw(expert, START).unwrap();
        assert_eq!(withdrawn.replaceable_in(parties, false), Ok(()));
        assert_eq!(withdrawn.replaceable_in(parties, true), Err(ProposalError::AlreadyReplaced(id)));
        assert_eq!(withdrawn.replaceable_in(others, false), Err(ProposalError::NotFound(id)));
    }

    /// Holds IQ-11.
    #[test]
    fn nobody_accepts_an_offer_of_their_own_or_of_others() {
        let (proposal, customer, expert) = proposed();
        let (id, stranger) = (proposal.id, member_of(AccountId::generate(START)));
        let accept = |actor| proposal.clone().accept(actor, engagement(), START);
        assert_eq!(accept(expert), Err(ProposalError::OwnAccount(id)));
        assert_eq!(accept(stranger), Err(ProposalError::NotFound(id)));
        assert_eq!(accept(Actor::Anonymous), Err(ProposalError::NotFound(id)));
        assert_eq!(proposal.clone().withdraw(customer, START), Err(ProposalError::NotFound(id)));
    }
}
