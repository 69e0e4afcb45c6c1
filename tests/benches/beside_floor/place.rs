use std::{net::TcpListener, path::Path, process::Stdio, time::Duration};

use anyhow::{Context, Result, bail};
use reqwest::Client;
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::serve::{HELLO, STATEMENTS};

/// How long a client waits for an answer.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a server is asked whether it listens, ten times a second.
const START_TRIES: u32 = 300;
/// What another binary answers with the least work.
const HEALTH: &str = "/health/live";

/// A server in a process of its own, and a client that talks to it.
pub struct Place {
    process: Child,
    base: String,
    client: Client,
    /// Whether it is another binary than this one, which tells us nothing of itself.
    is_foreign: bool,
}

/// What the server ran on the database so far.
#[derive(Clone, Copy, Default)]
pub struct Statements {
    pub count: u64,
    pub micros: u64,
}

impl Place {
    /// A server of this build.
    pub async fn open(url: &str, data_dir: &Path) -> Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(url).arg(data_dir).stdout(Stdio::piped());
        let mut process = started(command)?;
        let printed = process.stdout.take().context("the server's output is ours")?;
        let port = BufReader::new(printed).lines().next_line().await?.context("the server tells its port")?;
        Ok(Self { process, base: format!("http://127.0.0.1:{port}"), client: client()?, is_foreign: false })
    }

    /// `guildhall` as it was built elsewhere. It sweeps once, as it starts, and not again while it is measured.
    pub async fn open_binary(binary: &Path, url: &str, data_dir: &Path) -> Result<Self> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.to_string();
        let mut command = Command::new(binary);
        command.args(["serve", "--sandbox", "--sweep-seconds", "3600", "--listen", &address, "--database-url", url]);
        command.arg("--data-dir").arg(data_dir).stdout(Stdio::null()).stderr(Stdio::null());
        let process = started(command)?;
        let place = Self { process, base: format!("http://{address}"), client: client()?, is_foreign: true };
        for _ in 0..START_TRIES {
            if place.hello().await.is_ok() {
                return Ok(place);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("{} does not start", binary.display())
    }

    /// The server's process.
    pub fn pid(&self) -> Result<u32> {
        self.process.id().context("the server runs")
    }

    /// A web server's least.
    pub async fn hello(&self) -> Result<()> {
        let path = if self.is_foreign { HEALTH } else { HELLO };
        self.client.get(format!("{}{path}", self.base)).send().await?.error_for_status()?.bytes().await?;
        Ok(())
    }

    /// Sends a GraphQL document with its variables, and takes back its data. An error, also of the person who asks,
    /// is an error.
    pub async fn ask(&self, token: &str, body: &Value) -> Result<Value> {
        let request = self.client.post(format!("{}/graphql", self.base)).bearer_auth(token).json(body);
        let answer: Value = request.send().await?.json().await?;
        refused(&answer).map_or(Ok(()), |refusal| Err(anyhow::anyhow!("{body}: {refusal}")))?;
        Ok(answer["data"].clone())
    }

    pub async fn statements(&self) -> Result<Statements> {
        if self.is_foreign {
            return Ok(Statements::default());
        }
        let told: Value = self.client.get(format!("{}{STATEMENTS}", self.base)).send().await?.json().await?;
        let number = |field: &str| told[field].as_u64().context("the server counts");
        Ok(Statements { count: number("count")?, micros: number("micros")? })
    }
}

fn started(mut command: Command) -> Result<Child> {
    Ok(command.stdin(Stdio::piped()).kill_on_drop(true).spawn()?)
}

fn client() -> Result<Client> {
    Ok(Client::builder().timeout(PATIENCE).build()?)
}

/// What is wrong with an answer, if anything is.
pub fn refused(answer: &Value) -> Option<&Value> {
    let errors = Some(&answer["errors"]).filter(|errors| !errors.is_null());
    let payloads = answer["data"].as_object().into_iter().flat_map(|data| data.values());
    let user_errors = payloads.map(|payload| &payload["userErrors"]);
    errors.or_else(|| user_errors.into_iter().find(|errors| errors.as_array().is_some_and(|list| !list.is_empty())))
}
