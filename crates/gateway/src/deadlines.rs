use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::DuePlace;

use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::answer,
};

const DEADLINES: &str = "deadlines";

pub struct Deadline(marketplace::Deadline);

/// What time does to one thing if nobody acts before.
#[Object]
impl Deadline {
    async fn kind(&self) -> DeadlineKind {
        self.0.kind.into()
    }

    /// From this instant on it has passed; what was late to notice counts from here.
    async fn due_at(&self) -> DateTime<Utc> {
        self.0.place.due_at
    }

    /// What happens then, in a sentence: "The bill is approved by silence."
    async fn effect(&self) -> &str {
        self.0.kind.effect()
    }

    /// The rule that sets it: "G-30".
    async fn rule(&self) -> &str {
        self.0.kind.rule()
    }

    /// The id of the thing: "preq_…" is a payment request. `node` finds most of them.
    async fn subject_id(&self) -> ID {
        ID(self.0.subject())
    }
}

/// The kinds of deadlines.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "marketplace::DeadlineKind")]
pub enum DeadlineKind {
    /// An invitation to an account ends.
    InvitationEnds,
    /// An expert's identity check has waited for 14 days: from then on it takes a video call.
    IdentityCallRequired,
    /// An expert's activation has waited for 21 days since all was there.
    ActivationOverdue,
    /// Staff have had seven business days to review a company.
    CompanyReviewOverdue,
    /// A certification ends.
    CertificationEnds,
    /// Staff have had five business days to review a DAC7 form.
    #[graphql(name = "DAC7_REVIEW_OVERDUE")]
    Dac7ReviewOverdue,
    /// A DAC7 form was approved 36 months ago.
    #[graphql(name = "DAC7_RECONFIRMATION_DUE")]
    Dac7ReconfirmationDue,
    /// A DAC7 form was not confirmed.
    #[graphql(name = "DAC7_FORM_ENDS")]
    Dac7FormEnds,
    /// Tax data is owed: the next reminder, or after two of them what staff may do.
    DueDiligenceGoesOn,
    /// A W-8 ends.
    UsTaxFormEnds,
    /// A proposal's own end, if it names one.
    ProposalEnds,
    /// One side asked to end the work seven days ago.
    CancellationApproved,
    /// The day of a bill that was agreed on in a schedule begins.
    ScheduleApproves,
    /// The customer has had the time that was agreed on to decide on a bill.
    SilenceApproves,
    /// Whoever is awaited in a dispute has had five business days.
    DisputeDecided,
    /// Staff have had 15 business days to answer a complaint, or 35.
    ComplaintOverdue,
    /// The payment service is asked for a charge.
    CollectionTried,
    /// A charge has to be paid.
    ChargeOverdue,
    /// A charge was due 7, 15, 30 or 120 days ago.
    PaymentReminded,
    /// Staff have had five business days to verify a payout method.
    PayoutMethodReviewOverdue,
}

#[derive(Default)]
pub struct DeadlineQueries;

#[Object]
impl DeadlineQueries {
    /// What time will do if nobody acts, soonest first: to anything that concerns your account; for staff, to anything.
    /// What is past and still here is done within moments.
    async fn deadlines(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these kinds; all if not given.")] kinds: Option<Vec<DeadlineKind>>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Deadline>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let kinds: Vec<_> = kinds.unwrap_or_default().into_iter().map(Into::into).collect();
        let found = async {
            let page = page::<DuePlace>(DEADLINES, first, after.as_deref())?;
            app.deadlines(*actor, &kinds, page).await
        };
        Ok(connection(DEADLINES, answer(found.await)?, |deadline| deadline.place, Deadline))
    }
}
