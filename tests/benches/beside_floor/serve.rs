use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use axum::{Json, Router, routing::get};
use gateway::{Limits, TokenVerifier};
use marketplace::{Db, Marketplace};
use rails::{CertificationFile, DatabaseRegistry, sandbox::Sandbox};
use serde_json::json;
use server::{LocalIssuer, with_masters};
use support::{START, StoryKeys, instant};
use tokio::net::TcpListener;

/// Where the server tells how many statements it ran, and how long it waited for them.
pub const STATEMENTS: &str = "/floor/statements";
/// What a web server answers that does nothing.
pub const HELLO: &str = "/floor/hello";

const REGISTRY: &str = "issuer,external_id,holder,level,issued_on,expires_on\n";

#[derive(Default)]
struct Statements {
    count: AtomicU64,
    micros: AtomicU64,
}

impl Statements {
    fn add(&self, elapsed: Duration) {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// The server that is measured: the real front door in a process of its own. Prints the port on which it listens, and
/// ends when its standard input does.
pub async fn serve(url: &str, data_dir: &Path) -> Result<()> {
    let statements = Arc::new(Statements::default());
    let counting = statements.clone();
    let db = Db::connect(url).await?.watched(move |info| counting.add(info.elapsed));
    let told = move || {
        let count = statements.count.load(Ordering::Relaxed);
        let micros = statements.micros.load(Ordering::Relaxed);
        async move { Json(json!({ "count": count, "micros": micros })) }
    };
    let router = front_door(db, data_dir).await?;
    let router = router.route(STATEMENTS, get(told)).route(HELLO, get(async || "hello"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    gateway::serve(listener, router, Limits::default(), told_to_stop()).await;
    Ok(())
}

/// Everything that answers, over a database and with the key of a data directory.
pub async fn front_door(db: Db, data_dir: &Path) -> Result<Router> {
    let sandbox = Sandbox::open(db.writer().clone(), instant(START)).await?;
    let registry = Arc::new(DatabaseRegistry::new(db.reader().clone()));
    let app = Marketplace::new(db, sandbox.clock(), sandbox.outside(registry));
    let app = with_masters(app.with_blind_index(tax::BlindIndex::new(&[7; 32])), Arc::new(StoryKeys)).await?;
    app.import_certifications(&mut CertificationFile::open(REGISTRY.as_bytes())).await?;
    let issuer = LocalIssuer::open(data_dir)?;
    Ok(gateway::router(app, TokenVerifier::local(issuer.public_key())))
}

/// Ends with whoever started us, however they end.
async fn told_to_stop() {
    let ended = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    ended.await.expect("standard input is waited for").expect("standard input can be read");
}
