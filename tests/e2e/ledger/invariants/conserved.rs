//! Money neither appears nor goes.

use kernel::{Currency, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use sea_orm::DbBackend;

use super::{Books, Held, hold};
use crate::ledger::books::*;

/// A transaction whose legs do not come to nothing in each currency is refused.
pub async fn balanced(books: &Books) -> Held {
    books.posted(&collected("collect:1", payee(), usd(1_000))).await?;
    let suspense = Debit(Account::operator(AccountKind::Suspense));
    let cash = Credit(Account::operator(AccountKind::BankCash));
    let euro = Money::from_minor(7, Currency::EUR).unwrap();
    books.posted(&Posting::new("euro:1".to_owned(), AT, AT).transfer(suspense, cash, euro)).await?;
    let (available, suspense) = books.accounts("expert_available", "suspense").await;

    let cash = books.accounts("psp_clearing", "suspense").await.0;
    let short = books.intruder().book("short", &[(cash, "USD", 100), (available, "USD", -99)], true).await;
    hold!(short.is_err(), "a cent is missing");
    let mixed = books.intruder().book("mixed", &[(cash, "USD", 100), (suspense, "EUR", -100)], true).await;
    hold!(mixed.is_err(), "dollars are balanced by euros");
    Ok(())
}

/// Nothing comes into the books or leaves them but by a whole, sealed transaction, and all accounts together come to
/// nothing in each currency.
pub async fn conserved(books: &Books) -> Held {
    let payee = payee();
    for number in 1..=5 {
        books.posted(&collected(&format!("collect:{number}"), payee, usd(100 * number))).await?;
        books.posted(&held(&format!("hold:{number}"), payee, usd(30 * number))).await?;
    }
    let (cash, available) = books.accounts("psp_clearing", "expert_available").await;
    let intruder = books.intruder();

    let first = intruder.one("select id from ledger_transaction where reference = 'collect:1'", vec![]).await;
    let first: sea_orm::prelude::Uuid = first.try_get("", "id").unwrap();
    let late = vec![first.into(), 9.into(), cash.into(), "USD".into(), 5_i64.into()];
    hold!(intruder.attempt(&[(INTO_ENTRY, late)]).await.is_err(), "a leg came after the seal");
    let unsealed = intruder.book("unsealed", &[(cash, "USD", 5), (available, "USD", -5)], false).await;
    hold!(unsealed.is_err(), "what has no seal was committed");
    hold!(intruder.book("lonely", &[], true).await.is_err(), "a transaction without legs was sealed");
    let sum = "select cast(sum(amount_minor) as bigint) as sum_minor from ledger_entry where currency = 'USD'";
    let sum: i64 = intruder.one(sum, vec![]).await.try_get("", "sum_minor").unwrap();
    hold!(sum == 0, "all accounts together hold {sum}");
    Ok(())
}

/// What is posted is booked to the last unit, beyond what a floating-point number holds; and nothing but whole units.
pub async fn exact(books: &Books) -> Held {
    const BEYOND_FLOATS: i64 = 9_007_199_254_740_993; // 2^53 + 1.
    let payee = payee();
    books.posted(&collected("collect:1", payee, usd(BEYOND_FLOATS))).await?;
    books.posted(&held("hold:1", payee, usd(1))).await?;
    let left = available(&books.db, payee).await;
    hold!(left == usd(BEYOND_FLOATS - 1), "of {BEYOND_FLOATS} less 1 there are {}", left.minor());

    if books.db.reader().get_database_backend() == DbBackend::Sqlite {
        let (cash, available) = books.accounts("psp_clearing", "expert_available").await;
        let id = kernel::LedgerTransactionId::generate(AT);
        let half = |leg: i32, account: sea_orm::prelude::Uuid, minor: f64| {
            (INTO_ENTRY, vec![id.into(), leg.into(), account.into(), "USD".into(), minor.into()])
        };
        let statements = [
            (INTO_TRANSACTION, vec![id.into(), "half".into(), AT.into(), AT.into()]),
            half(0, cash, 0.5),
            half(1, available, -0.5),
            (INTO_SEAL, vec![id.into()]),
        ];
        hold!(books.intruder().attempt(&statements).await.is_err(), "half a cent was booked");
    }
    Ok(())
}

/// An account has one currency; no leg on it has another.
pub async fn unmixed(books: &Books) -> Held {
    books.posted(&collected("collect:1", payee(), usd(1_000))).await?;
    let (cash, available) = books.accounts("psp_clearing", "expert_available").await;
    let other = books.intruder().book("mixed", &[(cash, "EUR", 5), (available, "EUR", -5)], true).await;
    hold!(other.is_err(), "euros lie on accounts in dollars");
    Ok(())
}
