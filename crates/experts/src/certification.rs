mod certificate;
mod expiry;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use kernel::{AccountId, CertificationLinkId, ExpertProfileId, ExpiryNotice, line, text};

use crate::{Credential, ExpertError, ExpertProfile, registration::given};

pub use certificate::{Certificate, CertificationLevel, Finding, accepted};
pub(crate) use certificate::{counted, end_of_day};
pub use expiry::{CertificationDeadline, CertificationDeadlineKind};

/// A certification that a person claims, and what the registry or staff say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificationLink {
    pub id: CertificationLinkId,
    pub expert_profile_id: ExpertProfileId,
    /// Whose gate to the requests it opens while it is valid (IQ-16).
    pub account_id: AccountId,
    /// Who certified, such as "AWS".
    pub issuer: String,
    /// The certification account's id with the issuer.
    pub external_id: String,
    pub state: CertificationState,
    /// Since when it is in this state.
    pub since: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CertificationState {
    /// The registry has not answered yet.
    Claimed,
    /// The registry knows no such certification of this person; staff may look at evidence (IQ-19).
    NotFound,
    ManualReview {
        evidence: String,
    },
    Verified {
        certificate: Certificate,
        /// What convinced staff; `None` where the registry answered.
        evidence: Option<String>,
        /// When the person is told next that it ends; `None` if never again.
        notice_at: Option<DateTime<Utc>>,
    },
    Rejected {
        why: Rejection,
    },
    /// Its time is over: the gates close, work and money go on.
    Expired {
        certificate: Certificate,
    },
    /// The person took it off.
    Unlinked,
    /// Staff took it off.
    Revoked {
        reason: String,
    },
}

/// The facts of a verified certification, as [`CertificationState::Verified`] has them.
struct Verified<'a> {
    certificate: Certificate,
    evidence: Option<&'a String>,
    notice_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    LevelTooLow,
    Expired,
    ByStaff { reason: String },
}

impl CertificationLink {
    /// The person claims a certification as theirs.
    pub fn claim(
        id: CertificationLinkId,
        profile: &ExpertProfile,
        issuer: &str,
        external_id: &str,
        at: DateTime<Utc>,
    ) -> Result<Self, ExpertError> {
        if profile.details.legal_name.is_none() {
            // Without it no holder can match.
            return Err(ExpertError::ProfileIncomplete { missing: vec!["a legal name"] });
        }
        Ok(Self {
            id,
            expert_profile_id: profile.id,
            account_id: profile.account_id,
            issuer: line("issuer", issuer, 1..=100)?,
            external_id: line("externalId", external_id, 1..=100)?,
            state: CertificationState::Claimed,
            since: at,
        })
    }

