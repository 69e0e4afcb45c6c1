use std::{sync::OnceLock, time::Duration};

use async_trait::async_trait;
use marketplace::{StatusListError, StatusListSource};
use reqwest::{Client, redirect::Policy};

use crate::bounded::bounded;

/// How large a signed list may be, in bytes: no more of it is ever read.
const BYTES_MAX: usize = 4 * 1024 * 1024;
const TIMEOUT: Duration = Duration::from_secs(10);

/// The issuers' lists over https, without redirects.
#[derive(Clone, Debug)]
pub struct HttpsStatusLists {
    /// Made when it is first needed, for it reads every root certificate of the machine. Or why there is none: a machine
    /// without them has no https.
    client: OnceLock<Result<Client, StatusListError>>,
    bytes_max: usize,
}

impl HttpsStatusLists {
    pub fn new() -> Self {
        Self { client: OnceLock::new(), bytes_max: BYTES_MAX }
    }

    fn client(&self) -> Result<&Client, StatusListError> {
        let make = || Client::builder().https_only(true).redirect(Policy::none()).timeout(TIMEOUT).build();
        self.client.get_or_init(|| make().map_err(failed)).as_ref().map_err(Clone::clone)
    }
}

impl Default for HttpsStatusLists {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl StatusListSource for HttpsStatusLists {
    async fn fetch(&self, url: &str) -> Result<Vec<u8>, StatusListError> {
        let answer = self.client()?.get(url).send().await.map_err(failed)?;
        let answer = answer.error_for_status().map_err(failed)?;
        let list = bounded(answer, self.bytes_max).await.map_err(failed)?;
        list.ok_or_else(|| StatusListError(format!("the list is larger than {} bytes", self.bytes_max)))
    }
}

fn failed(error: reqwest::Error) -> StatusListError {
    StatusListError(error.without_url().to_string())
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    /// Answers one request with a body that says nothing of its length, and counts how much of it was taken.
    async fn served(pieces: usize) -> (String, tokio::task::JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/list", listener.local_addr().unwrap());
        let serving = tokio::spawn(async move {
            let (mut socket, _) = listener.accept().await.unwrap();
            let _ = socket.read(&mut [0; 4_096]).await.unwrap();
            socket.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n").await.unwrap();
            let piece = vec![b'x'; 1024 * 1024];
            for sent in 0..pieces {
                if socket.write_all(&piece).await.is_err() {
                    return sent;
                }
            }
            pieces
        });
        (url, serving)
    }

    fn over_http() -> HttpsStatusLists {
        HttpsStatusLists {
            client: OnceLock::from(Ok(Client::builder().no_proxy().build().unwrap())),
            bytes_max: BYTES_MAX,
        }
    }

    #[tokio::test]
    async fn of_a_list_of_200_megabytes_little_is_read() {
        let (url, serving) = served(200).await;
        let refused = over_http().fetch(&url).await.unwrap_err();
        assert!(refused.0.contains("larger than 4194304 bytes"), "{refused}");
        assert!(serving.await.unwrap() < 50);
    }

    #[tokio::test]
    async fn a_list_is_read_over_https_alone() {
        let (url, serving) = served(1).await;
        assert!(HttpsStatusLists::new().fetch(&url).await.is_err());
        assert_eq!(over_http().fetch(&url).await.unwrap().len(), 1024 * 1024);
        assert_eq!(serving.await.unwrap(), 1);
    }
}
