use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use gateway::TokenVerifier;
use kernel::{Actor, Right, Rights, StaffId};
use marketplace::{Db, Marketplace};
use rails::sandbox::Sandbox;
use sea_orm::{ConnectionTrait, Statement};
use server::LocalIssuer;
use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{Person, registry};

/// Monday, 1 March 2027, 09:00 UTC: when every story begins.
pub const START: &str = "2027-03-01T09:00:00Z";
/// The operator's first member of staff, who holds every right of staff.
const OPERATOR: &str = "olga@operator.example";
/// How long a story's tokens live: longer than any story.
const TOKEN_LIFE: TimeDelta = TimeDelta::days(3_650);

/// Runs the stories on a private PostgreSQL instead of SQLite.
const ON_POSTGRES: &str = "GUILDHALL_STORIES_ON_POSTGRES";

/// What must never be, and the statement that finds it.
const BOOKS: [(&str, &str); 3] = [
    ("the books do not balance", "select currency from ledger_entry group by currency having sum(amount_minor) <> 0"),
    (
        "a stored balance is not the sum of its entries",
        "select balance.account_id from ledger_balance balance
         left join ledger_entry entry on entry.account_id = balance.account_id
         group by balance.account_id, balance.balance_minor
         having balance.balance_minor <> coalesce(sum(entry.amount_minor), 0)",
    ),
    (
        "what is available in the books is not what waits for a run",
        "select account.id from ledger_account account
         join ledger_balance balance on balance.account_id = account.id
         where account.kind = 'expert_available' and -balance.balance_minor <> (
             select coalesce(sum(earning.amount_minor), 0) from earning
             where earning.expert_account_id = account.owner_id and earning.currency = account.currency
               and not exists (select 1 from disbursement_line line where line.earning_id = earning.id))",
    ),
];

static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();

/// One installation of Guildhall, as a story meets it.
pub struct App {
    pub marketplace: Marketplace,
    pub router: Router,
    issuer: LocalIssuer,
    keys: AtomicU64,
    finished: AtomicBool,
    _files: TempDir,
}

impl App {
    /// An empty installation whose operator is staffed: on SQLite, or on PostgreSQL if that is asked for.
    pub async fn start() -> Self {
        let files = tempfile::tempdir().expect("there is a place for temporary files");
        let url = if std::env::var_os(ON_POSTGRES).is_some() {
            migrated_postgres().await
        } else {
            let file = files.path().join("guildhall.db");
            tokio::fs::copy(&template().await.1, &file).await.expect("the template can be copied");
            format!("sqlite://{}", file.display())
        };
        let app = Self::reopen(&url, files).await;
        app.marketplace.install_defaults().await.expect("the defaults are new");
        let operator = OPERATOR.parse().expect("the address is well formed");
        let staffed = app.marketplace.bootstrap_staff(operator, "Olga Operator").await.expect("the database answers");
        assert!(staffed.is_some(), "nobody was appointed before");
        app
    }

    /// An installation that is there already, in a sandbox of its own.
    pub async fn reopen(url: &str, files: TempDir) -> Self {
        let db = Db::connect(url).await.expect("the database opens");
        let sandbox = Sandbox::open(db.writer().clone(), instant(START)).await.expect("the sandbox opens");
        let marketplace = Marketplace::new(db, sandbox.clock(), sandbox.outside(registry::registry()));
        let issuer = LocalIssuer::generate().expect("a key can be made");
        let router = gateway::router(marketplace.clone(), TokenVerifier::local(issuer.public_key()));
        let (keys, finished) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { marketplace, router, issuer, keys, finished, _files: files }
    }

