use ::disbursements::{PayoutMethodState, Rail};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::PayoutMethodId;

use crate::{
    accounts::Account,
    loaders::{load_kept, loader},
    money::CurrencyCode,
    place::Address,
    session::Session,
    user_error::answer,
};

loader!(PayoutMethodId => ::disbursements::PayoutMethod, ::disbursements::store::find_methods);

pub struct PayoutMethod(pub ::disbursements::PayoutMethod);

/// Where a payee's money goes in one currency. Its details never change: a change is a new method.
#[Object]
impl PayoutMethod {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Whose it is.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.expert_account_id).await.map(Account)
    }

    async fn currency(&self) -> CurrencyCode {
        CurrencyCode(self.0.currency)
    }

    async fn rail(&self) -> PayoutRail {
        self.0.bank.rail.into()
    }

    /// The IBAN or the account number, all but its last four characters hidden: "••••4931".
    async fn account_number_masked(&self) -> String {
        self.0.bank.number.masked()
    }

    /// The bank, by its ABA routing number; null for an IBAN.
    async fn routing_number(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<String>> {
        answer(Session::of(ctx).app.routing_number(&self.0).await)
    }

    /// Whose name is on the bank account.
    async fn holder(&self) -> &str {
        &self.0.bank.holder
    }

    /// Why the holder is not the account's name; null if it is.
    async fn holder_reason(&self) -> Option<&str> {
        self.0.bank.holder_reason.as_deref()
    }

    async fn bank_address(&self) -> Address {
        (&self.0.bank.address).into()
    }

    /// The day that the bank's document bears.
    async fn document_issued_on(&self) -> NaiveDate {
        self.0.document_issued_on
    }

    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }

    async fn status(&self) -> PayoutMethodStatus {
        (&self.0.state).into()
    }

    /// By the end of which day staff review it; null unless it is pending.
    async fn review_due_on(&self) -> Option<NaiveDate> {
        match self.0.state {
            PayoutMethodState::Pending { review_due_on, .. } => Some(review_due_on),
            PayoutMethodState::Verified { .. }
            | PayoutMethodState::Rejected { .. }
            | PayoutMethodState::Errored { .. }
            | PayoutMethodState::Removed { .. } => None,
        }
    }

    /// Why it was rejected, or what the bank said when it failed; null otherwise.
    async fn failure(&self) -> Option<&str> {
        match &self.0.state {
            PayoutMethodState::Rejected { reason, .. } | PayoutMethodState::Errored { reason, .. } => Some(reason),
            PayoutMethodState::Pending { .. }
            | PayoutMethodState::Verified { .. }
            | PayoutMethodState::Removed { .. } => None,
        }
    }
}

/// How money travels to a bank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum PayoutRail {
    /// Plays every rail, in any currency; only where the server runs with --sandbox.
    Sandbox,
    /// Euro, to an IBAN.
    Sepa,
    /// US dollars, to a routing and an account number.
    Nacha,
}

/// What may be done with a payout method.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum PayoutMethodStatus {
    /// Staff review it; no money goes there yet.
    Pending,
    /// Money goes to the newest verified one of its currency.
    Verified,
    /// Staff refused it.
    Rejected,
    /// The bank refused or returned money: confirm it, and it is reviewed again.
    Errored,
    Removed,
}

impl From<::disbursements::PayoutMethod> for PayoutMethod {
    fn from(method: ::disbursements::PayoutMethod) -> Self {
        Self(method)
    }
}

impl From<&PayoutMethodState> for PayoutMethodStatus {
    fn from(state: &PayoutMethodState) -> Self {
        match state {
            PayoutMethodState::Pending { .. } => Self::Pending,
            PayoutMethodState::Verified { .. } => Self::Verified,
            PayoutMethodState::Rejected { .. } => Self::Rejected,
            PayoutMethodState::Errored { .. } => Self::Errored,
            PayoutMethodState::Removed { .. } => Self::Removed,
        }
    }
}

impl From<Rail> for PayoutRail {
    fn from(rail: Rail) -> Self {
        match rail {
            Rail::Sandbox => Self::Sandbox,
            Rail::Sepa => Self::Sepa,
            Rail::Nacha => Self::Nacha,
        }
    }
}

impl From<PayoutRail> for Rail {
    fn from(rail: PayoutRail) -> Self {
        match rail {
            PayoutRail::Sandbox => Self::Sandbox,
            PayoutRail::Sepa => Self::Sepa,
            PayoutRail::Nacha => Self::Nacha,
        }
    }
}
