use std::fmt;

/// What a batch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceClass {
    Mixed,
    Credits,
    Debits,
}

/// The standard entry classes that are laid out alike. International ones (IAT) and those with counted addenda
/// (CTX) are not: we never send them, so none of ours comes back as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryClass {
    /// To or from a company.
    Ccd,
    /// To or from a person.
    Ppd,
    /// Agreed on the web.
    Web,
    /// Agreed by telephone.
    Tel,
    /// At a terminal.
    Pos,
    /// Notifications of change.
    Cor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransactionCode {
    pub account: Account,
    pub movement: Movement,
}

/// The kind of the receiver's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Account {
    Checking,
    Savings,
    GeneralLedger,
    Loan,
}

/// What an entry does to the receiver's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Movement {
    /// A credit that comes back, or a notification of change about one.
    ReturnedCredit,
    Credit,
    /// A credit of nothing, which asks whether there is such an account.
    CreditPrenote,
    /// A credit of nothing, for the sake of its addenda.
    CreditNote,
    /// A debit that comes back, or a notification of change about one.
    ReturnedDebit,
    Debit,
    DebitPrenote,
    DebitNote,
}

/// Why an entry comes back: R01 to R85, as Nacha lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReturnCode(u8); // Invariant: 1 to 85.

/// What is to be corrected (C01 to C14), or why a correction is refused (C61 to C69).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeCode(u8); // Invariant: 1 to 14, or 61 to 69.

impl ServiceClass {
    pub(super) const ALL: [Self; 3] = [Self::Mixed, Self::Credits, Self::Debits];

    pub const fn code(self) -> u16 {
        match self {
            Self::Mixed => 200,
            Self::Credits => 220,
            Self::Debits => 225,
        }
    }

    /// Whether such a batch may hold the entry.
    pub const fn holds(self, movement: Movement) -> bool {
        match self {
            Self::Mixed => true,
            Self::Credits => movement.is_credit(),
            Self::Debits => !movement.is_credit(),
        }
    }
}

impl EntryClass {
    pub(super) const ALL: [Self; 6] = [Self::Ccd, Self::Ppd, Self::Web, Self::Tel, Self::Pos, Self::Cor];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Ccd => "CCD",
            Self::Ppd => "PPD",
            Self::Web => "WEB",
            Self::Tel => "TEL",
            Self::Pos => "POS",
            Self::Cor => "COR",
        }
    }
}

impl TransactionCode {
    /// `None` for a code that Nacha does not define.
    pub fn of(code: u64) -> Option<Self> {
        let account = match code / 10 {
            2 => Account::Checking,
            3 => Account::Savings,
            4 => Account::GeneralLedger,
            5 => Account::Loan,
            _ => return None,
        };
        let movement = match (account, code % 10) {
            (_, 1) => Movement::ReturnedCredit,
            (_, 2) => Movement::Credit,
            (_, 3) => Movement::CreditPrenote,
            (_, 4) => Movement::CreditNote,
            (_, 6) => Movement::ReturnedDebit,
            (Account::Loan, 5) | (Account::Checking | Account::Savings | Account::GeneralLedger, 7) => Movement::Debit,
            (Account::Checking | Account::Savings | Account::GeneralLedger, 8) => Movement::DebitPrenote,
            (Account::Checking | Account::Savings | Account::GeneralLedger, 9) => Movement::DebitNote,
            _ => return None,
        };
        Some(Self { account, movement })
    }

    /// Two digits. A loan is debited only to reverse a credit, and has no other debits.
    pub const fn code(self) -> u8 {
        let tens = match self.account {
            Account::Checking => 20,
            Account::Savings => 30,
            Account::GeneralLedger => 40,
            Account::Loan => 50,
        };
        let ones = match (self.movement, self.account) {
            (Movement::ReturnedCredit, _) => 1,
            (Movement::Credit, _) => 2,
            (Movement::CreditPrenote, _) => 3,
            (Movement::CreditNote, _) => 4,
            (Movement::ReturnedDebit, _) => 6,
            (Movement::Debit, Account::Loan) => 5,
            (Movement::Debit, Account::Checking | Account::Savings | Account::GeneralLedger) => 7,
            (Movement::DebitPrenote, _) => 8,
            (Movement::DebitNote, _) => 9,
        };
        tens + ones
    }
}

impl Movement {
    /// In which total it counts; what comes back counts where it was sent.
    pub const fn is_credit(self) -> bool {
        match self {
            Self::ReturnedCredit | Self::Credit | Self::CreditPrenote | Self::CreditNote => true,
            Self::ReturnedDebit | Self::Debit | Self::DebitPrenote | Self::DebitNote => false,
        }
    }

    /// Whether the entry says something of one that was sent before, by an addenda of its own.
    pub const fn comes_back(self) -> bool {
        match self {
            Self::ReturnedCredit | Self::ReturnedDebit => true,
            Self::Credit
            | Self::CreditPrenote
            | Self::CreditNote
            | Self::Debit
            | Self::DebitPrenote
            | Self::DebitNote => false,
        }
    }

    /// Whether its amount is zero, always.
    pub const fn moves_nothing(self) -> bool {
        match self {
            Self::CreditPrenote | Self::CreditNote | Self::DebitPrenote | Self::DebitNote => true,
            Self::ReturnedCredit | Self::Credit | Self::ReturnedDebit | Self::Debit => false,
        }
    }
}

impl ReturnCode {
    /// Of its text, such as `R01`.
    pub fn of(code: &str) -> Option<Self> {
        numbered(code, 'R').filter(|number| matches!(number, 1..=85)).map(Self)
    }
}

impl ChangeCode {
    /// Of its text, such as `C01`.
    pub fn of(code: &str) -> Option<Self> {
        numbered(code, 'C').filter(|number| matches!(number, 1..=14 | 61..=69)).map(Self)
    }
}

fn numbered(code: &str, letter: char) -> Option<u8> {
    let digits = code.strip_prefix(letter)?;
    let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

impl fmt::Display for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{:02}", self.0)
    }
}

impl fmt::Display for ChangeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C{:02}", self.0)
    }
}
