use experts::{CertificationLink, ExpertError};
use kernel::{Actor, CertificationLinkId, ExpertProfileId, Page, Pages, Right, Slice};

use crate::{Marketplace, Result};

impl Marketplace {
    /// One claim, for its account and for the staff who review them.
    pub async fn certification_link(&self, actor: Actor, id: CertificationLinkId) -> Result<CertificationLink> {
        actor.signed_in()?;
        if actor.is_staff() {
            actor.may_any(&[Right::ReviewCertifications, Right::ReviewRegistrations])?;
        }
        let link = experts::store::find_link(self.db.reader(), id).await?;
        let visible = |link: &CertificationLink| actor.is_staff() || actor.acts_for(link.account_id);
        Ok(link.filter(visible).ok_or(ExpertError::CertificationNotFound(id))?)
    }

    /// For members what their account claims, for staff what waits for their review; newest first.
    pub async fn certification_links(
        &self,
        actor: Actor,
        page: Page<CertificationLinkId>,
    ) -> Result<Slice<CertificationLink>> {
        actor.signed_in()?;
        if let Some(account) = actor.account() {
            return Ok(experts::store::page_links_of_account(self.db.reader(), account, page).await?);
        }
        actor.may(Right::ReviewCertifications)?;
        Ok(experts::store::page_links_in_review(self.db.reader(), page).await?)
    }

    /// The certifications that profiles show, newest first: to who sees what a profile keeps from the public all, to
    /// others those that are valid.
    pub async fn certifications_of(
        &self,
        ids: &[ExpertProfileId],
        page: Page<CertificationLinkId>,
        sees_private: bool,
    ) -> Result<Pages<ExpertProfileId, CertificationLink>> {
        let db = self.db.reader();
        Ok(if sees_private {
            experts::store::pages_of_links(db, ids, page).await?
        } else {
            experts::store::pages_of_valid_links(db, ids, self.clock.now(), page).await?
        })
    }
}
