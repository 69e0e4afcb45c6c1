//! Names in the few letters that bank files carry.

use sepa::charset::{Transliteration, transliterate};
use unicode_normalization::UnicodeNormalization;

/// A character has no place in a bank file, and nothing stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} cannot be written in a bank file, and nothing stands for it")]
pub struct Unwritable(pub char);

/// The text with what the file cannot carry replaced as the European Payments Council's table (EPC217-08) says.
/// A letter or digit that the table does not know is refused: a name without it would be another's. Other signs
/// that it does not know become `.`, as it asks, and white space a blank.
pub fn latin(text: &str, carries: impl Fn(char) -> bool) -> Result<String, Unwritable> {
    let mut written = String::with_capacity(text.len());
    for sign in text.nfc() {
        if carries(sign) {
            written.push(sign);
            continue;
        }
        let mut buffer = [0; 4];
        let replacement = transliterate(sign.encode_utf8(&mut buffer), Transliteration::Epc);
        if replacement == "." && sign.is_alphanumeric() || sign.is_control() {
            return Err(Unwritable(sign));
        }
        written.push_str(&replacement);
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sepa::charset::is_sepa_char;

    use super::*;

    #[test]
    fn letters_are_replaced_or_refused_and_never_dropped() {
        let names = [("Björk Ørsted & Søn", "Bjork Orsted + Son"), ("Θωμάς", "THomas"), ("a\u{a0}b", "a b")];
        for (name, expected) in names {
            assert_eq!(latin(name, is_sepa_char).as_deref(), Ok(expected));
        }
        for (name, refused) in [("李 Wei", '李'), ("tab\tbed", '\t'), ("ـa", 'ـ')] {
            assert_eq!(latin(name, is_sepa_char), Err(Unwritable(refused)));
        }
    }

    proptest! {
        /// Nothing gets lost: each sign is there itself, or as one or more others.
        #[test]
        fn no_text_gets_shorter(text in "\\PC{0,60}") {
            if let Ok(written) = latin(&text, is_sepa_char) {
                prop_assert!(written.chars().all(is_sepa_char));
                prop_assert!(written.chars().count() >= text.nfc().count(), "{} {}", text, written);
            }
        }
    }
}
