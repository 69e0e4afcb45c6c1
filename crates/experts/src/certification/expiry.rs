//! How a certification comes to its end: the person is told beforehand, and told no more once it is renewed.

use chrono::{DateTime, Utc};
use kernel::ExpiryNotice;

use super::{Certificate, CertificationLink, CertificationState, Finding, accepted};
use crate::ExpertError;

/// What is still to pass with a certification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertificationDeadline {
    pub kind: CertificationDeadlineKind,
    pub due_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificationDeadlineKind {
    /// The person is told that it ends in so many days.
    Notice { days_before: u16 },
    /// It no longer counts.
    End,
}

impl CertificationLink {
    /// The person is told that it ends: what was due last, whatever was missed before it.
    pub fn give_notice(self, now: DateTime<Utc>) -> Result<(Self, ExpiryNotice), ExpertError> {
        let notice = self.notice_due(now).ok_or_else(|| self.needs("about to end"))?;
        match self.state {
            CertificationState::Verified { certificate, evidence, .. } => {
                Ok((Self { state: CertificationState::verified(certificate, evidence, now), ..self }, notice))
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

    /// The notice to be given at `now`; none once it is over.
    pub fn notice_due(&self, now: DateTime<Utc>) -> Option<ExpiryNotice> {
        let (certificate, notice_at) = self.awaited()?;
        ExpiryNotice::due(certificate.expires_at?, notice_at?, now)
    }

    /// What is still to pass with it, in due order; nothing unless it is verified and ends.
    pub fn deadlines(&self) -> Vec<CertificationDeadline> {
        let Some((certificate, notice_at)) = self.awaited() else { return vec![] };
        let all = certificate.expires_at.into_iter().flat_map(ExpiryNotice::all);
        let notices = all.filter(|notice| notice_at.is_some_and(|next| next <= notice.at));
        let notices = notices.map(|ExpiryNotice { at: due_at, days_before, .. }| CertificationDeadline {
            kind: CertificationDeadlineKind::Notice { days_before },
            due_at,
        });
        let end = |due_at| CertificationDeadline { kind: CertificationDeadlineKind::End, due_at };
        notices.chain(certificate.expires_at.map(end)).collect()
    }

    /// The registry, asked again, knows it to count for longer: so it does, and what was to be told of the former end is
    /// not. `None`: what the registry says is nothing new.
    pub fn renewed(&self, finding: &Finding, at: DateTime<Utc>) -> Option<Self> {
        let certificate = accepted(finding, at).ok()?;
        match &self.state {
            CertificationState::Verified { certificate: before, evidence, .. } if certificate.outlasts(before) => {
                let state = CertificationState::verified(certificate, evidence.clone(), at);
                Some(Self { state, ..self.clone() })
            }
            CertificationState::Verified { .. }
            | CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => None,
        }
    }

    /// What is verified, and when the person is told next that it ends.
    fn awaited(&self) -> Option<(Certificate, Option<DateTime<Utc>>)> {
        match self.state {
            CertificationState::Verified { certificate, notice_at, .. } => Some((certificate, notice_at)),
            CertificationState::Claimed
            | CertificationState::NotFound
            | CertificationState::ManualReview { .. }
            | CertificationState::Rejected { .. }
            | CertificationState::Expired { .. }
            | CertificationState::Unlinked
            | CertificationState::Revoked { .. } => None,
        }
    }
}
