use std::time::Duration;

/// How much the front door bears with its clients. Nothing waits for ever: whoever is silent or slow beyond
/// these limits is hung up on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For the head of a request: from the opening of the socket, or from the first byte of a later request.
    pub head: Duration,
    /// For the whole body of a request, from the end of its head.
    pub body: Duration,
    /// From the end of an answer to the first byte of the next request.
    pub idle: Duration,
    /// For a client to take an answer that is ready.
    pub answer: Duration,
    /// For what is under way when the server is told to stop.
    pub stop: Duration,
    /// How many sockets may be open at once.
    pub sockets: usize,
    /// How many of them to one address. Behind a proxy everybody has the proxy's.
    pub sockets_per_address: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(20),
            body: Duration::from_secs(20),
            idle: Duration::from_secs(75), // Common proxies give up after a minute: let them close first.
            answer: Duration::from_secs(30),
            stop: Duration::from_secs(15),
            sockets: 900, // Of the 1,024 files that a process may have open if nobody says otherwise.
            sockets_per_address: 100,
        }
    }
}
