use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{ChargeId, IdError, Money};

/// How often a charge is attempted at most, staff's own attempts included (IQ-31).
pub const ATTEMPTS_MAX: u16 = 8;

/// How long after the first failure, the second and so on it is attempted again; after the last, staff decide.
const RETRY_DAYS: [i64; 5] = [1, 3, 7, 15, 30];

/// One time that the provider was asked to take the money. Kept before it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeAttempt {
    pub key: AttemptKey,
    /// What was open when it began.
    pub amount: Money,
    pub begun_at: DateTime<Utc>,
    pub state: AttemptState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// Asked, or about to be.
    Begun,
    /// The provider has it and will report.
    Processing {
        at: DateTime<Utc>,
    },
    /// We do not know what the provider did.
    Unknown {
        at: DateTime<Utc>,
    },
    Failed {
        at: DateTime<Utc>,
        reason: String,
    },
    Collected {
        at: DateTime<Utc>,
    },
}

/// What an attempt is known by at the provider, who acts on it once however often it is sent: `chg_…_1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttemptKey {
    pub charge_id: ChargeId,
    /// From 1 to [`ATTEMPTS_MAX`].
    pub number: u16,
}

/// What a provider's report names: an attempt of ours, or the charge that a customer's transfer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference {
    Attempt(AttemptKey),
    Transfer(ChargeId),
}

/// When to attempt again what failed for the `failures`th time at `at`; `None`: staff decide.
pub(crate) fn retry_at(failures: u16, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let days = RETRY_DAYS.get(usize::from(failures.checked_sub(1)?))?;
    Some(at + TimeDelta::days(*days))
}

impl Reference {
    pub const fn charge_id(self) -> ChargeId {
        match self {
            Self::Attempt(key) => key.charge_id,
            Self::Transfer(charge_id) => charge_id,
        }
    }
}

impl fmt::Display for AttemptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.charge_id, self.number)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attempt(key) => key.fmt(f),
            Self::Transfer(charge_id) => charge_id.fmt(f),
        }
    }
}

impl FromStr for Reference {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let unknown = IdError { prefix: ChargeId::PREFIX, text: text.to_owned() };
        let Some((charge, number)) = text.rsplit_once('_') else { return Err(unknown) };
        if charge == ChargeId::PREFIX {
            return Ok(Self::Transfer(text.parse()?));
        }
        let key = AttemptKey { charge_id: charge.parse()?, number: number.parse().map_err(|_| unknown.clone())? };
        // One attempt, one spelling: no "_01".
        if key.to_string() == text { Ok(Self::Attempt(key)) } else { Err(unknown) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn a_reference_survives_being_sent() {
        let charge_id = ChargeId::generate(START);
        let attempt = Reference::Attempt(AttemptKey { charge_id, number: 8 });
        for reference in [attempt, Reference::Transfer(charge_id)] {
            assert_eq!(reference.to_string().parse(), Ok(reference));
        }
        for other in ["", "chg_", "chg_1_2", &format!("{charge_id}_01"), &format!("{charge_id}_"), "preq_1"] {
            assert!(other.parse::<Reference>().is_err(), "{other:?}");
        }
    }

    /// Holds IQ-31: 1, 3, 7, 15, 30 days, then staff.
    #[test]
    fn the_ladder_of_retries_ends() {
        let days: Vec<_> =
            (1..=7).map(|failures| retry_at(failures, START).map(|at| (at - START).num_days())).collect();
        assert_eq!(days, [Some(1), Some(3), Some(7), Some(15), Some(30), None, None]);
        assert_eq!(retry_at(0, START), None);
    }
}
