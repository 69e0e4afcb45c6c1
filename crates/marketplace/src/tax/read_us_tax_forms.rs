use kernel::{Actor, Page, Right, Slice, UsTaxFormId};
use tax::{TaxError, UsReviewCounts, UsReviewFilter, UsTaxForm};

use super::reviewer::reviewer;
use crate::{Marketplace, Result};

const MAY_READ: [Right; 2] = [Right::ManageSeller, Right::ReviewTaxForms];

impl Marketplace {
    /// One version of a form: for members of its account, and reviewers.
    pub async fn us_tax_form(&self, actor: Actor, id: UsTaxFormId) -> Result<UsTaxForm> {
        actor.may_any(&MAY_READ)?;
        let form = tax::store::find_us_form(self.db.reader(), &self.vault, id).await?;
        let form = form.filter(|form| actor.is_staff() || actor.acts_for(form.account_id));
        Ok(form.ok_or(TaxError::UsFormNotFound(id))?)
    }

    /// The versions of one's own account, newest first.
    pub async fn us_tax_forms(&self, actor: Actor, page: Page<UsTaxFormId>) -> Result<Slice<UsTaxForm>> {
        let account = actor.account_by(Right::ManageSeller)?;
        Ok(tax::store::page_of_us_forms(self.db.reader(), &self.vault, account, page).await?)
    }

    /// The forms of every account that wait for a reviewer, from what waits longest on.
    pub async fn us_tax_review_queue(
        &self,
        actor: Actor,
        filter: &UsReviewFilter,
        page: Page<UsTaxFormId>,
    ) -> Result<Slice<UsTaxForm>> {
        reviewer(actor)?;
        Ok(tax::store::page_of_us_review_queue(self.db.reader(), &self.vault, filter, page).await?)
    }

    /// How many wait, by what they can be filtered by: of those that the filter leaves.
    pub async fn us_tax_review_counts(&self, actor: Actor, filter: &UsReviewFilter) -> Result<UsReviewCounts> {
        reviewer(actor)?;
        let tx = self.db.snapshot().await?;
        Ok(tax::store::count_us_review_queue(&tx, filter).await?)
    }
}
