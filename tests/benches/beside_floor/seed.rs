//! What is there before anybody asks: made through the front door once, and then multiplied row by row.

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use kernel::{AccountId, Calendar, Currency, EventId, ExpertProfileId, Money, Sealed, SealedColumn, SealedKind, Vault};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value, prelude::Uuid};
use support::{
    App, START, instant,
    steps::{
        accounts::account_opened,
        experts::{active_expert, certified_expert},
        money::{bill_agreed, payment_method_added},
        payouts::{GOOD, paid_to},
        work::work_agreed,
    },
};

/// The operator's first member of staff.
pub const OPERATOR: &str = "olga@operator.example";
/// How many bills of each payee every payout run finds collected.
const EARNINGS_PER_RUN: usize = 2;
/// How many certifications each expert's page shows.
const CERTIFICATIONS: usize = 3;

/// How much there is.
#[derive(Clone, Copy)]
pub struct Size {
    pub requests: usize,
    /// Experts with a public page, whom every run pays.
    pub experts: usize,
    /// A customer and an expert who work together, each pair apart from the others.
    pub pairs: usize,
    pub runs: usize,
}

/// What the workloads have to know of it.
pub struct Scene {
    pub pairs: Vec<Pair>,
    /// Public profiles, as shown.
    pub profiles: Vec<String>,
    /// Business days whose cutoff is over; for each there is money that waits.
    pub run_days: Vec<NaiveDate>,
}

pub struct Pair {
    pub customer: String,
    pub expert: String,
    pub payment_method: String,
}

/// The rows that are multiplied.
struct Originals {
    request: Uuid,
    account: Uuid,
    member: Uuid,
    profile: Uuid,
    photo: Uuid,
    certification: Uuid,
    form: Uuid,
    payout_method: Uuid,
    collection: Uuid,
    earning: Uuid,
    net: i64,
}

/// Fills a migrated database.
pub async fn fill(url: &str, size: Size) -> Result<Scene> {
    let app = App::open(url).await;
    app.founded().await;
    let pairs = pairs(&app, size.pairs).await;
    let originals = originals(&app, &pairs[0]).await?;
    let run_days: Vec<NaiveDate> = (1_u32..).take(size.runs).map(|count| run_day(&app, count)).collect();

    let tx = app.marketplace.db().begin().await?;
    for pair in &pairs[1..] {
        certify(&tx, &originals, &pair.expert).await?;
    }
    for number in 0..size.requests {
        copy_request(&tx, &originals, number).await?;
    }
    let mut profiles = Vec::new();
    for number in 0..size.experts {
        profiles.push(copy_expert((&tx, app.marketplace.vault()), &originals, number, &run_days).await?.to_string());
    }
    tx.commit().await?;

    if let Some(last) = run_days.last() {
        let hand = app.marketplace.clock_hand().context("this is a sandbox")?;
        hand.advance_to(Calendar::Fed.cutoff(*last) + TimeDelta::hours(1)).await??;
    }
    app.marketplace.db().clone().close().await?;
    Ok(Scene { pairs, profiles, run_days })
}

fn run_day(app: &App, count: u32) -> NaiveDate {
    Calendar::Fed.add_business_days(app.now().date_naive(), count)
}

async fn pairs(app: &App, count: usize) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for number in 0..count {
        let (customer, expert) = (format!("customer{number}@example.org"), format!("expert{number}@example.org"));
        let buyer = account_opened(app, &customer, "Carol Customer").await;
        let payment_method = payment_method_added(&buyer, "CARD", Some("sandbox_card_ok")).await;
        if number == 0 {
            certified_expert(app, &expert, "Ada Lovelace", "ADA-1").await;
        } else {
            active_expert(app, &expert, "Ada Lovelace").await;
        }
        pairs.push(Pair { customer, expert, payment_method });
    }
    pairs
}

