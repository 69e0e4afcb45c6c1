use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

use axum::Router;
use chrono::{DateTime, TimeDelta, Utc};
use gateway::TokenVerifier;
use kernel::{Actor, Right, Rights, StaffId};
use marketplace::{BankExchange, BlobStore, Db, Mailer, Marketplace, Outside, PaymentProvider};
use rails::{Blobs, DatabaseRegistry, SignedAccess, sandbox::Sandbox};
use sea_orm::{ConnectionTrait, Statement, metric::Info};
use server::{LocalIssuer, with_masters};
use tax::BlindIndex;

use crate::{Backend, Database, Person, StatusLists, StoryKeys, database::connect, registry};

/// Monday, 1 March 2027, 09:00 UTC: when every story begins.
pub const START: &str = "2027-03-01T09:00:00Z";
/// The operator's first member of staff, who holds every right of staff.
const OPERATOR: &str = "olga@operator.example";
/// How long a story's tokens live: longer than any story.
const TOKEN_LIFE: TimeDelta = TimeDelta::days(3_650);

/// Lets experts into customers' accounts: one for all stories, as for all processes of an installation.
static ACCESS_BROKER: LazyLock<Arc<SignedAccess>> = LazyLock::new(|| {
    let key = SignedAccess::new_key().expect("a key can be made");
    Arc::new(SignedAccess::of_pkcs8(&key).expect("the key is one"))
});

/// What must never be, and the statement that finds it.
const LAWS: [(&str, &str); 10] = [
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
               and not exists (select 1 from disbursement_line line where line.earning_id = earning.id)
               and not exists (select 1 from refund_line line where line.earning_id = earning.id)
               and not exists (select 1 from reversal_line line where line.earning_id = earning.id))",
    ),
    (
        "an earning is taken twice, or by nobody",
        "select earning.id from earning
         left join disbursement_line paid on paid.earning_id = earning.id
         left join refund_line back on back.earning_id = earning.id
         left join reversal_line lost on lost.earning_id = earning.id
         where case when paid.earning_id is null then 0 else 1 end + case when back.earning_id is null then 0 else 1 end
             + case when lost.earning_id is null then 0 else 1 end
             <> case when earning.taken_at is null then 0 else 1 end",
    ),
    (
        "what charges say of refunds is not what refunds say",
        "select charge.id from charge where (charge.reduced_minor, charge.returned_minor, charge.promised_minor) <> (
             select cast(coalesce(sum(refund.reduced_minor), 0) as bigint),
                 cast(coalesce(sum(refund.returned_minor), 0) as bigint),
                 cast(coalesce(sum(case when refund.sends = 0 and refund.state not in ('requested', 'refused')
                     then refund.amount_minor - refund.reduced_minor else 0 end), 0) as bigint)
             from refund where refund.charge_id = charge.id)",
    ),
    (
        "what charges say was given up is not what stands",
        "select charge.id from charge where (written_off_minor, written_off_fee_minor) <> (
             select cast(coalesce(sum(net_minor + fee_minor + tax_minor), 0) as bigint),
                 cast(coalesce(sum(fee_minor), 0) as bigint)
             from write_off where write_off.charge_id = charge.id and undone_at is null)",
    ),
    (
        "what charges say was taken back is not what reversals say",
        "select charge.id from charge where (reversed_minor, reversed_fee_minor) <> (
             select cast(coalesce(sum(taken_minor), 0) as bigint), cast(coalesce(sum(taken_fee_minor), 0) as bigint)
             from reversal where reversal.charge_id = charge.id)",
    ),
    (
        "what lies in suspense is not what waits for staff",
        "select currency from (
             select entry.currency, -entry.amount_minor as minor
             from ledger_entry entry join ledger_account account on account.id = entry.account_id
             where account.kind = 'suspense'
             union all
             select currency, case kind when 'late_money' then -amount_minor else amount_minor end
             from suspended_money where assigned_at is null) as money
         group by currency having sum(minor) <> 0",
    ),
    (
        "what experts are listed is not what they search",
        "select id from customer_request where state = 'open' and direct_account_id is null
         and id not in (select customer_request_id from customer_request_text)",
    ),
    (
        "what experts search is not what they are listed",
        "select id from customer_request where (state <> 'open' or direct_account_id is not null)
         and id in (select customer_request_id from customer_request_text)",
    ),
];

/// One installation of Guildhall, as a story meets it: a process of its own over a database.
pub struct App {
    pub marketplace: Marketplace,
    pub router: Router,
    /// What issuers of credentials publish.
    pub status_lists: Arc<StatusLists>,
    url: String,
    issuer: Arc<LocalIssuer>,
    blobs: Arc<dyn BlobStore>,
    keys: Arc<AtomicU64>,
    /// `None` if the database is somebody else's.
    database: Option<Database>,
}

impl App {
    /// An empty installation whose operator is staffed; `None` where the backend is not installed.
    pub async fn start(backend: Backend) -> Option<Self> {
        Self::start_watched(backend, |_| ()).await
    }

