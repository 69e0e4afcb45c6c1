use accounts::{Account, AccountError};
use chrono::{DateTime, Utc};
use experts::{Application, Dac7, ExpertError, ExpertProfile, Registration, SellerRegistration};
use kernel::AccountId;
use sea_orm::ConnectionTrait;
use tax::Status;

use crate::Result;

/// All that a registration is judged by, gathered from where it is kept.
pub(super) struct Case {
    pub profile: ExpertProfile,
    pub dac7: Dac7,
    account: Account,
    seller: Option<SellerRegistration>,
    country_is_eligible: bool,
    is_staff: bool,
}

impl Case {
    pub async fn of(db: &impl ConnectionTrait, registration: &Registration, now: DateTime<Utc>) -> Result<Self> {
        let (profile_id, account_id) = (registration.expert_profile_id, registration.account_id);
        let profile = experts::store::find_profile(db, profile_id).await?;
        let profile = profile.ok_or(ExpertError::ProfileNotFound(profile_id))?;
        let account = accounts::store::find(db, account_id).await?.ok_or(AccountError::NotFound(account_id))?;
        let country = account.details.address.country;
        Ok(Self {
            is_staff: is_staff(db, &profile).await?,
            dac7: dac7(db, account_id).await?,
            seller: experts::store::find_seller(db, account_id).await?,
            country_is_eligible: accounts::store::is_eligible(db, country, now.date_naive()).await?,
            profile,
            account,
        })
    }

    pub fn application(&self) -> Application<'_> {
        Application {
            profile: &self.profile,
            seller: self.seller.as_ref(),
            account_address: &self.account.details.address,
            country_is_eligible: self.country_is_eligible,
            is_staff: self.is_staff,
            dac7: self.dac7,
        }
    }
}

async fn is_staff(db: &impl ConnectionTrait, profile: &ExpertProfile) -> Result<bool> {
    let id = profile.member_id;
    let member = accounts::store::find_member(db, id).await?.ok_or(AccountError::MemberNotFound(id))?;
    Ok(accounts::store::is_staff(db, &profile.subject, &member.email).await?)
}

/// Where the account's form stands: an approved version counts while a newer one is written.
async fn dac7(db: &impl ConnectionTrait, account: AccountId) -> Result<Dac7> {
    let latest = tax::store::find_for_account(db, account).await?;
    let submitted_at = latest.as_ref().and_then(|form| form.submission()).map(|submission| submission.at);
    if let Some(at) = tax::store::effective_approved_at(db, account).await? {
        return Ok(Dac7::Approved { submitted_at: submitted_at.map_or(at, |submitted_at| submitted_at.min(at)), at });
    }
    let Some(form) = latest else { return Ok(Dac7::NotSubmitted) };
    Ok(match (form.status(), submitted_at) {
        (Status::Submitted | Status::InReview, Some(at)) => Dac7::Submitted { at },
        (Status::ChangesRequested, _) => Dac7::ChangesRequested,
        (Status::Draft, _) if !form.changes().is_empty() => Dac7::ChangesRequested,
        (Status::Draft | Status::Submitted | Status::InReview | Status::Approved, _) => Dac7::NotSubmitted,
    })
}
