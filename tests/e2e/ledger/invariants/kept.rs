//! What is booked stays as it is.

use ledger::Fault;
use sea_orm::{DbBackend, prelude::Uuid};

use super::{Books, Held, hold};
use crate::ledger::{
    books::*,
    proofs::{batch_closed, proven},
    tampering::tamper,
};

/// No statement changes or deletes a row of the books.
const CHANGES: [&str; 14] = [
    "update ledger_entry set amount_minor = amount_minor",
    "delete from ledger_entry",
    "update ledger_transaction set reference = reference",
    "delete from ledger_transaction",
    "update ledger_seal set transaction_id = transaction_id",
    "delete from ledger_seal",
    "update ledger_account set currency = currency",
    "delete from ledger_account",
    "delete from ledger_balance",
    "update ledger_chain set sealed_at = sealed_at",
    "delete from ledger_chain",
    "update ledger_chain_link set hash = hash",
    "delete from ledger_chain_link",
    "delete from ledger_unchained",
];

pub async fn append_only(books: &Books) -> Held {
    books.posted(&collected("collect:1", payee(), usd(1_000))).await?;
    books.posted(&collected("collect:2", payee(), usd(1_000))).await?;
    batch_closed(&books.db).await;
    books.posted(&collected("collect:3", payee(), usd(1_000))).await?;
    for change in CHANGES {
        let refused = books.intruder().attempt(&[(change, vec![])]).await;
        hold!(refused.is_err_and(|error| error.to_string().contains("LEDGER_APPEND_ONLY")), "it was taken: {change}");
    }
    if books.db.reader().get_database_backend() == DbBackend::Postgres {
        let truncated = books.intruder().attempt(&[("truncate ledger_entry cascade", vec![])]).await;
        hold!(truncated.is_err(), "the entries were truncated");
    }
    Ok(())
}

/// The chain over closed batches holds; a changed row breaks it by name, and no batch follows anything but the last.
pub async fn chained(books: &Books) -> Held {
    for number in 1..=3 {
        books.posted(&collected(&format!("collect:{number}"), payee(), usd(1_000 + number))).await?;
    }
    batch_closed(&books.db).await;
    let broken = broken_links(books).await;
    hold!(broken.is_empty(), "an untouched chain is broken: {broken:?}");
    let forged = forge_batch(books).await;
    hold!(forged.is_err(), "a batch follows what is not there");

    tamper(&books.db, &["update ledger_entry set amount_minor = amount_minor + 1 where amount_minor = 1001"]).await;
    let broken = broken_links(books).await;
    let named = [Fault::Changed { reference: "collect:1".to_owned(), batch_no: 1 }];
    hold!(broken == named, "a changed row was not named: {broken:?}");
    Ok(())
}

/// What is wrong with the chain; what else is wrong is for others.
async fn broken_links(books: &Books) -> Vec<Fault> {
    let (_, mut faults) = proven(&books.db).await;
    faults.retain(|fault| matches!(fault, Fault::Changed { .. } | Fault::Chain { .. } | Fault::NotChained { .. }));
    faults
}

/// A second batch that names another digest than the first one has.
async fn forge_batch(books: &Books) -> Result<(), sea_orm::DbErr> {
    let intruder = books.intruder();
    let waiting: Uuid =
        intruder.one("select transaction_id as id from ledger_unchained", vec![]).await.try_get("", "id").unwrap();
    let digest = "1".repeat(64);
    let batch = "insert into ledger_chain (batch_no, previous_no, first_transaction, last_transaction,
                     transaction_count, sealed_at, prev_hash, hash) values (2, 1, $1, $1, 1, $2, $3, $3)";
    let link = "insert into ledger_chain_link (batch_no, place, transaction_id, hash) values (2, 1, $1, $2)";
    let statements =
        [(batch, vec![waiting.into(), AT.into(), digest.clone().into()]), (link, vec![waiting.into(), digest.into()])];
    intruder.attempt(&statements).await
}
