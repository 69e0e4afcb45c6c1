use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use kernel::{AccountId, Actor, Address, Currency, InputError, line, text};

use crate::AccountError;

/// A party that buys, sells, or both (IQ-11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub details: AccountDetails,
    pub opened_at: DateTime<Utc>,
    pub state: AccountState,
}

/// What an account says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDetails {
    pub name: String,
    pub address: Address,
    /// Governs bill months and the link windows of partners, nothing else.
    pub time_zone: Tz,
    /// What it is shown sums in where nothing else decides.
    pub currency: Currency,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountState {
    Open,
    /// Staff stopped it: it reads, and its running work and money go on, but it begins nothing new (MKT-04).
    Suspended {
        at: DateTime<Utc>,
        reason: String,
    },
    /// It ended by its own wish. Its members still read.
    Closed {
        at: DateTime<Utc>,
    },
}

/// A time zone by its IANA name, such as "Europe/Berlin".
pub fn time_zone(name: &str) -> Result<Tz, InputError> {
    name.parse().map_err(|_| InputError::new("timeZone", format!("{name:?} is no IANA name of a time zone")))
}

impl AccountDetails {
    /// Takes the details as typed.
    pub fn new(name: &str, address: Address, time_zone: Tz, currency: Currency) -> Result<Self, InputError> {
        Ok(Self { name: line("name", name, 1..=100)?, address, time_zone, currency })
    }
}

impl Account {
    pub fn open(id: AccountId, details: AccountDetails, at: DateTime<Utc>) -> Self {
        Self { id, details, opened_at: at, state: AccountState::Open }
    }

    /// Whether it may begin something new: a request, an answer, a proposal, an acceptance (MKT-04).
    pub fn ensure_open(&self) -> Result<(), AccountError> {
        match self.state {
            AccountState::Open => Ok(()),
            AccountState::Suspended { .. } => Err(AccountError::Suspended(self.id)),
            AccountState::Closed { .. } => Err(self.needs("open")),
        }
    }

    /// Whether it may change at all: a closed one is only read.
    pub fn ensure_not_closed(&self) -> Result<(), AccountError> {
        match self.state {
            AccountState::Open | AccountState::Suspended { .. } => Ok(()),
            AccountState::Closed { .. } => Err(self.needs("open or suspended")),
        }
    }

    /// Staff stop it for `reason`.
    pub fn suspend(self, reason: &str, at: DateTime<Utc>) -> Result<Self, AccountError> {
        match self.state {
            AccountState::Open => Ok(Self { state: AccountState::Suspended { at, reason: given(reason)? }, ..self }),
            AccountState::Suspended { .. } | AccountState::Closed { .. } => Err(self.needs("open")),
        }
    }

    /// Staff let it go on, for `reason`, which the audit trail keeps.
    pub fn reinstate(self, reason: &str) -> Result<Self, AccountError> {
        match self.state {
            AccountState::Suspended { .. } => {
                given(reason).map(|_| Self { state: AccountState::Open, ..self }).map_err(Into::into)
            }
            AccountState::Open | AccountState::Closed { .. } => Err(self.needs("suspended")),
        }
    }

    /// It ends, if no work runs and no money is on its way (IQ-30).
    pub fn close(
        self,
        actor: Actor,
        engagements_run: bool,
        money_is_open: bool,
        at: DateTime<Utc>,
    ) -> Result<Self, AccountError> {
        if !actor.acts_for(self.id) {
            return Err(AccountError::NotFound(self.id));
        }
        self.ensure_open()?;
        if engagements_run {
            return Err(AccountError::EngagementsOpen(self.id));
        }
        if money_is_open {
            return Err(AccountError::HasOpenMoney(self.id));
        }
        Ok(Self { state: AccountState::Closed { at }, ..self })
    }

    fn needs(&self, needs: &'static str) -> AccountError {
        AccountError::NotInState { id: self.id, needs }
    }
}

/// A reason that staff must give.
pub(crate) fn given(reason: &str) -> Result<String, InputError> {
    text("reason", reason, 1..=1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{MemberId, Rights};

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn account() -> Account {
        let address = Address::new("Unter den Linden 5", "Berlin", "10117", "DE".parse().unwrap()).unwrap();
        let zone = time_zone("Europe/Berlin").unwrap();
        let details = AccountDetails::new("Ada's Clouds", address, zone, Currency::EUR).unwrap();
        Account::open(AccountId::generate(AT), details, AT)
    }

    fn member_of(account: AccountId) -> Actor {
        Actor::Member { member: MemberId::generate(AT), account, rights: Rights::of_members(), second_factor: true }
    }

    #[test]
    fn a_time_zone_has_an_iana_name() {
        assert!(time_zone("Asia/Tokyo").is_ok());
        for bad in ["", "CEST+2", "Berlin", "europe/berlin"] {
            assert!(time_zone(bad).is_err(), "{bad}");
        }
    }

    /// Holds MKT-04.
    #[test]
    fn a_suspended_account_begins_nothing_until_it_is_reinstated() {
        let suspended = account().suspend("two complaints", AT).unwrap();
        assert_eq!(suspended.ensure_open(), Err(AccountError::Suspended(suspended.id)));
        assert!(suspended.clone().suspend("again", AT).is_err());
        assert_eq!(suspended.reinstate("settled").unwrap().ensure_open(), Ok(()));
    }

    #[test]
    fn suspending_needs_a_reason() {
        assert!(matches!(account().suspend("  ", AT), Err(AccountError::Input(_))));
    }

    /// Holds IQ-30.
    #[test]
    fn an_account_closes_only_without_work_and_money() {
        let account = account();
        let (id, member) = (account.id, member_of(account.id));
        let close = |work, money| account.clone().close(member, work, money, AT);

        assert_eq!(close(true, true), Err(AccountError::EngagementsOpen(id)));
        assert_eq!(close(false, true), Err(AccountError::HasOpenMoney(id)));
        let closed = close(false, false).unwrap();
        assert!(closed.clone().close(member, false, false, AT).is_err());
        assert!(closed.ensure_open().is_err());
    }

    #[test]
    fn to_others_an_account_does_not_exist() {
        let account = account();
        let stranger = member_of(AccountId::generate(AT + chrono::TimeDelta::days(1)));
        assert_eq!(account.clone().close(stranger, false, false, AT), Err(AccountError::NotFound(account.id)));
    }
}
