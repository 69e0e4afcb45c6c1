use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep, sleep_until},
};

use super::{patience::Patience, seats::Seat};

/// A socket that is not waited for longer than its [`Patience`] lasts, neither to speak nor to listen.
pub struct Socket {
    tcp: TcpStream,
    _seat: Seat, // Given back with the socket, whoever has it by then.
    patience: Patience,
    speaks: Alarm,
    listens: Alarm,
}

/// Wakes the task at an instant that may be moved.
#[derive(Default)]
struct Alarm(Option<Pin<Box<Sleep>>>);

impl Socket {
    pub fn new(tcp: TcpStream, seat: Seat, patience: Patience) -> Self {
        Self { tcp, _seat: seat, patience, speaks: Alarm::default(), listens: Alarm::default() }
    }

    /// What is written leaves at once.
    pub fn without_delay(&self) -> io::Result<()> {
        self.tcp.set_nodelay(true)
    }

    pub fn patience(&self) -> Patience {
        self.patience.clone()
    }

    /// The client does not take what is ready: how long already? From the first time that it took nothing until
    /// everything is handed over, so that a client that takes a byte now and then gains no time.
    fn wait_for_listener(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let until = self.listens.set_for().unwrap_or_else(|| Instant::now() + self.patience.to_take_an_answer());
        self.listens.poll(cx, until)
    }
}

impl Alarm {
    fn set_for(&self) -> Option<Instant> {
        self.0.as_ref().map(|sleep| sleep.deadline())
    }

    fn poll(&mut self, cx: &mut Context<'_>, until: Instant) -> Poll<io::Error> {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(until)));
        if sleep.deadline() != until {
            sleep.as_mut().reset(until);
        }
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(io::ErrorKind::TimedOut.into())
    }
}

impl AsyncRead for Socket {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let socket = self.get_mut();
        let before = bytes.filled().len();
        let read = Pin::new(&mut socket.tcp).poll_read(cx, bytes);
        if bytes.filled().len() > before {
            socket.patience.heard();
        }
        match (read, socket.patience.ends_at()) {
            (Poll::Pending, Some(until)) => socket.speaks.poll(cx, until).map(Err),
            (read, _) => read,
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let socket = self.get_mut();
        match Pin::new(&mut socket.tcp).poll_write(cx, bytes) {
            Poll::Pending => socket.wait_for_listener(cx).map(Err),
            written @ Poll::Ready(_) => written,
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let socket = self.get_mut();
        match Pin::new(&mut socket.tcp).poll_write_vectored(cx, parts) {
            Poll::Pending => socket.wait_for_listener(cx).map(Err),
            written @ Poll::Ready(_) => written,
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.tcp.is_write_vectored()
    }

    /// Called when everything that was ready is handed over. If that was the end of an answer, nobody may ask for
    /// bytes again before some come: the time for them begins here.
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let socket = self.get_mut();
        socket.listens = Alarm::default();
        if let Some(until) = socket.patience.ends_at()
            && let Poll::Ready(late) = socket.speaks.poll(cx, until)
        {
            return Poll::Ready(Err(late));
        }
        Pin::new(&mut socket.tcp).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().tcp).poll_shutdown(cx)
    }
}
