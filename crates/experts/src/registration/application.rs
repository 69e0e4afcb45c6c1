use chrono::{DateTime, Utc};
use kernel::{Address, Country};

use crate::{ExpertError, ExpertProfile, SellerRegistration};

/// What filing is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Application<'a> {
    pub profile: &'a ExpertProfile,
    pub company: CompanyKind,
    pub seller: Option<&'a SellerRegistration>,
    pub account_address: &'a Address,
    /// Whether the operator takes experts of the account's country on that day (IQ-13).
    pub country_is_eligible: bool,
    /// Whether the person works for the operator (IQ-12).
    pub is_staff: bool,
    pub dac7: Dac7,
}

/// Whether the account is a company that shows itself (IQ-21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompanyKind {
    /// It is none.
    None,
    /// Of a country where nobody asks who owns it.
    Unchecked,
    /// Of a country where companies are checked before they sell (G-40).
    Checked,
}

/// Where the account's DAC7 form stands (IQ-42).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dac7 {
    NotSubmitted,
    /// A reviewer has sent it back.
    ChangesRequested,
    Submitted {
        at: DateTime<Utc>,
    },
    Approved {
        submitted_at: DateTime<Utc>,
        at: DateTime<Utc>,
    },
}

impl Application<'_> {
    /// Whether all is there, in the order in which an expert would give it.
    pub fn ready(&self) -> Result<(), ExpertError> {
        if self.is_staff {
            return Err(ExpertError::StaffNeverExpert);
        }
        self.profile.complete(self.company.is_one())?;
        self.may_sell()?;
        match self.dac7 {
            Dac7::Submitted { .. } | Dac7::Approved { .. } => Ok(()),
            Dac7::NotSubmitted | Dac7::ChangesRequested => Err(ExpertError::Dac7NotSubmitted),
        }
    }

    /// Whether the account is registered to sell, in a country that may, with a bank that knows it there.
    pub fn may_sell(&self) -> Result<(), ExpertError> {
        let seller = self.seller.ok_or(ExpertError::SellerRegistrationIncomplete)?;
        if !self.country_is_eligible {
            return Err(ExpertError::CountryNotEligible(self.country()));
        }
        seller.banks_at(self.account_address)
    }

    /// Whether the account is a company of a country where companies are checked (G-40).
    pub fn needs_company_check(&self) -> bool {
        self.company == CompanyKind::Checked
    }

    fn country(&self) -> Country {
        self.account_address.country
    }
}

impl CompanyKind {
    pub const fn is_one(self) -> bool {
        match self {
            Self::None => false,
            Self::Unchecked | Self::Checked => true,
        }
    }
}

impl Dac7 {
    pub const fn is_approved(self) -> bool {
        matches!(self, Self::Approved { .. })
    }
}
