use experts::{ExpertError, ExpertProfile};
use kernel::{AccountId, Actor, ActorError, MemberId, Right};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::Result;

/// Who acts for themselves as an expert: no right is asked, but to be a member. Staff never are (IQ-12).
pub(super) fn person(actor: Actor) -> Result<(MemberId, AccountId)> {
    match actor {
        Actor::Member { member, account, .. } => Ok((member, account)),
        Actor::Staff { .. } => Err(ExpertError::StaffNeverExpert.into()),
        Actor::Anonymous => Err(ActorError::Unauthenticated.into()),
        Actor::Newcomer | Actor::System => Err(ActorError::RightMissing(Right::ManageSeller).into()),
    }
}

/// The person's profile, which comes before everything else.
pub(super) async fn own_profile(db: &impl ConnectionTrait, member: MemberId) -> Result<ExpertProfile> {
    Ok(experts::store::profile_of_member(db, member).await?.ok_or(ExpertError::NoProfile)?)
}

/// Whether the reviewer is the person of the profile: nobody reviews themselves (IQ-37).
pub(super) async fn is_own(tx: &DatabaseTransaction, actor: Actor, profile: &ExpertProfile) -> Result<bool> {
    match actor.staff() {
        Some(staff) => Ok(accounts::store::is_same_person(tx, staff, profile.member_id).await?),
        None => Ok(false),
    }
}
