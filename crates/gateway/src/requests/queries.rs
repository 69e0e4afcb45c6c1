use ::requests::{ActivityKey, Found, Search, SearchKey};
use async_graphql::{Context, ID, Object};
use kernel::{ConversationId, CustomerRequestId, ResponseId};

use super::{
    Conversation, CustomerRequest, MyConversation, Response, my_conversation::MyConversationsFilter,
    saved_search::SavedSearch, search::CustomerRequestSearchInput,
};
use crate::{
    connection::{Connection, connection, page},
    engagements::Side,
    session::Session,
    user_error::{OrNull, answer},
};

const CUSTOMER_REQUESTS: &str = "customerRequests";
const CUSTOMER_REQUEST_SEARCH: &str = "customerRequestSearch";
const MY_CUSTOMER_REQUESTS: &str = "myCustomerRequests";
const MY_CONVERSATIONS: &str = "myConversations";
const MY_RESPONSES: &str = "myResponses";

#[derive(Default)]
pub struct RequestQueries;

#[Object]
impl RequestQueries {
    /// One request: of one's own account, answered by it, or open to experts whose account holds a certification;
    /// for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`, `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT` any.
    async fn customer_request(&self, ctx: &Context<'_>, id: ID) -> OrNull<CustomerRequest> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.customer_request(*actor, id.parse()?).await };
        Some(answer(found.await).map(CustomerRequest))
    }

    /// What others ask for and still take answers to, newest activity first. For experts with
    /// `SPEAK_AS_INDIVIDUAL` whose account holds a valid certification, anybody's.
    async fn customer_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What one's account has hidden, in the place of the rest.", default)] hidden: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CustomerRequest>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ActivityKey>(CUSTOMER_REQUESTS, first, after.as_deref())?;
            app.customer_requests(*actor, hidden, page).await
        };
        Ok(connection(CUSTOMER_REQUESTS, answer(found.await)?, ::requests::CustomerRequest::activity, CustomerRequest))
    }

    /// What is found in `customerRequests`, the best first, and of two that fit as well the later filed: a title weighs
    /// more than a skill, and this more than a description. Of words that more than 2000 requests hold, those that were
    /// filed last are found. How well a request fits may change as others come and go; a list that is read over a longer
    /// time may then tell of one twice, or not. For whom `customerRequests` is.
    async fn customer_request_search(
        &self,
        ctx: &Context<'_>,
        search: CustomerRequestSearchInput,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor, of the same search.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CustomerRequest>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let search = Search::try_from(search)?;
            let page = page::<SearchKey>(CUSTOMER_REQUEST_SEARCH, first, after.as_deref())?;
            Ok((app.search_customer_requests(*actor, &search, page).await?, search))
        };
        let (found, search) = answer(found.await)?;
        let wrap = |found: Found| CustomerRequest(found.request);
        Ok(connection(CUSTOMER_REQUEST_SEARCH, found, |found| search.key(found), wrap))
    }

    /// The searches that one has saved, oldest first.
    async fn my_saved_searches(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<SavedSearch>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let saved = answer(app.my_saved_searches(*actor).await)?;
        Ok(saved.into_iter().map(SavedSearch).collect())
    }

    /// What one's own account asked for, newest first.
    async fn my_customer_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What one's account has put away, in the place of the rest.", default)] archived: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<CustomerRequest>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<CustomerRequestId>(MY_CUSTOMER_REQUESTS, first, after.as_deref())?;
            app.my_customer_requests(*actor, archived, page).await
        };
        Ok(connection(MY_CUSTOMER_REQUESTS, answer(found.await)?, |request| request.id, CustomerRequest))
    }

    /// One answer, for its customer and its expert, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn response(&self, ctx: &Context<'_>, id: ID) -> OrNull<Response> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.response(*actor, id.parse()?).await };
        Some(answer(found.await).map(Response))
    }

    /// What one's own account answered to others, newest first.
    async fn my_responses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Response>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ResponseId>(MY_RESPONSES, first, after.as_deref())?;
            app.my_responses(*actor, page).await
        };
        Ok(connection(MY_RESPONSES, answer(found.await)?, |response| response.id, Response))
    }

    /// One conversation, for its two sides, and for staff with `HANDLE_COMPLAINTS`, `RUN_PAYOUTS`,
    /// `SETTLE_UNRESOLVED`, `WRITE_OFF` or `READ_AUDIT`.
    async fn conversation(&self, ctx: &Context<'_>, id: ID) -> OrNull<Conversation> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async { app.conversation(*actor, id.parse()?).await };
        Some(answer(found.await).map(Conversation))
    }

    /// The conversations in which one takes part, newest activity first.
    async fn my_conversations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "On which side of them one's account stands.")] side: Side,
        #[graphql(desc = "Those that are not put away if not given.")] filter: Option<MyConversationsFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<MyConversation>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<ActivityKey<ConversationId>>(MY_CONVERSATIONS, first, after.as_deref())?;
            app.my_conversations(*actor, filter.unwrap_or_default().of(side), page).await
        };
        let key = ::requests::Conversation::activity;
        Ok(connection(MY_CONVERSATIONS, answer(found.await)?, key, MyConversation))
    }
}
