use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, MemberId, UploadId};
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::{FileError, MediaType};

/// How long an upload waits to be used.
pub const UNUSED_LIFE: TimeDelta = TimeDelta::days(1);
/// How many uploads of one person may wait.
pub const UNUSED_MAX: usize = 20;

/// A file that somebody sent. It belongs to its account and to the member who sent it; to others its id means nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: UploadId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    pub media_type: MediaType,
    /// How many bytes are kept.
    pub size: u32,
    pub received_at: DateTime<Utc>,
    pub state: UploadState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Noted, and not stored yet.
    Receiving {
        until: DateTime<Utc>,
    },
    /// Stored, and waits to be used until then.
    Unused {
        until: DateTime<Utc>,
    },
    Used {
        purpose: Purpose,
        at: DateTime<Utc>,
    },
    /// Not needed any more: its bytes are on their way out.
    Discarded {
        at: DateTime<Utc>,
    },
}

/// What an upload is used for, and with that who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Purpose {
    /// Shown with an expert's profile (IQ-07).
    ProfilePhoto,
    /// Shown with a company (IQ-21).
    CompanyLogo,
    /// Shows who somebody is: for the account and the staff who review registrations (G-07).
    Evidence,
    /// Goes with a message: for those who take part in its conversation (G-26).
    Attachment,
}

impl Upload {
    /// Is noted before it is stored. Both ids of who sends it are theirs alone.
    pub fn receive(
        id: UploadId,
        (account_id, member_id): (AccountId, MemberId),
        (media_type, size): (MediaType, u32),
        at: DateTime<Utc>,
    ) -> Self {
        let state = UploadState::Receiving { until: at + UNUSED_LIFE };
        Self { id, account_id, member_id, media_type, size, received_at: at, state }
    }

    /// Its bytes are stored.
    pub fn stored(self) -> Result<Self, FileError> {
        match self.state {
            UploadState::Receiving { until } => Ok(Self { state: UploadState::Unused { until }, ..self }),
            UploadState::Unused { .. } | UploadState::Used { .. } | UploadState::Discarded { .. } => {
                Err(FileError::NotFound(self.id))
            }
        }
    }

    /// Its sender takes it into use, while it waits; to others it does not exist.
    pub fn take(self, actor: Actor, purpose: Purpose, at: DateTime<Utc>) -> Result<Self, FileError> {
        if !self.is_of(actor) {
            return Err(FileError::NotFound(self.id));
        }
        match self.state {
            UploadState::Unused { until } if at < until => {
                if !purpose.takes(self.media_type) {
                    return Err(FileError::TypeUnsuitable(self.id));
                }
                Ok(Self { state: UploadState::Used { purpose, at }, ..self })
            }
            UploadState::Used { .. } => Err(FileError::InUse(self.id)),
            UploadState::Receiving { .. } | UploadState::Unused { .. } | UploadState::Discarded { .. } => {
                Err(FileError::NotFound(self.id))
            }
        }
    }

    /// What used it does so no longer: it waits again, for a day.
    #[must_use]
    pub fn release(self, at: DateTime<Utc>) -> Self {
        match self.state {
            UploadState::Used { .. } => Self { state: UploadState::Unused { until: at + UNUSED_LIFE }, ..self },
            UploadState::Receiving { .. } | UploadState::Unused { .. } | UploadState::Discarded { .. } => self,
        }
    }

    /// Its time is over and nothing uses it. `None`: something does, or it is not over.
    pub fn discard(self, now: DateTime<Utc>) -> Option<Self> {
        match self.state {
            UploadState::Receiving { until } | UploadState::Unused { until } if until <= now => {
                Some(Self { state: UploadState::Discarded { at: until }, ..self })
            }
            UploadState::Discarded { .. } => Some(self),
            UploadState::Receiving { .. } | UploadState::Unused { .. } | UploadState::Used { .. } => None,
        }
    }

    /// Whether it is the actor's own.
    pub fn is_of(&self, actor: Actor) -> bool {
        actor.acts_for(self.account_id) && actor.member() == Some(self.member_id)
    }
}

impl Purpose {
    /// Pictures are shown; documents are for the few who are sent them or check them.
    pub const fn takes(self, media_type: MediaType) -> bool {
        match self {
            Self::ProfilePhoto | Self::CompanyLogo => media_type.is_picture(),
            Self::Evidence | Self::Attachment => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Rights;

    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn owner(upload: &Upload) -> Actor {
        let (member, account) = (upload.member_id, upload.account_id);
        Actor::Member { member, account, rights: Rights::NONE, second_factor: false }
    }

    fn waiting(media_type: MediaType) -> Upload {
        let by = (AccountId::generate(AT), MemberId::generate(AT));
        Upload::receive(UploadId::generate(AT), by, (media_type, 10), AT).stored().unwrap()
    }

    #[test]
    fn an_upload_serves_its_sender_once_and_waits_again_when_it_is_released() {
        let upload = waiting(MediaType::Png);
        let (actor, id) = (owner(&upload), upload.id);
        let colleague = Actor::Member {
            member: MemberId::generate(AT),
            account: upload.account_id,
            rights: Rights::of_members(),
            second_factor: true,
        };
        for other in [colleague, Actor::System, Actor::Anonymous] {
            assert_eq!(upload.clone().take(other, Purpose::ProfilePhoto, AT), Err(FileError::NotFound(id)));
        }

        let used = upload.take(actor, Purpose::ProfilePhoto, AT).unwrap();
        assert_eq!(used.clone().take(actor, Purpose::CompanyLogo, AT), Err(FileError::InUse(id)));
        assert_eq!(used.clone().discard(AT + TimeDelta::days(99)), None);
        let later = AT + TimeDelta::days(99);
        assert!(used.release(later).take(actor, Purpose::CompanyLogo, later).is_ok());
    }

    #[test]
    fn what_nothing_uses_is_discarded_at_its_time_and_never_used_after() {
        let upload = waiting(MediaType::Png);
        let (actor, over) = (owner(&upload), AT + UNUSED_LIFE);
        assert_eq!(upload.clone().discard(over - TimeDelta::microseconds(1)), None);
        assert_eq!(upload.clone().take(actor, Purpose::Evidence, over), Err(FileError::NotFound(upload.id)));
        let discarded = upload.discard(over + TimeDelta::days(1)).unwrap();
        assert_eq!(discarded.state, UploadState::Discarded { at: over });
        assert_eq!(discarded.clone().discard(over), Some(discarded.clone()), "a crash is made up for");
        assert!(discarded.clone().stored().is_err() && discarded.take(actor, Purpose::Evidence, AT).is_err());
    }

    #[test]
    fn only_pictures_are_shown() {
        for purpose in [Purpose::ProfilePhoto, Purpose::CompanyLogo] {
            let upload = waiting(MediaType::Pdf);
            let (actor, id) = (owner(&upload), upload.id);
            assert_eq!(upload.take(actor, purpose, AT), Err(FileError::TypeUnsuitable(id)));
        }
        let upload = waiting(MediaType::Pdf);
        let actor = owner(&upload);
        assert!(upload.take(actor, Purpose::Evidence, AT).is_ok());
    }
}
