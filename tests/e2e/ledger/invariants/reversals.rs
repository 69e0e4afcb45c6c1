//! What takes back.

use ledger::{Account, AccountKind, Credit, Debit, Posting};
use sea_orm::prelude::Uuid;

use super::{Books, Held, hold};
use crate::ledger::books::*;

/// A reversal is a transaction of its own, does the opposite of the one that it names, and comes once.
pub async fn opposite_and_once(books: &Books) -> Held {
    let (cash, suspense) = (Account::operator(AccountKind::BankCash), Account::operator(AccountKind::Suspense));
    let suspended =
        |reference: &str| Posting::new(reference.to_owned(), AT, AT).transfer(Debit(cash), Credit(suspense), usd(40));
    let (first, second) = (suspended("suspended:1"), suspended("suspended:2"));
    books.posted(&first).await?;
    books.posted(&second).await?;

    books.posted(&first.reversed("undone:1".to_owned(), AT, AT)).await?;
    let twice = books.post(&first.reversed("undone:1:again".to_owned(), AT, AT)).await;
    hold!(twice.is_err(), "a transaction was taken back twice");
    let unknown = suspended("suspended:9").reversed("undone:9".to_owned(), AT, AT);
    hold!(books.post(&unknown).await.is_err(), "what was never booked was taken back");

    let sql = "select id from ledger_transaction where reference = 'suspended:2'";
    let id: Uuid = books.intruder().one(sql, vec![]).await.try_get("", "id").unwrap();
    let (cash, suspense) = books.accounts("bank_cash", "suspense").await;
    for (minor, said) in [(40, "a reversal did the same again"), (-39, "a reversal took back a part")] {
        let legs = [(cash, "USD", minor), (suspense, "USD", -minor)];
        hold!(books.intruder().take_back(said, id, &legs).await.is_err(), "{said}");
    }
    let held =
        ledger::store::balance(books.db.reader(), Account::operator(AccountKind::Suspense), kernel::Currency::USD);
    let held = held.await.unwrap();
    hold!(held == usd(40), "of 80 less 40 there are {}", held.minor());
    Ok(())
}
