use ::disbursements::{Blocker, MonthDay, PreferenceState};
use async_graphql::{Enum, Object};
use chrono::NaiveDate;
use kernel::InputError;
use marketplace::{Error, PreferenceView};

use crate::money::{CurrencyCode, Money};

pub struct PayoutPreference(pub PreferenceView);

/// When one's own account is paid in a currency. What was never set is daily, whatever the amount.
#[Object]
impl PayoutPreference {
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.preference.currency())
    }

    async fn interval(&self) -> PayoutInterval {
        self.0.preference.interval.into()
    }

    /// On which day of the month; null unless the interval is `MONTHLY`.
    async fn month_day(&self) -> Option<u8> {
        match self.0.preference.interval {
            ::disbursements::PayoutInterval::Monthly(MonthDay::Day(day)) => Some(day),
            ::disbursements::PayoutInterval::Monthly(MonthDay::MonthEnd) | ::disbursements::PayoutInterval::Daily => {
                None
            }
        }
    }

    /// A run pays this much or nothing.
    async fn minimum(&self) -> Money {
        self.0.preference.minimum.into()
    }

    /// Whether payouts are paused: what is collected waits until they are resumed.
    async fn is_paused(&self) -> bool {
        match self.0.preference.state {
            PreferenceState::Active => false,
            PreferenceState::Paused { .. } => true,
        }
    }

    /// The day of the next run: a business day of the currency's rail whose cutoff is not over.
    async fn next_run_on(&self) -> NaiveDate {
        self.0.next_run_on
    }
}

/// How often money goes out. A day on which the rail rests waits for the following business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PayoutInterval {
    /// On every business day of the currency's rail.
    Daily,
    /// On the same day of every month, from 1 to 28.
    Monthly,
    /// On the last day of every month.
    MonthEnd,
}

pub struct PayoutBlocker(pub ::disbursements::PayoutBlocker);

/// Why the last run did not pay one's own account.
#[Object]
impl PayoutBlocker {
    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency)
    }

    /// The day of the run.
    async fn run_on(&self) -> NaiveDate {
        self.0.run_on
    }

    async fn code(&self) -> PayoutBlockerCode {
        self.0.blocker.into()
    }

    /// What would lift it.
    async fn remedy(&self) -> &str {
        match self.0.blocker {
            Blocker::NoVerifiedPayoutMethod => "Add a payout method, and wait until it is verified.",
            Blocker::PayoutMethodErrored => "Confirm the payout method with a fresh document.",
            Blocker::Dac7NotApproved => "Submit the DAC7 form, or correct what was asked.",
            Blocker::KycIncomplete => "Submit the company's check, or what was asked.",
            Blocker::BankAddressDiffers => "Correct the bank address of the seller registration, or the account's.",
            Blocker::BelowMinimum => "Wait for more money, or set a lower minimum.",
            Blocker::PayoutsPaused => "Resume payouts.",
            Blocker::NegativeBalance => "Wait: later collections repay what is owed.",
            Blocker::OnHold => "Remove what holds it, which whyNotPaid names, or ask the operator.",
            Blocker::RegistrationClosed => "Ask the operator for a run by hand.",
        }
    }
}

/// What stands in the way of a payout. Codes are for ever; new ones may come.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PayoutBlockerCode {
    /// No payout method in the currency is verified.
    NoVerifiedPayoutMethod,
    /// The bank refused or returned money.
    PayoutMethodErrored,
    /// No DAC7 form is approved.
    #[graphql(name = "DAC7_NOT_APPROVED")]
    Dac7NotApproved,
    /// The company has to be checked and is not passed.
    KycIncomplete,
    /// The bank knows the seller at another address than the account's.
    BankAddressDiffers,
    /// There is less than the minimum.
    BelowMinimum,
    /// Payouts are paused.
    PayoutsPaused,
    /// The account owes money.
    NegativeBalance,
    /// Something holds the money.
    OnHold,
    /// The registration is closed.
    RegistrationClosed,
}

/// Reads an interval as given: a day of the month goes with `MONTHLY`, and only with it.
pub fn interval(kind: PayoutInterval, month_day: Option<i32>) -> Result<::disbursements::PayoutInterval, Error> {
    use ::disbursements::PayoutInterval as Interval;
    match (kind, month_day) {
        (PayoutInterval::Daily, None) => Ok(Interval::Daily),
        (PayoutInterval::MonthEnd, None) => Ok(Interval::Monthly(MonthDay::MonthEnd)),
        (PayoutInterval::Monthly, Some(day)) => Ok(Interval::Monthly(MonthDay::day(day)?)),
        (PayoutInterval::Monthly, None) => Err(InputError::new("monthDay", "is needed for MONTHLY").into()),
        (PayoutInterval::Daily | PayoutInterval::MonthEnd, Some(_)) => {
            Err(InputError::new("monthDay", "goes with MONTHLY alone").into())
        }
    }
}

impl From<PreferenceView> for PayoutPreference {
    fn from(view: PreferenceView) -> Self {
        Self(view)
    }
}

impl From<::disbursements::PayoutInterval> for PayoutInterval {
    fn from(interval: ::disbursements::PayoutInterval) -> Self {
        match interval {
            ::disbursements::PayoutInterval::Daily => Self::Daily,
            ::disbursements::PayoutInterval::Monthly(MonthDay::Day(_)) => Self::Monthly,
            ::disbursements::PayoutInterval::Monthly(MonthDay::MonthEnd) => Self::MonthEnd,
        }
    }
}

impl From<Blocker> for PayoutBlockerCode {
    fn from(blocker: Blocker) -> Self {
        match blocker {
            Blocker::NoVerifiedPayoutMethod => Self::NoVerifiedPayoutMethod,
            Blocker::PayoutMethodErrored => Self::PayoutMethodErrored,
            Blocker::Dac7NotApproved => Self::Dac7NotApproved,
            Blocker::KycIncomplete => Self::KycIncomplete,
            Blocker::BankAddressDiffers => Self::BankAddressDiffers,
            Blocker::BelowMinimum => Self::BelowMinimum,
            Blocker::PayoutsPaused => Self::PayoutsPaused,
            Blocker::NegativeBalance => Self::NegativeBalance,
            Blocker::OnHold => Self::OnHold,
            Blocker::RegistrationClosed => Self::RegistrationClosed,
        }
    }
}
