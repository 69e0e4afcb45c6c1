use std::{collections::VecDeque, time::Duration};

use kernel::{Actor, ConversationId, MemberId};
use requests::{Message, MessageNumber, RequestError};
use tokio::{
    sync::broadcast::{self, error::RecvError},
    time::sleep,
};

use super::part::writer;
use crate::{Db, Marketplace, Result};

/// How long something that another process wrote may stay unnoticed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// How many messages are read at once.
const BATCH_MAX: u64 = 100;
/// How many calls wait for somebody who is slow. Who misses some looks in any case.
const CALLS_MAX: usize = 256;

/// Calls out within this process that something was written in a conversation. The rows are the queue; a call only
/// saves the wait until somebody looks again.
#[derive(Clone, Debug)]
pub(crate) struct Calls(broadcast::Sender<ConversationId>);

/// What is written in a conversation, message by message: first what was written already, then whatever comes, by
/// whichever process. Each comes once and in order, for its numbers have no gaps.
#[derive(Debug)]
pub struct Following {
    db: Db,
    conversation: ConversationId,
    member: MemberId,
    /// The last message that was handed out.
    after: MessageNumber,
    read: VecDeque<Message>,
    calls: broadcast::Receiver<ConversationId>,
}

impl Marketplace {
    /// Follows a conversation from the message after that number on; for those who take part, and as long as they do.
    pub async fn follow_conversation(
        &self,
        actor: Actor,
        id: ConversationId,
        after: MessageNumber,
    ) -> Result<Following> {
        let (_, member) = writer(actor)?;
        self.conversation(actor, id).await?;
        let part = requests::store::find_participant(self.db.reader(), id, member).await?;
        part.ok_or(RequestError::NotAParticipant(id))?;
        let calls = self.calls.0.subscribe(); // Before the first look, so that nothing falls between.
        Ok(Following { db: self.db.clone(), conversation: id, member, after, read: VecDeque::new(), calls })
    }
}

impl Calls {
    /// Something was written, and is committed.
    pub(crate) fn out(&self, id: ConversationId) {
        let _heard_by = self.0.send(id); // An error says that nobody listens.
    }
}

impl Default for Calls {
    fn default() -> Self {
        Self(broadcast::Sender::new(CALLS_MAX))
    }
}

impl Following {
    /// The next message, once there is one. Refuses as soon as the reader takes part no longer.
    pub async fn next(&mut self) -> Result<Message> {
        loop {
            if let Some(message) = self.read.pop_front() {
                self.after = message.number;
                return Ok(message);
            }
            self.look().await?;
            if self.read.is_empty() {
                self.called().await;
            }
        }
    }

    async fn look(&mut self) -> Result<()> {
        let (db, id) = (self.db.reader(), self.conversation);
        let last = requests::store::last_number_for(db, id, self.member).await?;
        if last.ok_or(RequestError::NotAParticipant(id))? > self.after {
            self.read = requests::store::messages_after(db, (id, self.member), self.after, BATCH_MAX).await?.into();
        }
        Ok(())
    }

    async fn called(&mut self) {
        tokio::select! {
            () = sleep(LOOK_AGAIN) => {}
            () = of_conversation(&mut self.calls, self.conversation) => {}
        }
    }
}

async fn of_conversation(calls: &mut broadcast::Receiver<ConversationId>, id: ConversationId) {
    loop {
        match calls.recv().await {
            Ok(called) if called != id => {}
            Ok(_) | Err(RecvError::Lagged(_) | RecvError::Closed) => return,
        }
    }
}
