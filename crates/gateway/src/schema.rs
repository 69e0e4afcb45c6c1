use async_graphql::{MergedObject, MergedSubscription, SDLExportOptions};

use crate::{
    accounts::{AccountMutations, AccountQueries, CompanyMutations, CountryMutations, CountryQueries},
    deadlines::DeadlineQueries,
    disbursements::{
        BankDocumentQueries, BankFileQueries, BreakMutations, BreakQueries, DisbursementMutations, DisbursementQueries,
        HoldMutations, HoldQueries,
    },
    engagements::{
        AccessMutations, AccessQueries, CancellationMutations, EngagementMutations, EngagementQueries, ReviewMutations,
        ReviewQueries,
    },
    experts::{CallSlotQueries, CertificationQueueQueries, CompanyCheckQueries, ExpertMutations, ExpertQueries},
    forecast::ForecastQueries,
    ledger::LedgerQueries,
    letters::{LetterMutations, LetterQueries},
    node::NodeQueries,
    notifications::{NotificationMutations, NotificationQueries},
    operator::{OperatorMutations, OperatorQueries},
    payments::{
        ComplaintMutations, ComplaintQueries, DisputeMutations, PaymentMutations, PaymentQueries, ReceivableMutations,
        ReceivableQueries, RefundMutations, RefundQueries, SuspenseMutations, SuspenseQueries, WriteOffMutations,
    },
    proposals::{ProposalMutations, ProposalQueries},
    requests::{ConversationMutations, ConversationSubscriptions, RequestMutations, RequestQueries},
    tax::{
        DueDiligenceMutations, DueDiligenceQueries, RevealMutations, ReviewQueueMutations, ReviewQueueQueries,
        TaxMutations, TaxQueries, UsTaxMutations, UsTaxQueries,
    },
};

/// Introspection with every option nests this deep.
const DEPTH_MAX: usize = 20;
const COMPLEXITY_MAX: usize = 5_000;
const ALIASES_MAX: usize = 30;

pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// What can be read.
///
/// Every error has an `extensions.code`, one of:
/// `GRAPHQL_PARSE_FAILED` (not GraphQL),
/// `GRAPHQL_VALIDATION_FAILED` (not of this schema, or too large),
/// `OPERATION_RESOLUTION_FAILURE` (no such operation, or none named),
/// `BAD_USER_INPUT` (a value is refused, or what it names is not there),
/// `UNAUTHENTICATED` (no valid token),
/// `FORBIDDEN` (the token does not suffice),
/// `BAD_REQUEST` (no GraphQL request),
/// `NOT_FOUND`, `METHOD_NOT_ALLOWED`, `NOT_ACCEPTABLE`, `REQUEST_TIMEOUT`, `PAYLOAD_TOO_LARGE`,
/// `UNSUPPORTED_MEDIA_TYPE` (as HTTP knows them),
/// `INTERNAL_SERVER_ERROR` (something broke on our side; give us `extensions.reference`),
/// `SERVICE_UNAVAILABLE`, `GATEWAY_TIMEOUT` (ask again, under the same idempotency key).
/// A refusal by a rule of the marketplace says which beside it, in `extensions.reason`: a `UserErrorCode`.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQueries,
    AccountQueries,
    CountryQueries,
    ExpertQueries,
    CertificationQueueQueries,
    CallSlotQueries,
    CompanyCheckQueries,
    TaxQueries,
    ReviewQueueQueries,
    UsTaxQueries,
    DueDiligenceQueries,
    RequestQueries,
    ProposalQueries,
    EngagementQueries,
    AccessQueries,
    ReviewQueries,
    PaymentQueries,
    RefundQueries,
    SuspenseQueries,
    ReceivableQueries,
    ComplaintQueries,
    DisbursementQueries,
    BankFileQueries,
    BankDocumentQueries,
    BreakQueries,
    HoldQueries,
    ForecastQueries,
    DeadlineQueries,
    LedgerQueries,
    LetterQueries,
    NotificationQueries,
    OperatorQueries,
);

/// What can be done: one mutation a business action, noun then verb. A refusal is no error: it stands in the
/// payload's `userErrors`, with a code that lasts and what would lift it.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountMutations,
    CompanyMutations,
    CountryMutations,
    ExpertMutations,
    TaxMutations,
    ReviewQueueMutations,
    UsTaxMutations,
    RevealMutations,
    DueDiligenceMutations,
    RequestMutations,
    ConversationMutations,
    ProposalMutations,
    EngagementMutations,
    CancellationMutations,
    AccessMutations,
    ReviewMutations,
    PaymentMutations,
    DisputeMutations,
    RefundMutations,
    WriteOffMutations,
    SuspenseMutations,
    BreakMutations,
    ReceivableMutations,
    ComplaintMutations,
    DisbursementMutations,
    HoldMutations,
    LetterMutations,
    NotificationMutations,
    OperatorMutations,
);

/// What can be followed as it happens: over a WebSocket by the protocol `graphql-transport-ws`, or as server-sent events
/// in answer to a request that accepts `text/event-stream`. One field at a time.
#[derive(MergedSubscription, Default)]
pub struct Subscription(ConversationSubscriptions);

pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .limit_depth(DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .limit_aliases(ALIASES_MAX)
        .disable_suggestions()
        .finish()
}

/// The published schema, as text.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    schema().sdl_with_options(options)
}

#[cfg(test)]
mod tests {
    use crate::ErrorCode;

    /// Strangers read the list of codes in the schema: there are those and no others.
    #[test]
    fn the_schema_lists_every_code_of_an_error() {
        let sdl = super::sdl();
        let list = sdl.split("Every error has").nth(1).and_then(|rest| rest.split("A refusal by a rule").next());
        let spoken = |word: &&str| word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
        let listed: Vec<&str> = list.expect("the list is there").split('`').filter(spoken).collect();
        let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.name()).collect();
        assert_eq!(listed, codes);
    }
}
