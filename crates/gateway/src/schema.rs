use async_graphql::{EmptySubscription, MergedObject, SDLExportOptions};

use crate::{
    accounts::{AccountMutations, AccountQueries},
    disbursements::{DisbursementMutations, DisbursementQueries},
    engagements::{EngagementMutations, EngagementQueries},
    experts::{ExpertMutations, ExpertQueries},
    ledger::LedgerQueries,
    node::NodeQueries,
    operator::{OperatorMutations, OperatorQueries},
    payments::{PaymentMutations, PaymentQueries},
    proposals::{ProposalMutations, ProposalQueries},
    requests::{RequestMutations, RequestQueries},
    tax::{TaxMutations, TaxQueries},
};

/// Introspection with every option nests this deep.
const DEPTH_MAX: usize = 20;
const COMPLEXITY_MAX: usize = 5_000;
const ALIASES_MAX: usize = 30;
const DIRECTIVES_MAX: usize = 5;

pub type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// What can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQueries,
    AccountQueries,
    ExpertQueries,
    TaxQueries,
    RequestQueries,
    ProposalQueries,
    EngagementQueries,
    PaymentQueries,
    DisbursementQueries,
    LedgerQueries,
    OperatorQueries,
);

/// What can be done: one mutation a business action, noun then verb. A refusal is no error: it stands in the
/// payload's `userErrors`, with a code that lasts and what would lift it.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AccountMutations,
    ExpertMutations,
    TaxMutations,
    RequestMutations,
    ProposalMutations,
    EngagementMutations,
    PaymentMutations,
    DisbursementMutations,
    OperatorMutations,
);

pub fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .limit_depth(DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .limit_aliases(ALIASES_MAX)
        .limit_directives(DIRECTIVES_MAX)
        .disable_suggestions()
        .finish()
}

/// The published schema, as text.
pub fn sdl() -> String {
    let options = SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items();
    schema().sdl_with_options(options)
}
