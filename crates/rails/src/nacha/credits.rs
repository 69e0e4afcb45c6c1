use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};
use disbursements::AccountNumber;
use kernel::{Currency, DisbursementId, Money};

use super::{
    codes::{Account, EntryClass, Movement, ServiceClass, TransactionCode},
    file::{AchFile, Addenda, Batch, Entry, FileHeader, FileModifier},
    numbers::{BankNumber, Trace},
    text::{Text, TextRefusal},
};

/// Who pays, and by which bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Originator {
    /// The bank that takes the file.
    pub bank: BankNumber,
    pub bank_name: Text<23>,
    /// What that bank knows the payer by: ten digits at most.
    pub number: Text<10>,
    pub name: Text<16>,
    /// What the payee's statement says it is for.
    pub description: Text<10>,
}

/// A file's own facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// In the originator's own time; the file keeps the minute.
    pub created_at: NaiveDateTime,
    pub modifier: FileModifier,
    /// The banking day on which the money is to arrive.
    pub effective_on: NaiveDate,
    /// Of the first trace; the others follow it.
    pub first_sequence: u32,
}

/// Money for one payee's checking account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    class: EntryClass, // Invariant: CCD or PPD.
    bank: BankNumber,
    account: Text<17>,
    amount: Money, // Invariant: dollars, not zero, ten digits of cents at most.
    reference: Text<15>,
    name: Text<22>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditRefusal {
    #[error("NACHA carries US dollars, and not {}", .0.code())]
    NotDollars(Currency),
    #[error("an entry carries 0.01 to 99999999.99 dollars, and not {0}")]
    Amount(Money),
    #[error("the account has no routing number")]
    NoRouting,
    #[error("the payee's name is empty")]
    NoName,
    #[error(transparent)]
    Text(#[from] TextRefusal),
    #[error("there is nothing to pay")]
    Nothing,
    #[error("the reference {} is in the file twice", .0.as_str())]
    Twice(Text<15>),
    #[error("the traces of the day are used up")]
    TracesSpent,
}

const CENTS_MAX: i64 = 9_999_999_999;
/// Crockford's, in which no letter is taken for a digit.
const BASE_32: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What the receiver sees of a disbursement and a return repeats, in the fifteen columns that there are: the last 75
/// bits of its id, all of them chance or count. It cannot be turned back into the id, but looked up by it.
pub fn reference(id: DisbursementId) -> Text<15> {
    let bits = id.uuid().as_u128();
    let digit = |place: u32| usize::try_from(bits >> (5 * place) & 31).expect("five bits");
    let letters = (0..15).rev().map(|place| char::from(BASE_32[digit(place)]));
    Text::exact(&letters.collect::<String>()).expect("fifteen letters and digits")
}

impl Credit {
    /// `name` is told in the letters that banks take, as far as the columns go.
    pub fn new(
        id: DisbursementId,
        account: &AccountNumber,
        name: &str,
        is_company: bool,
        amount: Money,
    ) -> Result<Self, CreditRefusal> {
        if amount.currency() != Currency::USD {
            return Err(CreditRefusal::NotDollars(amount.currency()));
        }
        if !(1..=CENTS_MAX).contains(&amount.minor()) {
            return Err(CreditRefusal::Amount(amount));
        }
        let bank = account.routing().and_then(BankNumber::of_routing).ok_or(CreditRefusal::NoRouting)?;
        let name = Text::cut(name)?;
        if name.is_empty() {
            return Err(CreditRefusal::NoName);
        }
        let class = if is_company { EntryClass::Ccd } else { EntryClass::Ppd };
        Ok(Self { class, bank, account: Text::exact(account.number())?, amount, reference: reference(id), name })
    }
}

/// The file of a payout run: a batch for companies, a batch for persons, in each the credits in their order.
pub fn credits(originator: &Originator, run: &Run, credits: &[Credit]) -> Result<AchFile, CreditRefusal> {
    if credits.is_empty() {
        return Err(CreditRefusal::Nothing);
    }
    let mut references = HashSet::new();
    if let Some(twice) = credits.iter().find(|credit| !references.insert(&credit.reference)) {
        return Err(CreditRefusal::Twice(twice.reference.clone()));
    }
    Trace::new(originator.bank, run.first_sequence).ok_or(CreditRefusal::TracesSpent)?;
    let mut sequences = run.first_sequence..;
    let mut batches = vec![];
    for class in [EntryClass::Ccd, EntryClass::Ppd] {
        let traces = credits.iter().filter(|credit| credit.class == class).zip(&mut sequences);
        let entries = traces.map(|(credit, sequence)| entry(originator, credit, sequence));
        let entries: Vec<Entry> = entries.collect::<Result<_, _>>()?;
        if !entries.is_empty() {
            let number = 1 + u32::try_from(batches.len()).expect("two at most");
            batches.push(batch(originator, run, class, number, entries));
        }
    }
    Ok(AchFile { header: header(originator, run), batches })
}

fn header(originator: &Originator, run: &Run) -> FileHeader {
    let routing = format!("{}{}", originator.bank, originator.bank.check_digit());
    FileHeader {
        destination: Text::exact(&routing).expect("nine digits"),
        origin: originator.number.clone(),
        created_at: run.created_at,
        modifier: Some(run.modifier),
        destination_name: originator.bank_name.clone(),
        origin_name: Text::exact(originator.name.as_str()).expect("it is shorter"),
        reference: Text::default(),
    }
}

fn batch(originator: &Originator, run: &Run, class: EntryClass, number: u32, entries: Vec<Entry>) -> Batch {
    Batch {
        service: ServiceClass::Credits,
        company_name: originator.name.clone(),
        company_data: Text::default(),
        company_id: originator.number.clone(),
        class,
        description: originator.description.clone(),
        descriptive_date: Text::default(),
        effective_on: Some(run.effective_on),
        settlement: Text::default(),
        originator_status: Text::exact("1").expect("one column"),
        bank: originator.bank,
        number,
        entries,
    }
}

fn entry(originator: &Originator, credit: &Credit, sequence: u32) -> Result<Entry, CreditRefusal> {
    Ok(Entry {
        transaction: TransactionCode { account: Account::Checking, movement: Movement::Credit },
        bank: credit.bank,
        account: credit.account.clone(),
        amount: credit.amount,
        reference: credit.reference.clone(),
        name: credit.name.clone(),
        discretionary: Text::default(),
        trace: Trace::new(originator.bank, sequence).ok_or(CreditRefusal::TracesSpent)?,
        addenda: Addenda::Notes(vec![]),
    })
}
