use std::fmt;

/// The first eight digits of a bank's ABA routing number; the ninth is computed from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankNumber(u32); // Invariant: at most eight digits.

/// What an originating bank calls an entry: its own number and seven digits, unique while the entry may return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trace {
    bank: BankNumber,
    sequence: u32, // Invariant: at most seven digits.
}

const BANKS: u64 = 100_000_000;
const SEQUENCES: u32 = 10_000_000;

impl BankNumber {
    /// Of a whole routing number. `None` unless it is nine digits whose last is the check digit.
    pub fn of_routing(routing: &str) -> Option<Self> {
        let is_number = routing.len() == 9 && routing.bytes().all(|byte| byte.is_ascii_digit());
        let (digits, check) = is_number.then(|| routing.split_at(8))?;
        let number = Self(digits.parse().ok()?);
        (check.parse() == Ok(number.check_digit())).then_some(number)
    }

    /// `None` if it has more than eight digits.
    pub fn of_eight(digits: u64) -> Option<Self> {
        (digits < BANKS).then(|| u32::try_from(digits).ok().map(Self))?
    }

    pub const fn number(self) -> u32 {
        self.0
    }

    /// The ABA's rule: all nine digits weighted 3, 7, 1 add up to a multiple of ten.
    pub fn check_digit(self) -> u32 {
        let digits = (0..8).rev().map(|place| self.0 / 10_u32.pow(place) % 10);
        let sum: u32 = digits.zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        (10 - sum % 10) % 10
    }
}

impl Trace {
    /// `None` if `sequence` has more than seven digits.
    pub fn new(bank: BankNumber, sequence: u32) -> Option<Self> {
        (sequence < SEQUENCES).then_some(Self { bank, sequence })
    }

    /// `None` if it has more than fifteen digits.
    pub fn of_fifteen(digits: u64) -> Option<Self> {
        let (bank, sequence) = (digits / u64::from(SEQUENCES), digits % u64::from(SEQUENCES));
        Self::new(BankNumber::of_eight(bank)?, u32::try_from(sequence).ok()?)
    }

    pub const fn bank(self) -> BankNumber {
        self.bank
    }

    pub const fn sequence(self) -> u32 {
        self.sequence
    }
}

/// The eight digits.
impl fmt::Display for BankNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

/// The fifteen digits.
impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:07}", self.bank, self.sequence)
    }
}
