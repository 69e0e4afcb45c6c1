//! A database of a release that sealed nothing.

use chrono::DateTime;
use disbursements::MESSAGE;
use kernel::{AccountId, DisbursementId, PayoutMethodId};
use marketplace::Db;
use sea_orm::{ConnectionTrait, Statement, Value};
use sea_orm_migration::MigratorTrait;
use support::{App, Database, opened, story};

const SEALING: &str = "m20261122_000220_seal_identifiers";

const ACCOUNT: &str = "insert into account
        (id, name, street, city, postal_code, country, time_zone, currency, opened_at, state)
    values ($1, 'Ada', 'Am Markt 1', 'Berlin', '10117', 'DE', 'Europe/Berlin', 'EUR', $2, 'open')";
const METHOD: &str = "insert into payout_method (id, expert_account_id, currency, rail, account_number, routing_number,
        holder, street, city, postal_code, country, document_issued_on, added_at, state, since_at, evidence)
    values ($1, $2, $3, $4, $5, $6, 'Ada', 'Am Markt 1', 'Berlin', '10117', 'DE', $7, $8, 'verified', $8, 'a letter')";
const DISBURSEMENT: &str = "insert into disbursement (id, expert_account_id, payout_method_id, currency, amount_minor,
        run_on, scheduled_at, state, since_at, message)
    values ($1, $2, $3, 'EUR', 100, $4, $5, 'sent', $5, $6)";

const IBAN: &str = "DE44500105175407324931";

/// What an older release left: an account with two bank accounts, and a message to a bank.
struct Left {
    iban: PayoutMethodId,
    american: PayoutMethodId,
    disbursement: DisbursementId,
}

async fn run(db: &Db, sql: &str, values: Vec<Value>) {
    let statement = Statement::from_sql_and_values(db.writer().get_database_backend(), sql, values);
    db.writer().execute_raw(statement).await.unwrap();
}

async fn left(db: &Db) -> Left {
    let at = DateTime::UNIX_EPOCH;
    let (account, iban, american) =
        (AccountId::generate(at), PayoutMethodId::generate(at), PayoutMethodId::generate(at));
    let (disbursement, on) = (DisbursementId::generate(at), at.date_naive());
    run(db, ACCOUNT, vec![account.into(), at.into()]).await;
    let method = |id: PayoutMethodId, currency: &str, rail: &str, number: &str, routing: Option<&str>| {
        let texts = [currency.into(), rail.into(), number.into(), routing.map(str::to_owned).into()];
        [id.into(), account.into()].into_iter().chain(texts).chain([on.into(), at.into()]).collect()
    };
    run(db, METHOD, method(iban, "EUR", "sepa", IBAN, None)).await;
    run(db, METHOD, method(american, "USD", "nacha", "98765432109876", Some("021000021"))).await;
    let message = format!("to {IBAN}").into_bytes();
    let values = vec![disbursement.into(), account.into(), iban.into(), on.into(), at.into(), message.into()];
    run(db, DISBURSEMENT, values).await;
    Left { iban, american, disbursement }
}

/// Holds design 8: what lay in clear is sealed by the first process that starts with the keys, and reads as before.
#[story]
async fn what_an_older_release_left_in_clear_is_sealed(database: &Database) {
    let db = database.connect().await;
    let before = migrations::pending(db.writer()).await.unwrap().iter().position(|name| name == SEALING).unwrap();
    migrations::Migrator::up(db.writer(), Some(u32::try_from(before).unwrap())).await.unwrap();
    let Left { iban, american, disbursement } = left(&db).await;
    migrations::up(db.writer()).await.unwrap();
    db.close().await.unwrap();

    let app = App::open(database.url()).await;

    let db = app.marketplace.db();
    for (id, number, routing) in [(iban, IBAN, None), (american, "98765432109876", Some("021000021"))] {
        let method = disbursements::store::find_method(db.reader(), id).await.unwrap().unwrap();
        assert_eq!(method.bank.number.masked(), format!("••••{}", &number[number.len() - 4..]));
        let opened = method.bank.number.open(app.marketplace.vault(), id).await.unwrap();
        assert_eq!((opened.number(), opened.routing()), (number, routing));
    }
    let sealed = opened(db).await;
    assert_eq!(sealed[&MESSAGE.at(disbursement.uuid()).to_string()], format!("to {IBAN}").into_bytes());
    assert_eq!(sealed.len(), 3);
    let refused = migrations::down(db.writer()).await.unwrap_err();
    assert!(refused.to_string().contains("sealed values"), "{refused}");
    assert_eq!(opened(db).await, sealed, "the way down is refused as a whole");
    app.marketplace.db().clone().close().await.unwrap();
}

/// Holds design 8: before anything is sealed the way down gives back what was there.
#[story]
async fn nothing_is_lost_on_the_way_down_before_anything_is_sealed(database: &Database) {
    let db = database.connect().await;
    let names = migrations::pending(db.writer()).await.unwrap();
    let before = names.iter().position(|name| name == SEALING).unwrap();
    migrations::Migrator::up(db.writer(), Some(u32::try_from(before).unwrap())).await.unwrap();
    left(&db).await;
    let numbers = async || {
        let sql =
            "select account_number || coalesce('/' || routing_number, '') as number from payout_method order by 1";
        let statement = Statement::from_string(db.writer().get_database_backend(), sql);
        let rows = db.writer().query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get::<String>("", "number").unwrap()).collect::<Vec<_>>()
    };
    let kept = numbers().await;

    migrations::up(db.writer()).await.unwrap();
    let newer = u32::try_from(names.len() - before).unwrap();
    let tx = db.begin().await.unwrap(); // As migrations run: all or nothing.
    migrations::Migrator::down(&tx, Some(newer)).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(numbers().await, kept);
    assert_eq!(kept, ["98765432109876/021000021", IBAN]);
    db.close().await.unwrap();
}
