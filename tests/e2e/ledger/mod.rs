//! The books: what the database itself takes and refuses, what must be true whatever is booked, and who reads them.

mod billing_feed;
pub mod books;
mod invariants;
mod journal;
mod mutants;
mod posters;
pub mod proofs;
mod tampering;

use kernel::LedgerAccountId;
use ledger::{AccountKind, Side};
use sea_orm::{ConnectionTrait, Statement, Value, prelude::Uuid};
use serde_json::{Value as Json, json};
use support::{App, Backend, Migrated, steps, story};

use self::books::*;

/// Holds invariant 7: whatever is written past our code, the books balance, each transaction whole.
#[story]
async fn the_database_takes_only_whole_balanced_transactions(world: &Migrated) {
    let (payee, intruder) = (payee(), Intruder { db: &world.db });
    post(&world.db, &collected("collect:1", payee, usd(1_000))).await.unwrap();
    let (cash, available) = (intruder.account("psp_clearing").await, intruder.account("expert_available").await);

    let book = async |legs: &[(Uuid, &str, i64)]| intruder.book("x", legs, true).await;
    assert_refused(book(&[(cash, "USD", 100), (available, "USD", -99)]).await, "LEDGER_UNBALANCED");
    assert_refused(book(&[(cash, "USD", 100)]).await, "LEDGER_TOO_FEW_LEGS");
    assert_refused(book(&[]).await, "LEDGER_TOO_FEW_LEGS");
    assert!(book(&[(cash, "USD", 0), (available, "USD", 0)]).await.is_err(), "a leg over nothing");
    assert!(book(&[(cash, "EUR", 100), (available, "EUR", -100)]).await.is_err(), "another account's currency");
    let unsealed = intruder.book("y", &[(cash, "USD", 100), (available, "USD", -100)], false).await;
    assert!(unsealed.is_err(), "what is not sealed is not committed");
    let again = intruder.book("collect:1", &[(cash, "USD", 100), (available, "USD", -100)], true).await;
    assert!(again.is_err(), "an event is booked once");

    assert_eq!(self::available(&world.db, payee).await, usd(1_000));
    intruder.book("z", &[(cash, "USD", 5), (available, "USD", -5)], true).await.expect("a whole one is taken");
}

/// Holds invariant 7: what is booked never changes.
#[story]
async fn the_database_changes_and_deletes_nothing_that_is_booked(world: &Migrated) {
    let intruder = Intruder { db: &world.db };
    post(&world.db, &collected("collect:1", payee(), usd(1_000))).await.unwrap();
    let id: Uuid = intruder.one("select id from ledger_transaction", vec![]).await.try_get("", "id").unwrap();
    let cash = intruder.account("psp_clearing").await;

    let late = vec![id.into(), 9.into(), cash.into(), "USD".into(), 5_i64.into()];
    assert_refused(intruder.attempt(&[(INTO_ENTRY, late)]).await, "LEDGER_SEALED");
    for sql in [
        "update ledger_entry set amount_minor = 1",
        "update ledger_transaction set reference = 'z'",
        "update ledger_account set currency = 'EUR'",
        "update ledger_account_kind set floor_minor = null",
        "delete from ledger_entry",
        "delete from ledger_seal",
        "delete from ledger_transaction",
        "delete from ledger_balance",
        "delete from ledger_account",
        "delete from ledger_account_kind",
    ] {
        assert_refused(intruder.attempt(&[(sql, vec![])]).await, "LEDGER_APPEND_ONLY");
    }
    let balance = "update ledger_balance set balance_minor = balance_minor - 1";
    assert_refused(intruder.attempt(&[(balance, vec![])]).await, "LEDGER_BALANCE_WITHOUT_LEG");
    let operators = intruder.attempt(&[(INTO_BALANCE, vec![cash.into()])]).await;
    assert_refused(operators, "LEDGER_BALANCE_WITHOUT_LEG");
    let available = intruder.account("expert_available").await;
    let own_words = match world.backend() {
        Backend::Sqlite => replacements(id, available),
        Backend::Postgres => truncations(),
    };
    for (sql, values) in own_words {
        assert_refused(intruder.attempt(&[(&sql, values)]).await, "LEDGER_");
    }
}

/// SQLite's way to delete without deleting.
fn replacements(id: Uuid, account: Uuid) -> Vec<(String, Vec<Value>)> {
    let replace = |sql: &str| sql.replace("insert into", "insert or replace into");
    let entry = vec![id.into(), 0.into(), account.into(), "USD".into(), 5_i64.into()];
    let operators = vec![LedgerAccountId::generate(AT).into(), "psp_clearing".into(), Value::Uuid(None), "USD".into()];
    vec![
        (replace(INTO_ENTRY), entry),
        (replace(INTO_SEAL), vec![id.into()]),
        (replace(INTO_TRANSACTION), vec![id.into(), "collect:1".into(), AT.into(), AT.into()]),
        (replace(INTO_ACCOUNT), [operators, vec![false.into(), true.into()]].concat()),
        (replace(INTO_BALANCE), vec![account.into()]),
        (replace("insert into ledger_account_kind values ('bank_cash', 'credit', false, true, null)"), vec![]),
    ]
}

