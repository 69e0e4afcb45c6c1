//! What is stored beside the entries follows from them.

use kernel::EngagementId;
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use sea_orm::{ConnectionTrait, Statement};

use super::{Books, Held, hold};
use crate::ledger::books::*;

/// A stored balance moves with a leg, by what the leg says, and no other way.
pub async fn stored(books: &Books) -> Held {
    let payee = payee();
    books.posted(&collected("collect:1", payee, usd(1_000))).await?;
    books.posted(&held("hold:1", payee, usd(300))).await?;
    let held = available(&books.db, payee).await;
    hold!(held == usd(700), "of 1000 less 300 there are {}", held.minor());
    let moved = "update ledger_balance set balance_minor = balance_minor - 1";
    hold!(books.intruder().attempt(&[(moved, vec![])]).await.is_err(), "a balance moved without a leg");
    Ok(())
}

/// Every stored balance, with the leg that it names as its last, is what the entries alone come to.
pub async fn rebuilt(books: &Books) -> Held {
    let (customer, expert, engagement) = (payee(), payee(), EngagementId::generate(AT));
    let receivable = Debit(Account::of(AccountKind::BuyerReceivable, customer));
    let unfunded = Credit(Account::of(AccountKind::ExpertUnfunded, expert));
    let unearned = Credit(Account::of_engagement(AccountKind::FeeUnearned, engagement));
    let approved = Posting::new("approve:1".to_owned(), AT, AT);
    let approved = approved.transfer(receivable, unfunded, usd(975)).transfer(receivable, unearned, usd(25));
    books.posted(&approved).await?;
    for number in 1..=4 {
        books.posted(&collected(&format!("collect:{number}"), expert, usd(100 * number))).await?;
        books.posted(&held(&format!("hold:{number}"), expert, usd(10 * number))).await?;
    }
    let differing = "select account.kind from ledger_account account
        join ledger_balance balance on balance.account_id = account.id
        left join ledger_entry last on last.account_id = account.id
             and last.entry_no = (select max(entry_no) from ledger_entry where account_id = account.id)
        where balance.balance_minor <> (select cast(coalesce(sum(amount_minor), 0) as bigint) from ledger_entry
                                        where account_id = account.id)
           or balance.transaction_id <> last.transaction_id or balance.leg <> last.leg";
    let reader = books.db.reader();
    let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), differing)).await;
    let kinds = rows.unwrap().iter().map(|row| row.try_get("", "kind").unwrap()).collect::<Vec<String>>();
    hold!(kinds.is_empty(), "the entries do not tell the balances of {kinds:?}");
    Ok(())
}

/// The legs on an account are 1, 2, 3 .. in the order of booking, whoever books at once; nobody numbers them himself.
pub async fn ordered(books: &Books) -> Held {
    let payee = payee();
    books.posted(&collected("collect:0", payee, usd(5))).await?;
    let deposits = (1..=12).map(|number| collected(&format!("collect:{number}"), payee, usd(1))).collect();
    for answer in books.post_at_once(deposits).await {
        hold!(answer.is_ok(), "a deposit was refused: {answer:?}");
    }
    let sql =
        "select entry.entry_no from ledger_entry entry join ledger_account account on account.id = entry.account_id
               where account.kind = 'expert_available' order by entry.entry_no";
    let reader = books.db.reader();
    let rows = reader.query_all_raw(Statement::from_string(reader.get_database_backend(), sql)).await.unwrap();
    let places = rows.iter().map(|row| row.try_get("", "entry_no").unwrap()).collect::<Vec<Option<i64>>>();
    hold!(places == (1..=13).map(Some).collect::<Vec<_>>(), "the places are {places:?}");

    let (cash, available) = books.accounts("psp_clearing", "expert_available").await;
    let id = kernel::LedgerTransactionId::generate(AT);
    let numbered = INTO_ENTRY.replace("amount_minor)", "amount_minor, entry_no)").replace("$5)", "$5, 20)");
    let statements = [
        (INTO_TRANSACTION, vec![id.into(), "numbered".into(), AT.into(), AT.into()]),
        (INTO_ENTRY, vec![id.into(), 0.into(), cash.into(), "USD".into(), 5_i64.into()]),
        (numbered.as_str(), vec![id.into(), 1.into(), available.into(), "USD".into(), (-5_i64).into()]),
        (INTO_SEAL, vec![id.into()]),
    ];
    hold!(books.intruder().attempt(&statements).await.is_err(), "a leg took a place of its choice");
    Ok(())
}
