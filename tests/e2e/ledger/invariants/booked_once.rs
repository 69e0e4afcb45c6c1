//! One reference, one transaction.

use ledger::Posted;

use super::{Books, Held, hold};
use crate::ledger::books::*;

/// The same again does nothing and gives the first answer; something else under that reference is refused.
pub async fn first_answer(books: &Books) -> Held {
    let payee = payee();
    let first = books.posted(&collected("collect:1", payee, usd(700))).await?;
    let again = books.posted(&collected("collect:1", payee, usd(700))).await?;
    hold!(again == Posted::Before(first.id()), "{again:?} came after {first:?}");
    let other = books.post(&collected("collect:1", payee, usd(701))).await;
    hold!(other.is_err(), "something else was answered as if it were booked: {other:?}");
    let held = available(&books.db, payee).await;
    hold!(held == usd(700), "of 700 there are {}", held.minor());
    Ok(())
}

/// Of 32 that ask for the same at once, one books it.
pub async fn collapsed(books: &Books) -> Held {
    let payee = payee();
    let twins = (0..32).map(|_| collected("collect:1", payee, usd(700))).collect();
    let answers = books.post_at_once(twins).await;
    let new = answers.iter().filter(|answer| matches!(answer, Ok(Posted::New(_)))).count();
    let before = answers.iter().filter(|answer| matches!(answer, Ok(Posted::Before(_)))).count();
    hold!((new, before) == (1, 31), "{new} booked it and {before} found it booked: {answers:?}");
    let held = available(&books.db, payee).await;
    hold!(held == usd(700), "of 700 there are {}", held.minor());
    Ok(())
}

/// What was refused is refused when it is asked for again, and booked under the same reference once it can be.
pub async fn not_burned(books: &Books) -> Held {
    let payee = payee();
    books.posted(&collected("collect:1", payee, usd(100))).await?;
    let drain = held("hold:1", payee, usd(150));
    hold!(books.post(&drain).await.is_err(), "more was held than there is");
    let again = books.post(&drain).await;
    hold!(again.is_err(), "the duplicate of what was refused is {again:?}");

    books.posted(&collected("collect:2", payee, usd(100))).await?;
    let booked = books.posted(&drain).await?;
    hold!(matches!(booked, Posted::New(_)), "a refused reference is burned: {booked:?}");
    let left = available(&books.db, payee).await;
    hold!(left == usd(50), "of 200 less 150 there are {}", left.minor());
    Ok(())
}
