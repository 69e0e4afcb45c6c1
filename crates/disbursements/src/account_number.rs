use std::fmt;

use iban::{Iban, IbanLike};
use kernel::{PayoutMethodId, Sealed, SealedColumn, SealedKind, Vault, VaultError};

use crate::{DisbursementError, Rail};

/// Where the number of a method lies: sealed, and the routing number after a blank.
pub const ACCOUNT_NUMBER: SealedColumn = SealedColumn::new("payout_method", "account_number", SealedKind::Text);

/// Where a bank keeps the payee's account, in clear: as typed, and as the rail gets it. Its `Debug` tells no more than
/// anybody may see.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountNumber {
    /// The IBAN, or the number that the bank of `routing` gave.
    number: String, // Invariant: checked by its scheme, without blanks.
    routing: Option<Routing>,
}

/// An account number as it is kept: sealed, but for what everybody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNumber {
    pub(crate) sealed: Sealed,
    pub(crate) last_four: String,
}

/// A bank of the United States, by the nine digits of its ABA routing number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routing(String); // Invariant: its check digit agrees.

/// The countries whose banks SEPA reaches, as IBANs begin.
const SEPA: [&str; 42] = [
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU",
    "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO", "RS", "SE",
    "SI", "SK", "SM", "VA",
];

const SHOWN: usize = 4;

impl AccountNumber {
    /// Takes the numbers as typed, blanks and hyphens included, and checks what their scheme lets one check.
    pub fn new(rail: Rail, number: &str, routing: Option<&str>) -> Result<Self, DisbursementError> {
        match (rail, routing) {
            (Rail::Sepa, None) => Self::iban(number).and_then(Self::within_sepa),
            (Rail::Sandbox, None) => Self::iban(number),
            (Rail::Sandbox | Rail::Nacha, Some(routing)) => Self::american(number, routing),
            (Rail::Sepa, Some(_)) => Err(invalid("an IBAN has no routing number beside it")),
            (Rail::Nacha, None) => Err(invalid("the routing number is missing")),
        }
    }

    /// As it is kept with a method.
    pub fn kept(&self, vault: &dyn Vault, id: PayoutMethodId) -> Result<KeptNumber, VaultError> {
        let routing = self.routing.iter().map(|Routing(routing)| routing.as_str());
        let clear = [self.number.as_str()].into_iter().chain(routing).collect::<Vec<_>>().join(" ");
        Ok(KeptNumber {
            sealed: vault.seal(ACCOUNT_NUMBER.at(id.uuid()), clear.as_bytes())?,
            last_four: self.last_four(),
        })
    }

    /// The whole number: for the rail, and for nobody else.
    pub fn number(&self) -> &str {
        &self.number
    }

    pub fn routing(&self) -> Option<&str> {
        self.routing.as_ref().map(|routing| routing.0.as_str())
    }

    fn last_four(&self) -> String {
        let hidden = self.number.chars().count().saturating_sub(SHOWN);
        self.number.chars().skip(hidden).collect()
    }

    /// Check digits that banks of some countries keep within it (BE, ES, ME, NO) are not looked at: whether there is
    /// such an account the bank alone knows, and it is asked while the method is pending (G-39).
    fn iban(typed: &str) -> Result<Self, DisbursementError> {
        let iban: Iban = compact(typed).parse().map_err(|_| invalid("this is no IBAN: check its digits"))?;
        Ok(Self { number: iban.electronic_str().to_owned(), routing: None })
    }

    fn within_sepa(self) -> Result<Self, DisbursementError> {
        if SEPA.iter().any(|country| self.number.starts_with(country)) {
            return Ok(self);
        }
        Err(invalid("SEPA does not reach the country of this IBAN"))
    }

    fn american(typed: &str, routing: &str) -> Result<Self, DisbursementError> {
        let (number, routing) = (compact(typed), compact(routing));
        let is_number = (5..=17).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number {
            return Err(invalid("an account number has 5 to 17 digits"));
        }
        if !has_check_digit(&routing) {
            return Err(invalid("this is no routing number: check its nine digits"));
        }
        Ok(Self { number, routing: Some(Routing(routing)) })
    }
}

impl KeptNumber {
    /// The number in clear; it was checked when it was sealed.
    pub async fn open(&self, vault: &dyn Vault, id: PayoutMethodId) -> Result<AccountNumber, VaultError> {
        let place = ACCOUNT_NUMBER.at(id.uuid());
        let clear = String::from_utf8(vault.open(place, &self.sealed).await?);
        let clear = clear.map_err(|_| VaultError::Unreadable(place))?;
        Ok(match clear.split_once(' ') {
            Some((number, routing)) => {
                AccountNumber { number: number.to_owned(), routing: Some(Routing(routing.to_owned())) }
            }
            None => AccountNumber { number: clear, routing: None },
        })
    }

