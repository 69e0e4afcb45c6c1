//! The proof of the books finds whatever was changed past the database's own rules, and names it.

use chrono::TimeDelta;
use ledger::Fault;
use marketplace::{ChainHead, Db, Verdict, verify_ledger};
use support::{App, Database, Migrated, steps, story};

use super::{books::*, tampering::tamper};

pub async fn proven(db: &Db) -> (Verdict, Vec<Fault>) {
    let mut faults = vec![];
    let verdict = verify_ledger(db, None, |fault| faults.push(fault), |_| ()).await.unwrap();
    (verdict, faults)
}

pub async fn batch_closed(db: &Db) -> bool {
    let tx = db.begin().await.unwrap();
    let closed = ledger::store::close_batch(&tx, AT, 2).await.unwrap();
    tx.commit().await.unwrap();
    closed.is_some()
}

/// Three transactions in two batches, and one that waits.
async fn books(db: &Db) {
    let payee = payee();
    post(db, &collected("collect:1", payee, usd(1_000))).await.unwrap();
    post(db, &collected("collect:2", payee, usd(2_000))).await.unwrap();
    post(db, &held("hold:1", payee, usd(500))).await.unwrap();
    while batch_closed(db).await {}
    post(db, &held("hold:2", payee, usd(500))).await.unwrap();
}

/// What is changed, and the beginning of what is said of it.
const CHANGES: [(&str, &str); 20] = [
    ("update ledger_entry set amount_minor = amount_minor + 1 where amount_minor = 2000", "collect:2: "),
    (
        "update ledger_entry set amount_minor = 7 * amount_minor where transaction_id = (select id from ledger_transaction where reference = 'hold:2')",
        "hold:2: its legs are not those",
    ),
    ("update ledger_entry set leg = 5 where amount_minor = 2000", "collect:2: its legs are not numbered"),
    ("update ledger_entry set entry_no = 9 where amount_minor = -2000", "collect:2: it was changed after batch 1"),
    ("delete from ledger_entry where amount_minor = 1000", "collect:1: "),
    (
        "update ledger_transaction set reference = 'collect:9' where reference = 'collect:1'",
        "collect:9: it was changed after batch 1",
    ),
    (
        "update ledger_transaction set at = recorded_at, recorded_at = '2031-01-01T00:00:00+00:00' where reference = 'collect:1'",
        "collect:1: it was changed",
    ),
    (
        "update ledger_transaction set payload_hash = null where reference = 'hold:1'",
        "hold:1: it was changed after batch 2",
    ),
    (
        "update ledger_transaction set reverses = (select id from ledger_transaction where reference = 'collect:1') where reference = 'hold:1'",
        "hold:1: ",
    ),
    ("delete from ledger_transaction where reference = 'collect:2'", "transaction "),
    (
        "delete from ledger_seal where transaction_id = (select id from ledger_transaction where reference = 'hold:2')",
        "hold:2: it was never sealed",
    ),
    ("delete from ledger_unchained", "hold:2: it is in no batch"),
    ("update ledger_account set owner_id = id where kind = 'expert_in_transit'", "hold:1: it was changed"),
    ("update ledger_balance set balance_minor = balance_minor - 1", "expert_"),
    ("delete from ledger_balance where balance_minor = -1000", "expert_in_transit of "),
    ("update ledger_account_kind set floor_minor = -5 where kind = 'expert_available'", "the chart: expert_available"),
    ("update ledger_chain set prev_hash = hash where batch_no = 2", "batch 2: it does not follow"),
    ("update ledger_chain set sealed_at = '2031-01-01T00:00:00+00:00' where batch_no = 1", "batch 1: its digest"),
    ("delete from ledger_chain_link where batch_no = 1 and place = 1", "batch 1: its links"),
    ("delete from ledger_chain where batch_no = 1", "batch 2: it does not follow"),
];

/// Holds invariant 7: whatever row is changed with every rule switched off is found, and named.
#[story]
async fn every_changed_row_is_found_and_named(database: &Database) {
    let db = database.connect().await;
    migrations::up(db.writer()).await.unwrap();
    books(&db).await;
    let (verdict, faults) = proven(&db).await;
    assert_eq!((verdict.transactions, verdict.batches, faults), (4, 2, vec![]));
    db.close().await.unwrap();

    for (change, named) in CHANGES {
        let copy = database.copied().await;
        let db = copy.connect().await;
        tamper(&db, &[change]).await;
        let (_, faults) = proven(&db).await;
        let said = faults.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert!(said.iter().any(|fault| fault.starts_with(named)), "{change}: {said:#?}");
        db.close().await.unwrap();
        copy.remove().await;
    }
}

/// Whoever can write to the database can also cut off the end of the chain: who kept its digest elsewhere sees it.
#[story]
async fn a_chain_whose_end_was_cut_off_is_known_by_its_digest(world: &Migrated) {
    books(&world.db).await;
    let head = proven(&world.db).await.0.head.unwrap();
    let last = "(select last_transaction from ledger_chain where batch_no = 2)";
    tamper(
        &world.db,
        &[
            "insert into ledger_unchained select last_transaction from ledger_chain where batch_no = 2",
            &format!("delete from ledger_chain_link where transaction_id = {last}"),
            "delete from ledger_chain where batch_no = 2",
        ],
    )
    .await;

    assert!(proven(&world.db).await.1.is_empty(), "nothing in the books tells");
    let kept: ChainHead = head.to_string().parse().unwrap();
    let mut said = vec![];
    verify_ledger(&world.db, Some(&kept), |fault| said.push(fault.to_string()), |_| ()).await.unwrap();
    assert_eq!(said, ["batch 2: the batch of the digest that was kept is not there"]);
}

/// Of workers that close a batch at once one does; the others leave it, and nothing is chained twice.
#[story]
async fn batches_are_closed_once_whoever_closes_them(world: &Migrated) {
    let payee = payee();
    for number in 0..20 {
        post(&world.db, &collected(&format!("collect:{number}"), payee, usd(1))).await.unwrap();
    }

    let closing = (0..8).map(|_| {
        let db = world.db.clone();
        tokio::spawn(async move { while batch_closed(&db).await {} })
    });
    for worker in closing.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    while batch_closed(&world.db).await {}

    let (verdict, faults) = proven(&world.db).await;
    assert_eq!((verdict.batches, faults), (10, vec![]));
}

/// Holds invariant 7: what a whole engagement books is chained by the sweeps, and proven.
#[story]
async fn the_sweeps_chain_what_an_engagement_books(app: &App) {
    let (carol, ada, card) = steps::work::people(app).await;
    let work = steps::work::work_agreed(&carol, &ada, &card, "1000.00").await;
    let bill = steps::money::bill_submitted(&ada, &work.engagement, "100.00").await;
    steps::money::bill_approved(&carol, &bill).await;
    app.advance(TimeDelta::days(7)).await;
    app.sweep().await;

    let (verdict, faults) = proven(app.marketplace.db()).await;
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(verdict.transactions > 0 && verdict.batches > 0, "{verdict:?}");
    let waiting = app.rows("select transaction_id from ledger_unchained").await;
    assert!(waiting.is_empty(), "all of it is chained");
}
