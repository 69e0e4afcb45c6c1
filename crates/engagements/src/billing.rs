use super::{EngagementError, SilenceRule};

/// How the agreed work is billed (G-13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Billing {
    /// Once, at its acceptance.
    Upfront,
    /// By bills of the expert, each for the customer to decide; silence means what was chosen at acceptance (G-48).
    Milestone { silence: SilenceRule },
    /// On fixed days, agreed at acceptance.
    Scheduled,
}

impl Billing {
    /// By bills, with what the customer chose for silence on them; ten days if nothing was chosen (G-30).
    pub fn milestone(chosen: Option<SilenceRule>) -> Self {
        Self::Milestone { silence: chosen.unwrap_or_default() }
    }

    /// What the customer's silence on a bill means; `None` where the customer agreed to every bill at acceptance.
    pub fn silence(self) -> Option<SilenceRule> {
        match self {
            Self::Milestone { silence } => Some(silence),
            Self::Upfront | Self::Scheduled => None,
        }
    }

    /// Whether its bills were all agreed at acceptance (G-32).
    pub fn is_agreed(self) -> bool {
        match self {
            Self::Upfront | Self::Scheduled => true,
            Self::Milestone { .. } => false,
        }
    }

    /// Refuses a rule for silence where nobody is asked (G-48).
    pub fn never_silent(self, chosen: Option<SilenceRule>) -> Result<Self, EngagementError> {
        if self.is_agreed() && chosen.is_some() { Err(EngagementError::SilenceRuleNotApplicable) } else { Ok(self) }
    }
}