    /// The last four characters, as everybody may see them.
    pub fn masked(&self) -> String {
        format!("••••{}", self.last_four)
    }
}

/// The ABA's rule: the digits weighted 3, 7, 1, 3, 7, 1, 3, 7, 1 add up to a multiple of ten.
fn has_check_digit(routing: &str) -> bool {
    let digits: Vec<u32> = routing.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    routing.len() == 9 && digits.len() == 9 && sum > 0 && sum.is_multiple_of(10)
}

fn compact(typed: &str) -> String {
    typed.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect()
}

fn invalid(problem: &'static str) -> DisbursementError {
    DisbursementError::AccountNumberInvalid(problem)
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountNumber(••••{})", self.last_four())
    }
}

#[cfg(test)]
mod tests {
    use kernel::Place;
    use uuid::Uuid;

    use super::*;

    /// A vault that anybody could open.
    struct Reversing;

    #[async_trait::async_trait]
    impl Vault for Reversing {
        fn seal(&self, _: Place, clear: &[u8]) -> Result<Sealed, VaultError> {
            Ok(Sealed { key: 1, text: reversed(clear) })
        }

        async fn open(&self, _: Place, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
            Ok(reversed(sealed.text.as_bytes()).into_bytes())
        }
    }

    fn reversed(text: &[u8]) -> String {
        text.iter().rev().map(|byte| char::from(*byte)).collect()
    }

    const IBAN: &str = "DE44 5001 0517 5407 3249 31";

    fn is_valid(rail: Rail, number: &str, routing: Option<&str>) -> bool {
        AccountNumber::new(rail, number, routing).is_ok()
    }

    /// Every single wrong digit is found (ISO 13616).
    #[test]
    fn an_iban_with_one_wrong_digit_is_refused() {
        assert!(is_valid(Rail::Sepa, IBAN, None));
        for (at, _) in IBAN.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            let digit: u8 = IBAN[at..=at].parse().unwrap();
            let wrong = format!("{}{}{}", &IBAN[..at], (digit + 1) % 10, &IBAN[at + 1..]);
            assert!(!is_valid(Rail::Sepa, &wrong, None), "{wrong}");
        }
    }

    #[test]
    fn a_routing_number_with_one_wrong_digit_is_refused() {
        let routing = "021000021";
        assert!(is_valid(Rail::Nacha, "12345 6789", Some(routing)));
        for at in 0..routing.len() {
            let digit: u8 = routing[at..=at].parse().unwrap();
            let wrong = format!("{}{}{}", &routing[..at], (digit + 1) % 10, &routing[at + 1..]);
            assert!(!is_valid(Rail::Nacha, "123456789", Some(&wrong)), "{wrong}");
        }
        for wrong in ["000000000", "02100002", "0210000210", "02100002a", ""] {
            assert!(!is_valid(Rail::Nacha, "123456789", Some(wrong)), "{wrong}");
        }
    }

    #[test]
    fn each_rail_asks_for_its_own_kind_of_number() {
        let brazil = "BR15 0000 0000 0000 1093 2840 814P 2";
        assert!(is_valid(Rail::Sandbox, brazil, None));
        assert!(!is_valid(Rail::Sepa, brazil, None));
        assert!(!is_valid(Rail::Sepa, IBAN, Some("021000021")));
        assert!(!is_valid(Rail::Nacha, "123456789", None));
        assert!(!is_valid(Rail::Nacha, "1234", Some("021000021")));
        assert!(is_valid(Rail::Sandbox, "123456789", Some("021000021")));
    }

    #[test]
    fn only_the_last_four_characters_are_shown() {
        let number = AccountNumber::new(Rail::Sepa, &IBAN.to_lowercase(), None).unwrap();
        assert_eq!(number.number(), "DE44500105175407324931");
        assert_eq!(format!("{number:?}"), "AccountNumber(••••4931)");
        let kept = number.kept(&Reversing, PayoutMethodId::from_uuid(Uuid::nil())).unwrap();
        assert_eq!(kept.masked(), "••••4931");
    }
    #[tokio::test]
    async fn a_kept_number_opens_as_it_was() {
        let id = PayoutMethodId::from_uuid(Uuid::nil());
        for (number, routing) in [(IBAN, None), ("123456789", Some("021000021"))] {
            let number = AccountNumber::new(Rail::Sandbox, number, routing).unwrap();
            let kept = number.kept(&Reversing, id).unwrap();
            assert_eq!(kept.open(&Reversing, id).await.unwrap(), number);
        }
    }
}
