/// How far access to a customer's account goes. Levels are data: these rows are the nine that an installation begins
/// with (G-16).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLevel {
    /// By which it is asked for: "`ViewOnlyAccess`".
    pub name: String,
    /// What it lets somebody do, for people.
    pub description: String,
    /// The levels that let nobody do anything that this one does not; without itself.
    pub includes: Vec<String>,
}

impl AccessLevel {
    /// Whether whoever holds this level may do all that `other` lets them do.
    pub fn covers(&self, other: &str) -> bool {
        self.name == other || self.includes.iter().any(|included| included == other)
    }

    /// The nine managed levels (G-16). What one includes is said with care: a level of another kind of work lets
    /// somebody see what this one does not, so it is no lower one.
    pub fn defaults() -> Vec<Self> {
        NINE.iter().map(|(name, description, includes)| Self::new(name, description, includes)).collect()
    }

    fn new(name: &str, description: &str, includes: &[&str]) -> Self {
        let includes = includes.iter().map(|name| (*name).to_owned()).collect();
        Self { name: name.to_owned(), description: description.to_owned(), includes }
    }
}

/// Name, meaning, and what it includes.
const NINE: [(&str, &str, &[&str]); 9] = [
    (
        "AdministratorAccess",
        "Everything, users and their rights included.",
        &[
            "Billing",
            "DatabaseAdministrator",
            "NetworkAdministrator",
            "PowerUserAccess",
            "SecurityAudit",
            "SupportUser",
            "SystemAdministrator",
            "ViewOnlyAccess",
        ],
    ),
    ("Billing", "See and manage bills, costs and payment methods.", &[]),
    ("DatabaseAdministrator", "Set up, configure and maintain databases.", &[]),
    ("NetworkAdministrator", "Set up, configure and maintain networks.", &[]),
    (
        "PowerUserAccess",
        "Use and manage every service; no users, no rights and no bills.",
        &["DatabaseAdministrator", "NetworkAdministrator", "SupportUser", "SystemAdministrator", "ViewOnlyAccess"],
    ),
    ("SecurityAudit", "Read how everything is configured, to audit its security.", &["ViewOnlyAccess"]),
    ("SupportUser", "Open support cases, and see what resolving them takes.", &[]),
    ("SystemAdministrator", "Set up, configure and maintain machines, storage and what runs on them.", &[]),
    ("ViewOnlyAccess", "See which resources there are, and nothing that is in them.", &[]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn level(name: &str) -> AccessLevel {
        AccessLevel::defaults().into_iter().find(|level| level.name == name).unwrap()
    }

    /// Holds G-16.
    #[test]
    fn there_are_nine_and_what_they_include_is_among_them() {
        let levels = AccessLevel::defaults();
        assert_eq!(levels.len(), 9);
        for included in levels.iter().flat_map(|level| &level.includes) {
            assert!(levels.iter().any(|level| level.name == *included), "{included}");
        }
    }

    #[test]
    fn a_level_covers_itself_and_all_that_is_below_what_it_includes() {
        for high in AccessLevel::defaults() {
            assert!(high.covers(&high.name));
            for middle in &high.includes {
                let below = level(middle).includes;
                assert!(below.iter().all(|low| high.covers(low)), "{} includes {middle}", high.name);
                assert!(!level(middle).covers(&high.name), "{} and {middle} are two levels", high.name);
            }
        }
        assert!(!level("DatabaseAdministrator").covers("Billing"));
    }
}
