use std::collections::HashMap;

use chrono::{DateTime, Utc};
use kernel::{LockRows, MemberId, NextDue, NotificationId, Page, Slice, page_of};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};

use crate::{
    MailFrequency, News, Notification, NotificationPreference, Topic,
    entity::{
        notification::{ActiveModel, Column, Entity, Model},
        notification_preference as preference,
    },
};

/// Which of a member's notifications are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// Only what they have not read.
    pub unread: bool,
    /// Only these topics; every topic, if none is given.
    pub topics: Vec<Topic>,
}

/// Keeps a notification; nothing if this member was told of this event.
pub async fn insert_notification(tx: &DatabaseTransaction, notification: &Notification) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(notification.id),
        member_id: Set(notification.member_id),
        event_id: Set(notification.event_id),
        kind: Set(notification.kind.clone()),
        topic: Set(notification.topic),
        subject: Set(notification.subject.clone()),
        title: Set(notification.news.title.clone()),
        words: Set(notification.news.words.clone()),
        at: Set(notification.at),
        told_at: Set(notification.told_at),
        read_at: Set(notification.read_at),
        digest_at: Set(notification.digest_at),
    };
    let first = OnConflict::columns([Column::EventId, Column::MemberId]).do_nothing().to_owned();
    Entity::insert(row).on_conflict(first).exec_without_returning(tx).await.map(drop)
}

/// What a member was told, newest first.
pub async fn page_of_inbox(
    db: &impl ConnectionTrait,
    member: MemberId,
    filter: &InboxFilter,
    page: Page<NotificationId>,
) -> Result<Slice<Notification>, DbErr> {
    let mut wanted = Entity::find().filter(Column::MemberId.eq(member));
    if filter.unread {
        wanted = wanted.filter(Column::ReadAt.is_null());
    }
    if !filter.topics.is_empty() {
        wanted = wanted.filter(Column::Topic.is_in(filter.topics.iter().copied()));
    }
    page_of(db, wanted, Column::Id, page).await
}

/// How much a member has not read.
pub async fn count_unread(db: &impl ConnectionTrait, member: MemberId) -> Result<u64, DbErr> {
    Entity::find().filter(Column::MemberId.eq(member)).filter(Column::ReadAt.is_null()).count(db).await
}

/// One of a member's notifications.
pub async fn find_notification(
    db: &impl ConnectionTrait,
    member: MemberId,
    id: NotificationId,
) -> Result<Option<Notification>, DbErr> {
    let found = Entity::find_by_id(id).filter(Column::MemberId.eq(member)).one(db).await?;
    found.map(Notification::try_from).transpose()
}

/// Marks as read one of a member's notifications, or that and all before it. What is read is not written of any more.
pub async fn mark_read(
    tx: &DatabaseTransaction,
    notification: &Notification,
    and_earlier: bool,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let id = if and_earlier { Column::Id.lte(notification.id) } else { Column::Id.eq(notification.id) };
    Entity::update_many()
        .col_expr(Column::ReadAt, Expr::value(now))
        .col_expr(Column::DigestAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::MemberId.eq(notification.member_id))
        .filter(Column::ReadAt.is_null())
        .filter(id)
        .exec(tx)
        .await
        .map(drop)
}

/// Who is to be written a digest by `until`, each once, at most `max`.
pub async fn digests_due(db: &impl ConnectionTrait, until: DateTime<Utc>, max: u64) -> Result<Vec<MemberId>, DbErr> {
    let due = Entity::find().filter(Column::DigestAt.lte(until)).select_only().column(Column::MemberId).distinct();
    due.order_by_asc(Column::MemberId).limit(max).into_tuple().all(db).await
}

/// The earliest instant after `after` at which somebody is to be written a digest.
pub fn next_digest_due(after: DateTime<Utc>) -> NextDue {
    NextDue::of_rows(Entity::find(), Column::DigestAt, after)
}

/// Takes what a member is to be written of by `until`, in the order in which it was told, with the instants at which it
/// was due. Of two who come at once, one gets it and the other nothing.
pub async fn take_digest(
    tx: &DatabaseTransaction,
    member: MemberId,
    until: DateTime<Utc>,
) -> Result<Vec<Notification>, DbErr> {
    let due = Entity::find().filter(Column::MemberId.eq(member)).filter(Column::DigestAt.lte(until));
    let due = due.order_by_asc(Column::Id).lock_rows().all(tx).await?;
    Entity::update_many()
        .col_expr(Column::DigestAt, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.is_in(due.iter().map(|row| row.id)))
        .exec(tx)
        .await?;
    due.into_iter().map(Notification::try_from).collect()
}

/// Keeps how a member wants to be written of a topic, in the place of what they said before.
pub async fn save_preference(
    tx: &DatabaseTransaction,
    preference: &NotificationPreference,
    now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = preference::ActiveModel {
        member_id: Set(preference.member_id),
        topic: Set(preference.topic),
        mail: Set(preference.mail),
        set_at: Set(now),
    };
    let known = OnConflict::columns([preference::Column::MemberId, preference::Column::Topic])
        .update_columns([preference::Column::Mail, preference::Column::SetAt])
        .to_owned();
    preference::Entity::insert(row).on_conflict(known).exec_without_returning(tx).await.map(drop)
}

/// How a member wants to be written of each topic on which they have said so.
pub async fn preferences_of(
    db: &impl ConnectionTrait,
    member: MemberId,
) -> Result<HashMap<Topic, MailFrequency>, DbErr> {
    let said = preference::Entity::find().filter(preference::Column::MemberId.eq(member)).all(db).await?;
    Ok(said.into_iter().map(|row| (row.topic, row.mail)).collect())
}

/// How each of these members who has said so wants to be written of a topic.
pub async fn preferences_on(
    db: &impl ConnectionTrait,
    topic: Topic,
    members: &[MemberId],
) -> Result<HashMap<MemberId, MailFrequency>, DbErr> {
    let said = preference::Entity::find()
        .filter(preference::Column::Topic.eq(topic))
        .filter(preference::Column::MemberId.is_in(members.iter().copied()));
    Ok(said.all(db).await?.into_iter().map(|row| (row.member_id, row.mail)).collect())
}

impl TryFrom<Model> for Notification {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let Model { id, member_id, event_id, kind, topic, subject, title, words, at, told_at, read_at, digest_at } =
            row;
        let news = News { title, words };
        Ok(Self { id, member_id, event_id, kind, topic, subject, news, at, told_at, read_at, digest_at })
    }
}
