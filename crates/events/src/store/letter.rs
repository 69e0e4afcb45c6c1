use chrono::{DateTime, Utc};
use kernel::{EmailAddress, LetterId, LockRows, NextDue, Page, Slice, page_of};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::OnConflict,
};

use crate::{
    Content, Invitation, Letter, LetterState, Recipient,
    entity::letter::{ActiveModel, Column, Entity, Model, StateName},
};

pub async fn find_letter(db: &impl ConnectionTrait, id: LetterId) -> Result<Option<Letter>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(Letter::try_from).transpose()
}

/// Reads it for a decision.
pub async fn lock_letter(tx: &DatabaseTransaction, id: LetterId) -> Result<Option<Letter>, DbErr> {
    Entity::find_by_id(id).lock_rows().one(tx).await?.map(Letter::try_from).transpose()
}

/// Every letter, newest first; to one address, if one is given.
pub async fn page_of_letters(
    db: &impl ConnectionTrait,
    to: Option<&EmailAddress>,
    page: Page<LetterId>,
) -> Result<Slice<Letter>, DbErr> {
    let wanted = Condition::all().add_option(to.map(|to| Column::Email.eq(to.as_str())));
    page_of(db, Entity::find().filter(wanted), Column::Id, page).await
}

/// What is to be taken to the post by `now`, in due order, at most `max`.
pub async fn letters_due(db: &impl ConnectionTrait, now: DateTime<Utc>, max: u64) -> Result<Vec<LetterId>, DbErr> {
    let due = Entity::find().filter(Column::State.eq(StateName::Waiting)).filter(Column::NextTryAt.lte(now));
    let due = due.order_by_asc(Column::NextTryAt).order_by_asc(Column::Id).limit(max);
    due.select_only().column(Column::Id).into_tuple().all(db).await
}

/// The earliest instant after `after` at which a letter is to be taken to the post.
pub fn next_letter_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find().filter(Column::State.eq(StateName::Waiting)), Column::NextTryAt, after)
}

/// Keeps a letter; nothing if this person has one about this event.
pub async fn insert_letter(tx: &DatabaseTransaction, letter: &Letter) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(letter.id),
        event_id: Set(letter.event_id),
        email: Set(letter.to.email.clone()),
        name: Set(letter.to.name.clone()),
        subject: Set(letter.content.subject.clone()),
        body_text: Set(letter.content.text.clone()),
        body_html: Set(letter.content.html.clone()),
        written_at: Set(letter.written_at),
        calendar_method: Set(letter.content.invitation.as_ref().map(|invitation| invitation.method)),
        calendar: Set(letter.content.invitation.as_ref().map(|invitation| invitation.calendar.clone())),
        ..state_columns(&letter.state)
    };
    let first = OnConflict::columns([Column::EventId, Column::Email]).do_nothing().to_owned();
    Entity::insert(row).on_conflict(first).exec_without_returning(tx).await.map(drop)
}

/// Writes the state with its columns.
pub async fn save_letter(tx: &DatabaseTransaction, letter: &Letter) -> Result<(), DbErr> {
    let row = ActiveModel { id: Unchanged(letter.id), ..state_columns(&letter.state) };
    row.update_without_returning(tx).await.map(drop)
}

fn state_columns(state: &LetterState) -> ActiveModel {
    let columns = |state, attempts: u16, next_try_at, ended_at, problem| ActiveModel {
        state: Set(state),
        attempts: Set(i32::from(attempts)),
        next_try_at: Set(next_try_at),
        ended_at: Set(ended_at),
        problem: Set(problem),
        ..Default::default()
    };
    match state {
        LetterState::Waiting { attempts, next_try_at, problem } => {
            columns(StateName::Waiting, *attempts, Some(*next_try_at), None, problem.clone())
        }
        LetterState::Sent { at } => columns(StateName::Sent, 0, None, Some(*at), None),
        LetterState::Undeliverable { at, problem } => {
            columns(StateName::Undeliverable, 0, None, Some(*at), Some(problem.clone()))
        }
    }
}

impl TryFrom<Model> for Letter {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let (state, invitation) = (state(&row)?, invitation(&row)?);
        let Model { id, event_id, email, name, subject, body_text: text, body_html: html, written_at, .. } = row;
        let (to, content) = (Recipient { email, name }, Content { subject, text, html, invitation });
        Ok(Self { id, event_id, to, content, written_at, state })
    }
}

fn invitation(row: &Model) -> Result<Option<Invitation>, DbErr> {
    match (row.calendar_method, &row.calendar) {
        (Some(method), Some(calendar)) => Ok(Some(Invitation { method, calendar: calendar.clone() })),
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => Err(DbErr::Type(format!("{} has half an invitation", row.id))),
    }
}

/// The state that the columns tell; contradictory columns are an error that names the row.
fn state(row: &Model) -> Result<LetterState, DbErr> {
    let contradiction = || DbErr::Type(format!("{} has a state that its columns contradict", row.id));
    let ended_at = || row.ended_at.ok_or_else(contradiction);
    Ok(match row.state {
        StateName::Waiting => LetterState::Waiting {
            attempts: u16::try_from(row.attempts).map_err(|_| contradiction())?,
            next_try_at: row.next_try_at.ok_or_else(contradiction)?,
            problem: row.problem.clone(),
        },
        StateName::Sent => LetterState::Sent { at: ended_at()? },
        StateName::Undeliverable => {
            LetterState::Undeliverable { at: ended_at()?, problem: row.problem.clone().ok_or_else(contradiction)? }
        }
    })
}
