//! Clients as bad as they come, over real sockets. Whatever is not tried has all the time in the world, so that a
//! busy machine changes nothing.

use std::sync::Arc;

use axum::{
    body::Bytes,
    routing::{get, post},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

use super::*;

const LONG: Duration = Duration::from_mins(1);
const SHORT: Duration = Duration::from_millis(60);
/// Long enough for many a drip.
const A_WHILE: Duration = Duration::from_millis(500);
/// Between two bytes of somebody who drips.
const DRIP: Duration = Duration::from_millis(4);
/// More than anybody waits here.
const PATIENCE: Duration = Duration::from_secs(30);

const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
const HALF: &[u8] = b"POST /read HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\nhalf";

fn patient() -> Limits {
    Limits { head: LONG, body: LONG, idle: LONG, answer: LONG, stop: LONG, sockets: 100, sockets_per_address: 100 }
}

/// A server at work.
struct House {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
    /// Lets `/wait` answer.
    release: Arc<Notify>,
}

impl House {
    async fn open(limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, release) = (listener.local_addr().unwrap(), Arc::new(Notify::new()));
        let waits = release.clone();
        let router = Router::new()
            .route("/", get(async || "hello"))
            .route("/read", post(async |body: Bytes| body.len().to_string()))
            .route("/large", get(async || vec![b'x'; 64 << 20]))
            .route("/wait", get(async move || waits.notified().await));
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, router, limits, async { drop(stopped.await) }));
        Self { address, stop, serving, release }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Somebody who has said this, and waits.
    async fn visited(&self, said: &[u8]) -> TcpStream {
        let mut client = self.connect().await;
        client.write_all(said).await.unwrap();
        client
    }

    /// Tells the server to stop, and waits until it has.
    async fn stopped(self) {
        self.stop.send(()).unwrap();
        within(self.serving).await.unwrap();
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it takes too long")
}

