//! The rules of each state, a file each. Where sources differ, the file says what is held and why.

use super::{
    arithmetic::{
        are_digits, digits, is_date, is_luhn, is_mod_11_10, is_verhoeff, letter, two, two_pass, value, weighted,
    },
    check::{Check, Suspicion},
};

mod at;
mod be;
mod bg;
mod cy;
mod cz;
mod de;
mod dk;
mod ee;
mod es;
mod fi;
mod fr;
mod gb;
mod gr;
mod hr;
mod hu;
mod ie;
mod it;
mod lt;
mod lu;
mod lv;
mod mt;
mod nl;
mod pl;
mod pt;
mod ro;
mod se;
mod si;
mod sk;
mod us;

/// What a state says about its numbers. A rule gets capitals and digits only, VAT numbers without the state's letters.
pub struct Rules {
    /// The taxpayer number of a person.
    pub person: Rule,
    /// The taxpayer number of anybody else.
    pub entity: Rule,
    pub vat: Rule,
    /// The number in the register of businesses.
    pub register: Rule,
}

pub type Rule = fn(&[u8]) -> Check;

/// The rules of a country by its ISO code; none but those of the member states, the United Kingdom and the United
/// States are known.
pub fn rules(country: &str) -> Option<&'static Rules> {
    ALL.iter().find(|(code, _)| *code == country).map(|(_, rules)| rules)
}

/// By the code, in its order.
const ALL: [(&str, Rules); 29] = [
    ("AT", at::RULES),
    ("BE", be::RULES),
    ("BG", bg::RULES),
    ("CY", cy::RULES),
    ("CZ", cz::RULES),
    ("DE", de::RULES),
    ("DK", dk::RULES),
    ("EE", ee::RULES),
    ("ES", es::RULES),
    ("FI", fi::RULES),
    ("FR", fr::RULES),
    ("GB", gb::RULES),
    ("GR", gr::RULES),
    ("HR", hr::RULES),
    ("HU", hu::RULES),
    ("IE", ie::RULES),
    ("IT", it::RULES),
    ("LT", lt::RULES),
    ("LU", lu::RULES),
    ("LV", lv::RULES),
    ("MT", mt::RULES),
    ("NL", nl::RULES),
    ("PL", pl::RULES),
    ("PT", pt::RULES),
    ("RO", ro::RULES),
    ("SE", se::RULES),
    ("SI", si::RULES),
    ("SK", sk::RULES),
    ("US", us::RULES),
];