/// One engagement of the first pair, billed and collected; from its rows come all others.
async fn originals(app: &App, pair: &Pair) -> Result<Originals> {
    let (customer, expert) = (app.person(&pair.customer), app.person(&pair.expert));
    let work = work_agreed(&customer, &expert, &pair.payment_method, "10000.00").await;
    paid_to(&expert, GOOD).await;
    bill_agreed(&customer, &expert, &work.engagement, "100.00").await;
    app.advance(TimeDelta::days(2)).await;

    let net = app.rows("select amount_minor from earning").await;
    Ok(Originals {
        request: only(app, "select id from customer_request").await?,
        account: of_member(app, "account_id", &pair.expert).await?,
        member: of_member(app, "id", &pair.expert).await?,
        profile: only(app, "select expert_profile_id as id from certification_link").await?,
        photo: only(
            app,
            "select photo_upload_id as id from expert_profile where id in
                          (select expert_profile_id from certification_link)",
        )
        .await?,
        certification: only(app, "select id from certification_link").await?,
        form: only(app, "select f.id from dac7_form f join payout_method p on p.expert_account_id = f.account_id")
            .await?,
        payout_method: only(app, "select id from payout_method").await?,
        collection: only(app, "select id from collection").await?,
        earning: only(app, "select id from earning").await?,
        net: net.first().context("the bill is collected")?.try_get("", "amount_minor")?,
    })
}

async fn only(app: &App, sql: &str) -> Result<Uuid> {
    Ok(app.rows(sql).await.first().context("there is one")?.try_get("", "id")?)
}

async fn of_member(app: &App, column: &str, email: &str) -> Result<Uuid> {
    only(app, &format!("select {column} as id from member where email = '{email}'")).await
}

/// Gives a pair's expert a certification of its own.
async fn certify(tx: &DatabaseTransaction, from: &Originals, email: &str) -> Result<()> {
    let sql = "select p.id, p.account_id from expert_profile p join member m on m.id = p.member_id where m.email = $1";
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [email.into()])).await?;
    let row = row.context("the expert has a profile")?;
    let (profile, account): (Uuid, Uuid) = (row.try_get("", "id")?, row.try_get("", "account_id")?);
    copy_certification(tx, from, profile, account).await
}

async fn copy_certification(tx: &DatabaseTransaction, from: &Originals, profile: Uuid, account: Uuid) -> Result<()> {
    let id = new_id();
    let changes = [
        ("id", id.into()),
        ("expert_profile_id", profile.into()),
        ("account_id", account.into()),
        ("external_id", id.to_string().into()),
    ];
    copy(tx, "certification_link", from.certification, &changes).await
}

/// The newest comes first in the list, and each is a second older than the one before.
async fn copy_request(tx: &DatabaseTransaction, from: &Originals, number: usize) -> Result<()> {
    let at = instant(START) - TimeDelta::seconds(i64::try_from(number)?);
    let title = format!("Move our web shop to the cloud, part {number}");
    let changes =
        [("id", new_id().into()), ("title", title.into()), ("opened_at", at.into()), ("active_at", at.into())];
    copy(tx, "customer_request", from.request, &changes).await
}

async fn copy_expert(
    (tx, vault): (&DatabaseTransaction, &dyn Vault),
    from: &Originals,
    number: usize,
    run_days: &[NaiveDate],
) -> Result<ExpertProfileId> {
    let (account, member, profile) = (new_id(), new_id(), new_id());
    let email: Value = format!("copied{number}@example.org").into();
    let (of_account, subject) = (("account_id", account.into()), ("subject", email.clone()));
    copy(tx, "account", from.account, &[("id", account.into())]).await?;
    let person = [("id", member.into()), of_account.clone(), ("email", email), subject.clone()];
    copy(tx, "member", from.member, &person).await?;
    let photo = new_id();
    let sent = [("id", photo.into()), of_account.clone(), ("member_id", member.into())];
    copy(tx, "upload", from.photo, &sent).await?;
    let of_person = [of_account.clone(), ("member_id", member.into()), subject];
    let shown = [("id", profile.into()), ("photo_upload_id", photo.into())].into_iter().chain(of_person);
    let shown: Vec<_> = shown.collect();
    copy(tx, "expert_profile", from.profile, &shown).await?;
    let registered = [("id", new_id().into()), of_account.clone(), ("expert_profile_id", profile.into())];
    copy_where(tx, "registration", ("expert_profile_id", from.profile), &registered).await?;
    for _ in 0..CERTIFICATIONS {
        copy_certification(tx, from, profile, account).await?;
    }
    let (form, method) = (new_id(), new_id());
    copy(tx, "dac7_form", from.form, &[("id", form.into()), of_account]).await?;
    seal(tx, vault, (tax::store::ANSWERS, from.form), form).await?;
    let paid_to = [("id", method.into()), ("expert_account_id", account.into())];
    copy(tx, "payout_method", from.payout_method, &paid_to).await?;
    seal(tx, vault, (disbursements::ACCOUNT_NUMBER, from.payout_method), method).await?;
    for day in run_days {
        earn(tx, from, account, Calendar::Fed.cutoff(*day) - TimeDelta::hours(1)).await?;
    }
    Ok(ExpertProfileId::from_uuid(profile))
}

