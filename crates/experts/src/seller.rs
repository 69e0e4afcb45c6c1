use chrono::{DateTime, Utc};
use kernel::{AccountId, Address, Country, InputError, line};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::ExpertError;

/// What an account declares to sell at all: bank and tax (IQ-09). One an account, shared by its experts (G-04).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SellerRegistration {
    pub account_id: AccountId,
    /// The seller before the law.
    pub legal_name: String,
    pub kind: SellerKind,
    /// Where the seller is resident for tax.
    pub tax_country: Country,
    /// The holder's address as the bank keeps it.
    pub bank_address: Address,
    pub saved_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SellerKind {
    /// A person who sells in their own name.
    Individual,
}

impl SellerRegistration {
    /// Takes the declaration as typed. It is whole or it is not made.
    pub fn new(
        account_id: AccountId,
        legal_name: &str,
        tax_country: Country,
        bank_address: Address,
        at: DateTime<Utc>,
    ) -> Result<Self, InputError> {
        let legal_name = line("legalName", legal_name, 1..=200)?;
        Ok(Self { account_id, legal_name, kind: SellerKind::Individual, tax_country, bank_address, saved_at: at })
    }

    /// The bank's address must be the account's, or no payout goes through (MKT-03).
    pub fn banks_at(&self, account: &Address) -> Result<(), ExpertError> {
        if self.bank_address.is_same_place(account) { Ok(()) } else { Err(ExpertError::BankAddressDiffers) }
    }
}
