use std::fmt;

use crate::bank_text::{Unwritable, latin};

/// The text of a field of `N` columns: printable ASCII, without blanks around it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Text<const N: usize>(String);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextRefusal {
    #[error("{length} characters do not fit into {columns} columns")]
    TooLong { length: usize, columns: usize },
    #[error(transparent)]
    Unwritable(#[from] Unwritable),
}

/// What we write, beside capitals and digits. Nacha lets through all that ASCII prints; banks do not.
const PUNCTUATION: &str = " .,-/&'()+:?#";

impl<const N: usize> Text<N> {
    /// As it stands.
    pub fn exact(text: &str) -> Result<Self, TextRefusal> {
        let text = text.trim_matches(' ');
        if let Some(sign) = text.chars().find(|sign| !matches!(sign, ' '..='~')) {
            return Err(Unwritable(sign).into());
        }
        if text.len() > N {
            return Err(TextRefusal::TooLong { length: text.len(), columns: N });
        }
        Ok(Self(text.to_owned()))
    }

    /// In the capitals that every bank takes, and cut where the columns end: for names, which are told and not
    /// compared.
    pub fn cut(text: &str) -> Result<Self, TextRefusal> {
        let written = latin(text, |sign| sign.is_ascii_alphanumeric() || PUNCTUATION.contains(sign))?;
        let mut written = written.trim_matches(' ').to_ascii_uppercase();
        written.truncate(N);
        Self::exact(&written)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Without the blanks that fill the columns.
impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
