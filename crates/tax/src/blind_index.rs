use std::fmt::{self, Write};

use aws_lc_rs::hmac;
use kernel::Country;

use crate::{Answers, Identifier, TinAnswer};

/// Finds an identifier again without reading any: a keyed digest, which nobody can compute or guess by without the
/// installation's key, and which nobody can read the identifier from.
#[derive(Clone)]
pub struct BlindIndex(hmac::Key);

/// What an identifier is looked up for. The law allows no other use of some of them, and none allows searching people by
/// them; so each purpose has digests of its own, which fit no other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Whether a taxpayer number was blocked by due diligence (G-57).
    ReregistrationBar,
}

impl BlindIndex {
    /// With the key of the installation. Another key finds nothing that this one filed.
    pub fn new(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }

    /// What the taxpayer numbers of these answers are filed under.
    pub fn of_answers(&self, purpose: Purpose, answers: &Answers) -> Vec<String> {
        let given = answers.tax_residences.iter().filter_map(|residence| match &residence.tin {
            TinAnswer::Given(tin) => Some(self.of_tin(purpose, residence.country, tin)),
            TinAnswer::Without(_) | TinAnswer::Open => None,
        });
        given.collect()
    }

    /// What a taxpayer number of a country is filed under, in hexadecimal. One number has one spelling, however it was
    /// typed: see [`Identifier::tin`].
    pub fn of_tin(&self, purpose: Purpose, country: Country, tin: &Identifier) -> String {
        self.digest(&format!("{}|tin|{country}|{}", purpose.name(), tin.as_str()))
    }

    /// What a command with identifiers in it is told from others by. A plain digest would do that too, and let anybody
    /// who knows the rest of the command find out a number by trying them all.
    pub fn of_command(&self, payload: &[&str]) -> String {
        let parts = payload.iter().map(|part| format!("{}:{part}", part.len()));
        self.digest(&format!("command|{}", parts.collect::<String>()))
    }

    fn digest(&self, text: &str) -> String {
        let digest = hmac::sign(&self.0, text.as_bytes());
        digest.as_ref().iter().fold(String::new(), |mut hexadecimal, byte| {
            write!(hexadecimal, "{byte:02x}").expect("a text takes what is written to it");
            hexadecimal
        })
    }
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::ReregistrationBar => "reregistration_bar",
        }
    }
}

/// Never the key.
impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlindIndex")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(key: u8, country: &str, tin: &str) -> String {
        let (country, tin) = (country.parse().unwrap(), Identifier::tin(tin).unwrap());
        BlindIndex::new(&[key; 32]).of_tin(Purpose::ReregistrationBar, country, &tin)
    }

    /// Holds G-57: however it is typed, a number is the same; in another country, or under another key, it is not.
    #[test]
    fn a_number_is_found_again_however_it_was_typed() {
        assert_eq!(of(1, "DE", "36 574 261 809"), of(1, "DE", "36574261809"));
        assert_ne!(of(1, "DE", "36574261809"), of(1, "AT", "36574261809"));
        assert_ne!(of(1, "DE", "36574261809"), of(2, "DE", "36574261809"));
        assert_eq!(of(1, "DE", "36574261809").len(), 64);
    }

    /// Holds invariant 10: the same input is the same, and nobody without the key can tell what it was.
    #[test]
    fn a_command_is_told_from_others_by_whoever_has_the_key() {
        let of = |key, payload: &[&str]| BlindIndex::new(&[key; 32]).of_command(payload);
        assert_eq!(of(1, &["ab", "c"]), of(1, &["ab", "c"]));
        assert_ne!(of(1, &["ab", "c"]), of(1, &["a", "bc"]));
        assert_ne!(of(1, &["ab", "c"]), of(2, &["ab", "c"]));
    }
}
