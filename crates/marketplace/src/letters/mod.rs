//! What people are written about what happened. Whoever changes something writes an event; from the outbox a letter to
//! each person whom it concerns is written, and taken to the post.

mod about;
mod invitation;
mod page;
mod read_letters;
mod recipients;
mod send_letter;
mod texts;
mod try_letter_again;
mod write_letters;
