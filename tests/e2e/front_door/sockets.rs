//! The front door over real sockets: what a client of a raw socket hears when its body does not come.

use std::{future, time::Duration};

use gateway::Limits;
use serde_json::Value;
use support::{App, story};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// More than anybody waits here.
const PATIENCE: Duration = Duration::from_mins(1);

/// Says this and no more; what is heard until the server hangs up: status line and body.
async fn heard(app: &App, limits: Limits, said: &str) -> (String, Value) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = tokio::spawn(gateway::serve(listener, app.router.clone(), limits, future::pending()));
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(said.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    timeout(PATIENCE, client.read_to_end(&mut bytes)).await.expect("the server hangs up").unwrap();
    serving.abort();
    let answer = String::from_utf8(bytes).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
}

fn head(length: usize) -> String {
    format!("POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n")
}

#[story]
async fn a_body_that_stops_half_way_is_told_so_and_cut(app: &App) {
    let brief = Limits { body: Duration::from_millis(50), ..Limits::default() };
    let (status, body) = heard(app, brief, &format!("{}{{\"query\":", head(100))).await;
    assert_eq!(status, "HTTP/1.1 408 Request Timeout");
    assert_eq!(body["errors"][0]["extensions"]["code"], "REQUEST_TIMEOUT");
}

/// Nothing of the body is sent, so nothing of it can have been read.
#[story]
async fn a_body_that_says_that_it_is_too_large_is_not_begun(app: &App) {
    let (status, body) = heard(app, Limits::default(), &head(10 << 20)).await;
    assert_eq!(status, "HTTP/1.1 413 Payload Too Large");
    assert_eq!(body["errors"][0]["extensions"]["code"], "PAYLOAD_TOO_LARGE");
}
