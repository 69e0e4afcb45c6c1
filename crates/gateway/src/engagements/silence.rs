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

/// Reads the rule that was chosen.
pub fn silence_rule(on_silence: OnSilence, after_days: Option<i32>) -> Result<SilenceRule, InputError> {
    match (on_silence, after_days) {
        (OnSilence::Approve, None) => Ok(SilenceRule::default()),
        (OnSilence::Approve, Some(days)) => SilenceRule::after_days(days),
        (OnSilence::Wait, None) => Ok(SilenceRule::Wait),
        (OnSilence::Wait, Some(_)) => Err(InputError::new("approveAfterDays", "has no meaning if bills wait")),
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
