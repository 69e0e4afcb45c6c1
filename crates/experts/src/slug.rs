use std::{fmt, ops::RangeInclusive};

use kernel::{ExpertProfileId, InputError};

/// How many names one profile takes at most: what was taken is nobody else's any more.
pub const SLUGS_MAX: usize = 5;

const LENGTH: RangeInclusive<usize> = 3..=60;
/// How many digits of the profile's id tell apart who is called the same.
const MARK_LENGTH: usize = 8;

/// The name under which an expert's page is found, as it stands in an address: "ada-lovelace". It lasts: whoever takes
/// another is still found under the one before (IQ-15).
#[derive(Clone, PartialEq, Eq)]
pub struct Slug(String); // Invariant: 3 to 60 of a-z, 0-9 and single hyphens between them.

impl Slug {
    /// As typed: 3 to 60 small letters, digits and single hyphens between them.
    pub fn new(typed: &str) -> Result<Self, InputError> {
        if LENGTH.contains(&typed.len()) && slug::slugify(typed) == typed {
            return Ok(Self(typed.to_owned()));
        }
        let rule = format!(
            "must be {} to {} of the letters a to z, digits, and single hyphens between them",
            LENGTH.start(),
            LENGTH.end()
        );
        Err(InputError::new("slug", rule))
    }

    /// What a profile is called unless its person chooses: by the name that it shows, in whatever script; where others are
    /// called so, with a mark; and if nothing of the name can be written so, by the profile's id. In the order in which
    /// they are tried; the last is nobody else's.
    pub fn derived(shown_name: &str, id: ExpertProfileId) -> Vec<Self> {
        let id = id.to_string();
        let digits = id.rsplit('_').next().unwrap_or(&id);
        let mark = &digits[digits.len().saturating_sub(MARK_LENGTH)..];
        let name = slug::slugify(shown_name);
        let short = shortened(&name, LENGTH.end() - MARK_LENGTH - 1);
        let candidates = [shortened(&name, *LENGTH.end()), &format!("{short}-{mark}"), &format!("expert-{digits}")]
            .map(Self::new)
            .into_iter()
            .filter_map(Result::ok);
        candidates.collect()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Cut between words where that is possible.
fn shortened(slug: &str, length: usize) -> &str {
    if slug.len() <= length {
        return slug;
    }
    let cut = &slug[..length]; // Of ASCII alone.
    cut.rsplit_once('-').map_or(cut, |(words, _)| words)
}

impl fmt::Debug for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn derived(name: &str) -> Vec<String> {
        let id = ExpertProfileId::generate(DateTime::UNIX_EPOCH);
        Slug::derived(name, id).into_iter().map(|slug| slug.0).collect()
    }

    /// Holds IQ-15.
    #[test]
    fn a_name_in_an_address_is_plain() {
        for good in ["ada", "ada-lovelace", "4711", &"a".repeat(60)] {
            assert_eq!(Slug::new(good).unwrap().as_str(), good);
        }
        for bad in ["", "ab", "Ada", "ada lovelace", "-ada", "ada-", "ada--l", "ada_l", "ädä", "a/b", &"a".repeat(61)]
        {
            assert!(Slug::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_shown_name_becomes_one_in_whatever_script_it_is_written() {
        assert_eq!(derived("Ada Lovelace")[0], "ada-lovelace");
        assert_eq!(derived("José Müller-Þór")[0], "jose-muller-thor");
        assert_eq!(derived("Ольга")[0], "ol-ga");
        let nameless = derived("!?");
        assert_eq!(nameless.len(), 1);
        assert!(nameless[0].starts_with("expert-"), "{nameless:?}");
        assert_eq!(derived("Li")[0].len(), "li-12345678".len(), "too short for itself");
        assert_eq!(derived(&"ada ".repeat(40))[0].len(), 59, "cut between words");
    }

    proptest! {
        /// Holds IQ-15: there is always a name, each is plain, and the last is the profile's own.
        #[test]
        fn there_is_a_name_for_everybody(name in ".{1,100}") {
            let all = derived(&name);
            prop_assert!(!all.is_empty());
            for slug in &all {
                prop_assert!(Slug::new(slug).is_ok());
            }
            prop_assert!(all.last().unwrap().starts_with("expert-"));
        }
    }
}
