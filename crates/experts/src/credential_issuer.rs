use std::collections::HashSet;

use chrono::{DateTime, Utc};
use kernel::{CredentialIssuerId, InputError, line};

use crate::{CertificationLevel, CredentialError, ExpertError, registration::given};

/// How many achievements of one issuer may count.
const ACHIEVEMENTS_MAX: usize = 100;
/// How long an issuer's or an achievement's id may be.
const ID_LENGTH_MAX: usize = 2_048;

/// Whose credentials are believed, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialIssuer {
    pub id: CredentialIssuerId,
    /// As its credentials name it: a URL or a DID.
    pub issuer: String,
    pub details: CredentialIssuerDetails,
    pub trust: Trust,
    /// Since when it is trusted so, or not any more.
    pub since: DateTime<Utc>,
}

/// What staff say of an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialIssuerDetails {
    /// What people call it.
    pub name: String,
    /// A JWK set of public keys, checked by the verifier.
    pub keys: String,
    /// Which of its achievements mean which level.
    pub achievements: Vec<(String, CertificationLevel)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    Trusted,
    /// What it signed is taken no more. What was verified stays until staff revoke it.
    Distrusted {
        reason: String,
    },
}

impl CredentialIssuer {
    /// Staff trust an issuer.
    pub fn trust(
        id: CredentialIssuerId,
        issuer: &str,
        details: CredentialIssuerDetails,
        at: DateTime<Utc>,
    ) -> Result<Self, ExpertError> {
        let issuer = line("issuer", issuer, 1..=ID_LENGTH_MAX)?;
        Ok(Self { id, issuer, details: details.checked()?, trust: Trust::Trusted, since: at })
    }

    /// Staff trust it with other keys or achievements, or after they did not.
    pub fn trust_again(self, details: CredentialIssuerDetails, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        Ok(Self { details: details.checked()?, trust: Trust::Trusted, since: at, ..self })
    }

    /// Staff trust it no more.
    pub fn distrust(self, reason: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.trust {
            Trust::Trusted => Ok(Self { trust: Trust::Distrusted { reason: given(reason)? }, since: at, ..self }),
            Trust::Distrusted { .. } => Err(CredentialError::IssuerNotInState(self.id).into()),
        }
    }

    /// That it is trusted.
    pub fn trusted(&self) -> Result<(), CredentialError> {
        match self.trust {
            Trust::Trusted => Ok(()),
            Trust::Distrusted { .. } => Err(CredentialError::IssuerNotTrusted(self.issuer.clone())),
        }
    }

    /// What an achievement of a trusted issuer counts as.
    pub fn level_of(&self, achievement: &str) -> Result<CertificationLevel, CredentialError> {
        self.trusted()?;
        let level = self.details.achievements.iter().find(|(known, _)| known == achievement);
        level.map(|(_, level)| *level).ok_or_else(|| CredentialError::AchievementUnknown(achievement.to_owned()))
    }
}

impl CredentialIssuerDetails {
    fn checked(self) -> Result<Self, InputError> {
        let name = line("name", &self.name, 1..=100)?;
        if self.achievements.is_empty() || self.achievements.len() > ACHIEVEMENTS_MAX {
            return Err(InputError::new("achievements", format!("must be 1 to {ACHIEVEMENTS_MAX}")));
        }
        let checked = |(achievement, level): (String, _)| {
            line("achievements", &achievement, 1..=ID_LENGTH_MAX).map(|achievement| (achievement, level))
        };
        let achievements = self.achievements.into_iter().map(checked).collect::<Result<Vec<_>, _>>()?;
        let ids: HashSet<_> = achievements.iter().map(|(achievement, _)| achievement).collect();
        if ids.len() < achievements.len() {
            return Err(InputError::new("achievements", "must not name one twice"));
        }
        Ok(Self { name, achievements, ..self })
    }
}
