use ::events::{
    MailFrequency as Frequency, NotificationError, NotificationPreference as Preference, Topic, store::InboxFilter,
};
use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::{DateTime, Utc};
use kernel::NotificationId;

use crate::{
    connection::{Connection, connection, page},
    session::Session,
    user_error::{Refusal, UserErrorCode as Code, answer},
};

const MY_NOTIFICATIONS: &str = "myNotifications";

/// What a notification is about, as coarsely as one chooses by what mail one wants it.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Topic")]
pub enum NotificationTopic {
    /// The account and one's place in it. Its letters are always written at once.
    Account,
    /// The way to being an active expert: profile, registration, identity, company.
    Registration,
    Certifications,
    /// Tax forms and what follows where they are missing. Its letters are always written at once.
    Tax,
    /// Requests and the responses to them.
    Requests,
    Messages,
    Proposals,
    /// The agreed work: its end, the access that it needs, and what the customer says of it.
    Engagements,
    /// Bills and what is charged for them.
    Bills,
    /// Bank accounts, and payments to experts.
    Payouts,
}

/// By what mail one is written of what is in one's inbox anyway.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Frequency")]
pub enum MailFrequency {
    /// A letter about each thing, as it happens. Unless one says otherwise.
    AtOnce,
    /// One letter at eight in the morning, in the account's time zone, about what one has not read by then.
    Daily,
    Never,
}

pub struct Notification(::events::Notification);

/// What one was told of one event.
#[Object]
impl Notification {
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    /// The lasting name of the event, as in the audit trail: `payment_request.declined`.
    async fn kind(&self) -> &str {
        &self.0.kind
    }

    async fn topic(&self) -> NotificationTopic {
        self.0.topic.into()
    }

    /// The id of what it is about; many can be asked for by `node`.
    async fn about(&self) -> ID {
        ID(self.0.subject.clone())
    }

    /// One line.
    async fn title(&self) -> &str {
        &self.0.news.title
    }

    /// What happened and what one can do now, in plain text; an empty line stands between paragraphs.
    async fn text(&self) -> &str {
        &self.0.news.words
    }

    /// When it happened.
    async fn at(&self) -> DateTime<Utc> {
        self.0.at
    }

    /// When one marked it as read; null if one has not.
    async fn read_at(&self) -> Option<DateTime<Utc>> {
        self.0.read_at
    }
}

pub struct NotificationPreference(Preference);

/// By what mail one wants the news of a topic.
#[Object]
impl NotificationPreference {
    async fn topic(&self) -> NotificationTopic {
        self.0.topic.into()
    }

    async fn mail(&self) -> MailFrequency {
        self.0.mail.into()
    }

    /// Whether its letters are always written at once, so that this cannot be changed.
    async fn is_required(&self) -> bool {
        self.0.topic.is_required()
    }
}

/// Which of one's notifications are wanted.
#[derive(Default, InputObject)]
pub struct MyNotificationsFilter {
    /// Only what one has not marked as read.
    #[graphql(default)]
    unread: bool,
    /// Only these topics; every topic, if none is given.
    #[graphql(default)]
    topics: Vec<NotificationTopic>,
}

/// What one has read.
#[derive(InputObject)]
pub struct NotificationMarkReadInput {
    notification_id: ID,
    /// All that one was told before it, too.
    #[graphql(default)]
    and_earlier: bool,
}

/// By what mail one wants the news of a topic from now on.
#[derive(InputObject)]
pub struct NotificationPreferenceSetInput {
    topic: NotificationTopic,
    mail: MailFrequency,
}

#[derive(Default)]
pub struct NotificationQueries;

#[Object]
impl NotificationQueries {
    /// One's inbox: what one was told, newest first. Everything that concerns one is in it, by whatever mail one wants it.
    /// For members; staff have their queues.
    async fn my_notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only some of it.")] filter: Option<MyNotificationsFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 if not given.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
    ) -> async_graphql::Result<Connection<Notification>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = async {
            let page = page::<NotificationId>(MY_NOTIFICATIONS, first, after.as_deref())?;
            app.my_notifications(*actor, &filter.unwrap_or_default().into(), page).await
        };
        Ok(connection(MY_NOTIFICATIONS, answer(found.await)?, |notification| notification.id, Notification))
    }

    /// How much of one's inbox one has not marked as read.
    async fn my_unread_notification_count(&self, ctx: &Context<'_>) -> async_graphql::Result<u64> {
        let Session { app, actor, .. } = Session::of(ctx);
        answer(app.my_unread_notifications(*actor).await)
    }

    /// By what mail one wants the news of each topic. Empty for staff.
    async fn my_notification_preferences(
        &self,
        ctx: &Context<'_>,
    ) -> async_graphql::Result<Vec<NotificationPreference>> {
        let Session { app, actor, .. } = Session::of(ctx);
        let found = answer(app.my_notification_preferences(*actor).await)?;
        Ok(found.into_iter().map(NotificationPreference).collect())
    }
}

payload!(NotificationMarkReadPayload { notification: Notification });
payload!(NotificationPreferenceSetPayload { notification_preference: NotificationPreference });

#[derive(Default)]
pub struct NotificationMutations;

#[Object]
impl NotificationMutations {
    /// Mark one of one's notifications as read, or it and all before it. What is read stays read, and is not written of in
    /// the daily letter.
    async fn notification_mark_read(
        &self,
        ctx: &Context<'_>,
        input: NotificationMarkReadInput,
    ) -> async_graphql::Result<NotificationMarkReadPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let read =
            async { app.mark_notification_read(*actor, input.notification_id.parse()?, input.and_earlier).await };
        NotificationMarkReadPayload::from_result(read.await)
    }

    /// Say by what mail one wants the news of a topic: a letter about each thing, one in the morning, or none. It holds for
    /// what happens from then on. Invitations to calls come at once in any case, for one's calendar.
    async fn notification_preference_set(
        &self,
        ctx: &Context<'_>,
        input: NotificationPreferenceSetInput,
    ) -> async_graphql::Result<NotificationPreferenceSetPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let set = app.set_notification_preference(*actor, input.topic.into(), input.mail.into()).await;
        NotificationPreferenceSetPayload::from_result(set)
    }
}

pub fn refusal(error: &NotificationError) -> Refusal {
    match error {
        NotificationError::NotFound(_) => {
            Refusal::new(Code::NotificationNotFound).remedy("Check the id.").rule("IQ-26").field("notificationId")
        }
        NotificationError::MailRequired(_) => {
            Refusal::new(Code::NotificationMailRequired).remedy("Leave it at AT_ONCE.").field("mail")
        }
    }
}

impl From<MyNotificationsFilter> for InboxFilter {
    fn from(filter: MyNotificationsFilter) -> Self {
        Self { unread: filter.unread, topics: filter.topics.into_iter().map(Into::into).collect() }
    }
}

impl From<::events::Notification> for Notification {
    fn from(notification: ::events::Notification) -> Self {
        Self(notification)
    }
}

impl From<Preference> for NotificationPreference {
    fn from(preference: Preference) -> Self {
        Self(preference)
    }
}
