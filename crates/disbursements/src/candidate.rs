use kernel::{AccountId, Money, MoneyError, PayoutMethodId};

use crate::{Blocker, HoldReasons};

/// A payee as a run finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub expert_account_id: AccountId,
    /// The sum of what the run may take.
    pub balance: Money,
    /// The payee's own; zero where none is set.
    pub minimum: Money,
    pub is_paused: bool,
    pub method: UsableMethod,
}

/// Where the run could send a payee's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsableMethod {
    Verified(PayoutMethodId),
    /// None is verified, and one waits to be confirmed.
    Errored,
    None,
}

/// What bars a payee for reasons that other crates know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each bars on its own, and all of them may hold at once")]
pub struct Bars {
    pub is_closed: bool,
    pub lacks_dac7: bool,
    /// The company has to be checked and is not passed (G-40).
    pub lacks_kyc: bool,
    /// The bank knows the seller at another address than the account's (MKT-03).
    pub banks_elsewhere: bool,
    pub owes_money: bool,
    /// What holds the payee's money in the currency (IQ-42, G-40).
    pub holds: HoldReasons,
}

impl Candidate {
    /// Where the money goes, or every reason why it does not.
    pub fn decide(&self, bars: Bars) -> Result<PayoutMethodId, Vec<Blocker>> {
        let blockers = self.blockers(bars);
        match self.method {
            UsableMethod::Verified(id) if blockers.is_empty() => Ok(id),
            UsableMethod::Verified(_) | UsableMethod::Errored | UsableMethod::None => Err(blockers),
        }
    }

    /// Every guard that fails. Guards are not ranked: the payee sees them all. Runs decide by it, and what a payee is
    /// told of a run to come is this too.
    pub fn blockers(&self, bars: Bars) -> Vec<Blocker> {
        let method = match self.method {
            UsableMethod::Verified(_) => None,
            UsableMethod::Errored => Some(Blocker::PayoutMethodErrored),
            UsableMethod::None => Some(Blocker::NoVerifiedPayoutMethod),
        };
        [
            (bars.is_closed, Blocker::RegistrationClosed),
            (bars.lacks_dac7, Blocker::Dac7NotApproved),
            (bars.lacks_kyc, Blocker::KycIncomplete),
            (bars.banks_elsewhere, Blocker::BankAddressDiffers),
            (!bars.holds.is_empty(), Blocker::OnHold),
            (bars.owes_money, Blocker::NegativeBalance),
            (self.balance.minor() < self.minimum.minor(), Blocker::BelowMinimum),
            (self.is_paused, Blocker::PayoutsPaused),
        ]
        .into_iter()
        .filter_map(|(holds, blocker)| holds.then_some(blocker))
        .chain(method)
        .collect()
    }

    /// The same payee with `more` money for the run to find.
    pub fn with(self, more: Money) -> Result<Self, MoneyError> {
        Ok(Self { balance: self.balance.checked_add(more)?, ..self })
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kernel::Currency;

    use super::*;
    use crate::HoldReason;

    fn candidate() -> Candidate {
        let euro = |minor| Money::from_minor(minor, Currency::EUR).unwrap();
        let at = DateTime::UNIX_EPOCH;
        Candidate {
            expert_account_id: AccountId::generate(at),
            balance: euro(100),
            minimum: euro(100),
            is_paused: false,
            method: UsableMethod::Verified(PayoutMethodId::generate(at)),
        }
    }

    #[test]
    fn a_payee_whom_nothing_bars_is_paid() {
        let paid = candidate();
        assert_eq!(paid.decide(Bars::default()), Ok(method(&paid)));
    }

    /// Holds G-41, G-39, IQ-33, IQ-42 and MKT-03.
    #[test]
    fn every_guard_that_fails_is_named() {
        let short = Candidate { balance: Money::from_minor(99, Currency::EUR).unwrap(), ..candidate() };
        assert_eq!(short.decide(Bars::default()), Err(vec![Blocker::BelowMinimum]));
        let holds = HoldReasons::from_iter([HoldReason::Other]);
        let barred =
            Bars { is_closed: true, lacks_dac7: true, lacks_kyc: true, banks_elsewhere: true, owes_money: true, holds };
        let all = Candidate { is_paused: true, method: UsableMethod::Errored, ..short };
        let expected = vec![
            Blocker::RegistrationClosed,
            Blocker::Dac7NotApproved,
            Blocker::KycIncomplete,
            Blocker::BankAddressDiffers,
            Blocker::OnHold,
            Blocker::NegativeBalance,
            Blocker::BelowMinimum,
            Blocker::PayoutsPaused,
            Blocker::PayoutMethodErrored,
        ];
        assert_eq!(all.decide(barred), Err(expected));
        let none = Candidate { method: UsableMethod::None, ..candidate() };
        assert_eq!(none.decide(Bars::default()), Err(vec![Blocker::NoVerifiedPayoutMethod]));
    }

    /// What a payee is told and what a run does are the same.
    #[test]
    fn what_blocks_nothing_is_paid() {
        let paid = candidate();
        assert_eq!(paid.blockers(Bars::default()), []);
        let short = Candidate { minimum: Money::from_minor(150, Currency::EUR).unwrap(), ..paid };
        assert_eq!(short.blockers(Bars::default()), [Blocker::BelowMinimum]);
        let more = Money::from_minor(50, Currency::EUR).unwrap();
        assert_eq!(short.with(more).unwrap().blockers(Bars::default()), []);
    }

    fn method(candidate: &Candidate) -> PayoutMethodId {
        match candidate.method {
            UsableMethod::Verified(id) => id,
            UsableMethod::Errored | UsableMethod::None => panic!("not verified"),
        }
    }
}
