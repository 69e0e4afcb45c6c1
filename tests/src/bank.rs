use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use marketplace::BankExchange;
use rails::{
    BankFolder,
    nacha::{BankNumber, Originator, Text},
    sepa::Debtor,
};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};

use crate::Peer;

/// Binds the bank to this machine alone, at whatever port is free, and says which. It looks into its folder when it is
/// told to, and not by itself.
const LAUNCHER: &str = "
import sys
from mockbank.server import Config, make_server
clock, drop, pickup = sys.argv[1:4]
server = make_server(Config(host='127.0.0.1', port=0, quiet=True, clock=clock, drop_dir=drop, pickup_dir=pickup,
                            drop_settle_ms=0, drop_interval_ms=3_600_000))
print(server.server_address[1], flush=True)
server.serve_forever()
";

/// The account that is paid from, and one of a payee at the same bank, as the bank has them.
const OPERATOR: &str = "ACME";
const OPERATOR_IBAN: &str = "NL41MOCK0000000001";
const OPERATOR_NUMBER: &str = "0000000001";
const BIC: &str = "MOCKNL2A";
/// The bank's routing number.
pub const BANK_ROUTING: &str = "999999992";

/// The folders within its home.
const OUT: &str = "out";
const IN: &str = "in";

/// The exchange with a bank whose folders lie there: what it takes in `out`, and what it sends in `in`.
pub fn exchange_in(home: &Path) -> Arc<dyn BankExchange> {
    let debtor = Debtor::new("ACME Corporation", OPERATOR_IBAN, Some(BIC)).expect("it is an account");
    let originator = Originator {
        bank: BankNumber::of_routing(BANK_ROUTING).expect("it is a routing number"),
        bank_name: Text::exact("MOCK BANK").expect("it fits"),
        number: Text::exact(OPERATOR_NUMBER).expect("it fits"),
        name: Text::exact("ACME Corporation").expect("it fits"),
        description: Text::exact("PAYOUT").expect("it fits"),
    };
    let folder = BankFolder::open(&home.join(OUT), &home.join(IN), Some(debtor), Some(originator));
    Arc::new(folder.expect("the folders are there"))
}

/// What the bank of these folders sends.
pub fn bank_tells(home: &Path, name: &str, told: &str) {
    fs::write(home.join(IN).join(name), told).expect("the folders are there");
}

/// Dollars that left the account on the first of March, as the bank notifies of it: once under each reference.
pub fn debited(reference: &str, amount: &str) -> String {
    format!(
        r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
           <GrpHdr><MsgId>M-{reference}</MsgId></GrpHdr>
           <Ntfctn><Id>N-{reference}</Id><Acct><Id><Othr><Id>{OPERATOR_NUMBER}</Id></Othr></Id></Acct>
           <Ntry><Amt Ccy="USD">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
           <BookgDt><Dt>2027-03-01</Dt></BookgDt><AcctSvcrRef>B-{reference}</AcctSvcrRef>
           <NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>
           </Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"#
    )
}

/// A bank of others, behind a pair of folders: it reads payment files, books, returns, and tells of it.
pub struct MockBank {
    home: TempDir,
    url: String,
    client: Client,
    _server: Child,
}

impl MockBank {
    /// `None`, said loudly, where it cannot be had.
    pub async fn start(now: DateTime<Utc>) -> Option<Self> {
        let python = Peer::python(&["mock-bank==0.9.0"])?;
        let home = tempfile::tempdir().expect("there is a place for temporary files");
        let clock = now.format("%Y-%m-%dT%H:%M").to_string();
        let mut command = python.command();
        command.args(["-c", LAUNCHER, &clock]).arg(home.path().join(OUT)).arg(home.path().join(IN));
        let mut server = command.stdout(Stdio::piped()).spawn().expect("the interpreter was found");
        let mut told = BufReader::new(server.stdout.take().expect("it is piped")).lines();
        let port = told.next_line().await.expect("it is there").expect("it says where it listens");
        let (client, url) = (Client::new(), format!("http://127.0.0.1:{port}"));
        Some(Self { home, url, client, _server: server })
    }

    /// What its customer connects with.
    pub fn exchange(&self) -> Arc<dyn BankExchange> {
        exchange_in(self.home.path())
    }

    /// Where its customer lays files down.
    pub fn out(&self) -> PathBuf {
        self.home.path().join(OUT)
    }

    /// The customer's account is one in dollars that sends NACHA files.
    pub async fn speaks_nacha(&self) {
        self.set(OPERATOR, json!({ "format": "nacha", "currency": "USD" })).await;
    }

    /// The bank behaves so towards its customer.
    pub async fn behaves(&self, behaviour: &str) {
        self.set(OPERATOR, json!({ "behaviour": behaviour })).await;
    }

    /// Changes one of its accounts.
    pub async fn set(&self, account: &str, what: Value) {
        self.told(Method::PATCH, &format!("/_mock/accounts/{account}"), &what).await;
    }

    /// It takes what lies there for it: how many files.
    pub async fn take_files(&self) -> usize {
        let scan = self.told(Method::POST, "/_mock/drop/scan", &json!({})).await;
        scan["scanned"].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or_else(|| panic!("{scan}"))
    }

    /// Its day becomes another, and what falls due happens.
    pub async fn advance_to(&self, day: NaiveDate) {
        self.told(Method::POST, &format!("/_mock/advance?to={day}"), &json!({})).await;
    }

    /// It rests on these days.
    pub async fn rests_on(&self, days: &[&str]) {
        self.told(Method::PUT, "/_mock/holidays", &json!(days)).await;
    }

    /// Every payment it decided on.
    pub async fn payments(&self) -> Vec<Value> {
        let payments = self.told(Method::GET, "/_mock/payments", &json!({})).await;
        payments.as_array().expect("a list").clone()
    }

    async fn told(&self, method: Method, path: &str, body: &Value) -> Value {
        let answer = self.client.request(method, format!("{}{path}", self.url)).json(body).send().await;
        let answer = answer.expect("the bank answers");
        let (status, text) = (answer.status(), answer.text().await.expect("the answer is whole"));
        assert!(status.is_success(), "{path}: {text}");
        serde_json::from_str(&text).expect("it tells JSON")
    }
}
