use kernel::{Country, InputError};

use super::{Check, Identifier, Scheme, check};

/// A VAT identification number with the letters of its state, as VIES takes it: `DE136695976`, `EL094259216`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VatId {
    whole: Identifier, // Invariant: begins with `prefix`, and has a character more at least.
    issuer: VatIssuer,
}

/// Who gives a VAT number: a country, or Northern Ireland, which is within the Union for goods only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VatIssuer {
    Country(Country),
    NorthernIreland,
}

const PREFIX_LENGTH: usize = 2;
const GREECE: &str = "GR";
/// Greece's letters in VAT numbers are those of its name in Greek.
const GREECE_IN_VAT: &str = "EL";
const NORTHERN_IRELAND: &str = "XI";

impl VatId {
    /// A number as typed, with the letters of its state. Those of Greece's country code are taken for its own.
    pub fn new(typed: &str) -> Result<Self, InputError> {
        let wrong = || InputError::new("vatId", "must begin with the two letters of its state, as in DE136695976");
        let number = Identifier::compacted("vatId", typed)?;
        let (prefix, rest) = number.as_str().split_at_checked(PREFIX_LENGTH).ok_or_else(wrong)?;
        let issuer = VatIssuer::of_prefix(prefix).filter(|_| !rest.is_empty()).ok_or_else(wrong)?;
        Ok(Self { whole: Identifier(format!("{}{rest}", issuer.prefix())), issuer })
    }

    pub fn as_str(&self) -> &str {
        self.whole.as_str()
    }

    pub fn masked(&self) -> String {
        self.whole.masked()
    }

    pub fn issuer(&self) -> VatIssuer {
        self.issuer
    }

    pub fn check(&self) -> Check {
        let rest = self.as_str().get(PREFIX_LENGTH..).unwrap_or_default();
        check(Scheme::Vat, self.issuer.country(), &Identifier(rest.to_owned()))
    }
}

impl VatIssuer {
    fn of_prefix(prefix: &str) -> Option<Self> {
        match prefix {
            NORTHERN_IRELAND => Some(Self::NorthernIreland),
            GREECE_IN_VAT => GREECE.parse().ok().map(Self::Country),
            code => code.parse().ok().map(Self::Country),
        }
    }

    /// The letters that its numbers begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::NorthernIreland => NORTHERN_IRELAND,
            Self::Country(country) if country.code() == GREECE => GREECE_IN_VAT,
            Self::Country(country) => country.code(),
        }
    }

    /// The country where it lies.
    pub fn country(self) -> Country {
        match self {
            Self::Country(country) => country,
            Self::NorthernIreland => "GB".parse().expect("the United Kingdom is on the list of countries"),
        }
    }
}
