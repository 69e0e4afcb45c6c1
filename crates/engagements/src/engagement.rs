use chrono::{DateTime, Utc};
use kernel::{AccountId, Actor, ConversationId, CustomerRequestId, EngagementId, Money, PaymentMethodId, ProposalId};

use super::{EngagementError, SilenceRule};

/// What the ids of promotional credit grants begin with. No value of ours holds one; a person may still type one.
const CREDIT_PREFIX: &str = "crg_";

/// Work that a customer and an expert agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engagement {
    pub id: EngagementId,
    /// The offer whose acceptance made it.
    pub proposal_id: ProposalId,
    pub customer_request_id: CustomerRequestId,
    pub conversation_id: ConversationId,
    /// The account that pays.
    pub customer_account_id: AccountId,
    /// The account that is paid.
    pub expert_account_id: AccountId,
    /// As the proposal named the work.
    pub title: String,
    /// The most that its bills may come to together.
    pub maximum: Money,
    /// What approved bills come to.
    pub approved: Money,
    /// What bills that wait for a decision come to. Invariant: `approved + pending <= maximum` (G-14).
    pub pending: Money,
    /// What its next charge is collected from. Never a credit (IQ-35).
    pub payment_method_id: PaymentMethodId,
    pub silence: SilenceRule,
    pub started_at: DateTime<Utc>,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Active,
    /// The final bill waits for its decision; no other is taken (X18).
    FinalBilled,
    /// Nothing more can be billed (G-15).
    Completed {
        at: DateTime<Utc>,
    },
}

impl Engagement {
    /// Refuses what names a promotional credit as payment method (IQ-35).
    pub fn never_a_credit(payment_method: &str) -> Result<(), EngagementError> {
        if payment_method.starts_with(CREDIT_PREFIX) { Err(EngagementError::CreditCannotPayExpert) } else { Ok(()) }
    }

    /// What may still be billed.
    pub fn remaining(&self) -> Result<Money, EngagementError> {
        Ok(self.maximum.checked_sub(self.approved)?.checked_sub(self.pending)?)
    }

    /// Sets `amount` aside for a bill; only its expert bills, and never more than what remains (G-14). The final
    /// bill is the only one that waits (X18).
    pub fn bill(self, actor: Actor, amount: Money, is_final: bool) -> Result<Self, EngagementError> {
        self.open_to_expert(actor)?;
        if is_final && !self.pending.is_zero() {
            return Err(EngagementError::BillsPending(self.id));
        }
        let remaining = self.remaining()?;
        if remaining.checked_min(amount)? != amount {
            return Err(EngagementError::ExceedsRemaining { asked: amount, remaining });
        }
        let state = if is_final { State::FinalBilled } else { self.state };
        Ok(Self { pending: self.pending.checked_add(amount)?, state, ..self })
    }

    /// A bill was approved, by whomever; the final one completes the work (G-15, G-33).
    pub fn approved(self, amount: Money, is_final: bool, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        let pending = self.pending.checked_sub(amount)?;
        let approved = self.approved.checked_add(amount)?;
        let state = match self.state {
            State::FinalBilled if is_final => State::Completed { at },
            state @ (State::Active | State::FinalBilled | State::Completed { .. }) => state,
        };
        Ok(Self { approved, pending, state, ..self })
    }

    /// A bill was declined or withdrawn: its amount may be billed again, and after the final one work goes on
    /// (G-31, X18).
    pub fn freed(self, amount: Money, was_final: bool) -> Result<Self, EngagementError> {
        let pending = self.pending.checked_sub(amount)?;
        let state = match self.state {
            State::FinalBilled if was_final => State::Active,
            state @ (State::Active | State::FinalBilled | State::Completed { .. }) => state,
        };
        Ok(Self { pending, state, ..self })
    }

    /// The expert ends the work without another bill. Bills that wait must be decided first (G-15, X17).
    pub fn complete(self, actor: Actor, bills_pending: bool, at: DateTime<Utc>) -> Result<Self, EngagementError> {
        self.open_to_expert(actor)?;
        if bills_pending {
            return Err(EngagementError::BillsPending(self.id));
        }
        Ok(Self { state: State::Completed { at }, ..self })
    }

    /// The customer names what charges that are not yet sent are collected from.
    pub fn change_payment_method(self, actor: Actor, to: PaymentMethodId) -> Result<Self, EngagementError> {
        if !actor.acts_for(self.customer_account_id) {
            return Err(EngagementError::NotFound(self.id));
        }
        match self.state {
            State::Active => Ok(Self { payment_method_id: to, ..self }),
            State::FinalBilled | State::Completed { .. } => Err(EngagementError::NotActive(self.id)),
        }
    }

    /// Whether it concerns the one who asks: a member of either side, or staff.
    pub fn is_open_to(&self, actor: Actor) -> bool {
        actor.is_staff() || actor.acts_for(self.customer_account_id) || actor.acts_for(self.expert_account_id)
    }

