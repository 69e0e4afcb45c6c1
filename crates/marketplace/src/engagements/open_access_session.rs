use engagements::{AccessGrant, AccessSession, EngagementError};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{AccessGrantId, AccessSessionId, Actor};
use sea_orm::DatabaseTransaction;

use super::access_grants::lock_grant;
use crate::{AccessCredentials, Error, Marketplace, Result, experts::person, requests::open_account};

#[derive(Clone, Debug)]
pub struct OpenAccessSession {
    pub access_grant_id: AccessGrantId,
    /// How long it may be.
    pub minutes: i32,
    pub idempotency_key: String,
}

/// A session, and what lets the person in. Handed out once and kept nowhere.
#[derive(Clone, Debug)]
pub struct OpenedAccess {
    pub grant: AccessGrant,
    pub session: AccessSession,
    pub credentials: AccessCredentials,
}

impl Marketplace {
    /// The named person goes into the customer's account (G-33, G-36). The line of the log is kept first: nothing is
    /// handed out without one. Whoever got no answer asks again under the same key, and gets credentials for the same
    /// session, if it is not over.
    pub async fn open_access_session(&self, actor: Actor, input: OpenAccessSession) -> Result<OpenedAccess> {
        person(actor)?;
        let missing = || Error::Outside("this process hands out no access".to_owned());
        let broker = self.outside.access_broker.as_ref().ok_or_else(missing)?;
        let tx = self.db.begin().await?;
        let (grant, session) = self.logged_session(&tx, actor, &input).await?;
        tx.commit().await?;

        let credentials = broker.open(&grant, &session).await?;
        Ok(OpenedAccess { grant, session, credentials })
    }

    async fn logged_session(
        &self,
        tx: &DatabaseTransaction,
        actor: Actor,
        input: &OpenAccessSession,
    ) -> Result<(AccessGrant, AccessSession)> {
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = AccessSessionId::generate(now);
        if let Some(receipt) = events::store::claim(tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let grant = lock_grant(tx, input.access_grant_id, now).await?;
            let session = engagements::store::find_session(tx, first).await?;
            let session = session.ok_or(EngagementError::AccessSessionOver(first))?;
            session.goes_on(&grant, actor, now)?;
            return Ok((grant, session));
        }
        let (_, account) = person(actor)?;
        open_account(tx, account).await?;
        let grant = lock_grant(tx, input.access_grant_id, now).await?;
        let opened = Event::now(EventKind::AccessGrantSessionOpened, actor, &grant.id, now);
        let session = AccessSession::open(id, opened.id, &grant, (actor, input.minutes), now)?;

        events::store::record(tx, &opened).await?;
        engagements::store::insert_session(tx, &session).await?;
        Ok((grant, session))
    }
}

impl OpenAccessSession {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let (grant, minutes) = (self.access_grant_id.to_string(), self.minutes.to_string());
        Command::new(actor, "accessSessionOpen", &self.idempotency_key, &[&grant, &minutes])
    }
}
