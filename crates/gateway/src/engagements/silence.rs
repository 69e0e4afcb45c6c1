use ::engagements::SilenceRule;
use async_graphql::Enum;
use kernel::InputError;

/// What a customer's silence on a bill means.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum OnSilence {
    /// The bill is approved when its days are over.
    Approve,
    /// The bill waits for the customer.
    Wait,
}

/// Reads the rule that was chosen; `None` if none was.
pub fn silence_rule(on_silence: Option<OnSilence>, after_days: Option<i32>) -> Result<Option<SilenceRule>, InputError> {
    match (on_silence, after_days) {
        (None, None) => Ok(None),
        (Some(OnSilence::Approve), None) => Ok(Some(SilenceRule::default())),
        (Some(OnSilence::Approve) | None, Some(days)) => SilenceRule::after_days(days).map(Some),
        (Some(OnSilence::Wait), None) => Ok(Some(SilenceRule::Wait)),
        (Some(OnSilence::Wait), Some(_)) => Err(InputError::new("approveAfterDays", "has no meaning if bills wait")),
    }
}

impl From<SilenceRule> for OnSilence {
    fn from(rule: SilenceRule) -> Self {
        match rule {
            SilenceRule::After(_) => Self::Approve,
            SilenceRule::Wait => Self::Wait,
        }
    }
}
