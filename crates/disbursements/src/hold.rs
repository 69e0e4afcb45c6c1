use chrono::{DateTime, Utc};
use kernel::{AccountId, Currency, HoldId, InputError, StaffId, text};
use sea_orm::{DeriveActiveEnum, EnumIter, Iterable};

use crate::{DisbursementError, HoldError};

/// A reason not to pay one payee, in one currency or in all. Several may stand; a run pays when none does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    pub id: HoldId,
    pub expert_account_id: AccountId,
    /// `None`: every currency.
    pub currency: Option<Currency>,
    pub reason: HoldReason,
    /// What staff wrote to it; for staff alone.
    pub note: Option<String>,
    pub placed_at: DateTime<Utc>,
    /// `None`: the system.
    pub placed_by: Option<StaffId>,
    pub state: HoldState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoldState {
    Placed,
    Released {
        at: DateTime<Utc>,
        /// `None`: the system, because the cause was gone.
        by: Option<StaffId>,
        reason: String,
    },
}

/// Why a payee is not paid. The first three are the system's: it places them with their cause, and releases them
/// with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum HoldReason {
    /// A reviewer sent back the DAC7 form of somebody who is active already (IQ-42).
    #[sea_orm(string_value = "dac7_changes_requested")]
    Dac7ChangesRequested,
    /// The DAC7 form was not confirmed in time (IQ-42).
    #[sea_orm(string_value = "dac7_expired")]
    Dac7Expired,
    /// Tax data is missing though it was asked for, and reminded of twice (G-57).
    DueDiligence,
    /// The company check has to be made again (G-40).
    CompanyCheckReopened,
    /// Staff look into something.
    Investigation,
    /// An authority or a court asked for it.
    AuthorityRequest,
    /// Something else, which the note says.
    Other,
}

/// A set of reasons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HoldReasons(u8); // One bit a reason; never stored.

/// What staff hold by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHold {
    pub expert_account_id: AccountId,
    pub currency: Option<Currency>,
    pub reason: HoldReason,
    pub note: String,
}

impl Hold {
    /// Staff place it, for a reason of their own and with a note; the system's reasons come with their causes alone.
    pub fn by_hand(id: HoldId, new: NewHold, by: StaffId, at: DateTime<Utc>) -> Result<Self, InputError> {
        let NewHold { expert_account_id, currency, reason, note } = new;
        if reason.is_of_system() {
            return Err(InputError::new("reason", "is one that the system alone places"));
        }
        let (note, placed_by) = (Some(text("note", &note, 1..=1_000)?), Some(by));
        let state = HoldState::Placed;
        Ok(Self { id, expert_account_id, currency, reason, note, placed_at: at, placed_by, state })
    }

    /// The system places it in every currency, with its cause.
    pub fn by_system(expert_account_id: AccountId, reason: HoldReason, at: DateTime<Utc>) -> Self {
        let (id, state) = (HoldId::generate(at), HoldState::Placed);
        Self { id, expert_account_id, currency: None, reason, note: None, placed_at: at, placed_by: None, state }
    }

    /// Staff lift it, for `reason`. The system's own stand until their cause is gone, and go with it.
    pub fn release(self, by: StaffId, reason: &str, at: DateTime<Utc>) -> Result<Self, DisbursementError> {
        match self.state {
            HoldState::Released { .. } => Err(HoldError::NotInState { id: self.id, needs: "placed" }.into()),
            HoldState::Placed if self.placed_by.is_none() => Err(HoldError::CauseStands(self.id).into()),
            HoldState::Placed => {
                let reason = text("reason", reason, 1..=1_000)?;
                Ok(Self { state: HoldState::Released { at, by: Some(by), reason }, ..self })
            }
        }
    }

    /// What it was placed for is gone: `why`.
    #[must_use]
    pub fn cause_gone(self, why: &str, at: DateTime<Utc>) -> Self {
        match self.state {
            HoldState::Placed => Self { state: HoldState::Released { at, by: None, reason: why.to_owned() }, ..self },
            HoldState::Released { .. } => self,
        }
    }

    pub fn is_placed(&self) -> bool {
        match self.state {
            HoldState::Placed => true,
            HoldState::Released { .. } => false,
        }
    }
}

impl HoldReason {
    /// Whether the system alone places and releases it.
    pub const fn is_of_system(self) -> bool {
        match self {
            Self::Dac7ChangesRequested | Self::Dac7Expired | Self::DueDiligence | Self::CompanyCheckReopened => true,
            Self::Investigation | Self::AuthorityRequest | Self::Other => false,
        }
    }

    /// In words for the payee.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Dac7ChangesRequested => "changes of the DAC7 form are asked for",
            Self::Dac7Expired => "the DAC7 form was not confirmed in time",
            Self::DueDiligence => "tax data is missing",
            Self::CompanyCheckReopened => "the company is checked again",
            Self::Investigation => "the operator looks into something",
            Self::AuthorityRequest => "an authority asked for it",
            Self::Other => "the operator has a reason of its own",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl HoldReasons {
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = HoldReason> {
        HoldReason::iter().filter(move |reason| self.0 & reason.bit() != 0)
    }
}

impl FromIterator<HoldReason> for HoldReasons {
    fn from_iter<I: IntoIterator<Item = HoldReason>>(reasons: I) -> Self {
        Self(reasons.into_iter().fold(0, |set, reason| set | reason.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn by_hand(reason: HoldReason, note: &str) -> Result<Hold, InputError> {
        let expert_account_id = AccountId::generate(AT);
        let new = NewHold { expert_account_id, currency: None, reason, note: note.to_owned() };
        Hold::by_hand(HoldId::generate(AT), new, StaffId::generate(AT), AT)
    }

    #[test]
    fn staff_hold_for_reasons_of_their_own_and_say_which() {
        for reason in HoldReason::iter() {
            assert_eq!(by_hand(reason, "See file 12.").is_ok(), !reason.is_of_system(), "{reason:?}");
        }
        assert_eq!(by_hand(HoldReason::Other, " ").unwrap_err().field, "note");
    }

    /// Holds IQ-42: nobody lifts what stands for a cause that is not gone.
    #[test]
    fn a_hold_of_the_system_goes_with_its_cause_alone() {
        let hold = Hold::by_system(AccountId::generate(AT), HoldReason::Dac7Expired, AT);
        let staff = StaffId::generate(AT);
        let stands = Err(HoldError::CauseStands(hold.id).into());
        assert_eq!(hold.clone().release(staff, "please", AT), stands);
        assert!(!hold.cause_gone("confirmed", AT).is_placed());

        let released = by_hand(HoldReason::Other, "See file 12.").unwrap().release(staff, "Settled.", AT).unwrap();
        let again = released.release(staff, "again", AT);
        assert!(matches!(again, Err(DisbursementError::Hold(HoldError::NotInState { .. }))));
    }

    #[test]
    fn a_set_holds_each_reason_once_and_no_other() {
        for reason in HoldReason::iter() {
            let set = HoldReasons::from_iter([reason, reason]);
            assert_eq!(set.iter().collect::<Vec<_>>(), [reason]);
        }
        assert!(HoldReasons::default().is_empty());
    }
}
