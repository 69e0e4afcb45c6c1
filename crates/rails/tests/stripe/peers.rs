//! What others wrote judges ours: `localstripe`, a server, and `stripe`, the provider's own client.

use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Mutex, PoisonError},
};

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, SystemClock};
use marketplace::{ChargeAnswer, PaymentProvider, RefundAnswer};
use rails::stripe::{SignatureError, StripeProvider, StripeSettings, WebhookSecret, verify};
use serde_json::{Value, json};
use stripe_simulator::Simulator;
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::script::{self, Methods, provider, refund_of};

/// Set to `require`, it makes a missing peer an error.
const REQUIRED: &str = "GUILDHALL_TEST_PEERS";
/// Where what was installed is kept, a folder for each set of packages; the stories keep theirs there too.
const CACHE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/peers");

/// While one is installed, all others wait.
static INSTALLING: Mutex<()> = Mutex::new(());

/// Says what is not run, past the test runner, which swallows what passing tests print.
pub fn skipped(required: &str, why: &str) {
    let is_required = env::var_os(required).is_some_and(|value| value == "require");
    assert!(!is_required, "{required} asks for it: {why}");
    writeln!(std::io::stderr(), "\n!!! SKIPPED: {why} Set {required}=require to make this an error.\n").unwrap();
}

/// The folder of a package of `PyPI`, as `name==version`, with what it needs.
fn python(package: &str) -> Option<PathBuf> {
    let _waiting = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(CACHE).join(format!("python3-{}", package.replace('=', "_")));
    if folder.exists() {
        return Some(folder);
    }
    std::fs::create_dir_all(CACHE).unwrap();
    let beside = tempfile::tempdir_in(CACHE).unwrap();
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"]).arg(beside.path());
    let installed = pip.arg(package).stdout(Stdio::null()).output();
    if installed.is_ok_and(|output| output.status.success()) && std::fs::rename(beside.keep(), &folder).is_ok() {
        return Some(folder);
    }
    skipped(REQUIRED, &format!("what needs {package}, which cannot be had here."));
    None
}

impl Methods {
    pub fn simulated() -> Self {
        let [good, declined, needs_step] = ["pm_card_ok", "pm_card_declined", "pm_card_step"].map(str::to_owned);
        Self { good, declined, needs_step }
    }
}

/// `localstripe` on this machine alone, in a folder that is thrown away; its state is not written anywhere.
struct LocalStripe {
    base: String,
    _process: tokio::process::Child,
    _folder: tempfile::TempDir,
}

const LAUNCHER: &str = r"
import asyncio, localstripe.server as server
from aiohttp import web
type(server.store).dump_to_disk = lambda self: None

