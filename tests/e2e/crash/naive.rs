use std::sync::Arc;

use chrono::{DateTime, Utc};
use disbursements::{Disbursement, MESSAGE, State};
use events::{Event, EventKind};
use kernel::{Actor, DisbursementId, Vault};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use marketplace::{ChargeAnswer, ChargeOrder, PaymentProvider, PayoutRail, RailReport};
use payments::AttemptState;
use sea_orm::DatabaseTransaction;

use super::{orders::Naive, worker::Worker};

/// How much a naive worker does at once.
const BATCH: u64 = 100;

/// What a naive worker has at hand.
struct Hands<'a> {
    worker: &'a Worker,
    now: DateTime<Utc>,
    provider: Arc<dyn PaymentProvider>,
    rail: Arc<dyn PayoutRail>,
}

pub async fn act(worker: &Worker, naive: Naive) {
    let (clock, outside) = worker.outside().await;
    let hands = Hands { worker, now: clock.now(), provider: outside.provider.unwrap(), rail: outside.rail.unwrap() };
    match naive {
        Naive::FreshKey => hands.send_under_fresh_keys().await,
        Naive::SendsFirst => hands.send_first().await,
        Naive::BooksLater => hands.book_later().await,
        Naive::AsksFirst => hands.ask_first().await,
    }
}

impl Hands<'_> {
    /// Claims, renders, sends and notes the answer, each committed, as it should be; but a second try has a key of
    /// its own.
    async fn send_under_fresh_keys(&self) {
        for disbursement in self.to_send().await {
            let is_first = disbursement.state == State::Scheduled;
            let key = if is_first { disbursement.id } else { DisbursementId::generate(self.now) };
            let tx = self.begin().await;
            self.claim(&tx, &disbursement, is_first).await;
            tx.commit().await.unwrap();
            let message = self.render(&Disbursement { id: key, ..disbursement.clone() }).await;
            let tx = self.begin().await;
            let rendered = self.keep(&tx, disbursement, &message, is_first).await;
            tx.commit().await.unwrap();

            let answer = self.rail.send(key, &message).await;

            let tx = self.begin().await;
            let sent = rendered.answered(answer, self.now).unwrap();
            self.save(&tx, &sent, EventKind::DisbursementSent).await;
            tx.commit().await.unwrap();
        }
    }

    /// Sends, and then writes all of it down at once.
    async fn send_first(&self) {
        for disbursement in self.to_send().await {
            let message = self.render(&disbursement).await;
            let answer = self.rail.send(disbursement.id, &message).await;

            let tx = self.begin().await;
            self.claim(&tx, &disbursement, true).await;
            let rendered = self.keep(&tx, disbursement, &message, true).await;
            let sent = rendered.answered(answer, self.now).unwrap();
            self.save(&tx, &sent, EventKind::DisbursementSent).await;
            tx.commit().await.unwrap();
        }
    }

    /// Marks what the rail reports, and books it in a transaction of its own.
    async fn book_later(&self) {
        for report in self.rail.reports(DateTime::UNIX_EPOCH, self.now).await.unwrap() {
            if let Some(paid) = self.mark(report).await {
                let posting = Posting::new(format!("paid:{}", paid.id), self.now, self.now).transfer(
                    Debit(Account::of(AccountKind::ExpertInTransit, paid.expert_account_id)),
                    Credit(Account::operator(AccountKind::PspClearing)),
                    paid.amount,
                );
                let tx = self.begin().await;
                ledger::store::post(&tx, &posting).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }

    async fn mark(&self, report: RailReport) -> Option<Disbursement> {
        let tx = self.begin().await;
        let disbursement = disbursements::store::lock(&tx, report.disbursement_id).await.unwrap().unwrap();
        let is_new =
            events::store::receive(&tx, "payout_rail", &report.external_id, report.at, self.now).await.unwrap();
        if !is_new {
            return None;
        }
        let paid = disbursement.settled(report.evidence, report.amount, report.at).unwrap();
        self.save(&tx, &paid, EventKind::DisbursementPaid).await;
        tx.commit().await.unwrap();
        Some(paid)
    }

    /// Asks for the money, and then writes the attempt down with its answer.
    async fn ask_first(&self) {
        let db = self.worker.db.reader();
        for id in payments::store::charges_to_attempt(db, self.now, BATCH).await.unwrap() {
            let charge = payments::store::find_charge(db, id).await.unwrap().unwrap();
            let method = payments::store::find_payment_method(db, charge.payment_method_id).await.unwrap().unwrap();
            let (charge, attempt) = charge.begin_attempt_when_due(self.now).unwrap();
            let provider_token = method.provider_token.unwrap();
            let order = ChargeOrder { key: attempt.key, amount: attempt.amount, provider_token };
            let answer = self.provider.charge(&order).await;
            assert_eq!(answer, ChargeAnswer::Processing, "the card is good");

            let tx = self.begin().await;
            payments::store::save_charge(&tx, &charge).await.unwrap();
            payments::store::insert_attempt(&tx, &attempt).await.unwrap();
            let processing = AttemptState::Processing { at: self.now };
            payments::store::save_attempt(&tx, attempt.key, &processing).await.unwrap();
            self.record(&tx, EventKind::ChargeCollecting, &charge.id).await;
            tx.commit().await.unwrap();
        }
    }

    /// What is due, whoever has it: a naive worker knows no lease.
    async fn to_send(&self) -> Vec<Disbursement> {
        let db = self.worker.db.reader();
        let ids = disbursements::store::sends_due(db, self.now, BATCH).await.unwrap();
        disbursements::store::find_many(db, &ids).await.unwrap()
    }

    async fn claim(&self, tx: &DatabaseTransaction, disbursement: &Disbursement, is_first: bool) {
        let claimed = disbursements::store::claim(tx, disbursement.id, self.now, self.now).await.unwrap();
        assert!(claimed.is_some(), "it is due");
        if is_first {
            self.record(tx, EventKind::DisbursementClaimed, &disbursement.id).await;
        }
    }

    async fn render(&self, disbursement: &Disbursement) -> Vec<u8> {
        let method = disbursements::store::find_method(self.worker.db.reader(), disbursement.payout_method_id).await;
        let method = method.unwrap().unwrap();
        let number = method.bank.number.open(&self.worker.keys().await, method.id).await.unwrap();
        self.rail.render(disbursement, &method, &number)
    }

    async fn keep(
        &self,
        tx: &DatabaseTransaction,
        disbursement: Disbursement,
        message: &[u8],
        is_first: bool,
    ) -> Disbursement {
        let message = self.worker.keys().await.seal(MESSAGE.at(disbursement.id.uuid()), message).unwrap();
        let state = State::Rendered { at: self.now, lease_ends_at: self.now, message };
        let rendered = Disbursement { state, ..disbursement };
        if is_first {
            self.save(tx, &rendered, EventKind::DisbursementRendered).await;
        } else {
            disbursements::store::save(tx, &rendered).await.unwrap();
        }
        rendered
    }

    async fn save(&self, tx: &DatabaseTransaction, disbursement: &Disbursement, kind: EventKind) {
        disbursements::store::save(tx, disbursement).await.unwrap();
        self.record(tx, kind, &disbursement.id).await;
    }

    async fn record(&self, tx: &DatabaseTransaction, kind: EventKind, subject: &impl ToString) {
        events::store::record(tx, &Event::now(kind, Actor::System, subject, self.now)).await.unwrap();
    }

    async fn begin(&self) -> DatabaseTransaction {
        self.worker.db.begin().await.unwrap()
    }
}
