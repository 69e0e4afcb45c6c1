use ::events::{Letter as Written, LetterState};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::LetterId;

use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::answer,
};

const LETTERS: &str = "letters";

pub struct Letter(Written);

/// What one person was written about one event.
#[Object]
impl Letter {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The id of the event, as in the audit trail.
    async fn event(&self) -> ID {
        ID(self.0.event_id.to_string())
    }

    /// The address.
    async fn to(&self) -> &str {
        self.0.to.email.as_str()
    }

    /// The name of the person.
    async fn name(&self) -> &str {
        &self.0.to.name
    }

    async fn subject(&self) -> &str {
        &self.0.content.subject
    }

    /// The letter in plain text.
    async fn text(&self) -> &str {
        &self.0.content.text
    }

    /// The same as an HTML document.
    async fn html(&self) -> &str {
        &self.0.content.html
    }

    /// What travels with it for the reader's calendar, an iCalendar object (`text/calendar`) that enters an appointment
    /// or strikes it out; null if nothing does.
    async fn invitation(&self) -> Option<&str> {
        self.0.content.invitation.as_ref().map(|invitation| invitation.calendar.as_str())
    }

    async fn written_at(&self) -> DateTime<Utc> {
        self.0.written_at
    }

    async fn status(&self) -> LetterStatus {
        match self.0.state {
            LetterState::Waiting { .. } => LetterStatus::Waiting,
            LetterState::Sent { .. } => LetterStatus::Sent,
            LetterState::Undeliverable { .. } => LetterStatus::Undeliverable,
        }
    }

    /// When the post took it, or said that it never will; null while it waits.
    async fn ended_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            LetterState::Waiting { .. } => None,
            LetterState::Sent { at } | LetterState::Undeliverable { at, .. } => Some(at),
        }
    }

    /// When it is taken to the post next; null when that is over.
    async fn next_try_at(&self) -> Option<DateTime<Utc>> {
        match self.0.state {
            LetterState::Waiting { next_try_at, .. } => Some(next_try_at),
            LetterState::Sent { .. } | LetterState::Undeliverable { .. } => None,
        }
    }

    /// What the post said when it last did not take it.
    async fn problem(&self) -> Option<&str> {
        match &self.0.state {
            LetterState::Waiting { problem, .. } => problem.as_deref(),
            LetterState::Undeliverable { problem, .. } => Some(problem),
            LetterState::Sent { .. } => None,
        }
    }
}

/// How far a letter is.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum LetterStatus {
    /// It is taken to the post as soon as it can be.
    Waiting,
    /// The post took it.
    Sent,
    /// The post will not take it, or could not be reached for more than a day.
    Undeliverable,
}

#[derive(Default)]
pub struct LetterQueries;

#[Object]
impl LetterQueries {
    /// What people were written, newest first. For staff with `READ_AUDIT`.
    async fn letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those to this address.")] to: Option<String>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Letter>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<LetterId>(LETTERS, first, after.as_deref())?;
            app.letters(*actor, to.map(|to| to.parse()).transpose()?, page).await
        };
        Ok(connection(LETTERS, answer(found.await)?, |letter| letter.id, Letter))
    }
}

/// Which letter to take to the post again.
#[derive(InputObject)]
pub struct LetterSendAgainInput {
    letter_id: ID,
}

payload!(LetterSendAgainPayload { letter: Letter });

#[derive(Default)]
pub struct LetterMutations;

#[Object]
impl LetterMutations {
    /// Have a letter taken to the post again that is undeliverable. For staff with `SETTLE_UNRESOLVED`.
    async fn letter_send_again(
        &self,
        ctx: &Context<'_>,
        input: LetterSendAgainInput,
    ) -> async_graphql::Result<LetterSendAgainPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let waiting = async { app.try_letter_again(*actor, input.letter_id.parse()?).await };
        LetterSendAgainPayload::from_result(waiting.await)
    }
}

impl From<Written> for Letter {
    fn from(letter: Written) -> Self {
        Self(letter)
    }
}
