use std::{
    fs::{File, read_to_string},
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use disbursements::{AccountNumber, Answer, Disbursement, Finding, PayoutMethod, Rail};
use kernel::{DisbursementId, Money};
use marketplace::{
    AttemptKey, BankExchange, BankFile, ChargeAnswer, ChargeOrder, ExchangeError, ExpectedTransfer, FileOrder,
    FilePayment, FileRefusal, IncomingDocument, LookUp, Outside, PaymentProvider, PayoutRail, ProviderError,
    ProviderEvent, RailError, RailReport, RefundAnswer, RefundKey, RefundOrder,
};
use serde::{Deserialize, Serialize};

use super::watch::{Watch, appended};

/// One message that reached the world outside, whatever it did with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    pub to: Port,
    pub key: String,
    pub message: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Port {
    Provider,
    Rail,
}

/// Everything that reached the world outside, in order; it outlives who sent it.
pub struct Journal(Mutex<File>);

impl Journal {
    pub fn open(path: &Path) -> Self {
        Self(Mutex::new(appended(path)))
    }

    pub fn read(path: &Path) -> Vec<Call> {
        let lines = read_to_string(path).unwrap_or_default(); // Nobody called yet.
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn note(&self, call: &Call) {
        writeln!(self.0.lock().unwrap(), "{}", serde_json::to_string(call).unwrap()).unwrap();
    }
}

/// The world outside, each call of which is a point before it goes out and a point after it arrived.
pub fn watched(outside: Outside, watch: &Arc<Watch>, journal: &Arc<Journal>) -> Outside {
    let (provider, rail) = (outside.provider.unwrap(), outside.rail.unwrap());
    let provider = WatchedProvider { inner: provider, watch: watch.clone(), journal: journal.clone() };
    let rail = WatchedRail { inner: rail, watch: watch.clone(), journal: journal.clone() };
    Outside { provider: Some(Arc::new(provider)), rail: Some(Arc::new(rail)), ..outside }
}

struct WatchedProvider {
    inner: Arc<dyn PaymentProvider>,
    watch: Arc<Watch>,
    journal: Arc<Journal>,
}

struct WatchedRail {
    inner: Arc<dyn PayoutRail>,
    watch: Arc<Watch>,
    journal: Arc<Journal>,
}

/// The exchange with the bank, watched as the others are.
pub struct WatchedExchange {
    pub inner: Arc<dyn BankExchange>,
    pub watch: Arc<Watch>,
}

#[async_trait]
impl BankExchange for WatchedExchange {
    fn rails(&self) -> &[Rail] {
        self.inner.rails()
    }

    fn reference(&self, rail: Rail, id: DisbursementId) -> String {
        self.inner.reference(rail, id)
    }

    fn render(&self, order: &FileOrder, payments: &[FilePayment]) -> Result<BankFile, FileRefusal> {
        self.inner.render(order, payments)
    }

    async fn hand_over(&self, rail: Rail, file_identity: &str, body: &[u8]) -> Answer {
        self.watch.pass("→ file, not laid down");
        let answer = self.inner.hand_over(rail, file_identity, body).await;
        self.watch.pass("→ file, laid down");
        answer
    }

    async fn incoming(&self) -> Result<Vec<IncomingDocument>, ExchangeError> {
        self.inner.incoming().await
    }

    async fn put_away(&self, document: &IncomingDocument) -> Result<(), ExchangeError> {
        self.watch.pass("→ document, not put away");
        let answer = self.inner.put_away(document).await;
        self.watch.pass("→ document, put away");
        answer
    }
}

#[async_trait]
impl PaymentProvider for WatchedProvider {
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer {
        self.watch.pass("→ charge, not gone out");
        let answer = self.inner.charge(order).await;
        let message = format!("{} {}", order.amount, order.provider_token).into_bytes();
        self.journal.note(&Call { to: Port::Provider, key: order.key.to_string(), message });
        self.watch.pass("→ charge, arrived");
        answer
    }

    async fn expect_transfer(&self, transfer: &ExpectedTransfer) -> Result<(), ProviderError> {
        self.watch.pass("→ transfer, not announced");
        let answer = self.inner.expect_transfer(transfer).await;
        self.watch.pass("→ transfer, announced");
        answer
    }

    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp {
        let answer = self.inner.recall(key, amount).await;
        self.watch.pass("→ charge, looked up");
        answer
    }

    async fn refund(&self, order: &RefundOrder) -> RefundAnswer {
        self.watch.pass("→ refund, not gone out");
        let answer = self.inner.refund(order).await;
        let message = format!("{} {}", order.amount, order.provider_token).into_bytes();
        self.journal.note(&Call { to: Port::Provider, key: order.key.to_string(), message });
        self.watch.pass("→ refund, arrived");
        answer
    }

    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer {
        let answer = self.inner.recall_refund(key, amount).await;
        self.watch.pass("→ refund, looked up");
        answer
    }

    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError> {
        self.inner.events(since, until).await
    }
}

#[async_trait]
impl PayoutRail for WatchedRail {
    fn serves(&self, rail: Rail) -> bool {
        self.inner.serves(rail)
    }

    fn render(&self, disbursement: &Disbursement, method: &PayoutMethod, number: &AccountNumber) -> Vec<u8> {
        self.inner.render(disbursement, method, number)
    }

    async fn send(&self, id: DisbursementId, message: &[u8]) -> Answer {
        self.watch.pass("→ payout, not gone out");
        let answer = self.inner.send(id, message).await;
        self.journal.note(&Call { to: Port::Rail, key: id.to_string(), message: message.to_vec() });
        self.watch.pass("→ payout, arrived");
        answer
    }

    async fn look_up(&self, id: DisbursementId) -> Finding {
        let answer = self.inner.look_up(id).await;
        self.watch.pass("→ payout, looked up");
        answer
    }

    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<RailReport>, RailError> {
        self.inner.reports(since, until).await
    }
}
