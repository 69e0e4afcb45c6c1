use chrono::NaiveDate;
use kernel::{InputError, line, public_url, text};
use serde::{Deserialize, Serialize};

use crate::ExpertError;

/// How much experience a profile tells at most.
pub const EXPERIENCE_MAX: usize = 20;

/// Something that a person has done: a position, a project, with where it can be seen (IQ-24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Experience {
    pub title: String,
    /// For whom.
    pub organisation: Option<String>,
    pub started_on: NaiveDate,
    /// The last day; `None` while it goes on.
    pub ended_on: Option<NaiveDate>,
    pub description: Option<String>,
    /// To what shows it.
    pub link: Option<String>,
}

impl Experience {
    /// Takes an entry as typed: trimmed, within its limits, begun, and not ended before.
    pub fn checked(self, today: NaiveDate) -> Result<Self, ExpertError> {
        if self.started_on > today {
            return Err(InputError::new("startedOn", "must not lie ahead").into());
        }
        if self.ended_on.is_some_and(|ended_on| ended_on < self.started_on) {
            return Err(InputError::new("endedOn", "must not be before startedOn").into());
        }
        let link = |typed: String| public_url(&typed).ok_or(ExpertError::UrlNotAllowed { field: "link" });
        Ok(Self {
            title: line("title", &self.title, 1..=140)?,
            organisation: self.organisation.map(|typed| line("organisation", &typed, 1..=140)).transpose()?,
            description: self.description.map(|typed| text("description", &typed, 1..=1_000)).transpose()?,
            link: self.link.map(link).transpose()?,
            ..self
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds IQ-24.
    #[test]
    fn experience_has_begun_and_ends_after_it_began() {
        let day = |day| NaiveDate::from_ymd_opt(2027, 3, day).unwrap();
        let entry = Experience {
            title: "Moves shops".into(),
            organisation: None,
            started_on: day(1),
            ended_on: None,
            description: None,
            link: Some("https://github.com/ada".into()),
        };
        assert_eq!(entry.clone().checked(day(1)).unwrap(), entry);
        let refused = |entry: Experience| entry.checked(day(1)).is_err();
        assert!(refused(Experience { started_on: day(2), ..entry.clone() }));
        assert!(refused(Experience { ended_on: day(1).pred_opt(), ..entry.clone() }));
        assert!(refused(Experience { title: " ".into(), ..entry.clone() }));
        assert!(refused(Experience { link: Some("http://github.com/ada".into()), ..entry }));
    }
}
