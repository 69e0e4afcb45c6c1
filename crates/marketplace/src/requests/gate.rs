//! What stands between somebody and what they want to begin.

use accounts::AccountError;
use chrono::{DateTime, Utc};
use experts::Registration;
use kernel::{AccountId, Actor, ExpertProfileId};
use requests::{RequestError, SpeakingIdentity};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::Result;

/// A suspended account begins nothing new (MKT-04). It stays open until what it begins is there.
pub(crate) async fn open_account(tx: &DatabaseTransaction, id: AccountId) -> Result<()> {
    let account = accounts::store::hold(tx, id).await?.ok_or(AccountError::NotFound(id))?;
    Ok(account.ensure_open()?)
}

/// Requests are shown to accounts in which anybody holds a valid certification (IQ-16).
pub(super) async fn certified(db: &impl ConnectionTrait, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    let certified = experts::store::has_valid_link(db, account, now).await?;
    Ok(if certified { Ok(()) } else { Err(RequestError::CertificationRequired) }?)
}

/// The profile of the person who speaks, if its registration is active (IQ-10), and if there is what they speak as: the
/// person, or the company that the account is (IQ-22).
pub(super) async fn speaker(
    db: &impl ConnectionTrait,
    actor: Actor,
    speaks_as: SpeakingIdentity,
) -> Result<ExpertProfileId> {
    let refused = RequestError::RegistrationNotActive;
    let member = actor.member().ok_or(refused.clone())?;
    let profile = experts::store::profile_of_member(db, member).await?.ok_or(refused.clone())?;
    let registration = experts::store::registration_of_profile(db, profile.id).await?;
    registration.filter(Registration::is_active).ok_or(refused)?;
    match speaks_as {
        SpeakingIdentity::Individual => profile.speaks()?,
        SpeakingIdentity::Company => has_company(db, profile.account_id).await?,
    }
    Ok(profile.id)
}

/// Who speaks for a company must have one (IQ-20, IQ-21).
pub(super) async fn has_company(db: &impl ConnectionTrait, account: AccountId) -> Result<()> {
    let company = accounts::store::find_company(db, account).await?;
    Ok(company.map(drop).ok_or(RequestError::CompanyDetailsMissing)?)
}
