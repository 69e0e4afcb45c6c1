use async_graphql::{Context, ID, InputObject, Object};

use super::{
    CustomerRequest, Response,
    customer_request::{CustomerRequestEditInput, CustomerRequestOpenInput},
    response::{ResponseSendInput, ResponseWithdrawInput},
    saved_search::{SavedSearch, SavedSearchRemoveInput, SavedSearchSaveInput},
};
use crate::session::Session;

payload!(CustomerRequestOpenPayload { customer_request: CustomerRequest });
payload!(CustomerRequestEditPayload { customer_request: CustomerRequest });
payload!(CustomerRequestStopAnswersPayload { customer_request: CustomerRequest });
payload!(CustomerRequestTakeAnswersPayload { customer_request: CustomerRequest });
payload!(ResponseSendPayload { response: Response });
payload!(ResponseWithdrawPayload { response: Response });
payload!(CustomerRequestArchivePayload { customer_request: CustomerRequest });
payload!(CustomerRequestRestorePayload { customer_request: CustomerRequest });
payload!(CustomerRequestHidePayload { customer_request: CustomerRequest });
payload!(CustomerRequestUnhidePayload { customer_request: CustomerRequest });
payload!(SavedSearchSavePayload { saved_search: SavedSearch });
payload!(SavedSearchRemovePayload { saved_search: SavedSearch });

/// Which request shall take no new answers.
#[derive(InputObject)]
pub struct CustomerRequestStopAnswersInput {
    customer_request_id: ID,
}

/// Which request shall take answers again.
#[derive(InputObject)]
pub struct CustomerRequestTakeAnswersInput {
    customer_request_id: ID,
}

/// Which request to put away.
#[derive(InputObject)]
pub struct CustomerRequestArchiveInput {
    customer_request_id: ID,
}

/// Which request to take out again.
#[derive(InputObject)]
pub struct CustomerRequestRestoreInput {
    customer_request_id: ID,
}

/// Which request of somebody else's one does not want to see in one's list.
#[derive(InputObject)]
pub struct CustomerRequestHideInput {
    customer_request_id: ID,
}

/// Which request one wants to see in one's list again.
#[derive(InputObject)]
pub struct CustomerRequestUnhideInput {
    customer_request_id: ID,
}

#[derive(Default)]
pub struct RequestMutations;

#[Object]
impl RequestMutations {
    /// Ask for an expert. Needs `FILE_REQUEST`.
    async fn customer_request_open(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestOpenInput,
    ) -> async_graphql::Result<CustomerRequestOpenPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let opened = async { app.open_customer_request(*actor, input.try_into()?).await };
        CustomerRequestOpenPayload::from_result(opened.await)
    }

    /// Say it differently. Who answered keeps their conversation. Needs `FILE_REQUEST`.
    async fn customer_request_edit(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestEditInput,
    ) -> async_graphql::Result<CustomerRequestEditPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let edited = async { app.edit_customer_request(*actor, input.try_into()?).await };
        CustomerRequestEditPayload::from_result(edited.await)
    }

    /// Take no new answers; conversations go on. Needs `FILE_REQUEST`.
    async fn customer_request_stop_answers(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestStopAnswersInput,
    ) -> async_graphql::Result<CustomerRequestStopAnswersPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let stopped = async { app.stop_answers(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestStopAnswersPayload::from_result(stopped.await)
    }

    /// Take answers again. Needs `FILE_REQUEST`.
    async fn customer_request_take_answers(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestTakeAnswersInput,
    ) -> async_graphql::Result<CustomerRequestTakeAnswersPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let taken = async { app.take_answers(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestTakeAnswersPayload::from_result(taken.await)
    }

    /// Put a request away: it leaves `myCustomerRequests`, and nothing else changes. Needs `FILE_REQUEST`.
    async fn customer_request_archive(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestArchiveInput,
    ) -> async_graphql::Result<CustomerRequestArchivePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let archived = async { app.archive_customer_request(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestArchivePayload::from_result(archived.await)
    }

    /// Take a request out again. Needs `FILE_REQUEST`.
    async fn customer_request_restore(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestRestoreInput,
    ) -> async_graphql::Result<CustomerRequestRestorePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let restored = async { app.restore_customer_request(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestRestorePayload::from_result(restored.await)
    }

    /// Take somebody else's request out of `customerRequests`, for everybody in one's account. Needs
    /// `SPEAK_AS_INDIVIDUAL` or `SPEAK_AS_COMPANY`, and that one sees it.
    async fn customer_request_hide(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestHideInput,
    ) -> async_graphql::Result<CustomerRequestHidePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let hidden = async { app.hide_customer_request(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestHidePayload::from_result(hidden.await)
    }

    /// Save a search, and be told of what it finds from now on; at most 20 a person. Needs `SPEAK_AS_INDIVIDUAL` or
    /// `SPEAK_AS_COMPANY`, and a valid certification in the account.
    async fn saved_search_save(
        &self,
        ctx: &Context<'_>,
        input: SavedSearchSaveInput,
    ) -> async_graphql::Result<SavedSearchSavePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = async { app.save_search(*actor, input.try_into()?).await };
        SavedSearchSavePayload::from_result(saved.await)
    }

    /// Be told no more of what a search of one's own finds. Answers with what it was.
    async fn saved_search_remove(
        &self,
        ctx: &Context<'_>,
        input: SavedSearchRemoveInput,
    ) -> async_graphql::Result<SavedSearchRemovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let removed = async { app.remove_saved_search(*actor, input.saved_search_id.parse()?).await };
        SavedSearchRemovePayload::from_result(removed.await)
    }

    /// Take a hidden request back into `customerRequests`. Needs what hiding needs.
    async fn customer_request_unhide(
        &self,
        ctx: &Context<'_>,
        input: CustomerRequestUnhideInput,
    ) -> async_graphql::Result<CustomerRequestUnhidePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let shown = async { app.unhide_customer_request(*actor, input.customer_request_id.parse()?).await };
        CustomerRequestUnhidePayload::from_result(shown.await)
    }

    /// Answer a request, once an account: a conversation with the customer opens. Needs the right to speak so,
    /// `SPEAK_AS_INDIVIDUAL` or `SPEAK_AS_COMPANY`, an active registration of one's own, and a valid certification of
    /// anybody in the account.
    async fn response_send(
        &self,
        ctx: &Context<'_>,
        input: ResponseSendInput,
    ) -> async_graphql::Result<ResponseSendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let sent = async { app.send_response(*actor, input.try_into()?).await };
        ResponseSendPayload::from_result(sent.await)
    }

    /// Take an answer back, after any proposal that is open. Needs the right to speak as it did.
    async fn response_withdraw(
        &self,
        ctx: &Context<'_>,
        input: ResponseWithdrawInput,
    ) -> async_graphql::Result<ResponseWithdrawPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let withdrawn = async { app.withdraw_response(*actor, input.response_id.parse()?).await };
        ResponseWithdrawPayload::from_result(withdrawn.await)
    }
}
