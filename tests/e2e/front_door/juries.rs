//! Juries of others over real sockets.

use std::future;

use gateway::Limits;
use support::{App, Peer, story};
use tokio::net::TcpListener;

/// Prints a line for each audit of the GraphQL over HTTP specification that is not kept, and last how many there are.
const AUDIT: &str = "
    import { serverAudits } from 'graphql-http';
    const [url, token] = process.argv.slice(1);
    const fetchFn = (to, init = {}) =>
        fetch(to, { ...init, headers: { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) } });
    const audits = serverAudits({ url, fetchFn });
    for (const audit of audits) {
        const told = await audit.fn();
        if (told.status !== 'ok') console.log(`${told.status} ${audit.id} ${audit.name}: ${told.reason}`);
    }
    console.log(`audits: ${audits.length}`);
";

/// Holds the GraphQL over HTTP specification, what it merely allows included, for strangers and for who is signed in.
#[story(threads)]
async fn every_audit_of_graphql_over_http_is_kept(app: &App) {
    let Some(jury) = Peer::javascript(&["graphql-http@1.23.1", "graphql@16.15.0"]) else { return };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let serving = tokio::spawn(gateway::serve(listener, app.router.clone(), Limits::default(), future::pending()));

    for token in [None, app.operator().token()] {
        let told = jury.run(AUDIT, &[&url, token.unwrap_or_default()], "").await;
        assert_eq!(told.trim(), "audits: 61", "signed in: {}", token.is_some());
    }
    serving.abort();
}
