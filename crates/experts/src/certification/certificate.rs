use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use kernel::InputError;
use sea_orm::{DeriveActiveEnum, EnumIter};

use crate::ExpertError;

/// What is certified, and for how long. Invariant: its level counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Certificate {
    pub level: CertificationLevel,
    pub issued_on: NaiveDate,
    /// From when on it no longer counts: the end of its last day, in UTC; `None` for ever.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Only Associate and above count (G-02).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CertificationLevel {
    Foundational,
    Associate,
    Professional,
    Specialty,
}

/// What a registry, or a document before staff, says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub level: CertificationLevel,
    pub issued_on: NaiveDate,
    /// The last day on which it is valid; `None` for ever.
    pub expires_on: Option<NaiveDate>,
}

impl Certificate {
    pub(super) fn valid_at(&self, at: DateTime<Utc>) -> Result<(), ExpertError> {
        match self.expires_at {
            Some(expires_at) if expires_at <= at => Err(ExpertError::CertificationExpired(expires_at)),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether it counts beyond the end of `other`.
    pub(super) fn outlasts(&self, other: &Self) -> bool {
        match (self.expires_at, other.expires_at) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(others)) => own > others,
        }
    }
}

/// What counts of a finding: the level, and that it is not over (IQ-16, G-02).
pub fn accepted(finding: &Finding, at: DateTime<Utc>) -> Result<Certificate, ExpertError> {
    if finding.level < CertificationLevel::Associate {
        return Err(ExpertError::CertificationLevelTooLow(finding.level));
    }
    if finding.expires_on.is_some_and(|expires_on| expires_on < finding.issued_on) {
        return Err(InputError::new("expiresOn", "must not come before the day of issue").into());
    }
    let expires_at = finding.expires_on.map(end_of_day);
    counted(Certificate { level: finding.level, issued_on: finding.issued_on, expires_at }, at)
}

/// That it counts: its level does, and it is not over.
pub(crate) fn counted(certificate: Certificate, at: DateTime<Utc>) -> Result<Certificate, ExpertError> {
    if certificate.level < CertificationLevel::Associate {
        return Err(ExpertError::CertificationLevelTooLow(certificate.level));
    }
    certificate.valid_at(at)?;
    Ok(certificate)
}

pub(crate) fn end_of_day(day: NaiveDate) -> DateTime<Utc> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    next.and_time(NaiveTime::MIN).and_utc()
}

impl fmt::Display for CertificationLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Foundational => "Foundational",
            Self::Associate => "Associate",
            Self::Professional => "Professional",
            Self::Specialty => "Specialty",
        })
    }
}