    fn open_to_expert(&self, actor: Actor) -> Result<(), EngagementError> {
        if !actor.acts_for(self.expert_account_id) {
            return Err(EngagementError::NotFound(self.id));
        }
        match self.state {
            State::Active => Ok(()),
            State::FinalBilled => Err(EngagementError::FinalBillPending(self.id)),
            State::Completed { .. } => Err(EngagementError::NotActive(self.id)),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Currency, MemberId, Rights};
    use proptest::prelude::*;

    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn member_of(account: AccountId) -> Actor {
        Actor::Member { member: MemberId::generate(START), account, rights: Rights::of_members(), second_factor: true }
    }

    /// An engagement over `maximum`, its expert and its customer.
    fn engagement(maximum: Money) -> (Engagement, Actor, Actor) {
        let (customer, expert) = (AccountId::generate(START), AccountId::generate(START));
        let engagement = Engagement {
            id: EngagementId::generate(START),
            proposal_id: ProposalId::generate(START),
            customer_request_id: CustomerRequestId::generate(START),
            conversation_id: ConversationId::generate(START),
            customer_account_id: customer,
            expert_account_id: expert,
            title: "Move the shop to the cloud".into(),
            maximum,
            approved: usd(0),
            pending: usd(0),
            payment_method_id: PaymentMethodId::generate(START),
            silence: SilenceRule::default(),
            started_at: START,
            state: State::Active,
        };
        (engagement, member_of(expert), member_of(customer))
    }

    /// Holds G-14: scenario 5, to the cent.
    #[test]
    fn bills_never_exceed_what_remains() {
        let (engagement, expert, _) = engagement(usd(1_000_000));
        let engagement = engagement.bill(expert, usd(400_000), false).unwrap();
        let engagement = engagement.approved(usd(400_000), false, START).unwrap();
        let engagement = engagement.bill(expert, usd(300_000), false).unwrap();

        let refused = EngagementError::ExceedsRemaining { asked: usd(300_001), remaining: usd(300_000) };
        assert_eq!(engagement.clone().bill(expert, usd(300_001), false), Err(refused));
        let engagement = engagement.bill(expert, usd(300_000), false).unwrap();

        let engagement = engagement.freed(usd(300_000), false).unwrap();
        assert_eq!(engagement.remaining(), Ok(usd(300_000)));
    }

    #[test]
    fn a_bill_in_another_currency_is_refused() {
        let (engagement, expert, _) = engagement(usd(100));
        let euro = Money::from_minor(1, Currency::EUR).unwrap();
        assert!(matches!(engagement.bill(expert, euro, false), Err(EngagementError::Money(_))));
    }

    /// Holds X18 and G-15.
    #[test]
    fn the_final_bill_stands_alone_and_completes_the_work() {
        let (engagement, expert, _) = engagement(usd(100));
        let waiting = engagement.clone().bill(expert, usd(10), false).unwrap();
        assert_eq!(waiting.bill(expert, usd(10), true), Err(EngagementError::BillsPending(engagement.id)));

        let id = engagement.id;
        let billed = engagement.bill(expert, usd(10), true).unwrap();
        assert_eq!(billed.state, State::FinalBilled);
        assert_eq!(billed.clone().bill(expert, usd(1), false), Err(EngagementError::FinalBillPending(id)));

        let resumed = billed.clone().freed(usd(10), true).unwrap();
        assert_eq!((resumed.state, resumed.remaining()), (State::Active, Ok(usd(100))));

        let completed = billed.approved(usd(10), true, START).unwrap();
        assert_eq!(completed.state, State::Completed { at: START });
        assert_eq!(completed.bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
    }

    /// Holds G-15 and X17.
    #[test]
    fn work_completes_only_when_no_bill_waits() {
        let (engagement, expert, customer) = engagement(usd(100));
        let id = engagement.id;
        assert_eq!(engagement.clone().complete(expert, true, START), Err(EngagementError::BillsPending(id)));
        assert_eq!(engagement.clone().complete(customer, false, START), Err(EngagementError::NotFound(id)));
        let completed = engagement.complete(expert, false, START).unwrap();
        assert_eq!(completed.clone().complete(expert, false, START), Err(EngagementError::NotActive(id)));
        assert_eq!(completed.bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
    }

    /// Holds IQ-35.
    #[test]
    fn a_credit_is_no_payment_method() {
        let credit = "crg_019a0000000070008000000000000000";
        assert_eq!(Engagement::never_a_credit(credit), Err(EngagementError::CreditCannotPayExpert));
        assert_eq!(Engagement::never_a_credit(&PaymentMethodId::generate(START).to_string()), Ok(()));
    }

    #[test]
    fn each_side_does_only_what_is_its_own() {
        let (engagement, expert, customer) = engagement(usd(100));
        let (id, method) = (engagement.id, PaymentMethodId::generate(START));
        let not_found = Err(EngagementError::NotFound(id));
        assert_eq!(engagement.clone().bill(customer, usd(1), false), not_found);
        assert_eq!(engagement.clone().change_payment_method(expert, method), not_found);
        assert_eq!(engagement.change_payment_method(customer, method).unwrap().payment_method_id, method);
    }

    proptest! {
        /// Holds invariant 4 for any order of bills and decisions.
        #[test]
        fn approved_and_pending_stay_within_the_maximum(
            steps in proptest::collection::vec((0..3_u8, 1..=60_i64, any::<bool>()), 1..40)
        ) {
            let (mut engagement, expert, _) = engagement(usd(100));
            for (step, amount, is_final) in steps {
                let before = engagement.clone();
                let after = match step {
                    0 => engagement.bill(expert, usd(amount), is_final),
                    1 => engagement.approved(usd(amount), is_final, START),
                    _ => engagement.freed(usd(amount), is_final),
                };
                engagement = after.unwrap_or(before);
                let spoken_for = engagement.approved.checked_add(engagement.pending).unwrap();
                prop_assert!(spoken_for.minor() <= 100);
                prop_assert_eq!(spoken_for.checked_add(engagement.remaining().unwrap()), Ok(usd(100)));
            }
        }
    }
}
