use engagements::{AccessGrant, Engagement, EngagementError};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccessGrantId, Actor, EngagementId, Right};
use sea_orm::DatabaseTransaction;

use super::access_grants::{hold_current, level_named};
use crate::{Marketplace, Result, requests::open_account};

#[derive(Clone, Debug)]
pub struct RequestAccessGrant {
    pub engagement_id: EngagementId,
    /// The level, by its name.
    pub level: String,
    /// What it is for.
    pub purpose: String,
    pub idempotency_key: String,
}

impl Marketplace {
    /// A person of the expert's account asks to be let into the customer's, while the work goes on (G-16). A
    /// colleague's certification does not do: it takes the person's own (IQ-17).
    pub async fn request_access_grant(&self, actor: Actor, input: RequestAccessGrant) -> Result<AccessGrant> {
        let account = actor.account_by(Right::RequestAccess)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = AccessGrantId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let grant = engagements::store::find_grant(&tx, first).await?;
            return Ok(grant.ok_or(EngagementError::AccessGrantNotFound(first))?);
        }
        open_account(&tx, account).await?;
        ensure_own(engagements::store::find(&tx, input.engagement_id).await?, actor, input.engagement_id)?;
        self.certified_personally(&tx, actor).await?; // Locks certifications, which come before engagements.
        let (engagement, ended_at) = hold_current(&tx, input.engagement_id, now).await?;
        if ended_at.is_some() {
            return Err(EngagementError::Over(engagement.id).into());
        }
        let level = level_named(&tx, &input.level).await?;
        let grant = AccessGrant::request(id, &engagement, actor, (&level, &input.purpose), now)?;

        engagements::store::insert_grant(&tx, &grant).await?;
        events::store::record(&tx, &Event::now(EventKind::AccessGrantRequested, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(grant)
    }

    /// Whether the person holds a valid certification, which stays so until the transaction ends.
    async fn certified_personally(&self, tx: &DatabaseTransaction, actor: Actor) -> Result<()> {
        let profile = match actor.member() {
            Some(member) => experts::store::profile_of_member(tx, member).await?,
            None => None,
        };
        let certified = match profile {
            Some(profile) => experts::store::hold_valid_links(tx, profile.id, self.clock.now()).await?,
            None => false,
        };
        Ok(if certified { Ok(()) } else { Err(EngagementError::CertificationRequired) }?)
    }
}

/// To members of other accounts, and of the one that is to be entered, there is no such work.
fn ensure_own(found: Option<Engagement>, actor: Actor, id: EngagementId) -> Result<()> {
    let own = found.is_some_and(|engagement| actor.acts_for(engagement.expert_account_id));
    Ok(if own { Ok(()) } else { Err(EngagementError::NotFound(id)) }?)
}

impl RequestAccessGrant {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let (member, engagement) = (actor.member().map(|id| id.to_string()), self.engagement_id.to_string());
        let payload = [member.as_deref().unwrap_or_default(), &engagement, &self.level, &self.purpose];
        Command::new(actor, "accessGrantRequest", &self.idempotency_key, &payload)
    }
}