/// PostgreSQL's.
fn truncations() -> Vec<(String, Vec<Value>)> {
    let tables = ["entry", "seal", "transaction", "balance", "account", "account_kind"];
    tables.map(|table| (format!("truncate ledger_{table} cascade"), vec![])).into()
}

/// Holds IQ-35 and invariant 1: there is no account on which a promotional unit could reach an expert.
#[story]
async fn the_database_keeps_promotional_units_from_cash(world: &Migrated) {
    let (owner, intruder) = (Some(payee().uuid()), Intruder { db: &world.db });

    let promo_for_expert = intruder.open_account("expert_available", owner, "service_credit", (true, true)).await;
    assert!(promo_for_expert.is_err(), "a promotional unit on an expert's account");
    let lying = intruder.open_account("expert_available", owner, "service_credit", (true, false)).await;
    assert!(lying.is_err(), "an expert's account that says it holds no cash");
    let cash_as_promo = intruder.open_account("promo_wallet", owner, "USD", (true, false)).await;
    assert!(cash_as_promo.is_err(), "dollars as promotional units");
    let ownerless = intruder.open_account("expert_available", None, "USD", (true, true)).await;
    assert!(ownerless.is_err(), "an expert's account without an expert");

    intruder.open_account("promo_wallet", owner, "service_credit", (true, false)).await.expect("a wallet is one");
    post(&world.db, &collected("collect:1", payee(), usd(1))).await.unwrap();
    let legs = [intruder.account("promo_wallet").await, intruder.account("expert_available").await];
    let paid = intruder.book("x", &[(legs[0], "service_credit", 500), (legs[1], "USD", -500)], true).await;
    assert_refused(paid, "LEDGER_");
}

#[story]
async fn a_stored_balance_is_the_sum_of_its_entries(world: &Migrated) {
    let (payee, intruder) = (payee(), Intruder { db: &world.db });
    post(&world.db, &collected("collect:1", payee, usd(1_000))).await.unwrap();
    post(&world.db, &held("hold:1", payee, usd(1_000))).await.unwrap();
    post(&world.db, &collected("collect:2", payee, usd(i64::MAX - 1_000))).await.unwrap();
    let beyond = post(&world.db, &collected("collect:3", payee, usd(2_000))).await;
    assert!(beyond.is_err(), "no balance goes beyond its column");

    let differing = "select count(*) as differing from ledger_balance balance
                     where balance_minor <> (select cast(sum(amount_minor) as bigint) from ledger_entry entry
                                             where entry.account_id = balance.account_id)";
    assert_eq!(intruder.one(differing, vec![]).await.try_get::<i64>("", "differing").unwrap(), 0);
    let rows = ledger::store::trial_balance(world.db.reader()).await.unwrap();
    let rows = rows.iter().map(|row| (row.kind, row.debit, row.credit)).collect::<Vec<_>>();
    let expected = [
        (AccountKind::ExpertAvailable, usd(0), usd(i64::MAX - 1_000)),
        (AccountKind::ExpertInTransit, usd(0), usd(1_000)),
        (AccountKind::PspClearing, usd(i64::MAX), usd(0)),
    ];
    assert_eq!(rows, expected);
}

#[story]
async fn the_chart_in_the_database_is_the_chart_in_the_code(world: &Migrated) {
    let db = world.db.reader();
    let sql = "select kind, normal from ledger_account_kind order by kind";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, column| row.try_get::<String>("", column).unwrap();
    let kept = rows.iter().map(|row| (text(row, "kind"), text(row, "normal"))).collect::<Vec<_>>();

    let side = |kind: AccountKind| match kind.side() {
        Side::Debit => "debit",
        Side::Credit => "credit",
    };
    let declared = AccountKind::ALL.iter().map(|kind| (kind.name().to_owned(), side(*kind).to_owned()));
    let mut declared = declared.collect::<Vec<_>>();
    declared.sort();
    assert_eq!(kept, declared);
}

/// Holds invariant 11: balances are one's own, and the trial balance is for staff.
#[story]
async fn everybody_reads_their_own_books_only(app: &App) {
    let ada = steps::accounts::account_opened(app, "ada@example.org", "Ada Lovelace").await;

    let balances = "{ balances { available { amount currency } } }";
    let trial_balance = "{ trialBalance { kind side debit { amount } credit { amount } } }";
    assert_eq!(ada.query(balances, json!({})).await, json!({ "balances": [] }));
    assert_eq!(ada.query_refused(trial_balance, json!({})).await, "RIGHT_MISSING");
    assert_eq!(app.operator().query_refused(balances, json!({})).await, "RIGHT_MISSING");
    assert_eq!(app.nobody().query_refused(trial_balance, json!({})).await, "UNAUTHENTICATED");
    let rows: Json = app.operator().query(trial_balance, json!({})).await;
    assert_eq!(rows, json!({ "trialBalance": [] }));
}
