use std::collections::HashSet;

use chrono::TimeDelta;
use events::{Event, EventKind};
use experts::{
    CertificationState, CredentialError, CredentialIssuer, ExpertError, StatusPurpose, store::KeptStatusList,
};
use kernel::{Actor, CertificationLinkId};

use crate::{Error, Marketplace, Result, engagements::flag_grants, sweeps::Step};

/// After so long a list is asked for again that could not be had.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// A certification that rests on a list, and the bit that speaks of it.
type Resting = (CertificationLinkId, u64, StatusPurpose);

impl Marketplace {
    /// Looks at an issuer's list anew, and takes off what the issuer does not stand by any more. A list that cannot be
    /// had takes off nothing: the certifications tell until when the issuer's word was fresh.
    pub(crate) async fn check_credential_status(&self, url: &str) -> Result<Step> {
        let Some(kept) = experts::store::find_status_list(self.db.reader(), url).await? else { return Ok(Step::Left) };
        if kept.next_check_at.is_none_or(|due_at| self.clock.now() < due_at) {
            return Ok(Step::Left); // Somebody else looked at it.
        }
        let resting = experts::store::links_resting_on(self.db.reader(), url).await?;
        if resting.is_empty() {
            return self.look_again(url, None).await;
        }
        let id = kept.credential_issuer_id;
        let issuer = experts::store::find_credential_issuer(self.db.reader(), id).await?;
        let issuer = issuer.ok_or(CredentialError::IssuerNotFound(id))?;
        match self.looked_at(&issuer, url, &resting).await {
            Ok((list, set)) => {
                self.take_off(&resting, &set).await?;
                self.keep(&list).await?; // Last: whoever dies before looks again.
                Ok(Step::Done)
            }
            Err(error) => {
                tracing::warn!(%error, "a status list cannot be read; what rests on it stays as it is");
                self.look_again(url, Some(AGAIN)).await
            }
        }
    }

    async fn looked_at(
        &self,
        issuer: &CredentialIssuer,
        url: &str,
        resting: &[Resting],
    ) -> Result<(KeptStatusList, HashSet<u64>), CredentialError> {
        let list = self.fetched(issuer, url).await?;
        let spoken_of = resting.iter().filter(|(_, _, purpose)| list.purposes.contains(purpose));
        let indices: Vec<_> = spoken_of.map(|(_, index, _)| *index).collect();
        let set = self.outside.verifier.set_bits(&list.encoded, &indices)?.into_iter().collect();
        Ok((list, set))
    }

    async fn take_off(&self, resting: &[Resting], set: &HashSet<u64>) -> Result<()> {
        for (id, index, purpose) in resting {
            if set.contains(index) {
                self.take_off_one(*id, *purpose).await?;
            }
        }
        Ok(())
    }

    async fn take_off_one(&self, id: CertificationLinkId, purpose: StatusPurpose) -> Result<()> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let link = experts::store::lock_link(&tx, id).await?.ok_or(ExpertError::CertificationNotFound(id))?;
        if !matches!(link.state, CertificationState::Verified { .. }) {
            return Ok(()); // Taken off already.
        }
        let reason = CredentialError::Revoked(purpose).to_string();
        let link = match link.revoke(&reason, now) {
            Ok(link) => link,
            Err(ExpertError::CertificationExpired(_)) => return Ok(()), // Over, if not noted yet.
            Err(error) => return Err(Error::from(error)),
        };
        let event = Event::now(EventKind::CertificationRevoked, Actor::System, &id, now).because(reason);

        experts::store::save_link(&tx, &link).await?;
        flag_grants(&tx, &link, (now, now)).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn look_again(&self, url: &str, after: Option<TimeDelta>) -> Result<Step> {
        let next_check_at = after.map(|after| self.clock.now() + after);
        let tx = self.db.begin().await?;
        experts::store::schedule_status_check(&tx, url, next_check_at).await?;
        tx.commit().await?;
        Ok(Step::Done)
    }
}
