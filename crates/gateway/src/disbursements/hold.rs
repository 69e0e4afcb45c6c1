use ::disbursements::HoldState;
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::HoldId;
use marketplace::{Error, PlaceHold};

use crate::{
    accounts::Account,
    connection::{Connection, connection, page},
    loaders::load_kept,
    money::CurrencyCode,
    session::Session,
    user_error::answer,
};

const HOLDS: &str = "holds";

payload!(HoldPlacePayload { hold: Hold });
payload!(HoldReleasePayload { hold: Hold });

pub struct Hold(pub ::disbursements::Hold);

/// A reason not to pay a payee. Several may stand; the payee is paid when none does. Its work goes on.
#[Object]
impl Hold {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// Who is not paid.
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        load_kept(ctx, self.0.expert_account_id).await.map(Account)
    }

    /// In which currency alone; null if in all.
    async fn currency(&self) -> Option<CurrencyCode> {
        self.0.currency.map(CurrencyCode)
    }

    async fn reason(&self) -> HoldReason {
        self.0.reason.into()
    }

    /// What staff wrote to it; null if the system placed it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    async fn placed_at(&self) -> DateTime<Utc> {
        self.0.placed_at
    }

    /// The id of the member of staff who placed it; null if the system did.
    async fn placed_by(&self) -> Option<ID> {
        self.0.placed_by.map(|id| ID(id.to_string()))
    }

    /// Since when it stands no longer; null while it does.
    async fn released_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            HoldState::Placed => None,
            HoldState::Released { at, .. } => Some(at),
        }
    }

    /// Why it was released; null while it stands.
    async fn release_reason(&self) -> Option<&str> {
        match &self.0.state {
            HoldState::Placed => None,
            HoldState::Released { reason, .. } => Some(reason),
        }
    }
}

/// Why a payee is not paid. The system alone places the first three, with what causes them, and releases them with it.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::disbursements::HoldReason")]
pub enum HoldReason {
    /// A reviewer sent back the DAC7 form of an expert who is active.
    #[graphql(name = "DAC7_CHANGES_REQUESTED")]
    Dac7ChangesRequested,
    /// The DAC7 form was not confirmed in time.
    #[graphql(name = "DAC7_EXPIRED")]
    Dac7Expired,
    /// Tax data is missing, though it was asked for and reminded of twice.
    DueDiligence,
    /// The company has to be checked again.
    CompanyCheckReopened,
    /// Staff look into something.
    Investigation,
    /// An authority or a court asked for it.
    AuthorityRequest,
    /// Something else, which the note says.
    Other,
}

/// A payee not to pay.
#[derive(InputObject)]
pub struct HoldPlaceInput {
    /// The payee.
    account_id: ID,
    /// Hold what is in this currency alone; all of it, if not given.
    currency: Option<CurrencyCode>,
    /// None of the system's own.
    reason: HoldReason,
    /// For colleagues: 1 to 1,000 characters.
    note: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Which hold to release.
#[derive(InputObject)]
pub struct HoldReleaseInput {
    hold_id: ID,
    /// 1 to 1,000 characters; the audit trail keeps it.
    reason: String,
}

#[derive(Default)]
pub struct HoldQueries;

#[Object]
impl HoldQueries {
    /// Holds on payees, newest first. For staff with `MANAGE_HOLDS`.
    async fn holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those of this payee.")] account_id: Option<ID>,
        #[graphql(desc = "Only those that stand, which is what is asked if it is not given.", default = true)]
        standing: bool,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Hold>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<HoldId>(HOLDS, first, after.as_deref())?;
            let payee = account_id.map(|id| id.parse()).transpose()?;
            app.holds(*actor, payee, standing, page).await
        };
        Ok(connection(HOLDS, answer(found.await)?, |hold| hold.id, Hold))
    }
}

#[derive(Default)]
pub struct HoldMutations;

#[Object]
impl HoldMutations {
    /// Hold a payee's money: what is scheduled and not yet begun is cancelled, and no run pays before it is released.
    /// Work and bills go on. For staff with `MANAGE_HOLDS`.
    async fn hold_place(&self, ctx: &Context<'_>, input: HoldPlaceInput) -> async_graphql::Result<HoldPlacePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let placed = async { app.place_hold(*actor, input.try_into()?).await };
        HoldPlacePayload::from_result(placed.await)
    }

    /// Release what staff held. What the system held stands until its cause is gone, and goes with it. For staff with
    /// `MANAGE_HOLDS`.
    async fn hold_release(
        &self,
        ctx: &Context<'_>,
        input: HoldReleaseInput,
    ) -> async_graphql::Result<HoldReleasePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let released = async { app.release_hold(*actor, input.hold_id.parse()?, &input.reason).await };
        HoldReleasePayload::from_result(released.await)
    }
}

impl TryFrom<HoldPlaceInput> for PlaceHold {
    type Error = Error;

    fn try_from(input: HoldPlaceInput) -> Result<Self, Error> {
        let hold = ::disbursements::NewHold {
            expert_account_id: input.account_id.parse()?,
            currency: input.currency.map(|currency| currency.0),
            reason: input.reason.into(),
            note: input.note,
        };
        Ok(Self { hold, idempotency_key: input.idempotency_key })
    }
}

impl From<::disbursements::Hold> for Hold {
    fn from(hold: ::disbursements::Hold) -> Self {
        Self(hold)
    }
}
