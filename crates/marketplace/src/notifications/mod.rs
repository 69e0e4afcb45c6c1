//! What members were told, in an inbox of their own, and by what mail they want it.

mod enter_notifications;
mod mark_notification_read;
mod read_notifications;
mod set_notification_preference;
mod write_notification_digest;

use kernel::{Actor, ActorError, MemberId, Right};

/// Members have an inbox; staff have their queues.
fn reader(actor: Actor) -> Result<MemberId, ActorError> {
    actor.in_account(Right::SpeakAsIndividual).map(|(_, member)| member)
}
