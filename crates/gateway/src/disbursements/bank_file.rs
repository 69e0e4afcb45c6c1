use ::disbursements::{Batch, BatchState};
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, NaiveDate, Utc};
use kernel::{DisbursementBatchId, DisbursementId};

use super::{Disbursement, PayoutRail};
use crate::{
    connection::{Connection, connection, page},
    loaders::{ListArguments, load_list, pages},
    money::Money,
    session::Session,
    user_error::answer,
};

const BANK_FILES: &str = "bankFiles";
const DISBURSEMENTS: &str = "bankFileDisbursements";

pages!(DisbursementBatchId, DisbursementId => ::disbursements::Disbursement, |app, actor, files, page| {
    app.disbursements_of_bank_files(actor, files, page)
});

pub struct BankFile(Batch);

/// A file with payments that went to the operator's bank. Its bytes were stored before it was handed over, and only they
/// are handed over, however often: so nobody is paid twice.
#[Object]
impl BankFile {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn rail(&self) -> PayoutRail {
        self.0.rail.into()
    }

    /// What the bank knows it by: the message id of a `pain.001`, or origin, time and modifier of a NACHA file.
    async fn file_identity(&self) -> &str {
        &self.0.file_identity
    }

    /// How many disbursements it carries.
    async fn payment_count(&self) -> u32 {
        self.0.payments
    }

    /// Their sum.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The banking day on which the operator's account is to be debited.
    async fn execute_on(&self) -> NaiveDate {
        self.0.execute_on
    }

    async fn made_at(&self) -> DateTime<Utc> {
        self.0.made_at
    }

    /// How often it was handed over.
    async fn attempts(&self) -> u32 {
        self.0.attempts
    }

    async fn status(&self) -> BankFileStatus {
        (&self.0.state).into()
    }

    /// Since when it has this status.
    async fn status_since(&self) -> DateTime<Utc> {
        self.0.since()
    }

    /// Why the bank refused it; null otherwise.
    async fn failure(&self) -> Option<&str> {
        self.0.failure()
    }

    /// What it carries, newest first.
    async fn disbursements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Disbursement>> {
        let arguments = ListArguments { list: DISBURSEMENTS, first, after };
        let key = |disbursement: &::disbursements::Disbursement| disbursement.id;
        load_list(ctx, self.0.id, arguments, key, Disbursement).await
    }
}

/// How far a bank file is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum BankFileStatus {
    /// It waits to be handed over.
    Rendered,
    /// It is being handed over.
    Sending,
    /// The bank has it.
    Accepted,
    /// The bank refused it whole; the money waits for later runs.
    Rejected,
    /// What became of each of its disbursements is known.
    Settled,
}

#[derive(Default)]
pub struct BankFileQueries;

#[Object]
impl BankFileQueries {
    /// The files that went to the bank, newest first. For staff with `RUN_PAYOUTS`, `SETTLE_UNRESOLVED` or `READ_AUDIT`.
    async fn bank_files(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<BankFile>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<DisbursementBatchId>(BANK_FILES, first, after.as_deref())?;
            app.bank_files(*actor, page).await
        };
        Ok(connection(BANK_FILES, answer(found.await)?, |file| file.id, BankFile))
    }
}

impl From<&BatchState> for BankFileStatus {
    fn from(state: &BatchState) -> Self {
        match state {
            BatchState::Rendered { .. } => Self::Rendered,
            BatchState::Sending { .. } => Self::Sending,
            BatchState::Accepted { .. } => Self::Accepted,
            BatchState::Rejected { .. } => Self::Rejected,
            BatchState::Settled { .. } => Self::Settled,
        }
    }
}