    /// What a credential certifies that was verified: there is nothing to ask a registry.
    pub fn of_credential(
        id: CertificationLinkId,
        profile: &ExpertProfile,
        credential: &Credential,
        certificate: Certificate,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            expert_profile_id: profile.id,
            account_id: profile.account_id,
            issuer: credential.issuer.clone(),
            external_id: credential.id.clone(),
            state: CertificationState::verified(certificate, None, at),
            since: at,
        }
    }

    /// Whether what the registry says decides it: it waits for the answer, or the registry may know it by now.
    pub const fn waits_for_registry(&self) -> bool {
        match self.state {
            CertificationState::Claimed | CertificationState::NotFound => true,
            CertificationState::ManualReview { .. }
            | CertificationState::Verified { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => false,
        }
    }

    /// The registry answered: what it found of this holder, or nothing. What it still does not know stays as it is.
    pub fn answered(self, found: Option<&Finding>, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        if !self.waits_for_registry() {
            return Err(self.needs("claimed, or not found"));
        }
        if self.state == CertificationState::NotFound && found.is_none() {
            return Ok(self);
        }
        let state = match found.map(|finding| accepted(finding, at)) {
            None => CertificationState::NotFound,
            Some(Ok(certificate)) => CertificationState::verified(certificate, None, at),
            Some(Err(ExpertError::CertificationExpired(_))) => CertificationState::Rejected { why: Rejection::Expired },
            Some(Err(_)) => CertificationState::Rejected { why: Rejection::LevelTooLow },
        };
        Ok(self.now(state, at))
    }

    /// The person asks staff to look at evidence (IQ-19). `held_elsewhere`: on another profile meanwhile.
    pub fn request_review(self, evidence: &str, held_elsewhere: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        if self.state != CertificationState::NotFound {
            return Err(self.needs("not found"));
        }
        if held_elsewhere {
            return Err(ExpertError::CertificationLinkedElsewhere);
        }
        let evidence = text("evidence", evidence, 1..=2_000)?;
        Ok(self.now(CertificationState::ManualReview { evidence }, at))
    }

    /// Staff read the evidence and confirm what it says. `own`: the reviewer is the person.
    pub fn verify(self, finding: &Finding, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        let evidence = Some(self.evidence_for(own)?);
        let certificate = accepted(finding, at)?;
        Ok(self.now(CertificationState::verified(certificate, evidence, at), at))
    }

    /// Staff read the evidence and are not convinced.
    pub fn reject(self, reason: &str, own: bool, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.evidence_for(own)?;
        let why = Rejection::ByStaff { reason: given(reason)? };
        Ok(self.now(CertificationState::Rejected { why }, at))
    }

    /// Its time is over, as of its due instant.
    pub fn expire(self, now: DateTime<Utc>) -> Result<Self, ExpertError> {
        match self.state {
            CertificationState::Verified {
                certificate: certificate @ Certificate { expires_at: Some(due_at), .. },
                ..
            } if due_at <= now => Ok(self.now(CertificationState::Expired { certificate }, due_at)),
            CertificationState::Verified { .. }
            | CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => Err(self.needs("past its end")),
        }
    }

    /// The person takes it off the profile.
    pub fn unlink(self, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.in_force(at)?;
        Ok(self.now(CertificationState::Unlinked, at))
    }

    /// Staff take it off the profile.
    pub fn revoke(self, reason: &str, at: DateTime<Utc>) -> Result<Self, ExpertError> {
        self.in_force(at)?;
        let reason = given(reason)?;
        Ok(self.now(CertificationState::Revoked { reason }, at))
    }

    /// What it certifies, while it does or did; a valid one opens the gates.
    pub fn certificate(&self) -> Option<Certificate> {
        match self.state {
            CertificationState::Verified { certificate, .. } | CertificationState::Expired { certificate } => {
                Some(certificate)
            }
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => None,
        }
    }

    fn evidence_for(&self, own: bool) -> Result<String, ExpertError> {
        match &self.state {
            CertificationState::ManualReview { .. } if own => Err(ExpertError::SelfReview),
            CertificationState::ManualReview { evidence } => Ok(evidence.clone()),
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::Verified { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => Err(self.needs("in manual review")),
        }
    }

    /// From its end on it is as good as expired, swept or not.
    fn in_force(&self, at: DateTime<Utc>) -> Result<(), ExpertError> {
        self.in_verified()?.certificate.valid_at(at)
    }

    /// The facts of its being verified, over or not.
    fn in_verified(&self) -> Result<Verified<'_>, ExpertError> {
        match &self.state {
            CertificationState::Verified { certificate, evidence, notice_at } => {
                Ok(Verified { certificate: *certificate, evidence: evidence.as_ref(), notice_at: *notice_at })
            }
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => Err(self.needs("verified")),
        }
    }

    fn now(self, state: CertificationState, at: DateTime<Utc>) -> Self {
        Self { state, since: at, ..self }
    }

    fn needs(&self, needs: &'static str) -> ExpertError {
        ExpertError::CertificationNotInState { id: self.id, needs }
    }
}

impl CertificationState {
    /// As of `at`: what is over by then is not told any more.
    fn verified(certificate: Certificate, evidence: Option<String>, at: DateTime<Utc>) -> Self {
        let notice_at = certificate.expires_at.and_then(|expires_at| ExpiryNotice::next_at(expires_at, at));
        Self::Verified { certificate, evidence, notice_at }
    }
}

/// Whether both spell one person, whatever the capitals and blanks.
pub fn same_holder(one: &str, other: &str) -> bool {
    let words = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    words(one) == words(other)
}
