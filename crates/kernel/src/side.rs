use crate::{AccountId, Actor};

/// On which side of an agreement an account stands; another time it may stand on the other (IQ-11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It asks, decides and pays.
    Customer,
    /// It answers, offers and is paid.
    Expert,
}

impl Side {
    /// The side that `actor` stands on between these two accounts; `None` for everybody else, staff too.
    pub fn of(actor: Actor, customer: AccountId, expert: AccountId) -> Option<Self> {
        if actor.acts_for(customer) {
            Some(Self::Customer)
        } else if actor.acts_for(expert) {
            Some(Self::Expert)
        } else {
            None
        }
    }
}