async def main():
    runner = web.AppRunner(server.app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, '127.0.0.1', 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
";

impl LocalStripe {
    async fn start() -> Option<Self> {
        let packages = python("localstripe==1.15.10")?;
        let folder = tempfile::tempdir().unwrap();
        let mut command = tokio::process::Command::new("python3");
        command.args(["-c", LAUNCHER]).env("PYTHONPATH", packages).current_dir(folder.path());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().expect("it says its port");
        Some(Self { base: format!("http://127.0.0.1:{port}"), _process: process, _folder: folder })
    }

    fn provider(&self) -> StripeProvider {
        StripeProvider::new(StripeSettings::new(&self.base, "sk_test_12345").unwrap()).unwrap()
    }

    async fn card(&self, number: &str) -> String {
        let card = json!({ "number": number, "exp_month": 12, "exp_year": 2099, "cvc": "123" });
        let request = reqwest::Client::new().post(format!("{}/v1/payment_methods", self.base));
        let request = request.header("authorization", "Bearer sk_test_12345");
        let answer = request.json(&json!({ "type": "card", "card": card })).send().await.unwrap();
        let method: Value = answer.json().await.unwrap();
        method["id"].as_str().unwrap_or_else(|| panic!("{method}")).to_owned()
    }
}

#[tokio::test]
async fn the_script_holds_against_the_simulator() {
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    let (provider, now) = (provider(&simulator), simulator.now());
    let (paid, back) = script::play(&provider, &Methods::simulated(), now, async || simulator.advance(61).await).await;

    // Where `localstripe` differs, below.
    assert_eq!(provider.charge(&paid).await, ChargeAnswer::Processing);
    assert_eq!(taken(&simulator, &paid.key.to_string()), 1);
    assert!(matches!(provider.refund(&refund_of(&paid, 12_345, now)).await, RefundAnswer::Failed { .. }));
    assert_eq!(provider.refund(&back).await, RefundAnswer::Sent);
    assert_eq!(simulator.state().refunds.len(), 1);
}

fn taken(simulator: &Simulator, reference: &str) -> usize {
    let state = simulator.state();
    state.intents.iter().filter(|intent| intent.metadata["guildhall_reference"] == reference).count()
}

/// The same script. What is known to differ: a key is not looked at, so that the same sent twice is done twice; more is
/// sent back than was taken; there is no search, so that all is read; no debits from US bank accounts.
#[tokio::test]
async fn the_script_holds_against_localstripe() {
    let Some(server) = LocalStripe::start().await else { return };
    let methods = Methods {
        good: server.card("4242424242424242").await,
        declined: server.card("4000000000000341").await,
        needs_step: server.card("4000002500003155").await,
    };
    let (provider, now) = (server.provider(), SystemClock.now());
    let (paid, _) = script::play(&provider, &methods, now, async || {}).await;

    assert_eq!(provider.refund(&refund_of(&paid, 12_345, now)).await, RefundAnswer::Sent, "it has a cap by now");
    assert_eq!(provider.charge(&paid).await, ChargeAnswer::Processing);
    let told = provider.events(now - TimeDelta::days(1), now + TimeDelta::days(1)).await.unwrap();
    let taken = told.iter().filter(|event| event.reference == paid.key.to_string());
    assert_eq!(taken.count(), 2, "it looks at keys by now");
}

const BODY: &str = r#"{"id": "evt_1", "text": "grün"}"#;

fn run(packages: &Path, script: &str, arguments: &[&str]) -> String {
    let mut python = Command::new("python3");
    let output = python.arg("-c").arg(script).args(arguments).env("PYTHONPATH", packages).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn the_providers_own_client_takes_and_makes_the_same_signatures() {
    let Some(packages) = python("stripe==16.1.0") else { return };
    let now: DateTime<Utc> = SystemClock.now();
    let at = now.timestamp().to_string();

    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"whsec_1"), format!("{at}.{BODY}").as_bytes());
    let tag: String = tag
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(b"0123456789abcdef"[usize::from(half)]))
        .collect();
    let header = format!("t={at},v1={tag}");
    let judge = "
import sys, stripe
_, body, header, secret = sys.argv
try:
    stripe.WebhookSignature.verify_header(body, header, secret, tolerance=300)
    print('good')
except stripe.SignatureVerificationError:
    print('bad')
";
    let secrets = |secret: &str| [WebhookSecret::new(secret)];
    let old = header.replace(&at, "1000");
    for (header, secret) in
        [(&header, "whsec_1"), (&header, "whsec_2"), (&old, "whsec_1"), (&"t=1".to_owned(), "whsec_1")]
    {
        let ours = verify(BODY.as_bytes(), header, &secrets(secret), now).is_ok();
        assert_eq!(run(&packages, judge, &[BODY, header, secret]) == "good", ours, "{header} {secret}");
    }

    let sign = "
import sys, stripe
_, at, body, secret = sys.argv
print(stripe.WebhookSignature._compute_signature(at + '.' + body, secret))
";
    let theirs = format!("t={at},v1={}", run(&packages, sign, &[&at, BODY, "whsec_1"]));
    assert_eq!(verify(BODY.as_bytes(), &theirs, &secrets("whsec_1"), now), Ok(()));
    assert_eq!(verify(BODY.as_bytes(), &theirs, &secrets("whsec_2"), now), Err(SignatureError::Wrong));
}
