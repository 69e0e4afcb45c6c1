use std::{net::SocketAddr, time::Duration};

use axum::{Router, http::StatusCode};
use futures_util::{SinkExt, StreamExt};
use gateway::{DoorLimits, Limits, LiveLimits, TokenVerifier};
use serde_json::{Value, json};
use support::{App, Person};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, handshake::client::Request},
};

/// More than anybody waits here.
const PATIENCE: Duration = Duration::from_secs(30);

pub const FOLLOW: &str = "subscription F($id: ID!, $after: String) { messageSent(conversationId: $id, after: $after) {
    cursor node { text author } } }";

/// A server at work, on a port of its own.
pub struct Server {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

/// A client at one end of a socket.
pub struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

pub async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("it takes too long")
}

impl Server {
    pub async fn of(app: &App) -> Self {
        Self::at("127.0.0.1:0", app.router.clone()).await
    }

    /// One that bears less.
    pub async fn with_limits(app: &App, live: LiveLimits) -> Self {
        let verifier = TokenVerifier::local(app.issuer().public_key());
        let limits = DoorLimits { live, ..DoorLimits::default() };
        Self::at("127.0.0.1:0", gateway::router_with_limits(app.marketplace.clone(), verifier, limits)).await
    }

    pub async fn at(address: &str, router: Router) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn(gateway::serve(listener, router, Limits::default(), async { drop(stopped.await) }));
        Self { address, stop, serving }
    }

    pub async fn stopped(self) {
        self.stop.send(()).unwrap();
        within(self.serving).await.unwrap();
    }

    /// Everything that a client hears that opens a socket and says nothing from then on, not even that it hears.
    pub async fn heard_in_silence(&self) -> Vec<u8> {
        let mut socket = TcpStream::connect(self.address).await.unwrap();
        let opening = format!(
            "GET /graphql HTTP/1.1\r\nhost: {}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: graphql-transport-ws\r\n\r\n",
            self.address
        );
        socket.write_all(opening.as_bytes()).await.unwrap();
        let mut heard = vec![];
        within(socket.read_to_end(&mut heard)).await.unwrap();
        heard
    }

    /// What a client sends to open a socket.
    pub fn opening(&self) -> Request {
        let mut request = format!("ws://{}/graphql", self.address).into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().unwrap());
        request
    }
}

impl Client {
    pub async fn open(server: &Server) -> Self {
        Self::opened(server.opening()).await.unwrap()
    }

    /// The status with which an opening is refused.
    pub async fn opened(opening: Request) -> Result<Self, StatusCode> {
        match within(connect_async(opening)).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Says who it is, and is welcome.
    pub async fn greeted(server: &Server, person: &Person<'_>) -> Self {
        let mut client = Self::open(server).await;
        client.greets(person.token()).await;
        assert_eq!(client.hears().await, json!({ "type": "connection_ack" }));
        client
    }

    pub async fn greets(&mut self, token: Option<&str>) {
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        self.says(json!({ "type": "connection_init", "payload": payload })).await;
    }

    /// Follows a conversation from a cursor on.
    pub async fn follows(&mut self, id: &str, conversation: &str, after: Value) {
        let payload = json!({ "query": FOLLOW, "variables": { "id": conversation, "after": after } });
        self.says(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    pub async fn says(&mut self, message: Value) {
        self.sends(Message::text(message.to_string())).await;
    }

    pub async fn sends(&mut self, message: Message) {
        within(self.0.send(message)).await.unwrap();
    }

    /// Sends more than the server reads, which may hang up before it has heard it all: with which code, if that came
    /// through.
    pub async fn cut_off(mut self, message: Message) -> Option<u16> {
        let _cut = within(self.0.send(message)).await;
        loop {
            match within(self.0.next()).await {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The next message.
    pub async fn hears(&mut self) -> Value {
        loop {
            match within(self.0.next()).await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The cursor and the words of the next message of a conversation.
    pub async fn hears_words(&mut self) -> (Value, String) {
        let heard = self.hears().await;
        let edge = &heard["payload"]["data"]["messageSent"];
        let text = edge["node"]["text"].as_str().unwrap_or_else(|| panic!("{heard:#}"));
        (edge["cursor"].clone(), text.to_owned())
    }

    /// With which code the server ends the talk, and why.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            match within(self.0.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => return (frame.code.into(), frame.reason.to_string()),
                Some(Ok(_)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}
