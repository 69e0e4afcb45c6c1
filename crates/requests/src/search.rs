use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{CustomerRequestId, InputError, Money, line, text};
use sha2::{Digest, Sha256};

use crate::{
    CustomerRequest, Searched,
    ask::skills,
    words::{skill_key, words},
};

/// How much is typed at most, and how many words of it are looked for.
const TEXT_LENGTH_MAX: usize = 200;
const WORDS_MAX: usize = 16;
const DAYS_MAX: i64 = 365;

/// What somebody looks for, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSearch {
    /// Words that a request holds, all of them, in any order. The last is the beginning of a word, unless something
    /// follows it.
    pub text: Option<String>,
    /// Skills of which it names one.
    pub skills: Vec<String>,
    /// Words of the preferred location, all of them. Without it the location filters nothing (G-23).
    pub location: Option<String>,
    /// What its customer thinks of spending, or more; in this currency.
    pub budget_at_least: Option<Money>,
    /// That it was filed in so many days, from 1 to 365.
    pub posted_within_days: Option<i64>,
}

/// What is looked for: words that a backend takes as nothing else, and what narrows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    typed: TypedSearch,
    words: Vec<String>,
    is_last_whole: bool,
    skills: Vec<String>,
    places: Vec<String>,
    days: Option<TimeDelta>,
}

/// A request that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub request: CustomerRequest,
    /// How well it fits: more is better. Of this search and this backend, and comparable with nothing else.
    pub rank: i64,
}

/// Where a request stands in what one search finds: the best first, and of two that fit as well the later filed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SearchKey {
    /// Which search it is of, by [`Search::fingerprint`].
    pub search: u64,
    pub rank: i64,
    pub id: CustomerRequestId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no place in what a search finds")]
pub struct SearchKeyError;

impl Search {
    /// Takes what was typed, within its limits. Refuses what leaves nothing to look for: a budget and a number of days
    /// narrow a search, and are none.
    pub fn new(typed: TypedSearch) -> Result<Self, InputError> {
        let words = typed.text.as_deref().map(looked_for).transpose()?.unwrap_or_default();
        let places = typed.location.as_deref().map(places).transpose()?.unwrap_or_default();
        let skills: Vec<_> = skills("skills", &typed.skills)?.iter().map(|skill| skill_key(skill)).collect();
        if words.is_empty() && places.is_empty() && skills.is_empty() {
            return Err(InputError::new("search", "must name words, a skill or a location"));
        }
        let is_last_whole = typed.text.as_deref().is_none_or(ends_after_word);
        Ok(Self { words, is_last_whole, skills, places, days: typed.posted_within_days.map(days).transpose()?, typed })
    }

    pub fn typed(&self) -> &TypedSearch {
        &self.typed
    }

    /// The words of which a title, a skill or a description holds every one, and whether the last is but the beginning
    /// of one.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&str, bool)> {
        let last = self.words.len().saturating_sub(1);
        let is_beginning = move |place| place == last && !self.is_last_whole;
        self.words.iter().enumerate().map(move |(place, word)| (word.as_str(), is_beginning(place)))
    }

    /// The keys of the skills of which one is named.
    pub(crate) fn skills(&self) -> &[String] {
        &self.skills
    }

    /// The words of which a location holds every one.
    pub(crate) fn places(&self) -> &[String] {
        &self.places
    }

    /// Whether it finds a request that is open and for everybody, whenever it was filed: what the backends find, read by
    /// itself.
    pub fn fits(&self, request: &Searched) -> bool {
        let stands = |(word, is_beginning): (&str, bool)| {
            request.words().any(|there| if is_beginning { there.starts_with(word) } else { there == word })
        };
        let reaches = |least: Money| {
            request.budget_at_most.is_some_and(|most| most.checked_min(least).is_ok_and(|lower| lower == least))
        };
        self.words().all(stands)
            && (self.skills.is_empty() || self.skills.iter().any(|skill| request.skills.contains(skill)))
            && self.places.iter().all(|word| request.place.contains(word))
            && self.typed.budget_at_least.is_none_or(reaches)
    }

    /// From when on it was filed.
    pub(crate) fn opened_since(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.days.map(|days| now.checked_sub_signed(days).unwrap_or(DateTime::UNIX_EPOCH))
    }

    /// Another for every other search, so that no cursor of one is taken by another.
    pub fn fingerprint(&self) -> u64 {
        let Self { words, is_last_whole, skills, places, typed, .. } = self;
        let all =
            format!("{:?}", (words, is_last_whole, skills, places, typed.budget_at_least, typed.posted_within_days));
        Sha256::digest(all).iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
    }

    /// Where a request stands in what is found.
    pub fn key(&self, found: &Found) -> SearchKey {
        SearchKey { search: self.fingerprint(), rank: found.rank, id: found.request.id }
    }

    /// Refuses the place of another search.
    pub fn ensure_own(&self, key: Option<SearchKey>) -> Result<(), InputError> {
        match key {
            Some(key) if key.search != self.fingerprint() => {
                Err(InputError::new("after", "is no cursor of this search"))
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn looked_for(typed: &str) -> Result<Vec<String>, InputError> {
    let mut found = words(&text("text", typed, 1..=TEXT_LENGTH_MAX)?);
    let last = found.pop().ok_or_else(|| InputError::new("text", "holds no word to look for"))?;
    found.push(last);
    if found.len() > WORDS_MAX {
        return Err(InputError::new("text", format!("must hold {WORDS_MAX} words at most, and holds {}", found.len())));
    }
    Ok(found)
}

fn places(typed: &str) -> Result<Vec<String>, InputError> {
    let places = words(&line("location", typed, 1..=100)?);
    if places.is_empty() { Err(InputError::new("location", "holds no word to look for")) } else { Ok(places) }
}

fn days(typed: i64) -> Result<TimeDelta, InputError> {
    let days = Some(typed).filter(|days| (1..=DAYS_MAX).contains(days)).and_then(TimeDelta::try_days);
    days.ok_or_else(|| InputError::new("postedWithinDays", format!("must be 1 to {DAYS_MAX}")))
}

/// Whether something stands behind the last word, so that it is no beginning of a longer one.
fn ends_after_word(typed: &str) -> bool {
    typed.chars().next_back().is_some_and(|last| words(&last.to_string()).is_empty())
}

impl fmt::Display for SearchKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}/{}/{}", self.search, self.rank, self.id)
    }
}

