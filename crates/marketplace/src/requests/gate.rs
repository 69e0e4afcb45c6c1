//! What stands between somebody and what they want to begin.

use accounts::AccountError;
use chrono::{DateTime, Utc};
use experts::Registration;
use kernel::{AccountId, Actor, ExpertProfileId};
use requests::RequestError;
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

/// The profile in whose name the actor speaks, if its registration is active (IQ-10).
pub(super) async fn speaker(db: &impl ConnectionTrait, actor: Actor) -> Result<ExpertProfileId> {
    let refused = RequestError::RegistrationNotActive;
    let member = actor.member().ok_or(refused.clone())?;
    let profile = experts::store::profile_of_member(db, member).await?.ok_or(refused.clone())?;
    let registration = experts::store::registration_of_profile(db, profile.id).await?;
    Ok(registration.filter(Registration::is_active).map(|_| profile.id).ok_or(refused)?)
}
