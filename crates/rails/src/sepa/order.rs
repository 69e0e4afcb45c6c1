use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use disbursements::AccountNumber;
use kernel::{Currency, DisbursementId, Money};
use sepa::{
    Bic, BicError, BuildError, CreditTransferEntry, CreditTransferGroup, DateError, Iban, IbanError, IsoDate,
    IsoDateTime, Pain001Builder,
    charset::is_sepa_char,
    validate::{CharsetPolicy, MAX_NAME_LEN},
    validate_bic, validate_iban,
};

use crate::bank_text::{Unwritable, latin};

/// Whose account is debited.
#[derive(Clone, Debug)]
pub struct Debtor {
    name: String,
    account: Iban,
    bank: Option<Bic>,
}

/// A file's own facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The `MsgId`, by which the bank knows a file that it has: at most 35 letters and digits.
    pub file_identity: String,
    pub created_at: DateTime<Utc>,
    /// The banking day on which the account is debited.
    pub execute_on: NaiveDate,
}

/// Money for one payee.
#[derive(Clone, Debug)]
pub struct Transfer {
    id: DisbursementId,
    account: Iban,
    name: String,
    amount: Money,
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub enum DebtorRefusal {
    #[error(transparent)]
    Name(#[from] Unwritable),
    #[error("the IBAN is none of SEPA")]
    Iban(#[from] IbanError),
    #[error("the BIC is none")]
    Bic(#[from] BicError),
}

#[derive(Debug, PartialEq, thiserror::Error)]
pub enum OrderRefusal {
    #[error("SEPA carries euro, and not {}", .0.code())]
    NotEuro(Currency),
    #[error(transparent)]
    Name(#[from] Unwritable),
    #[error("the account is no IBAN")]
    Iban(#[from] IbanError),
    #[error("{0} is in the file twice")]
    Twice(DisbursementId),
    #[error("the day has no date in the file")]
    Day(#[from] DateError),
    #[error(transparent)]
    Rules(#[from] BuildError),
}

/// What follows a disbursement to the payee's bank and back: its id without the prefix, 32 characters of 35.
pub fn end_to_end_id(id: DisbursementId) -> String {
    id.uuid().simple().to_string()
}

/// Whose id it is. `None` where the bank's customer was somebody else.
pub fn disbursement_of(end_to_end_id: &str) -> Option<DisbursementId> {
    format!("{}_{end_to_end_id}", DisbursementId::PREFIX).parse().ok()
}

impl Debtor {
    pub fn new(name: &str, iban: &str, bic: Option<&str>) -> Result<Self, DebtorRefusal> {
        let bank = bic.map(validate_bic).transpose()?;
        Ok(Self { name: party(name)?, account: validate_iban(iban)?, bank })
    }
}

impl Transfer {
    /// `name` is told in the letters that banks take, as far as there is room.
    pub fn new(id: DisbursementId, account: &AccountNumber, name: &str, amount: Money) -> Result<Self, OrderRefusal> {
        if amount.currency() != Currency::EUR {
            return Err(OrderRefusal::NotEuro(amount.currency()));
        }
        Ok(Self { id, account: validate_iban(account.number())?, name: party(name)?, amount })
    }
}

/// The bytes of the order: the same for the same order. Every transfer is booked by itself, so that the statement
/// tells of each.
pub fn payment_order(debtor: &Debtor, order: &Order, transfers: &[Transfer]) -> Result<String, OrderRefusal> {
    let mut ids = HashSet::new();
    if let Some(twice) = transfers.iter().find(|transfer| !ids.insert(transfer.id)) {
        return Err(OrderRefusal::Twice(twice.id));
    }
    let entries = transfers.iter().map(|transfer| {
        let (name, account) = (transfer.name.as_str(), transfer.account.clone());
        CreditTransferEntry::new(name, account, transfer.amount.minor(), end_to_end_id(transfer.id))
    });
    let day = IsoDate::try_from(order.execute_on)?;
    let group = CreditTransferGroup::new(&debtor.name, &debtor.account, day).batch_booking(false).add_entries(entries);
    let group = match &debtor.bank {
        Some(bank) => group.debtor_bic(bank.clone()),
        None => group,
    };
    let builder = Pain001Builder::new(&debtor.name, &order.file_identity)
        .created_at(IsoDateTime::try_from(order.created_at.naive_utc())?.in_utc())
        .charset(CharsetPolicy::Strict)
        .add_group(group);
    Ok(builder.build()?)
}

/// A name in the letters that SEPA carries, cut where its room ends.
fn party(name: &str) -> Result<String, Unwritable> {
    let name = latin(name, is_sepa_char)?;
    Ok(name.trim().chars().take(MAX_NAME_LEN).collect())
}
