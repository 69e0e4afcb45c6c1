use chrono::{DateTime, NaiveDate};
use kernel::{AccountId, Currency, CustomerRequestId, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use marketplace::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement, prelude::Uuid};
use sea_orm_migration::MigratorTrait;
use support::{App, Database, catalog, story};
use tax::{NoTin, TinAnswer};

/// Rows that refer to each other and must not hold up the way down.
async fn something_booked(db: &Db) {
    let (at, payee) = (DateTime::UNIX_EPOCH, AccountId::generate(DateTime::UNIX_EPOCH));
    let cash = Debit(Account::operator(AccountKind::PspClearing));
    let available = Credit(Account::of(AccountKind::ExpertAvailable, payee));
    let posting = Posting::new("collect:test".to_owned(), at, at);
    let posting = posting.transfer(cash, available, Money::from_minor(1, Currency::USD).unwrap());
    let tx = db.begin().await.unwrap();
    ledger::store::post(&tx, &posting).await.unwrap();
    tx.commit().await.unwrap();
}

#[story]
async fn every_table_comes_and_goes(database: &Database) {
    let db = database.connect().await;
    migrations::up(db.writer()).await.unwrap();
    assert_eq!(migrations::pending(db.writer()).await.unwrap(), Vec::<String>::new());
    let first = catalog(&db).await;
    something_booked(&db).await;

    migrations::down(db.writer()).await.unwrap();
    let left = catalog(&db).await;
    let others = left.iter().filter(|thing| !thing.contains("seaql_migrations")).collect::<Vec<_>>();
    assert!(others.is_empty(), "what stays: {others:#?}");

    migrations::up(db.writer()).await.unwrap();
    assert_eq!(catalog(&db).await, first);
    migrations::up(db.writer()).await.expect("nothing is left to do");
    db.close().await.unwrap();
}

const ONE_DOCUMENT: &str = "m20261122_000160_keep_answers_in_one_document";
const ACCOUNT_OF_BEFORE: &str = "insert into account
        (id, name, street, city, postal_code, country, time_zone, currency, opened_at, state)
    values ($1, 'Ada', 'Am Markt 1', 'Athens', '105 52', 'GR', 'Europe/Athens', 'EUR', $2, 'open')";
const FORM_OF_BEFORE: &str = "insert into dac7_form (id, account_id, version, legal_name, born_on, birth_city,
        birth_country, street, city, postal_code, country, tax_residences, vat_id, saved_at, state, changes)
    values ($1, $2, 1, 'Ada \"A.\" Lovelace', $4, 'London', 'GB', 'Am Markt 1', 'Athens', '105 52', 'GR',
        'DE 70182693953\nAE none\nFR', '094259216', $3, 'draft', '')";

const SEARCHED: &str = "m20261122_000281_create_request_search";
const REQUEST_OF_BEFORE: &str = "insert into customer_request (id, customer_account_id, title, description,
        preferred_location, responder_count, opened_at, active_at, state, direct_account_id)
    values ($1, $2, 'Straße nach Zürich, bitte', 'We run a web shop on two machines; it’s 移行 हिन्दी 3.5.', 'Łódź',
        0, $3, $3, $4, $5)";

/// Requests of before can be searched like those of now: by the same words, in the same columns; but what is closed or
/// for one account alone cannot.
#[story]
async fn requests_of_before_are_searched(database: &Database) {
    let db = database.connect().await;
    let before = migrations::pending(db.writer()).await.unwrap().iter().position(|name| name == SEARCHED).unwrap();
    migrations::Migrator::up(db.writer(), Some(u32::try_from(before).unwrap())).await.unwrap();
    let (account, at) = (AccountId::generate(DateTime::UNIX_EPOCH), DateTime::UNIX_EPOCH);
    let backend = db.writer().get_database_backend();
    let run = async |sql: &str, values: Vec<sea_orm::Value>| {
        db.writer().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    };
    run(ACCOUNT_OF_BEFORE, vec![account.into(), at.into()]).await;
    let ids = [0, 1, 2].map(|_| CustomerRequestId::generate(at));
    let kinds = [("open", None), ("open", Some(account)), ("not_accepting", None)];
    for (id, (state, direct)) in ids.into_iter().zip(kinds) {
        run(REQUEST_OF_BEFORE, vec![id.into(), account.into(), at.into(), state.into(), direct.into()]).await;
    }

    migrations::up(db.writer()).await.unwrap();

    let migrated = searched(&db).await;
    assert_eq!(migrated.len(), 1);
    assert!(migrated[0].contains("strasse") && migrated[0].contains("łodz"), "{migrated:?}");
    run("delete from customer_request_text", vec![]).await;
    let tx = db.begin().await.unwrap();
    let request = requests::store::lock(&tx, ids[0]).await.unwrap().unwrap();
    requests::store::save(&tx, &request).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(searched(&db).await, migrated, "what is written now");
    db.close().await.unwrap();
}

/// What is searched of each request.
async fn searched(db: &Db) -> Vec<String> {
    let backend = db.reader().get_database_backend();
    let in_columns = "title || '|' || skills || '|' || description || '|' || place";
    let words = if backend == DbBackend::Postgres { "cast(words as text)" } else { in_columns };
    let sql = format!("select {words} as words from customer_request_text");
    let rows = db.reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "words").unwrap()).collect()
}

/// Before the answers lay in one document they had a column each.
#[story]
async fn forms_of_before_keep_their_answers(database: &Database) {
    let db = database.connect().await;
    let before = migrations::pending(db.writer()).await.unwrap().iter().position(|name| name == ONE_DOCUMENT).unwrap();
    migrations::Migrator::up(db.writer(), Some(u32::try_from(before).unwrap())).await.unwrap();
    let (account, at) = (AccountId::generate(DateTime::UNIX_EPOCH), DateTime::UNIX_EPOCH);
    let backend = db.writer().get_database_backend();
    let run = async |sql: &str, values: Vec<sea_orm::Value>| {
        db.writer().execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.unwrap();
    };
    run(ACCOUNT_OF_BEFORE, vec![account.into(), at.into()]).await;
    let born_on: NaiveDate = "1985-12-10".parse().unwrap();
    run(FORM_OF_BEFORE, vec![Uuid::from_u128(7).into(), account.into(), at.into(), born_on.into()]).await;

    migrations::up(db.writer()).await.unwrap();
    db.close().await.unwrap();

    let app = App::open(database.url()).await; // The first process that has the keys.
    let (db, vault) = (app.marketplace.db(), app.marketplace.vault());
    let form = tax::store::find_for_account(db.reader(), vault, account).await.unwrap().unwrap();
    let tins: Vec<_> = form.answers.tax_residences.iter().map(|residence| residence.tin.clone()).collect();
    let number = tax::Identifier::tin("70182693953").unwrap();
    assert_eq!(tins, [TinAnswer::Given(number), TinAnswer::Without(NoTin::NotIssued), TinAnswer::Open]);
    assert_eq!(form.answers.legal_name.as_deref(), Some("Ada \"A.\" Lovelace"));
    assert_eq!(form.answers.born_on, Some(born_on));
    assert_eq!(form.answers.vat_id().map(tax::VatId::as_str), Some("EL094259216"));
    assert_eq!(form.answers.birth_place.unwrap().city, "London");
    assert_eq!(form.answers.address.unwrap().postal_code, "105 52");
    app.marketplace.db().clone().close().await.unwrap();
}
