use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::BankDocumentId;

use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::answer,
};

const BANK_DOCUMENTS: &str = "bankDocuments";

pub struct BankDocument(::reconciliation::BankDocument);

/// A document that the operator's bank sent. It is taken in once, however often it lies there.
#[Object]
impl BankDocument {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The name of the file.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// SHA-256 of its bytes, in hexadecimal.
    async fn digest(&self) -> &str {
        &self.0.digest
    }

    async fn kind(&self) -> BankDocumentKind {
        self.0.kind.into()
    }

    async fn received_at(&self) -> DateTime<Utc> {
        self.0.received_at
    }

    /// What is wrong with it as a whole: it cannot be read, contradicts itself, does not go on where the statement before
    /// it ended, or is about a file that is not ours. Null if nothing is.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }
}

/// What a document of the bank is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::reconciliation::DocumentKind")]
pub enum BankDocumentKind {
    /// What the bank says of a file of ours.
    Status,
    /// What moved on the account on a day that is over.
    Statement,
    /// What just moved. The statement tells it again.
    Notification,
    /// Payments that come back.
    Returns,
    /// Nothing that is not told elsewhere too.
    Aside,
    /// Nothing that is read here.
    Unreadable,
}

#[derive(Default)]
pub struct BankDocumentQueries;

#[Object]
impl BankDocumentQueries {
    /// What the bank sent, newest first. For staff with `RUN_PAYOUTS`, `SETTLE_UNRESOLVED` or `READ_AUDIT`.
    async fn bank_documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Those alone with which something is wrong.", default)] only_doubtful: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<BankDocument>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<BankDocumentId>(BANK_DOCUMENTS, first, after.as_deref())?;
            app.bank_documents(*actor, only_doubtful, page).await
        };
        Ok(connection(BANK_DOCUMENTS, answer(found.await)?, |document| document.id, BankDocument))
    }
}
