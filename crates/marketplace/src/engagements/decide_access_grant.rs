use chrono::{DateTime, Utc};
use engagements::{AccessGrant, EngagementError};
use events::{Event, EventKind};
use kernel::{AccessGrantId, Actor, Right};

use super::access_grants::{level_named, lock_grant, write_grant};
use crate::{Marketplace, Result, requests::open_account};

#[derive(Clone, Debug)]
pub struct ApproveAccessGrant {
    pub access_grant_id: AccessGrantId,
    /// A lower level than was asked for, by its name; `None` if the customer gives what was asked for.
    pub level: Option<String>,
}

/// How the customer decides against somebody, with the reason that they give.
type KeepOut = fn(AccessGrant, Actor, Option<&str>, DateTime<Utc>) -> Result<AccessGrant, EngagementError>;

impl Marketplace {
    /// The customer lets the named person in, as far as they asked or less far (G-16, G-33).
    pub async fn approve_access_grant(&self, actor: Actor, input: ApproveAccessGrant) -> Result<AccessGrant> {
        let account = actor.account_by(Right::GrantAccess)?;
        let (id, now) = (input.access_grant_id, self.clock.now());
        let tx = self.db.begin().await?;

        open_account(&tx, account).await?;
        let grant = lock_grant(&tx, id, now).await?;
        let asked = level_named(&tx, &grant.level).await?;
        if let Some(lower) = &input.level {
            level_named(&tx, lower).await?;
        }
        let grant = grant.approve(actor, &asked, input.level.as_deref(), now)?;
        let given = grant.given().map_or_else(String::new, |given| given.level.clone());

        write_grant(&tx, &grant, &Event::now(EventKind::AccessGrantApproved, actor, &id, now).because(given)).await?;
        tx.commit().await?;

        Ok(grant)
    }

    /// The customer keeps the person out.
    pub async fn decline_access_grant(
        &self,
        actor: Actor,
        id: AccessGrantId,
        reason: Option<&str>,
    ) -> Result<AccessGrant> {
        self.keep_out(actor, (id, reason), EventKind::AccessGrantDeclined, AccessGrant::decline).await
    }

    /// The customer takes access away, at any time: no session is opened any more (G-33).
    pub async fn revoke_access_grant(
        &self,
        actor: Actor,
        id: AccessGrantId,
        reason: Option<&str>,
    ) -> Result<AccessGrant> {
        self.keep_out(actor, (id, reason), EventKind::AccessGrantRevoked, AccessGrant::revoke).await
    }

    async fn keep_out(
        &self,
        actor: Actor,
        (id, reason): (AccessGrantId, Option<&str>),
        kind: EventKind,
        decide: KeepOut,
    ) -> Result<AccessGrant> {
        actor.may(Right::GrantAccess)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let grant = decide(lock_grant(&tx, id, now).await?, actor, reason, now)?;

        write_grant(&tx, &grant, &said(Event::now(kind, actor, &id, now), reason)).await?;
        tx.commit().await?;

        Ok(grant)
    }

    /// The expert's side needs it no more, before it is decided (G-36).
    pub async fn withdraw_access_grant(&self, actor: Actor, id: AccessGrantId) -> Result<AccessGrant> {
        actor.may(Right::RequestAccess)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let grant = lock_grant(&tx, id, now).await?.withdraw(actor, now)?;

        write_grant(&tx, &grant, &Event::now(EventKind::AccessGrantWithdrawn, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(grant)
    }
}

fn said(event: Event, reason: Option<&str>) -> Event {
    match reason {
        Some(reason) => event.because(reason.trim()),
        None => event,
    }
}
