use async_graphql::{Context, ID, InputObject, Object};
use marketplace::{AnswerComplaint, Error, ExtendComplaint, FileComplaint};

use super::Complaint;
use crate::session::Session;

payload!(ComplaintFilePayload { complaint: Complaint });
payload!(ComplaintExtendPayload { complaint: Complaint });
payload!(ComplaintAnswerPayload { complaint: Complaint });

/// What there is to complain about.
#[derive(InputObject)]
pub struct ComplaintFileInput {
    /// For the operator: 1 to 5000 characters.
    statement: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Why the answer to a complaint takes longer.
#[derive(InputObject)]
pub struct ComplaintExtendInput {
    complaint_id: ID,
    /// For whoever waits: 1 to 5000 characters.
    reason: String,
}

/// The answer to a complaint.
#[derive(InputObject)]
pub struct ComplaintAnswerInput {
    complaint_id: ID,
    /// For whoever complained: 1 to 5000 characters.
    answer: String,
}

#[derive(Default)]
pub struct ComplaintMutations;

#[Object]
impl ComplaintMutations {
    /// Complain about the operator, who moves your money: you are answered within 15 business days, or told within them
    /// why it takes longer, and answered within 35. For every member of an account, a suspended one too; needs no right.
    async fn complaint_file(
        &self,
        ctx: &Context<'_>,
        input: ComplaintFileInput,
    ) -> async_graphql::Result<ComplaintFilePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        ComplaintFilePayload::from_result(app.file_complaint(*actor, input.into()).await)
    }

    /// Say why the answer takes longer than 15 business days, once, and before the 35 are over; whoever filed the
    /// complaint is written. For staff with `HANDLE_COMPLAINTS`.
    async fn complaint_extend(
        &self,
        ctx: &Context<'_>,
        input: ComplaintExtendInput,
    ) -> async_graphql::Result<ComplaintExtendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let extended = async { app.extend_complaint(*actor, input.try_into()?).await };
        ComplaintExtendPayload::from_result(extended.await)
    }

    /// Answer a complaint, be it overdue; whoever filed it is written. For staff with `HANDLE_COMPLAINTS`.
    async fn complaint_answer(
        &self,
        ctx: &Context<'_>,
        input: ComplaintAnswerInput,
    ) -> async_graphql::Result<ComplaintAnswerPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let answered = async { app.answer_complaint(*actor, input.try_into()?).await };
        ComplaintAnswerPayload::from_result(answered.await)
    }
}

impl From<ComplaintFileInput> for FileComplaint {
    fn from(ComplaintFileInput { statement, idempotency_key }: ComplaintFileInput) -> Self {
        Self { statement, idempotency_key }
    }
}

impl TryFrom<ComplaintExtendInput> for ExtendComplaint {
    type Error = Error;

    fn try_from(input: ComplaintExtendInput) -> Result<Self, Error> {
        Ok(Self { complaint_id: input.complaint_id.parse()?, reason: input.reason })
    }
}

impl TryFrom<ComplaintAnswerInput> for AnswerComplaint {
    type Error = Error;

    fn try_from(input: ComplaintAnswerInput) -> Result<Self, Error> {
        Ok(Self { complaint_id: input.complaint_id.parse()?, answer: input.answer })
    }
}
