use kernel::MemberId;
use sea_orm::{ActiveEnum, DeriveActiveEnum, EnumIter};

use crate::NotificationError;

/// What a notification is about, as coarsely as people choose by what mail they want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Topic {
    /// The account and one's place in it.
    Account,
    /// One's way to being an active expert: profile, registration, identity, company.
    Registration,
    Certifications,
    /// Tax forms and what follows where they are missing.
    Tax,
    /// Requests and the responses to them.
    Requests,
    Messages,
    Proposals,
    /// The agreed work: its end, the access that it needs, and what the customer says of it.
    Engagements,
    /// Bills and what is charged for them.
    Bills,
    /// Bank accounts, and payments to experts.
    Payouts,
}

impl Topic {
    /// All, in the order in which people are shown them.
    pub const ALL: [Self; 10] = [
        Self::Account,
        Self::Registration,
        Self::Certifications,
        Self::Tax,
        Self::Requests,
        Self::Messages,
        Self::Proposals,
        Self::Engagements,
        Self::Bills,
        Self::Payouts,
    ];

    /// Its lasting name.
    pub fn name(self) -> String {
        self.to_value()
    }

    /// Whether its letters are always written at once: of an account that is suspended, and of a tax form whose lack
    /// stops payouts on a fixed day, nobody may say later that they were not told.
    pub const fn is_required(self) -> bool {
        match self {
            Self::Account | Self::Tax => true,
            Self::Registration
            | Self::Certifications
            | Self::Requests
            | Self::Messages
            | Self::Proposals
            | Self::Engagements
            | Self::Bills
            | Self::Payouts => false,
        }
    }
}

/// How somebody is written about what is in their inbox anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MailFrequency {
    /// A letter about each thing.
    #[default]
    AtOnce,
    /// One letter in the morning about what was not read by then.
    Daily,
    Never,
}

/// By what mail a member wants the news of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotificationPreference {
    pub member_id: MemberId,
    pub topic: Topic,
    pub mail: MailFrequency,
}

impl NotificationPreference {
    /// Refused for what is always written at once.
    pub fn new(member_id: MemberId, topic: Topic, mail: MailFrequency) -> Result<Self, NotificationError> {
        if topic.is_required() && mail != MailFrequency::AtOnce {
            return Err(NotificationError::MailRequired(topic));
        }
        Ok(Self { member_id, topic, mail })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;
    use sea_orm::Iterable;

    use super::*;

    #[test]
    fn every_topic_is_shown_once() {
        let shown: BTreeSet<_> = Topic::ALL.into_iter().collect();
        assert_eq!(shown, Topic::iter().collect());
        assert_eq!(shown.len(), Topic::ALL.len());
    }

    #[test]
    fn what_has_consequences_is_always_written() {
        let member = MemberId::generate(DateTime::UNIX_EPOCH);
        for topic in Topic::ALL {
            assert!(NotificationPreference::new(member, topic, MailFrequency::AtOnce).is_ok());
            let less = NotificationPreference::new(member, topic, MailFrequency::Never);
            assert_eq!(less.is_err(), topic.is_required(), "{topic:?}");
        }
    }
}