impl FromStr for SearchKey {
    type Err = SearchKeyError;

    fn from_str(typed: &str) -> Result<Self, SearchKeyError> {
        let mut parts = typed.splitn(3, '/');
        let mut part = || parts.next().ok_or(SearchKeyError);
        let search = u64::from_str_radix(part()?, 16).map_err(|_| SearchKeyError)?;
        let rank = part()?.parse().map_err(|_| SearchKeyError)?;
        let key = Self { search, rank, id: part()?.parse().map_err(|_| SearchKeyError)? };
        if key.to_string() == typed { Ok(key) } else { Err(SearchKeyError) } // One place, one spelling.
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_text(text: &str) -> Result<Search, InputError> {
        Search::new(TypedSearch { text: Some(text.to_owned()), ..TypedSearch::default() })
    }

    fn looked_for_in(text: &str) -> Vec<(String, bool)> {
        of_text(text).unwrap().words().map(|(word, is_beginning)| (word.to_owned(), is_beginning)).collect()
    }

    #[test]
    fn the_last_word_is_a_beginning_unless_something_follows() {
        let [moving, shop] = ["moving".to_owned(), "shop".to_owned()];
        assert_eq!(looked_for_in("Moving shop"), [(moving.clone(), false), (shop.clone(), true)]);
        for whole in ["Moving shop ", "\"moving shop\"", "moving (shop*)"] {
            assert_eq!(looked_for_in(whole), [(moving.clone(), false), (shop.clone(), false)], "{whole}");
        }
    }

    #[test]
    fn what_holds_nothing_to_look_for_is_refused() {
        for nothing in ["", " ", "***", "🦀", "\"\"", "a\0b", &"x".repeat(201), &"x ".repeat(17)] {
            assert_eq!(of_text(nothing).unwrap_err().field, "text", "{nothing}");
        }
        assert_eq!(Search::new(TypedSearch::default()).unwrap_err().field, "search");
        let narrow = TypedSearch { posted_within_days: Some(7), ..TypedSearch::default() };
        assert_eq!(Search::new(narrow).unwrap_err().field, "search");
        for days in [0, -1, 366, i64::MAX] {
            let typed =
                TypedSearch { text: Some("shop".into()), posted_within_days: Some(days), ..TypedSearch::default() };
            assert_eq!(Search::new(typed).unwrap_err().field, "postedWithinDays");
        }
        let nowhere = TypedSearch { location: Some("!".into()), ..TypedSearch::default() };
        assert_eq!(Search::new(nowhere).unwrap_err().field, "location");
    }

    #[test]
    fn a_place_is_of_one_search_and_has_one_spelling() {
        let (search, other) = (of_text("shop").unwrap(), of_text("shop ").unwrap());
        let id = CustomerRequestId::generate(DateTime::UNIX_EPOCH);
        let key = SearchKey { search: search.fingerprint(), rank: -7, id };
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!(search.ensure_own(Some(key)).is_ok() && search.ensure_own(None).is_ok());
        assert_eq!(other.ensure_own(Some(key)).unwrap_err().field, "after");
        for made_up in ["", "/", "0/0/0", &format!("{key} "), &format!("0{key}")] {
            assert_eq!(made_up.parse::<SearchKey>(), Err(SearchKeyError), "{made_up}");
        }
    }
}
