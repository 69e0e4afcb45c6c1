use chrono::NaiveDate;
use kernel::{AccountId, Currency};
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Why a run did not pay a payee, as stored for that run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutBlocker {
    pub expert_account_id: AccountId,
    pub currency: Currency,
    pub run_on: NaiveDate,
    pub blocker: Blocker,
}

/// A guard of the payout run that failed. Each has one thing that lifts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Blocker {
    /// No payout method in the currency is verified (G-39).
    NoVerifiedPayoutMethod,
    /// The bank refused or returned money; the method waits to be confirmed and verified again (G-39).
    PayoutMethodErrored,
    /// No DAC7 form of the payee is approved (IQ-42).
    #[sea_orm(string_value = "dac7_not_approved")]
    Dac7NotApproved,
    /// The company has to be checked and is not passed (G-40).
    KycIncomplete,
    /// The bank knows the seller at another address than the account's (MKT-03).
    BankAddressDiffers,
    /// There is less than the payee's own minimum (G-41).
    BelowMinimum,
    /// The payee paused its payouts (G-41).
    PayoutsPaused,
    /// The payee owes money back; later collections repay it first (IQ-33).
    NegativeBalance,
    /// Something holds the payee's money (IQ-42, G-40).
    OnHold,
    /// The registration is closed; staff may pay by a run of this payee alone (IQ-30).
    RegistrationClosed,
}
