use experts::{CertificationLink, ExpertError, ExpertProfile};
use kernel::{AccountId, Actor, ActorError, CertificationLinkId, MemberId, Right};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use crate::Result;

/// Who acts for themselves as an expert: no right is asked, but to be a member. Staff never are (IQ-12).
pub(crate) fn person(actor: Actor) -> Result<(MemberId, AccountId)> {
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

/// Locks one of the person's own claims; to others it does not exist, whether or not they have a profile.
pub(super) async fn lock_own_link(
    tx: &DatabaseTransaction,
    member: MemberId,
    id: CertificationLinkId,
) -> Result<CertificationLink> {
    let own = experts::store::profile_of_member(tx, member).await?.map(|profile| profile.id);
    let link = experts::store::lock_link(tx, id).await?;
    let link = link.filter(|link| Some(link.expert_profile_id) == own);
    Ok(link.ok_or(ExpertError::CertificationNotFound(id))?)
}

/// Whether the reviewer is the person of the profile: nobody reviews themselves (IQ-37).
pub(super) async fn is_own(tx: &DatabaseTransaction, actor: Actor, profile: &ExpertProfile) -> Result<bool> {
    match actor.staff() {
        Some(staff) => Ok(accounts::store::is_same_person(tx, staff, profile.member_id).await?),
        None => Ok(false),
    }
}
