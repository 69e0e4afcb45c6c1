use chrono::{DateTime, TimeDelta, Utc};
use experts::{CredentialError, CredentialIssuer, StatusEntry, StatusList, store::KeptStatusList};

use crate::{Marketplace, Result};

/// How long a list is good for if its issuer does not say, and at most; and at least, so that no issuer has us ask all
/// day.
const LIFE: TimeDelta = TimeDelta::days(1);
const LIFE_MIN: TimeDelta = TimeDelta::minutes(5);

impl Marketplace {
    /// That the issuer still stands by a credential, by lists that are fresh.
    pub(super) async fn stands(&self, issuer: &CredentialIssuer, entries: &[StatusEntry]) -> Result<()> {
        for entry in entries {
            let list = self.fresh_list(issuer, &entry.list_url).await?;
            if !list.purposes.contains(&entry.purpose) {
                return Err(CredentialError::StatusUnknown("the list is for something else".to_owned()).into());
            }
            if !self.outside.verifier.set_bits(&list.encoded, &[entry.index])?.is_empty() {
                return Err(CredentialError::Revoked(entry.purpose).into());
            }
        }
        Ok(())
    }

    /// The list as it is kept while that is fresh, and else as it is had now.
    async fn fresh_list(&self, issuer: &CredentialIssuer, url: &str) -> Result<KeptStatusList> {
        let kept = experts::store::find_status_list(self.db.reader(), url).await?;
        let kept = kept.filter(|kept| kept.credential_issuer_id == issuer.id);
        if let Some(kept) = kept.clone().filter(|kept| self.clock.now() < kept.fresh_until) {
            return Ok(kept);
        }
        let had = self.fetched(issuer, url).await;
        let list = had.map_err(|error| kept.as_ref().map_or(error, stale))?;
        // What rests on it already is looked at when it was to be.
        let next_check_at = kept.and_then(|kept| kept.next_check_at).or(list.next_check_at);
        let list = KeptStatusList { next_check_at, ..list };
        self.keep(&list).await?;
        Ok(list)
    }

    /// Fetches a list with no transaction open; it is its issuer's, and in its time.
    pub(super) async fn fetched(
        &self,
        issuer: &CredentialIssuer,
        url: &str,
    ) -> Result<KeptStatusList, CredentialError> {
        let unknown = |error: CredentialError| CredentialError::StatusUnknown(error.to_string());
        let document = self.outside.status_lists.fetch(url).await;
        let document = document.map_err(|error| CredentialError::StatusUnknown(error.0))?;
        let list = self.outside.verifier.verify_status_list(&document, &issuer.details.keys).map_err(unknown)?;
        let now = self.clock.now();
        list.speaks(issuer, now)?;
        Ok(kept(issuer, url, list, now))
    }

    pub(super) async fn keep(&self, list: &KeptStatusList) -> Result<()> {
        let tx = self.db.begin().await?;
        experts::store::keep_status_list(&tx, list).await?;
        tx.commit().await?;
        Ok(())
    }
}

const fn stale(kept: &KeptStatusList) -> CredentialError {
    CredentialError::StatusStale { fresh_until: kept.fresh_until }
}

fn kept(issuer: &CredentialIssuer, url: &str, list: StatusList, now: DateTime<Utc>) -> KeptStatusList {
    let life = list.ttl_millis.and_then(TimeDelta::try_milliseconds).unwrap_or(LIFE).clamp(LIFE_MIN, LIFE);
    let fresh_until = list.valid_until.map_or(now + life, |until| until.min(now + life));
    KeptStatusList {
        url: url.to_owned(),
        credential_issuer_id: issuer.id,
        purposes: list.purposes,
        encoded: list.encoded,
        fetched_at: now,
        fresh_until,
        next_check_at: Some(fresh_until.max(now + LIFE_MIN)),
    }
}
