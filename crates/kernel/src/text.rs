use std::{fmt, ops::RangeInclusive, str::FromStr};

use sea_orm::DeriveValueType;

/// A field whose content is out of its limits: `INPUT_INVALID`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct InputError {
    /// The input field's name, as the API spells it.
    pub field: &'static str,
    /// What is wrong, in words that follow the field's name.
    pub problem: String,
}

/// A well-formed e-mail address in lower case: one person, one spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct EmailAddress(String);

const EMAIL_LENGTH_MAX: usize = 254;

impl InputError {
    pub fn new(field: &'static str, problem: impl Into<String>) -> Self {
        Self { field, problem: problem.into() }
    }
}

/// Text as a person typed it, without blanks around it, within `length` characters and without control
/// characters (line breaks and tabs excepted): a NUL, say, is refused here and not by the database.
pub fn text(field: &'static str, typed: &str, length: RangeInclusive<usize>) -> Result<String, InputError> {
    let text = typed.trim();
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(InputError::new(field, "must not hold control characters"));
    }
    let count = text.chars().count();
    if length.contains(&count) {
        return Ok(text.to_owned());
    }
    let (min, max) = (length.start(), length.end());
    Err(InputError::new(field, format!("must have {min} to {max} characters, and has {count}")))
}

/// As [`text`], for a single line.
pub fn line(field: &'static str, typed: &str, length: RangeInclusive<usize>) -> Result<String, InputError> {
    let line = text(field, typed, length)?;
    if line.contains(['\n', '\r', '\t']) {
        return Err(InputError::new(field, "must be a single line"));
    }
    Ok(line)
}

impl EmailAddress {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailAddress {
    type Err = InputError;

    fn from_str(typed: &str) -> Result<Self, InputError> {
        let plain = email_address::Options::default().without_display_text().without_domain_literal();
        let typed = typed.trim();
        if typed.len() > EMAIL_LENGTH_MAX || email_address::EmailAddress::parse_with_options(typed, plain).is_err() {
            return Err(InputError::new("email", "is not a well-formed e-mail address"));
        }
        Ok(Self(typed.to_lowercase()))
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds G-21.
    #[test]
    fn text_is_counted_in_characters_without_the_blanks_around_it() {
        assert_eq!(text("title", "  Zürich änd  ", 10..=140), Ok("Zürich änd".into()));
        assert!(text("title", "123456789", 10..=140).is_err());
        assert!(text("title", &"x".repeat(141), 10..=140).is_err());
    }

    #[test]
    fn control_characters_are_refused() {
        assert!(text("bio", "a\0b", 1..=9).is_err());
        assert!(text("bio", "a\nb", 1..=9).is_ok());
        assert!(line("name", "a\nb", 1..=9).is_err());
    }

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!("Ada@Example.ORG ".parse::<EmailAddress>().unwrap().as_str(), "ada@example.org");
        for bad in ["", "ada", "ada@", "@example.org", "Ada <ada@example.org>", "ada@[127.0.0.1]"] {
            assert!(bad.parse::<EmailAddress>().is_err(), "{bad}");
        }
    }
}