/// Everything that comes until the server hangs up, politely or not.
async fn heard(client: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = within(client.read_to_end(&mut bytes)).await; // A reset ends it as well.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One answer, of a socket that stays open.
async fn answer(client: &mut TcpStream) -> String {
    let mut bytes = vec![0; 1_000];
    let length = within(client.read(&mut bytes)).await.unwrap();
    String::from_utf8_lossy(&bytes[..length]).into_owned()
}

/// Says a byte now and then until the server hangs up; how many it bore.
async fn drips(client: &mut TcpStream, byte: u8) -> usize {
    for dripped in 0..10_000 {
        if client.write_all(&[byte]).await.is_err() {
            return dripped;
        }
        if timeout(DRIP, heard(client)).await.is_ok() {
            return dripped;
        }
    }
    panic!("the server bears anything");
}

#[tokio::test]
async fn a_socket_that_never_speaks_is_hung_up_on() {
    let house = House::open(Limits { head: SHORT, ..patient() }).await;
    assert_eq!(heard(&mut house.connect().await).await, "");
    house.stopped().await;
}

#[tokio::test]
async fn a_head_that_drips_gains_no_time() {
    let house = House::open(Limits { head: A_WHILE, ..patient() }).await;
    let mut client = house.visited(b"GET / HTTP/1.1\r\nx: ").await;
    assert!(drips(&mut client, b'x').await > 0);
    house.stopped().await;
}

#[tokio::test]
async fn the_head_of_a_later_request_has_no_more_time_than_the_first() {
    let house = House::open(patient()).await;
    let mut client = house.visited(GET).await;
    assert!(answer(&mut client).await.ends_with("hello"));
    client.write_all(GET).await.unwrap();
    assert!(answer(&mut client).await.ends_with("hello"), "a socket is used again");
    house.stopped().await;

    let house = House::open(Limits { head: A_WHILE, ..patient() }).await;
    let mut client = house.visited(GET).await;
    assert!(answer(&mut client).await.ends_with("hello"));
    assert!(drips(&mut client, b'G').await > 0);
    house.stopped().await;
}

#[tokio::test]
async fn a_socket_that_falls_silent_is_hung_up_on() {
    let house = House::open(Limits { idle: SHORT, ..patient() }).await;
    let mut client = house.visited(GET).await;
    assert!(heard(&mut client).await.ends_with("hello"));
    house.stopped().await;
}

#[tokio::test]
async fn a_body_that_stops_half_way_or_drips_is_cut() {
    let house = House::open(Limits { body: SHORT, ..patient() }).await;
    let mut silent = house.visited(HALF).await;
    assert!(heard(&mut silent).await.starts_with("HTTP/1.1 400"), "whoever reads the body learns that it broke off");
    let mut dripping = house.visited(HALF).await;
    drips(&mut dripping, b'x').await;
    let chunked = b"POST /read HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n";
    let mut chunked = house.visited(chunked).await;
    assert!(heard(&mut chunked).await.starts_with("HTTP/1.1 400"));
    house.stopped().await;
}

#[tokio::test]
async fn a_client_that_does_not_take_its_answer_is_left() {
    let house = House::open(Limits { answer: SHORT, ..patient() }).await;
    let mut deaf = house.visited(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(answer(&mut deaf).await.starts_with("HTTP/1.1 200"));
    house.stopped().await; // Which waits for the answer to be taken, for a minute.
    assert!(heard(&mut deaf).await.len() < 64 << 20);
}

#[tokio::test]
async fn an_address_has_so_many_sockets_and_no_more() {
    let house = House::open(Limits { sockets_per_address: 3, ..patient() }).await;
    let mut seated = Vec::new();
    for _ in 0..3 {
        let mut client = house.visited(GET).await;
        assert!(answer(&mut client).await.ends_with("hello"));
        seated.push(client);
    }
    assert_eq!(heard(&mut house.connect().await).await, "");
    assert_eq!(heard(&mut house.connect().await).await, "");

    drop(seated.pop());

    let seated_again = async {
        loop {
            let mut client = house.connect().await;
            if client.write_all(GET).await.is_ok() && matches!(client.read(&mut [0; 9]).await, Ok(9)) {
                break;
            }
        }
    };
    within(seated_again).await;
    house.stopped().await;
}

#[tokio::test]
async fn garbage_is_answered_and_ends_the_socket() {
    let house = House::open(patient()).await;
    for garbage in
        ["\0\0\0\0\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "\u{16}\u{3}\u{1}\r\n\r\n"]
    {
        let mut client = house.visited(garbage.as_bytes()).await;
        assert!(heard(&mut client).await.starts_with("HTTP/1.1 400"), "{garbage:?}");
    }
    let mut pipelined = house.visited(&[GET, GET, b"garbage garbage garbage\r\n\r\n", GET].concat()).await;
    let answers = heard(&mut pipelined).await;
    assert_eq!((answers.matches("hello").count(), answers.matches("HTTP/1.1 400").count()), (2, 1), "{answers}");
    let mut head = house.visited(b"GET / HTTP/1.1\r\nhost: x\r\n").await;
    let _ = head.write_all(&[b"x: ".as_slice(), &b"y".repeat(2 * HEAD_BYTES_MAX)].concat()).await;
    assert!(heard(&mut head).await.starts_with("HTTP/1.1 431"));
    house.stopped().await;
}

#[tokio::test]
async fn a_length_that_is_no_length_ends_the_socket() {
    let house = House::open(patient()).await;
    let post = |headers: &str, body: &str| format!("POST /read HTTP/1.1\r\nhost: x\r\n{headers}\r\n\r\n{body}");
    let mut short = house.visited(post("content-length: 2", "ab{\"more\":1}\r\n\r\n").as_bytes()).await;
    let answers = heard(&mut short).await;
    assert!(answers.contains("\r\n\r\n2HTTP/1.1 400"), "what is too much is no request: {answers}");
    for headers in
        ["content-length: 2\r\ncontent-length: 3", "content-length: -1", "content-length: x", "transfer-encoding: x"]
    {
        let mut client = house.visited(post(headers, "ab").as_bytes()).await;
        assert!(heard(&mut client).await.starts_with("HTTP/1.1 400"), "{headers}");
    }
    house.stopped().await;
}

#[tokio::test]
async fn what_is_under_way_is_finished_when_the_server_stops() {
    let house = House::open(patient()).await;
    let mut idle = house.visited(GET).await;
    assert!(answer(&mut idle).await.ends_with("hello"));
    let mut waiting = house.visited(b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let (release, address) = (house.release.clone(), house.address);

    let stopping = tokio::spawn(house.stopped());

    assert_eq!(heard(&mut idle).await, "", "an idle socket is closed at once");
    assert!(TcpStream::connect(address).await.is_err(), "nobody new is taken");
    assert!(!stopping.is_finished());
    release.notify_one();
    assert!(heard(&mut waiting).await.starts_with("HTTP/1.1 200"));
    within(stopping).await.unwrap();
}

#[tokio::test]
async fn the_server_stops_though_clients_and_answers_hang() {
    let house = House::open(Limits { stop: SHORT, ..patient() }).await;
    let silent = house.connect().await;
    let half = house.visited(HALF).await;
    let waiting = house.visited(b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let deaf = house.visited(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let mut met = house.visited(GET).await; // Whoever came before has been taken by the time that this is answered.
    assert!(answer(&mut met).await.ends_with("hello"));

    house.stopped().await;

    for mut client in [silent, half, waiting] {
        assert_eq!(heard(&mut client).await, "");
    }
    drop(deaf);
}
