use accounts::AccountError;
use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::{ExpertError, IdentityCheck, Registration};
use kernel::{AccountId, Actor, IdentityCheckId, RegistrationId, Right};
use sea_orm::DatabaseTransaction;
use tax::{Dac7Form, Purpose, TaxError};

use super::{case::Case, forwarded::forget, let_go_of_call::let_go_of_call, open_company_check::open_company_check};
use crate::{Marketplace, Result};

impl Marketplace {
    /// An expert files the registration: the identity check opens, and both clocks begin (IQ-37, IQ-42).
    pub async fn submit_registration(&self, actor: Actor, id: RegistrationId) -> Result<Registration> {
        let account = actor.account_by(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        // Whoever appoints staff or approves the form meanwhile waits here, and then sees what was filed.
        let found = accounts::store::lock(&tx, account).await?.ok_or(AccountError::NotFound(account))?;
        found.ensure_not_closed()?;
        let form = tax::store::lock_for_account(&tx, &self.vault, account).await?;
        let registration = experts::store::lock(&tx, id).await?.ok_or(ExpertError::RegistrationNotFound(id))?;
        let case = Case::of(&tx, &self.vault, &registration, &self.staff_domains, now).await?;
        let registration = registration.submit(actor, case.application(), now)?;
        self.ensure_not_barred(&tx, account, form).await?;

        experts::store::save(&tx, &registration).await?;
        events::store::record(&tx, &Event::now(EventKind::RegistrationSubmitted, actor, &id, now)).await?;
        open_identity_check(&tx, id, now).await?;
        if case.application().needs_company_check() {
            open_company_check(&tx, &self.vault, account, now).await?;
        }
        tx.commit().await?;

        Ok(registration)
    }

    /// Who was blocked for want of tax data does not begin anew in another account with the same number (G-57).
    async fn ensure_not_barred(
        &self,
        tx: &DatabaseTransaction,
        account: AccountId,
        form: Option<Dac7Form>,
    ) -> Result<()> {
        let Some(form) = form else { return Ok(()) };
        let digests = self.blind_index()?.of_answers(Purpose::ReregistrationBar, &form.answers);
        if tax::store::is_barred(tx, account, &digests).await? {
            return Err(TaxError::TinBarred.into());
        }
        Ok(())
    }
}

/// A registration has one check: filed anew, it begins again unless the person is verified already.
async fn open_identity_check(tx: &DatabaseTransaction, id: RegistrationId, now: DateTime<Utc>) -> Result<()> {
    let check = match experts::store::lock_check_of(tx, id).await? {
        Some(check) if check.is_passed() => return Ok(()),
        Some(check) => {
            let_go_of_call(tx, Actor::System, check.id, now).await?;
            forget(tx, Actor::System, check.upload(), now).await?;
            let check = check.reopened(now);
            experts::store::save_check(tx, &check).await?;
            check
        }
        None => {
            let check = IdentityCheck::open(IdentityCheckId::generate(now), id, now);
            experts::store::insert_check(tx, &check).await?;
            check
        }
    };
    let opened = Event::now(EventKind::IdentityCheckOpened, Actor::System, &check.id, now);
    Ok(events::store::record(tx, &opened).await?)
}
