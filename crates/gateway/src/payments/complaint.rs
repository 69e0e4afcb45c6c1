use ::payments::ComplaintState;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::ComplaintId;

use crate::{
    accounts::Account,
    connection::{Connection, connection, page},
    loaders::load_kept,
    session::Session,
    user_error::{OrNull, answer},
};

const COMPLAINT_QUEUE: &str = "complaintQueue";
const MY_COMPLAINTS: &str = "myComplaints";

pub struct Complaint(pub ::payments::Complaint);

/// What a member of an account has to complain about the operator, and the operator's answer.
#[Object]
impl Complaint {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose members may read it.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.account_id).await.map(Account)
    }

    async fn statement(&self) -> &str {
        &self.0.statement
    }

    async fn filed_at(&self) -> DateTime<Utc> {
        self.0.filed_at
    }

    async fn status(&self) -> ComplaintStatus {
        match self.0.state {
            ComplaintState::Received { .. } => ComplaintStatus::Received,
            ComplaintState::Extended { .. } => ComplaintStatus::Extended,
            ComplaintState::Answered { .. } => ComplaintStatus::Answered,
        }
    }

    /// The answer is overdue from then on: after 15 business days of the operator, or 35 if it was said why it takes
    /// longer. Null once it is given.
    async fn answer_due_at(&self) -> Option<DateTime<Utc>> {
        self.0.owed_until()
    }

    /// Why the answer takes longer, or took; null if nobody said so.
    async fn extension_reason(&self) -> Option<&str> {
        self.0.extension().map(|said| said.text.as_str())
    }

    /// When that was said; null if nobody did.
    async fn extended_at(&self) -> Option<DateTime<Utc>> {
        self.0.extension().map(|said| said.at)
    }

    /// Null before it is given.
    async fn answer(&self) -> Option<&str> {
        self.0.answered().map(|said| said.text.as_str())
    }

    /// Null before the answer is given.
    async fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.answered().map(|said| said.at)
    }
}

/// How far a complaint is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ComplaintStatus {
    /// Staff answer within 15 business days.
    Received,
    /// Staff said why it takes longer, and answer within 35 business days of its filing.
    Extended,
    /// It has its answer.
    Answered,
}

impl From<::payments::Complaint> for Complaint {
    fn from(complaint: ::payments::Complaint) -> Self {
        Self(complaint)
    }
}

#[derive(Default)]
pub struct ComplaintQueries;

#[Object]
impl ComplaintQueries {
    /// One complaint, for the members of its account, and for staff with `HANDLE_COMPLAINTS`.
    async fn complaint(&self, ctx: &Context<'_>, id: ID) -> OrNull<Complaint> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.complaint(*actor, id.parse()?).await };
        Some(answer(found.await).map(Complaint))
    }

    /// What members of one's own account complained about, newest first.
    async fn my_complaints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Complaint>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ComplaintId>(MY_COMPLAINTS, first, after.as_deref())?;
            app.my_complaints(*actor, page).await
        };
        Ok(connection(MY_COMPLAINTS, answer(found.await)?, |complaint| complaint.id, Complaint))
    }

    /// Every complaint that waits for its answer; what waits longest comes first. For staff with `HANDLE_COMPLAINTS`.
    async fn complaint_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Complaint>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ComplaintId>(COMPLAINT_QUEUE, first, after.as_deref())?;
            app.complaint_queue(*actor, page).await
        };
        Ok(connection(COMPLAINT_QUEUE, answer(found.await)?, |complaint| complaint.id, Complaint))
    }
}