    /// The same, and `watch` is called after every statement; see [`Db::watched`].
    pub async fn start_watched(
        backend: Backend,
        watch: impl Fn(&Info<'_>) + Clone + Send + Sync + 'static,
    ) -> Option<Self> {
        let database = Database::migrated(backend).await?;
        let db = database.connect().await.watched(watch);
        let app = Self::over(db, database.url()).await;
        let app = Self { database: Some(database), ..app };
        app.founded().await;
        Some(app)
    }

    /// Makes of an empty installation what every story begins with: the defaults, the registry's certifications, and
    /// somebody who works for the operator.
    pub async fn founded(&self) {
        self.marketplace.install_defaults().await.expect("the defaults are new");
        registry::imported(&self.marketplace).await;
        let operator = OPERATOR.parse().expect("the address is well formed");
        let staffed = self.marketplace.bootstrap_staff(operator, "Olga Operator").await.expect("the database answers");
        assert!(staffed.is_some(), "nobody was appointed before");
    }

    /// An installation that is there already, in a sandbox of its own.
    pub async fn open(url: &str) -> Self {
        Self::over(connect(url).await, url).await
    }

    /// An installation that goes on where the one of [`Self::into_template`] stopped, on a copy of its database.
    pub async fn copy_of(template: &Database) -> Self {
        let database = template.copied().await;
        let app = Self::open(database.url()).await;
        Self { database: Some(database), ..app }
    }

    /// Stops, and leaves the database to be copied.
    pub async fn into_template(self) -> Database {
        self.marketplace.db().clone().close().await.expect("the database closes");
        self.database.expect("the database is ours")
    }

    /// Another process over the same database, with connections and a world outside of its own.
    pub async fn beside(&self) -> Self {
        let (issuer, keys) = (self.issuer.clone(), self.keys.clone());
        let db = connect(&self.url).await;
        let other = Self::with_uploads(db, &self.url, self.blobs.clone()).await;
        let router = router(&other.marketplace, &issuer);
        Self { router, issuer, keys, ..other }
    }

    /// The same installation, started with four eyes: a second reviewer approves what the first one did.
    pub async fn beside_with_second_reviewer(&self) -> Self {
        self.beside_as(Marketplace::with_second_reviewer).await
    }

    /// As [`Self::beside`], and connected to a post.
    pub async fn beside_with_post(&self, post: Arc<dyn Mailer>) -> Self {
        self.beside_as(|marketplace| marketplace.with_post(Some(post))).await
    }

    /// As [`Self::beside`], and collects through a provider of its own instead of the sandbox's.
    pub async fn beside_with_provider(&self, provider: Arc<dyn PaymentProvider>) -> Self {
        self.beside_as(|marketplace| marketplace.with_provider(provider)).await
    }

    /// As [`Self::beside`], and pays out through the bank behind this exchange.
    pub async fn beside_with_exchange(&self, exchange: Arc<dyn BankExchange>) -> Self {
        self.beside_as(|marketplace| marketplace.with_exchange(exchange)).await
    }

    async fn beside_as(&self, altered: impl FnOnce(Marketplace) -> Marketplace) -> Self {
        let other = self.beside().await;
        let marketplace = altered(other.marketplace);
        let router = router(&marketplace, &other.issuer);
        Self { marketplace, router, ..other }
    }

    async fn over(db: Db, url: &str) -> Self {
        Self::with_uploads(db, url, Arc::new(Blobs::in_memory())).await
    }

    async fn with_uploads(db: Db, url: &str, blobs: Arc<dyn BlobStore>) -> Self {
        let sandbox = Sandbox::open(db.writer().clone(), instant(START)).await.expect("the sandbox opens");
        let registry = Arc::new(DatabaseRegistry::new(db.reader().clone()));
        let status_lists = Arc::new(StatusLists::default());
        let outside = Outside { status_lists: status_lists.clone(), blobs: blobs.clone(), ..sandbox.outside(registry) };
        let marketplace = Marketplace::new(db, sandbox.clock(), outside);
        let marketplace = marketplace.with_blind_index(BlindIndex::new(&[7; 32]));
        let marketplace = marketplace.with_access_broker(ACCESS_BROKER.clone());
        let marketplace = with_masters(marketplace, Arc::new(StoryKeys)).await.expect("the keys are the story's");
        let issuer = Arc::new(LocalIssuer::generate().expect("a key can be made"));
        let router = router(&marketplace, &issuer);
        let (url, keys) = (url.to_owned(), Arc::default());
        Self { marketplace, router, status_lists, url, issuer, blobs, keys, database: None }
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

    /// What the binary takes as its `--database-url`.
    pub fn url(&self) -> &str {
        &self.url
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
        let actor = self.clock_mover().await;
        self.marketplace.advance_sandbox_clock(actor, to).await.expect("the clock moves forward");
    }

    /// A member of staff who may move the clock.
    pub(crate) async fn clock_mover(&self) -> Actor {
        let rights = Rights::from_iter([Right::AdvanceClock]);
        let staff = StaffId::from_uuid(self.staff_uuid().await);
        Actor::Staff { staff, rights, second_factor: true }
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

    /// Ends the story: the books balance, every unpaid cent has a reason, what is listed is what is searched, and nothing
    /// that was due is left undone.
    pub async fn finish(self) {
        let tally = self.sweep().await;
        assert_eq!(tally.failed, 0, "something that is due cannot be done");
        self.laws_hold().await;
        self.every_cent_is_told().await;
        self.marketplace.db().clone().close().await.expect("the database closes");
        if let Some(database) = self.database {
            database.remove().await;
        }
    }

    /// In every currency the entries sum to zero, every stored balance is the sum of its entries, and what the books
    /// hold available for a payee is what the next runs will find. Experts find what they are listed, and nothing else.
    async fn laws_hold(&self) {
        for (fault, sql) in LAWS {
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

/// Reads an instant such as "2027-03-01T09:00:00Z".
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("the instant is well formed")
}

fn router(marketplace: &Marketplace, issuer: &LocalIssuer) -> Router {
    gateway::router(marketplace.clone(), TokenVerifier::local(issuer.public_key()))
}
