//! What people are told of what happened. Whoever changes something writes an event; from the outbox each person whom it
//! concerns is told, in their inbox and by a letter, which is then taken to the post.

mod about;
mod invitation;
mod page;
mod read_letters;
mod recipients;
mod send_letter;
mod telling;
mod texts;
mod try_letter_again;
mod write_letters;

pub(crate) use page::news;
pub(crate) use recipients::Reader;
pub(crate) use telling::Telling;
pub(crate) use texts::Text;
pub(crate) use write_letters::STALE_AFTER;
