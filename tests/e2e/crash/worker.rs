use std::{env, path::PathBuf, sync::Arc};

use chrono::{DateTime, Utc};
use gateway::TokenVerifier;
use indicatif::ProgressBar;
use kernel::{Actor, Clock, Right, Rights, StaffId};
use marketplace::{Db, Marketplace, Outside, sweeps};
use rails::{DatabaseRegistry, sandbox::Sandbox};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use stripe_simulator::Message;
use support::{App, START, bank_tells, client_of, delivery, exchange_in, story_keys};
use tax::BlindIndex;
use tokio::runtime::Builder;
use vault::Keyring;

use super::{
    naive,
    orders::{Act, Ask, Delivery, Order},
    outside::{Journal, WatchedExchange, watched},
    watch::{THE_END, Watch, say, statement},
};

/// Where a worker finds its order.
pub const ORDER: &str = "GUILDHALL_CRASH_ORDER";
/// The name of the test that is a worker.
pub const WORKER: &str = "crash::worker::obeys_its_order";

/// Not a test of its own: the process that the stories start, and kill. One thread, so that nothing goes on where
/// it stops.
#[test]
#[ignore = "the process that the crash stories start, and kill"]
fn obeys_its_order() {
    let order = env::var(ORDER).expect("it is started by the crash stories, with an order");
    let order: Order = serde_json::from_str(&order).unwrap();
    Builder::new_current_thread().enable_all().build().unwrap().block_on(obey(order));
}

/// A worker at work.
pub struct Worker {
    /// Every statement of which is a point.
    pub db: Db,
    /// The same connections, unwatched: what the world outside has for a memory.
    bare: Db,
    url: String,
    /// Where the bank's folders lie.
    bank: PathBuf,
    watch: Arc<Watch>,
    journal: Arc<Journal>,
}

async fn obey(order: Order) {
    let watch = Arc::new(Watch::new(&order));
    let bare = Db::connect(&order.url).await.unwrap();
    watch_commits(&bare, &watch).await;
    let watching = watch.clone();
    let db = bare.clone().watched(move |info| watching.pass(&statement(&info.statement.sql)));
    let journal = Arc::new(Journal::open(&order.journal));
    let worker = Worker { db, bare, url: order.url, bank: order.bank, watch, journal };
    for act in order.acts {
        Box::pin(worker.act(act)).await;
    }
    worker.watch.pass(THE_END);
    worker.db.close().await.unwrap();
}

async fn swept(app: &Marketplace) {
    let tally = sweeps::run(app).await;
    assert_eq!(tally.failed, 0, "something that is due cannot be done");
}

/// A commit is no statement to the one who watches statements. SQLite tells of it in the midst of it, when nothing
/// of it has reached the disk.
async fn watch_commits(db: &Db, watch: &Arc<Watch>) {
    if db.writer().get_database_backend() == DbBackend::Sqlite {
        let watch = watch.clone();
        let mut connection = db.writer().get_sqlite_connection_pool().acquire().await.unwrap();
        connection.lock_handle().await.unwrap().set_commit_hook(move || {
            watch.pass("commit");
            true
        });
    }
}

impl Worker {
    async fn act(&self, act: Act) {
        match act {
            Act::Install => self.install().await,
            Act::Sweep => swept(&self.marketplace().await).await,
            Act::SweepWithBank(told) => self.sweep_with_bank(told).await,
            Act::Advance(to) => self.advance(to).await,
            Act::Ask(ask) => self.ask(ask).await,
            Act::Deliver(delivery) => self.take_in(delivery).await,
            Act::InstallKeys => self.marketplace().await.install_keys().await.unwrap(),
            Act::RotateKeys => {
                server::rotate(&self.marketplace().await, &ProgressBar::hidden()).await.unwrap();
            }
            Act::Naive(naive) => naive::act(self, naive).await,
        }
    }

    async fn marketplace(&self) -> Marketplace {
        let (clock, outside) = self.outside().await;
        let app = Marketplace::new(self.db.clone(), clock, outside).with_keyring(self.keys().await);
        app.with_blind_index(BlindIndex::new(&[7; 32]))
    }

    async fn sweep_with_bank(&self, told: Option<String>) {
        let exchange = exchange_in(&self.bank);
        if let Some(told) = told {
            bank_tells(&self.bank, "told.xml", &told);
        }
        let exchange = WatchedExchange { inner: exchange, watch: self.watch.clone() };
        swept(&self.marketplace().await.with_exchange(Arc::new(exchange))).await;
    }

    /// Read past whoever watches: they are in the memory of a process before it does anything.
    pub async fn keys(&self) -> Keyring {
        story_keys(&self.bare).await
    }

    /// A sandbox whose clock stands where it stood.
    pub async fn outside(&self) -> (Arc<dyn Clock>, Outside) {
        let sandbox = Sandbox::open(self.bare.writer().clone(), START.parse().unwrap()).await.unwrap();
        let outside = sandbox.outside(Arc::new(DatabaseRegistry::new(self.bare.reader().clone())));
        (sandbox.clock(), watched(outside, &self.watch, &self.journal))
    }

    /// What an installation does before it serves, and its operator after it.
    async fn install(&self) {
        migrations::up(self.db.writer()).await.unwrap();
        let app = self.marketplace().await;
        app.install_keys().await.unwrap();
        app.install_defaults().await.unwrap();
        let olga = "olga@operator.example".parse().unwrap();
        app.bootstrap_staff(olga, "Olga Operator").await.unwrap();
    }

    async fn advance(&self, to: DateTime<Utc>) {
        let app = self.marketplace().await;
        if app.now() < to {
            let rights = Rights::from_iter([Right::AdvanceClock]);
            let actor = Actor::Staff { staff: self.staff().await, rights, second_factor: true };
            app.advance_sandbox_clock(actor, to).await.unwrap();
        }
    }

    async fn staff(&self) -> StaffId {
        let backend = self.bare.reader().get_database_backend();
        let first = Statement::from_string(backend, "select id from staff order by id limit 1");
        let row = self.bare.reader().query_one_raw(first).await.unwrap();
        row.unwrap().try_get("", "id").unwrap()
    }

    /// Says what the front door answers.
    async fn ask(&self, Ask { email, mutation, input, selection }: Ask) {
        let app = self.front_door(self.marketplace().await).await;
        let answer = app.person(&email).mutate(&mutation, input, &selection).await;
        say(&format!("answer {}", answer.body));
    }

    /// The front door takes in a message of the payment service. Its answer is on its way when it stops at the last point.
    async fn take_in(&self, Delivery { service, body, signature }: Delivery) {
        let app = self.front_door(self.marketplace().await.with_provider(client_of(&service))).await;
        let answer = app.delivered(delivery(&Message { body, signature })).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.watch.pass("→ message, taken in and not answered");
    }

    async fn front_door(&self, marketplace: Marketplace) -> App {
        let mut app = App::open(&self.url).await;
        app.router = gateway::router(marketplace.clone(), TokenVerifier::local(app.issuer().public_key()));
        app.marketplace = marketplace;
        app
    }
}
