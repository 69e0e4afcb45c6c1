use kernel::{Actor, Dac7FormId, Page, Right, Slice};
use tax::{Dac7Form, Status, TaxError};

use super::reviewer::reviewer;
use crate::{Marketplace, Result};

const MAY_READ: [Right; 2] = [Right::ManageSeller, Right::ReviewTaxForms];

impl Marketplace {
    /// One version of a form: for members of its account, and reviewers.
    pub async fn dac7_form(&self, actor: Actor, id: Dac7FormId) -> Result<Dac7Form> {
        actor.may_any(&MAY_READ)?;
        let form = tax::store::find(self.db.reader(), &self.vault, id).await?;
        let form = form.filter(|form| actor.is_staff() || actor.acts_for(form.account_id));
        Ok(form.ok_or(TaxError::NotFound(id))?)
    }

    /// The versions of one's own account, newest first.
    pub async fn dac7_forms(&self, actor: Actor, page: Page<Dac7FormId>) -> Result<Slice<Dac7Form>> {
        let account = actor.account_by(Right::ManageSeller)?;
        Ok(tax::store::page_for_account(self.db.reader(), &self.vault, account, page).await?)
    }

    /// The reviewers' queue: the forms of every account, of one status if one is given, newest first.
    pub async fn dac7_forms_to_review(
        &self,
        actor: Actor,
        status: Option<Status>,
        page: Page<Dac7FormId>,
    ) -> Result<Slice<Dac7Form>> {
        reviewer(actor)?;
        Ok(tax::store::page_for_review(self.db.reader(), &self.vault, status, page).await?)
    }
}