/// Bills of a payee that were collected at an instant, in the tables and in the books.
async fn earn(tx: &DatabaseTransaction, from: &Originals, account: Uuid, at: DateTime<Utc>) -> Result<()> {
    for _ in 0..EARNINGS_PER_RUN {
        let collection = new_id();
        let external = ("external_id", collection.to_string().into());
        copy(tx, "collection", from.collection, &[("id", collection.into()), external]).await?;
        let changes = [
            ("id", new_id().into()),
            ("expert_account_id", account.into()),
            ("collection_id", collection.into()),
            ("available_at", at.into()),
        ];
        copy(tx, "earning", from.earning, &changes).await?;
    }
    let available = Account::of(AccountKind::ExpertAvailable, AccountId::from_uuid(account));
    let cash = Account::operator(AccountKind::PspClearing);
    let amount = Money::from_minor(from.net * i64::try_from(EARNINGS_PER_RUN)?, Currency::USD)?;
    let posting =
        Posting::new(format!("collect:{}", new_id()), at, at).transfer(Debit(cash), Credit(available), amount);
    Ok(ledger::store::post(tx, &posting).await.map(drop)?)
}

/// Seals for the copy what is sealed for the original's row alone.
async fn seal(
    tx: &DatabaseTransaction,
    vault: &dyn Vault,
    (column, original): (SealedColumn, Uuid),
    copy: Uuid,
) -> Result<()> {
    let (SealedColumn { table, name, .. }, backend) = (column, tx.get_database_backend());
    let find = format!("select {name} as kept, sealed_by from {table} where id = $1");
    let row = tx.query_one_raw(Statement::from_sql_and_values(backend, find, [original.into()])).await?;
    let row = row.context("the original is there")?;
    let place = column.at(original);
    let kept = match column.kind {
        SealedKind::Text => Sealed::stored(place, row.try_get("", "kept")?, row.try_get("", "sealed_by")?)?,
        SealedKind::Bytes => Sealed::stored_bytes(place, row.try_get("", "kept")?, row.try_get("", "sealed_by")?)?,
    };
    let sealed = vault.seal(column.at(copy), &vault.open(place, &kept).await?)?;
    let text: Value = match column.kind {
        SealedKind::Text => sealed.text.into(),
        SealedKind::Bytes => sealed.text.into_bytes().into(),
    };
    let write = format!("update {table} set {name} = $1, sealed_by = $2 where id = $3");
    let values = [text, sealed.key.into(), copy.into()];
    tx.execute_raw(Statement::from_sql_and_values(backend, write, values)).await?;
    Ok(())
}

async fn copy(tx: &DatabaseTransaction, table: &str, id: Uuid, changes: &[(&str, Value)]) -> Result<()> {
    copy_where(tx, table, ("id", id), changes).await
}

/// Copies a row with some columns changed.
async fn copy_where(
    tx: &DatabaseTransaction,
    table: &str,
    (key, id): (&str, Uuid),
    changes: &[(&str, Value)],
) -> Result<()> {
    let backend = tx.get_database_backend();
    let is_sqlite = backend == DbBackend::Sqlite;
    let catalog = if is_sqlite {
        format!("select name, type from pragma_table_info('{table}')")
    } else {
        format!(
            "select column_name as name, data_type as type from information_schema.columns
             where table_schema = 'public' and table_name = '{table}'"
        )
    };
    let (mut names, mut sources) = (Vec::new(), Vec::new());
    for row in tx.query_all_raw(Statement::from_string(backend, catalog)).await? {
        let (name, of_type): (String, String) = (row.try_get("", "name")?, row.try_get("", "type")?);
        let place = changes.iter().position(|(column, _)| *column == name);
        sources.push(match place {
            None => name.clone(),
            // PostgreSQL takes what is selected for text if it is not told otherwise.
            Some(place) if is_sqlite => format!("${}", place + 2),
            Some(place) => format!("cast(${} as {of_type})", place + 2),
        });
        names.push(name);
    }
    let (names, sources) = (names.join(", "), sources.join(", "));
    let sql = format!("insert into {table} ({names}) select {sources} from {table} where {key} = $1");
    let values = [Value::from(id)].into_iter().chain(changes.iter().map(|(_, value)| value.clone()));
    let copied = tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    anyhow::ensure!(copied.rows_affected() == 1, "one row of {table} was to be copied");
    Ok(())
}

fn new_id() -> Uuid {
    EventId::generate(instant(START)).uuid()
}
