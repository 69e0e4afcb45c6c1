//! How a certification comes to its end: the person is told beforehand, and told no more once it is renewed.

use chrono::{DateTime, Utc};
use kernel::ExpiryNotice;

use super::{CertificationLink, CertificationState, Finding, Verified, accepted};
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
        let Verified { certificate, evidence, .. } = self.in_verified()?;
        let state = CertificationState::verified(certificate, evidence.cloned(), now);
        Ok((Self { state, ..self }, notice))
    }

    /// The notice to be given at `now`; none once it is over.
    pub fn notice_due(&self, now: DateTime<Utc>) -> Option<ExpiryNotice> {
        let Verified { certificate, notice_at, .. } = self.in_verified().ok()?;
        ExpiryNotice::due(certificate.expires_at?, notice_at?, now)
    }

    /// What is still to pass with it, in due order; nothing unless it is verified and ends.
    pub fn deadlines(&self) -> Vec<CertificationDeadline> {
        let Ok(Verified { certificate, notice_at, .. }) = self.in_verified() else { return vec![] };
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
        let Verified { certificate: before, evidence, .. } = self.in_verified().ok()?;
        let state = CertificationState::verified(certificate, evidence.cloned(), at);
        certificate.outlasts(&before).then(|| Self { state, ..self.clone() })
    }
}
