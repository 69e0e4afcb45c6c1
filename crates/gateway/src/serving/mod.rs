//! From sockets to requests: HTTP/1.1, within limits, until told to stop.

mod body;
mod limits;
mod patience;
mod seats;
mod socket;
mod stop;
#[cfg(test)]
mod tests;

use std::{convert::Infallible, io, net::SocketAddr, pin::pin, time::Duration};

use axum::{Router, body::Body, http::StatusCode, response::Response};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep, timeout},
};
use tower::ServiceExt;

pub use self::{
    body::TooSlow,
    limits::Limits,
    stop::{Stop, stopped},
};
use self::{
    body::{Timed, Told},
    patience::Patience,
    seats::Seats,
    socket::Socket,
    stop::Stopping,
};

/// The largest head of a request; also what is kept in memory of a body before somebody reads it.
const HEAD_BYTES_MAX: usize = 64 * 1024;
/// How long to wait when the system gives out no more sockets.
const RESPITE: Duration = Duration::from_millis(200);

/// Answers whoever connects, until `stop` is over; then takes nobody new, finishes what is under way, and hangs
/// up on whoever makes it wait longer than [`Limits::stop`].
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let (seats, stopping, mut sockets) = (Seats::new(&limits), Stopping::new(), JoinSet::new());
    let mut stop = pin!(stop);
    loop {
        let (tcp, peer) = tokio::select! {
            () = &mut stop => break,
            Some(_) = sockets.join_next() => continue, // Forgotten as it ends.
            accepted = accept(&listener) => accepted,
        };
        let Some(seat) = seats.take(peer.ip()) else {
            tracing::debug!(%peer, "there are too many sockets: hung up");
            continue;
        };
        let socket = Socket::new(tcp, seat, Patience::begin(limits));
        sockets.spawn(talk(socket, router.clone(), stopping.for_one_more()));
    }
    drop(listener); // Whoever comes now learns it at once.
    if timeout(limits.stop, stopping.stop()).await.is_err() {
        tracing::warn!(sockets = sockets.len(), "hanging up on clients that are not done");
    }
    sockets.shutdown().await;
}

/// The next client. What goes wrong concerns a client that is gone already, or passes with time.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_one_client(&error) => {}
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "no socket can be taken");
                sleep(RESPITE).await;
            }
        }
    }
}

fn is_of_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    [ConnectionAborted, ConnectionRefused, ConnectionReset].contains(&error.kind())
}

/// Serves one socket to its end, or until it is given to another protocol.
async fn talk(socket: Socket, router: Router, mut stop: Stop) {
    if let Err(error) = socket.without_delay() {
        return tracing::debug!(error = &error as &dyn std::error::Error, "a client left before it began");
    }
    let (patience, held) = (socket.patience(), stop.clone());
    let service = service_fn(move |request| answer(router.clone(), patience.clone(), held.clone(), request));
    let mut http = http1::Builder::new();
    // The library's own time for a head starts again with each request and counts the idle time in; ours does not.
    http.header_read_timeout(None).max_buf_size(HEAD_BYTES_MAX);
    let mut talk = pin!(http.serve_connection(TokioIo::new(socket), service).with_upgrades());
    let ended = tokio::select! {
        ended = talk.as_mut() => ended,
        () = stop.told() => {
            talk.as_mut().graceful_shutdown(); // What is under way is finished.
            talk.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = &error as &dyn std::error::Error, "a socket ended early");
    }
}

async fn answer(
    router: Router,
    patience: Patience,
    stop: Stop,
    request: Request<Incoming>,
) -> Result<Response<Told<Body>>, Infallible> {
    let answered = patience.answering();
    let mut request = request.map(|body| Body::new(Timed::new(body, patience.for_a_body())));
    request.extensions_mut().insert(stop);
    let response = router.oneshot(request).await?;
    if response.status() == StatusCode::SWITCHING_PROTOCOLS {
        patience.upgraded();
    }
    Ok(response.map(|body| Told::new(body, answered)))
}
