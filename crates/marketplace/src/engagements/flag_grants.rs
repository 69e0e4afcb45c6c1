use chrono::{DateTime, Utc};
use events::{Event, EventKind};
use experts::CertificationLink;
use kernel::Actor;
use sea_orm::DatabaseTransaction;

use super::access_grants::write_grant;
use crate::Result;

/// A certification of somebody's has ended. If they hold no other, the customers whose accounts they may enter are told,
/// and decide: what was agreed goes on (IQ-17).
pub(crate) async fn flag_grants(
    tx: &DatabaseTransaction,
    ended: &CertificationLink,
    (at, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let profile_id = ended.expert_profile_id;
    if experts::store::hold_valid_links(tx, profile_id, now).await? {
        return Ok(());
    }
    let Some(profile) = experts::store::find_profile(tx, profile_id).await? else { return Ok(()) };
    for grant in engagements::store::lock_live_grants_of_person(tx, profile.member_id).await? {
        if grant.flagged_at.is_none() {
            let flagged = Event::effective(EventKind::AccessGrantFlagged, Actor::System, &grant.id, at, now);
            write_grant(tx, &grant.flag(at), &flagged).await?;
        }
    }
    Ok(())
}
