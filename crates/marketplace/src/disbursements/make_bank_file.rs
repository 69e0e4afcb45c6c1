use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Timelike, Utc};
use disbursements::{BODY, Batch, BatchState, Disbursement, DisbursementError, PayoutMethod, Rail, State};
use events::{Event, EventKind};
use kernel::{AccountId, Actor, DisbursementBatchId, DisbursementId, Money, PayoutMethodId, Vault};
use sea_orm::DatabaseTransaction;

use super::give_back::{lock_with_method, mark_method_errored};
use crate::{
    BankExchange, BankFile, Error, FileOrder, FilePayment, FileRefusal, Marketplace, Result, postings::When,
    sweeps::Step,
};

impl Marketplace {
    /// Puts what waits for a rail into one bank file, whose bytes are stored with it: each disbursement goes out in one
    /// file, however many workers make files (invariant 8). A payment that fits into no file is the payee's to mend.
    pub async fn make_bank_file(&self, rail: Rail) -> Result<Step> {
        let (exchange, now) = (self.exchange()?, self.clock.now());
        let waiting = disbursements::store::waiting_for_file(self.db.reader(), rail, now).await?;
        if waiting.is_empty() {
            return Ok(Step::Left);
        }
        let payments = self.payments_of(&waiting).await?;
        let order = self.file_order(rail, now).await?;
        match exchange.render(&order, &payments) {
            Ok(file) => self.keep_file(exchange, &order, &payments, file).await,
            Err(FileRefusal::Payment { id, reason }) => self.refuse_payment(id, &reason).await,
            Err(FileRefusal::Later) => Ok(Step::Left),
            Err(refusal @ FileRefusal::Order(_)) => Err(Error::Outside(refusal.to_string())),
        }
    }

    pub(crate) fn exchange(&self) -> Result<&dyn BankExchange> {
        let missing = || Error::Outside("no bank takes files here".to_owned());
        self.outside.exchange.as_deref().ok_or_else(missing)
    }

    async fn file_order(&self, rail: Rail, now: DateTime<Utc>) -> Result<FileOrder> {
        let minute = now.with_second(0).and_then(|minute| minute.with_nanosecond(0)).expect("a full minute");
        let count = disbursements::store::count_files(self.db.reader(), rail, minute).await?;
        Ok(FileOrder {
            batch_id: DisbursementBatchId::generate(now),
            rail,
            made_at: now,
            execute_on: rail.execution_day(now),
            earlier_files: count.files,
            first_sequence: count.next_sequence,
        })
    }

    /// Whom they pay, and where.
    async fn payments_of(&self, waiting: &[Disbursement]) -> Result<Vec<FilePayment>> {
        let db = self.db.reader();
        let ids: HashSet<PayoutMethodId> = waiting.iter().map(|one| one.payout_method_id).collect();
        let methods = disbursements::store::find_methods(db, &ids.into_iter().collect::<Vec<_>>()).await?;
        let methods: HashMap<PayoutMethodId, PayoutMethod> =
            methods.into_iter().map(|method| (method.id, method)).collect();
        let payees: HashSet<AccountId> = waiting.iter().map(|one| one.expert_account_id).collect();
        let companies = accounts::store::find_companies(db, &payees.into_iter().collect::<Vec<_>>()).await?;
        let names: HashMap<AccountId, String> =
            companies.into_iter().map(|company| (company.account_id, company.details.name)).collect();

        let mut payments = Vec::with_capacity(waiting.len());
        for Disbursement { id, expert_account_id, payout_method_id, amount, .. } in waiting {
            let method = methods.get(payout_method_id).ok_or(DisbursementError::MethodNotFound(*payout_method_id))?;
            let holder = method.bank.holder.clone();
            let is_company = names.get(expert_account_id).is_some_and(|name| *name == holder);
            let number = method.bank.number.open(&self.vault, method.id).await?;
            payments.push(FilePayment { id: *id, number, holder, is_company, amount: *amount });
        }
        Ok(payments)
    }

    /// Writes the file with its bytes, and what goes out in it. Whoever was faster with one of them has it: then this
    /// file was never made.
    async fn keep_file(
        &self,
        exchange: &dyn BankExchange,
        order: &FileOrder,
        payments: &[FilePayment],
        file: BankFile,
    ) -> Result<Step> {
        let (id, now) = (order.batch_id, order.made_at);
        let body = self.vault.seal(BODY.at(id.uuid()), &file.body)?;
        let state = BatchState::Rendered { at: now, send_at: now, body: body.clone() };
        let batch = batch(order, payments, file.identity, state)?;
        let tx = self.db.begin().await?;

        if !disbursements::store::insert_batch(&tx, &batch, &body).await? {
            return Ok(Step::Left);
        }
        for payment in payments {
            let reference = exchange.reference(order.rail, payment.id);
            if !disbursements::store::put_in_file(&tx, (payment.id, &reference), id, now).await? {
                return Ok(Step::Left);
            }
            record(&tx, EventKind::DisbursementRendered, &payment.id, now).await?;
        }
        record(&tx, EventKind::BatchRendered, &id, now).await?;
        tx.commit().await?;

        Ok(Step::Done)
    }

    /// Its payout method is not one that the bank can be told: it is the payee's to name another, and what is scheduled
    /// on it waits for that (MKT-03).
    async fn refuse_payment(&self, id: DisbursementId, reason: &str) -> Result<Step> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let disbursement = lock_with_method(&tx, id).await?;
        if disbursement.state != State::Scheduled {
            return Ok(Step::Left);
        }
        mark_method_errored(&tx, &disbursement, reason, When::now(now)).await?;
        tx.commit().await?;
        Ok(Step::Done)
    }
}

fn batch(order: &FileOrder, payments: &[FilePayment], file_identity: String, state: BatchState) -> Result<Batch> {
    let currency = order.rail.currency();
    let amount = payments.iter().try_fold(Money::zero(currency), |sum, payment| sum.checked_add(payment.amount))?;
    let payments = u32::try_from(payments.len()).expect("a file has a limit");
    let FileOrder { batch_id: id, rail, made_at, execute_on, first_sequence, .. } = *order;
    Ok(Batch { id, rail, file_identity, payments, amount, execute_on, first_sequence, made_at, attempts: 0, state })
}

async fn record(tx: &DatabaseTransaction, kind: EventKind, subject: &impl ToString, now: DateTime<Utc>) -> Result<()> {
    Ok(events::store::record(tx, &Event::now(kind, Actor::System, subject, now)).await?)
}