    /// Somebody who signs in under this e-mail address, with a second factor.
    pub fn person(&self, email: &str) -> Person<'_> {
        self.signed_in(email, true)
    }

    /// Somebody who signs in with a password alone.
    pub fn person_without_second_factor(&self, email: &str) -> Person<'_> {
        self.signed_in(email, false)
    }

    /// The operator's first member of staff, who holds every right of staff.
    pub fn operator(&self) -> Person<'_> {
        self.person(OPERATOR)
    }

    /// Somebody who does not sign in.
    pub fn nobody(&self) -> Person<'_> {
        Person::new(self, None)
    }

    fn signed_in(&self, email: &str, second_factor: bool) -> Person<'_> {
        let email = email.parse().expect("the address is well formed");
        let token = self.issuer.sign(&email, second_factor, self.now() - TimeDelta::hours(1), TOKEN_LIFE);
        Person::new(self, Some(token.expect("a token can be signed")))
    }

    pub fn issuer(&self) -> &LocalIssuer {
        &self.issuer
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.marketplace.now()
    }

    /// An idempotency key that no other command of this story has.
    pub fn key(&self) -> String {
        format!("key-{}", self.keys.fetch_add(1, Ordering::Relaxed))
    }

    /// Lets time pass as the sandbox does: whatever falls due on the way happens at its time.
    pub async fn advance_to(&self, to: &str) {
        self.advance_until(instant(to)).await;
    }

    pub async fn advance(&self, by: TimeDelta) {
        self.advance_until(self.now() + by).await;
    }

    async fn advance_until(&self, to: DateTime<Utc>) {
        let rights = Rights::from_iter([Right::AdvanceClock]);
        let staff = StaffId::from_uuid(self.staff_uuid().await);
        let actor = Actor::Staff { staff, rights, second_factor: true };
        self.marketplace.advance_sandbox_clock(actor, to).await.expect("the clock moves forward");
    }

    /// Moves the clock and nothing else: no sweep runs, as after an outage.
    pub async fn advance_without_sweeps(&self, by: TimeDelta) {
        let hand = self.marketplace.clock_hand().expect("stories run in the sandbox");
        let moved = hand.advance_to(self.now() + by).await;
        moved.expect("the database answers").expect("the clock moves forward");
    }

    /// Runs what is due now.
    pub async fn sweep(&self) -> marketplace::sweeps::Tally {
        marketplace::sweeps::run(&self.marketplace).await
    }

    /// Ends the story: the books balance, and nothing that was due is left undone.
    pub async fn finish(self) {
        let tally = self.sweep().await;
        assert_eq!(tally.failed, 0, "something that is due cannot be done");
        self.books_balance().await;
        self.finished.store(true, Ordering::Relaxed);
    }

    /// In every currency the entries sum to zero, every stored balance is the sum of its entries, and what the books
    /// hold available for a payee is what the next runs will find.
    async fn books_balance(&self) {
        for (fault, sql) in BOOKS {
            assert!(self.rows(sql).await.is_empty(), "{fault}");
        }
    }

    /// Rows of a statement, for what no query shows: the database's own promises.
    pub async fn rows(&self, sql: &str) -> Vec<sea_orm::QueryResult> {
        let db = self.marketplace.db().reader();
        let statement = Statement::from_string(db.get_database_backend(), sql);
        db.query_all_raw(statement).await.expect("the statement runs")
    }

    /// Tries a statement past all our code; the error is what the database says itself.
    pub async fn try_sql(&self, sql: &str) -> Result<(), sea_orm::DbErr> {
        self.marketplace.db().writer().execute_unprepared(sql).await.map(drop)
    }

    async fn staff_uuid(&self) -> sea_orm::prelude::Uuid {
        let rows = self.rows("select id from staff order by id limit 1").await;
        rows[0].try_get("", "id").expect("the operator is staffed")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let finished = self.finished.load(Ordering::Relaxed);
        assert!(finished || std::thread::panicking(), "a story ends with `app.finish().await`");
    }
}

/// Reads an instant such as "2027-03-01T09:00:00Z".
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("the instant is well formed")
}

/// A migrated, empty database that every story copies.
async fn template() -> &'static (TempDir, PathBuf) {
    let made = TEMPLATE.get_or_init(async || {
        let files = tempfile::tempdir().expect("there is a place for temporary files");
        let file = files.path().join("template.db");
        let db = Db::connect(&format!("sqlite://{}", file.display())).await.expect("the template opens");
        migrations::up(db.writer()).await.expect("the migrations run");
        db.close().await.expect("the template closes");
        (files, file)
    });
    made.await
}

/// A migrated, empty database in the tests' own PostgreSQL.
async fn migrated_postgres() -> String {
    let cluster = crate::postgres::Cluster::shared().await.expect("there is a PostgreSQL");
    let url = cluster.database().await;
    let db = Db::connect(&url).await.expect("the database opens");
    migrations::up(db.writer()).await.expect("the migrations run");
    db.close().await.expect("the database closes");
    url
}
