use chrono::{DateTime, Utc};
use events::Message;
use payments::{Collected, Reference, RefundAnswer, RefundKey, Reversed};
use sea_orm::DatabaseTransaction;

use super::{
    note_refund_answer::record_refund,
    record_collection::{PROVIDER, record_collection},
    record_failure::record_failure,
    record_reversal::record_reversal,
};
use crate::{Error, Marketplace, Outcome, ProviderEvent, ProviderMessage, Result, sweeps::Step};

/// What came of something that the provider told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was acted on.
    Done,
    /// There was nothing to act on: it was told before, or says nothing of ours.
    Left,
    /// It fits nothing of ours: it is kept with the reason, and not taken in again.
    SetAside,
}

impl Marketplace {
    /// Takes in what the provider reports, once, whichever way and however often it is told. Its effect is written in
    /// the transaction in which it is kept (IQ-30). An error means that our side failed: nothing is kept, and it is to be
    /// told again.
    pub async fn take_in_event(&self, event: &ProviderEvent) -> Result<Taken> {
        self.take_in(None, Some(event)).await
    }

    /// Takes in what the provider sent by itself, as [`Self::take_in_event`] does what it is asked for. What says nothing
    /// of ours is kept too, by its kind. Only after this may the provider be told that it came.
    pub async fn take_in_message(&self, message: &ProviderMessage) -> Result<Taken> {
        self.take_in(Some(message), message.event.as_ref()).await
    }

    async fn take_in(&self, message: Option<&ProviderMessage>, event: Option<&ProviderEvent>) -> Result<Taken> {
        match (self.act_on(message, event).await, event) {
            (Err(error), Some(event)) if !is_ours_to_mend(&error) => self.set_aside(message, event, &error).await,
            (taken, _) => taken,
        }
    }

    async fn act_on(&self, message: Option<&ProviderMessage>, event: Option<&ProviderEvent>) -> Result<Taken> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        if !keep(&tx, message, now).await? {
            return Ok(Taken::Left);
        }
        let step = match event {
            Some(event) => act(&tx, event, now).await?,
            None => Step::Left,
        };
        tx.commit().await?; // Of a message that says nothing new, the message.

        Ok(match step {
            Step::Done => Taken::Done,
            Step::Left => Taken::Left,
        })
    }

    /// Keeps what fits nothing of ours, so that it is told once and stays to be looked into.
    async fn set_aside(
        &self,
        message: Option<&ProviderMessage>,
        event: &ProviderEvent,
        error: &Error,
    ) -> Result<Taken> {
        let (now, id) = (self.clock.now(), &event.external_id);
        let tx = self.db.begin().await?;
        if !keep(&tx, message, now).await? {
            return Ok(Taken::Left);
        }
        let is_new = events::store::set_aside(&tx, PROVIDER, (id, &error.to_string()), event.at, now).await?;
        tx.commit().await?;

        if !is_new {
            return Ok(Taken::Left);
        }
        let error = error as &dyn std::error::Error;
        tracing::error!(provider_event.id = %id, error, "the provider's event {id} could not be assigned");
        Ok(Taken::SetAside)
    }
}

/// Keeps a message, if it is one. `false`: it was taken in before.
async fn keep(tx: &DatabaseTransaction, message: Option<&ProviderMessage>, now: DateTime<Utc>) -> Result<bool> {
    let Some(ProviderMessage { id, kind, at, event }) = message else { return Ok(true) };
    let told = event.as_ref().map(|event| event.external_id.as_str());
    Ok(events::store::keep_message(tx, &Message { source: PROVIDER, id, kind, at: *at, told }, now).await?)
}

async fn act(tx: &DatabaseTransaction, event: &ProviderEvent, now: DateTime<Utc>) -> Result<Step> {
    let (external_id, at) = (event.external_id.clone(), event.at);
    if let Ok(key) = event.reference.parse::<RefundKey>() {
        let answer = match &event.outcome {
            Outcome::Refunded => RefundAnswer::Sent,
            Outcome::Failed { reason } => RefundAnswer::Failed { reason: reason.clone() },
            Outcome::Collected { .. } | Outcome::Reversed { .. } => return Err(unexpected(event)),
        };
        return record_refund(tx, &external_id, (key, &answer), at, now).await;
    }
    let reference: Reference = event.reference.parse()?;
    match &event.outcome {
        Outcome::Collected { amount } => {
            record_collection(tx, Collected { external_id, reference, amount: *amount, at }, now).await
        }
        Outcome::Failed { reason } => record_failure(tx, &external_id, (reference, reason), at, now).await,
        Outcome::Reversed { collected_by, kind, amount, reason } => {
            let (collected_by, reason) = (collected_by.clone(), reason.clone());
            let (kind, amount) = (*kind, *amount);
            let reversed = Reversed { external_id, reference, collected_by, kind, amount, reason, at };
            record_reversal(tx, reversed, now).await
        }
        Outcome::Refunded => Err(unexpected(event)),
    }
}

/// Whether it is our side that failed, so that the same may well be taken in later. Everything else is about what was
/// told, and stays.
fn is_ours_to_mend(error: &Error) -> bool {
    matches!(error, Error::Store(_) | Error::Busy(_) | Error::Sealed(_))
}

fn unexpected(event: &ProviderEvent) -> Error {
    Error::Outside(format!("{} cannot become of {}", event.external_id, event.reference))
}
