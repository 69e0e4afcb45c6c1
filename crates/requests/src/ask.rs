use kernel::{InputError, Money, line, text};

use crate::words::skill_key;

/// How many skills a request names at most.
pub const SKILLS_MAX: usize = 10;

/// What a customer asks for, in words (G-21).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    pub title: String,
    /// Plain text.
    pub description: String,
    pub budget: Option<Budget>,
    /// Where the expert should be; none means anywhere. A wish: experts from any place may answer (G-23).
    pub preferred_location: Option<String>,
    /// What the expert should know, each in 1 to 40 characters; at most [`SKILLS_MAX`], and none twice.
    pub skills: Vec<String>,
}

/// What the customer thinks of spending. Binds nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    at_least: Money, // Invariant: at most `at_most`, in its currency.
    at_most: Money,  // Invariant: above zero.
}

impl Ask {
    /// Takes the words as typed, within their limits.
    pub fn new(
        title: &str,
        description: &str,
        budget: Option<Budget>,
        preferred_location: Option<&str>,
    ) -> Result<Self, InputError> {
        Ok(Self {
            title: line("title", title, 10..=140)?,
            description: text("description", description, 30..=1500)?,
            budget,
            preferred_location: preferred_location.map(|at| line("preferredLocation", at, 1..=100)).transpose()?,
            skills: vec![],
        })
    }

    /// The same, for an expert who knows all this.
    pub fn with_skills(self, typed: &[String]) -> Result<Self, InputError> {
        Ok(Self { skills: skills("skills", typed)?, ..self })
    }
}

/// Takes the names of skills as typed, within their limits. Two spellings of one skill are one.
pub(crate) fn skills(field: &'static str, typed: &[String]) -> Result<Vec<String>, InputError> {
    if typed.len() > SKILLS_MAX {
        return Err(InputError::new(field, format!("must be {SKILLS_MAX} at most, and are {}", typed.len())));
    }
    let (mut skills, mut known) = (vec![], vec![]);
    for skill in typed {
        let skill = line(field, skill, 1..=40)?;
        let key = skill_key(&skill);
        if !known.contains(&key) {
            known.push(key);
            skills.push(skill);
        }
    }
    Ok(skills)
}

impl Budget {
    pub fn new(at_least: Money, at_most: Money) -> Result<Self, InputError> {
        let refused = |problem| Err(InputError::new("budget", problem));
        if at_most.is_zero() {
            return refused("must be above zero");
        }
        match at_least.checked_min(at_most) {
            Ok(lower) if lower == at_least => Ok(Self { at_least, at_most }),
            Ok(_) => refused("must not begin above its end"),
            Err(_) => refused("must be in one currency"),
        }
    }

    pub fn at_least(self) -> Money {
        self.at_least
    }

    pub fn at_most(self) -> Money {
        self.at_most
    }
}

#[cfg(test)]
mod tests {
    use kernel::Currency;

    use super::*;

    fn ask(title: usize, description: usize) -> Result<Ask, InputError> {
        Ask::new(&"t".repeat(title), &"d".repeat(description), None, None)
    }

    /// Holds G-21.
    #[test]
    fn a_title_has_10_to_140_characters_and_a_description_30_to_1500() {
        for (title, description) in [(10, 30), (140, 1_500)] {
            assert!(ask(title, description).is_ok());
        }
        for (title, description, field) in
            [(9, 30, "title"), (141, 30, "title"), (10, 29, "description"), (10, 1_501, "description")]
        {
            assert_eq!(ask(title, description).unwrap_err().field, field);
        }
    }

    #[test]
    fn a_place_that_is_named_is_not_empty() {
        let at = |place| Ask::new(&"t".repeat(10), &"d".repeat(30), None, place);
        assert!(at(None).is_ok() && at(Some("Lisbon")).is_ok());
        assert!(at(Some(" ")).is_err());
    }

    #[test]
    fn skills_are_named_once_each() {
        let asked = |skills: &[&str]| {
            let skills: Vec<_> = skills.iter().map(ToString::to_string).collect();
            ask(10, 30).unwrap().with_skills(&skills).map(|ask| ask.skills)
        };
        assert_eq!(asked(&["Zürich", "zurich ", "Rust"]), Ok(vec!["Zürich".to_owned(), "Rust".to_owned()]));
        assert_eq!(asked(&["C++", "C#"]), Ok(vec!["C++".to_owned(), "C#".to_owned()]));
        for refused in [&[" "][..], &[""], &["two\nlines"], &["x"; SKILLS_MAX + 1]] {
            assert_eq!(asked(refused).unwrap_err().field, "skills");
        }
        assert!(asked(&[&"x".repeat(41)]).is_err());
    }

    #[test]
    fn a_budget_is_a_range_in_one_currency() {
        let usd = |minor| Money::from_minor(minor, Currency::USD).unwrap();
        let eur = Money::from_minor(500, Currency::EUR).unwrap();
        assert!(Budget::new(usd(0), usd(1)).is_ok() && Budget::new(usd(5), usd(5)).is_ok());
        assert!(Budget::new(usd(6), usd(5)).is_err());
        assert!(Budget::new(usd(0), usd(0)).is_err());
        assert!(Budget::new(usd(1), eur).is_err());
    }
}
