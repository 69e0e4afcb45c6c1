//! Many who book on one account at once.

use super::{Books, Held, hold};
use crate::ledger::books::*;

/// All that is added at once is there.
pub async fn nothing_lost(books: &Books) -> Held {
    let payee = payee();
    books.posted(&collected("collect:0", payee, usd(5))).await?;
    let deposits = (1..=20).map(|number| collected(&format!("collect:{number}"), payee, usd(100))).collect();
    for answer in books.post_at_once(deposits).await {
        hold!(answer.is_ok(), "a deposit was refused: {answer:?}");
    }
    let held = available(&books.db, payee).await;
    hold!(held == usd(2_005), "of 2005 there are {}", held.minor());
    Ok(())
}

/// Of twenty that each take 150 of 1000 at once, six find enough.
pub async fn floor_holds(books: &Books) -> Held {
    let payee = payee();
    books.posted(&collected("collect:1", payee, usd(1_000))).await?;
    let drains = (0..20).map(|number| held(&format!("hold:{number}"), payee, usd(150))).collect();
    let answers = books.post_at_once(drains).await;
    let (taken, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    let for_another_reason = refused.iter().filter_map(|answer| answer.as_ref().err());
    let for_another_reason = for_another_reason.filter(|error| !error.to_string().contains("LEDGER_BELOW_FLOOR"));
    let for_another_reason = for_another_reason.collect::<Vec<_>>();
    hold!(for_another_reason.is_empty(), "a drain failed: {for_another_reason:?}");
    hold!(taken.len() == 6, "{} took 150 of 1000", taken.len());
    let left = available(&books.db, payee).await;
    hold!(left == usd(100), "of 1000 less 900 there are {}", left.minor());
    Ok(())
}
