use std::{collections::HashMap, sync::Arc};

use ::requests::{AttachedFile, Attachment as Sent};
use async_graphql::{Context, ID, InputObject, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::MessageId;
use marketplace::{Error, ProposeCall};

use crate::{
    files::{File, file},
    loaders::Rows,
};

/// What goes with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct With(pub MessageId);

impl Loader<With> for Rows {
    type Value = Vec<Sent>;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[With]) -> Result<HashMap<With, Vec<Sent>>, Arc<Error>> {
        let ids: Vec<_> = keys.iter().map(|With(id)| *id).collect();
        let found = ::requests::store::attachments_of(self.0.db().reader(), &ids).await;
        let mut sent: HashMap<_, Vec<_>> = HashMap::new();
        for attachment in found.map_err(|error| Arc::new(error.into()))? {
            sent.entry(With(attachment.message_id)).or_default().push(attachment);
        }
        Ok(sent)
    }
}

pub struct Attachment(pub Sent);

/// A file that goes with a message: for those who see the message.
#[Object]
impl Attachment {
    /// How whoever sent it calls it.
    async fn name(&self) -> &str {
        &self.0.file.name
    }

    async fn file(&self, ctx: &Context<'_>) -> async_graphql::Result<File> {
        file(ctx, self.0.file.upload_id).await
    }
}

pub struct Call(pub ::requests::Call);

/// A call that a message proposes. It is held elsewhere.
#[Object]
impl Call {
    /// Where it is held: an https address.
    async fn link(&self) -> &str {
        &self.0.link
    }

    async fn starts_at(&self) -> DateTime<Utc> {
        self.0.starts_at
    }

    async fn ends_at(&self) -> DateTime<Utc> {
        self.0.ends_at
    }
}

/// A file that goes with a message.
#[derive(InputObject)]
pub struct AttachmentInput {
    /// The id of an upload of one's own that is used for nothing yet.
    upload_id: ID,
    /// How it is called, as "plan.pdf": 1 to 100 characters, without folders.
    name: String,
}

/// A call that one proposes.
#[derive(InputObject)]
pub struct CallInput {
    /// An https address of a public host.
    link: String,
    starts_at: DateTime<Utc>,
    /// How long it lasts, 5 to 480. It must not be over already.
    minutes: i32,
}

impl TryFrom<AttachmentInput> for AttachedFile {
    type Error = Error;

    fn try_from(AttachmentInput { upload_id, name }: AttachmentInput) -> Result<Self, Error> {
        Ok(Self::new(upload_id.parse()?, &name)?)
    }
}

impl From<CallInput> for ProposeCall {
    fn from(CallInput { link, starts_at, minutes }: CallInput) -> Self {
        Self { link, starts_at, minutes: minutes.into() }
    }
}
