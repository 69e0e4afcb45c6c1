//! The language of the decisions: who may see or do something, and whether a hand is one of them.

use std::collections::BTreeSet;

use kernel::{Right, Rights};
use support::Person;

/// Any of these.
pub type Who = &'static [May];

/// One who may.
#[derive(Clone, Copy, Debug)]
pub enum May {
    /// Signed in or not.
    Everybody,
    SignedIn,
    /// Everybody, if the thing is public now.
    Public,
    /// Members of the account to which the thing belongs; with one of these rights, if any are named.
    Owner(&'static [Right]),
    /// Members on the customer's side of it.
    Customer,
    /// Members on the expert's side of it.
    Expert,
    /// Members of either side who take part in it.
    Participant,
    /// The same, with one of these rights.
    Payee(&'static [Right]),
    /// Members on the customer's side of it, with one of these rights.
    Buyer(&'static [Right]),
    /// Experts who may speak, behind the certification gate (IQ-16).
    Certified,
    /// Members of any account, for their own; with one of these rights, if any are named.
    Member(&'static [Right]),
    /// Staff with one of these rights.
    Staff(&'static [Right]),
    /// Whoever sees what it is part of.
    WithIt,
}

/// Somebody who reaches for things.
pub struct Hand<'a> {
    /// Who that is, for people.
    pub name: String,
    pub person: Person<'a>,
    pub place: Place,
    pub rights: Rights,
    pub second_factor: bool,
    /// By which a member is known.
    pub member: Option<String>,
    /// Whether somebody in the account has a valid certification.
    pub certified: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Nobody,
    /// Signed in, in no account.
    Newcomer,
    /// Of the account with this id.
    Account(String),
    Staff,
}

/// Whose a thing is.
#[derive(Clone, Debug, Default)]
pub struct Sides {
    pub owner: Option<String>,
    pub customer: Option<String>,
    pub experts: BTreeSet<String>,
    /// The members who take part in it.
    pub participants: BTreeSet<String>,
    pub public: bool,
    /// Whether it is for its sides alone, whoever else is behind the gate.
    pub direct: bool,
}

impl Hand<'_> {
    /// Whether it may, for a thing with these sides; without any for a query of its own.
    pub fn is_one_of(&self, who: Who, sides: &Sides) -> bool {
        who.iter().any(|may| self.is(*may, sides))
    }

    fn is(&self, may: May, sides: &Sides) -> bool {
        match may {
            May::Everybody | May::WithIt => true,
            May::SignedIn => self.place != Place::Nobody,
            May::Public => sides.public,
            May::Owner(rights) => self.is_of(sides.owner.as_ref()) && self.holds_one_of(rights),
            May::Customer => self.is_of(sides.customer.as_ref()),
            May::Expert => sides.experts.iter().any(|expert| self.is_of(Some(expert))),
            May::Participant => self.member.as_ref().is_some_and(|member| sides.participants.contains(member)),
            May::Payee(rights) => self.is(May::Expert, sides) && self.holds_one_of(rights),
            May::Buyer(rights) => self.is(May::Customer, sides) && self.holds_one_of(rights),
            May::Certified => self.certified && self.speaks() && !sides.direct,
            May::Member(rights) => self.account().is_some() && self.holds_one_of(rights),
            May::Staff(rights) => self.place == Place::Staff && self.holds_one_of(rights),
        }
    }

    /// The code with which a query that is not for it is refused.
    pub fn refusal(&self, who: Who) -> &'static str {
        let held = who.iter().any(|may| match may {
            May::Member(rights) => self.account().is_some() && self.has_one_of(rights),
            May::Staff(rights) => self.place == Place::Staff && self.has_one_of(rights),
            May::Everybody
            | May::SignedIn
            | May::Public
            | May::Owner(_)
            | May::Customer
            | May::Expert
            | May::Participant
            | May::Payee(_)
            | May::Buyer(_)
            | May::Certified
            | May::WithIt => false,
        });
        let speaks = who.iter().any(|may| matches!(may, May::Certified)) && self.speaks();
        match self.place {
            Place::Nobody => "UNAUTHENTICATED",
            Place::Account(_) if speaks => "CERT_REQUIRED_IN_ACCOUNT",
            Place::Account(_) | Place::Newcomer | Place::Staff if held => "MFA_REQUIRED",
            Place::Account(_) | Place::Newcomer | Place::Staff => "RIGHT_MISSING",
        }
    }

    pub fn account(&self) -> Option<&String> {
        match &self.place {
            Place::Account(account) => Some(account),
            Place::Nobody | Place::Newcomer | Place::Staff => None,
        }
    }

    fn is_of(&self, account: Option<&String>) -> bool {
        account.is_some() && self.account() == account
    }

    fn holds_one_of(&self, rights: &[Right]) -> bool {
        rights.is_empty() || rights.iter().any(|right| self.holds(*right))
    }

    /// Whatever it signs in with.
    fn has_one_of(&self, rights: &[Right]) -> bool {
        rights.iter().any(|right| self.rights.contains(*right))
    }

    /// Whether it reads requests as an expert, in whichever name it would answer.
    fn speaks(&self) -> bool {
        self.holds_one_of(&Right::TO_SPEAK)
    }

    fn holds(&self, right: Right) -> bool {
        self.rights.contains(right) && (self.second_factor || !right.needs_second_factor())
    }
}
