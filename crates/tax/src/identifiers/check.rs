use std::fmt;

/// What can be said of a number without asking who issued it. A good check digit proves form only: nobody publishes
/// a register of the numbers that were issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Its form, and its check digit where it has one, are right.
    Ok,
    /// It may be one; a reviewer decides.
    Doubtful(Suspicion),
    /// The state cannot have issued it: nobody may submit it.
    Invalid,
}

/// Why a number is doubtful.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Suspicion {
    /// No rule for such numbers is known, or the state publishes none.
    NoRule,
    /// It breaks a rule that not everybody holds for certain, or that the state has given up.
    DisputedRule,
    /// Such numbers exist and are rare, or belong to somebody of another kind.
    Unusual,
    /// A sequence, or an example from an official paper.
    Placeholder,
}

impl Check {
    /// For a rule that is certain.
    pub fn only_if(fits: bool) -> Self {
        if fits { Self::Ok } else { Self::Invalid }
    }

    /// For a rule that is not: what breaks it goes to a reviewer.
    pub fn doubtful_unless(fits: bool, suspicion: Suspicion) -> Self {
        if fits { Self::Ok } else { Self::Doubtful(suspicion) }
    }

    /// What is said of a number that may be of either kind: the better of both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.min(other)
    }

    /// Its name in rows: `ok`, `invalid`, or why it is doubtful.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Doubtful(Suspicion::NoRule) => "unchecked",
            Self::Doubtful(Suspicion::DisputedRule) => "disputed",
            Self::Doubtful(Suspicion::Unusual) => "unusual",
            Self::Doubtful(Suspicion::Placeholder) => "placeholder",
            Self::Invalid => "invalid",
        }
    }
}

impl Suspicion {
    /// Its lasting name, as it follows that of the number: `TIN_UNCHECKED`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoRule => "UNCHECKED",
            Self::DisputedRule => "DISPUTED",
            Self::Unusual => "UNUSUAL",
            Self::Placeholder => "PLACEHOLDER",
        }
    }
}

/// In words that follow "the number": "breaks a rule that is disputed".
impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRule => "follows no rule that is known",
            Self::DisputedRule => "breaks a rule that is disputed",
            Self::Unusual => "is of an unusual kind",
            Self::Placeholder => "looks like an example",
        })
    }
}
