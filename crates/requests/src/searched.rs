use kernel::Money;

use crate::{
    Budget, CustomerRequest,
    words::{skill_key, words},
};

/// What is searched of a request: its words, taken apart and folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Searched {
    pub(crate) title: Vec<String>,
    /// The words of the skills, and what each skill as a whole is known by.
    pub(crate) skills: Vec<String>,
    pub(crate) description: Vec<String>,
    pub(crate) place: Vec<String>,
    pub(crate) budget_at_most: Option<Money>,
}

impl Searched {
    pub fn of(request: &CustomerRequest) -> Self {
        let ask = &request.ask;
        let of_skill = |skill: &String| [words(skill), vec![skill_key(skill)]].concat();
        Self {
            title: words(&ask.title),
            skills: ask.skills.iter().flat_map(of_skill).collect(),
            description: words(&ask.description),
            place: ask.preferred_location.as_deref().map(words).unwrap_or_default(),
            budget_at_most: ask.budget.map(Budget::at_most),
        }
    }

    /// Where the words of a search are looked for.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        [&self.title, &self.skills, &self.description].into_iter().flatten().map(String::as_str)
    }
}
