use std::collections::HashMap;

use engagements::{AccessGrant, AccessLevel, AccessSession, EngagementError};
use events::AuditRow;
use kernel::{AccessGrantId, Actor, EngagementId, EventId, Page, Pages, Right, Side, Slice};

use crate::{Marketplace, Result};

/// One line of what became of a grant; where somebody went in, the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessActivity {
    pub line: AuditRow,
    pub session: Option<AccessSession>,
}

impl Marketplace {
    /// How far access may go, level by level: for everybody (G-16).
    pub async fn access_levels(&self) -> Result<Vec<AccessLevel>> {
        Ok(engagements::store::access_levels(self.db.reader()).await?)
    }

    /// One grant, for its two sides and for the staff who run payouts, settle or audit.
    pub async fn access_grant(&self, actor: Actor, id: AccessGrantId) -> Result<AccessGrant> {
        actor.may_read(&Right::TO_READ_WORK)?;
        let grant = engagements::store::find_grant(self.db.reader(), id).await?;
        Ok(grant.filter(|grant| grant.is_open_to(actor)).ok_or(EngagementError::AccessGrantNotFound(id))?)
    }

    /// What one's own account gave or was given, on one side of it, newest first.
    pub async fn access_grants(
        &self,
        actor: Actor,
        side: Side,
        page: Page<AccessGrantId>,
    ) -> Result<Slice<AccessGrant>> {
        actor.signed_in()?;
        let Some(account) = actor.account() else { return Ok(Slice::default()) };
        Ok(match side {
            Side::Customer => engagements::store::page_grants_for_customer(self.db.reader(), account, page).await?,
            Side::Expert => engagements::store::page_grants_for_expert(self.db.reader(), account, page).await?,
        })
    }

    /// The grants of engagements that are seen already, newest first.
    pub async fn access_grants_of(
        &self,
        actor: Actor,
        ids: &[EngagementId],
        page: Page<AccessGrantId>,
    ) -> Result<Pages<EngagementId, AccessGrant>> {
        actor.may_read(&Right::TO_READ_WORK)?;
        Ok(engagements::store::pages_of_grants(self.db.reader(), ids, page).await?)
    }

    /// The keys by which what lets experts in is verified, as a JWK set; `None` where somebody else verifies it.
    pub fn access_keys(&self) -> Option<String> {
        self.outside.access_broker.as_ref().and_then(|broker| broker.public_keys())
    }

    /// Whether the actor reads what became of a grant: of the customer's members those who give access, and staff who
    /// audit (G-33).
    pub fn sees_activity(&self, actor: Actor, grant: &AccessGrant) -> bool {
        let is_seen = actor.is_staff() || actor.acts_for(grant.customer_account_id);
        is_seen && actor.may(activity_right(actor)).is_ok()
    }

    /// Everything that became of a grant, every session included, newest first.
    pub async fn access_activity(
        &self,
        actor: Actor,
        id: AccessGrantId,
        page: Page<EventId>,
    ) -> Result<Slice<AccessActivity>> {
        actor.may(activity_right(actor))?;
        let grant = engagements::store::find_grant(self.db.reader(), id).await?;
        grant.filter(|grant| self.sees_activity(actor, grant)).ok_or(EngagementError::AccessGrantNotFound(id))?;
        Ok(self.access_activity_of(actor, &[id], page).await?.remove(&id).unwrap_or_default())
    }

    /// The same of several grants of which the actor sees it.
    pub async fn access_activity_of(
        &self,
        actor: Actor,
        ids: &[AccessGrantId],
        page: Page<EventId>,
    ) -> Result<Pages<AccessGrantId, AccessActivity>> {
        actor.may(activity_right(actor))?;
        let subjects: Vec<_> = ids.iter().map(ToString::to_string).collect();
        let lines = events::store::pages_of_subjects(self.db.reader(), &subjects, page).await?;
        let events: Vec<_> = lines.iter().map(|line| line.id).collect();
        let sessions = engagements::store::sessions_of_events(self.db.reader(), &events).await?;
        let mut sessions: HashMap<_, _> = sessions.into_iter().map(|session| (session.event_id, session)).collect();
        let mut lists: Pages<_, _> = HashMap::new();
        for id in ids {
            let of_grant = lines.iter().filter(|line| line.subject == id.to_string()).cloned();
            let lines = of_grant.map(|line| AccessActivity { session: sessions.remove(&line.id), line }).collect();
            lists.insert(*id, page.slice(lines));
        }
        Ok(lists)
    }
}

const fn activity_right(actor: Actor) -> Right {
    match actor {
        Actor::Staff { .. } => Right::ReadAudit,
        Actor::Member { .. } | Actor::Newcomer | Actor::System | Actor::Anonymous => Right::GrantAccess,
    }
}
