//! The bank behind a pair of folders, as most banks take files: a program of theirs, or of the operator's (`sftp`, EBICS),
//! carries what lies in the one away and puts the bank's answers into the other.

mod incoming;
mod outgoing;

use std::{
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use chrono_tz::America;
use disbursements::{Answer, Rail};
use kernel::DisbursementId;
use marketplace::{BankExchange, BankFile, ExchangeError, FileOrder, FilePayment, FileRefusal, IncomingDocument};
use tokio::task::spawn_blocking;

use crate::{
    nacha::{self, Credit, CreditRefusal, FileModifier, Originator, Run},
    sepa::{self, Debtor, Order, Transfer},
};

/// The exchange of files with the operator's bank.
#[derive(Clone, Debug)]
pub struct BankFolder {
    /// What the bank takes.
    out: PathBuf,
    /// What the bank sent.
    incoming: PathBuf,
    debtor: Option<Debtor>,
    originator: Option<Originator>,
    rails: Vec<Rail>,
}

/// The folders cannot be used as they are.
#[derive(Debug, thiserror::Error)]
pub enum BankFolderUnusable {
    #[error("no account is named that is paid from")]
    NoAccount,
    #[error("the folder for the bank and the bank's folder are one, or one lies in the other")]
    OneFolder,
    #[error("{0} cannot be used")]
    Folder(PathBuf, #[source] io::Error),
}

impl BankFolder {
    /// Makes the folders that are missing. At least one account is paid from: `debtor` for SEPA, `originator` for NACHA.
    pub fn open(
        out: &Path,
        incoming: &Path,
        debtor: Option<Debtor>,
        originator: Option<Originator>,
    ) -> Result<Self, BankFolderUnusable> {
        let (out, incoming) = (opened(out)?, opened(incoming)?);
        if out.starts_with(&incoming) || incoming.starts_with(&out) {
            return Err(BankFolderUnusable::OneFolder);
        }
        outgoing::prepare(&out)?;
        incoming::prepare(&incoming)?;
        let of = |rail, is_there: bool| is_there.then_some(rail);
        let rails = [of(Rail::Sepa, debtor.is_some()), of(Rail::Nacha, originator.is_some())];
        let rails: Vec<Rail> = rails.into_iter().flatten().collect();
        if rails.is_empty() {
            return Err(BankFolderUnusable::NoAccount);
        }
        Ok(Self { out, incoming, debtor, originator, rails })
    }

    fn sepa(&self, order: &FileOrder, payments: &[FilePayment]) -> Result<BankFile, FileRefusal> {
        let debtor = self.debtor.as_ref().ok_or_else(|| unserved(order.rail))?;
        // A `MsgId` has at most 35 characters.
        let identity = format!("GH{}", order.batch_id.uuid().simple());
        let facts = Order { file_identity: identity.clone(), created_at: order.made_at, execute_on: order.execute_on };
        let transfer = |payment: &FilePayment| {
            let made = Transfer::new(payment.id, &payment.number, &payment.holder, payment.amount);
            made.map_err(|refusal| FileRefusal::Payment { id: payment.id, reason: refusal.to_string() })
        };
        let transfers = payments.iter().map(transfer).collect::<Result<Vec<_>, _>>()?;
        let body = sepa::payment_order(debtor, &facts, &transfers);
        let body = body.map_err(|refusal| FileRefusal::Order(refusal.to_string()))?;
        Ok(BankFile { identity, body: body.into_bytes() })
    }

    fn nacha(&self, order: &FileOrder, payments: &[FilePayment]) -> Result<BankFile, FileRefusal> {
        let originator = self.originator.as_ref().ok_or_else(|| unserved(order.rail))?;
        let run = Run {
            created_at: order.made_at.with_timezone(&America::New_York).naive_local(),
            modifier: modifier(order.earlier_files).ok_or(FileRefusal::Later)?,
            effective_on: order.execute_on,
            first_sequence: order.first_sequence,
        };
        let credit = |payment: &FilePayment| {
            let FilePayment { id, number, holder, is_company, amount } = payment;
            let made = Credit::new(*id, number, holder, *is_company, *amount);
            made.map_err(|refusal| FileRefusal::Payment { id: *id, reason: refusal.to_string() })
        };
        let credits = payments.iter().map(credit).collect::<Result<Vec<_>, _>>()?;
        let file = nacha::credits(originator, &run, &credits).map_err(|refusal| {
            let is_spent = refusal == CreditRefusal::TracesSpent;
            if is_spent { FileRefusal::Later } else { FileRefusal::Order(refusal.to_string()) }
        })?;
        let body = file.text().map_err(|error| FileRefusal::Order(error.to_string()))?;
        Ok(BankFile { identity: file.header.identity(), body: body.into_bytes() })
    }
}

#[async_trait]
impl BankExchange for BankFolder {
    fn rails(&self) -> &[Rail] {
        &self.rails
    }

    fn reference(&self, rail: Rail, id: DisbursementId) -> String {
        match rail {
            Rail::Nacha => nacha::reference(id).as_str().to_owned(),
            Rail::Sepa | Rail::Sandbox => sepa::end_to_end_id(id),
        }
    }

    fn render(&self, order: &FileOrder, payments: &[FilePayment]) -> Result<BankFile, FileRefusal> {
        match order.rail {
            Rail::Sepa => self.sepa(order, payments),
            Rail::Nacha => self.nacha(order, payments),
            Rail::Sandbox => Err(unserved(order.rail)),
        }
    }

    async fn hand_over(&self, rail: Rail, file_identity: &str, body: &[u8]) -> Answer {
        let (out, name, body) = (self.out.clone(), file_name(rail, file_identity), body.to_owned());
        match off_the_loop(move || outgoing::lay_down(&out, &name, &body)).await {
            Ok(()) => Answer::Taken,
            Err(error) => {
                tracing::error!(file.identity = file_identity, %error, "the file cannot be laid down for the bank");
                Answer::Unknown
            }
        }
    }

    async fn incoming(&self) -> Result<Vec<IncomingDocument>, ExchangeError> {
        let folder = self.incoming.clone();
        off_the_loop(move || incoming::read(&folder)).await
    }

    async fn put_away(&self, document: &IncomingDocument) -> Result<(), ExchangeError> {
        let (folder, document) = (self.incoming.clone(), document.clone());
        off_the_loop(move || incoming::put_away(&folder, &document)).await
    }
}

fn opened(folder: &Path) -> Result<PathBuf, BankFolderUnusable> {
    let unusable = |error| BankFolderUnusable::Folder(folder.to_owned(), error);
    std::fs::create_dir_all(folder).map_err(unusable)?;
    folder.canonicalize().map_err(unusable)
}

fn unserved(rail: Rail) -> FileRefusal {
    FileRefusal::Order(format!("no account is named that {rail} pays from"))
}

/// A to Z, then 0 to 9; `None` when all of a minute are used up.
fn modifier(earlier_files: u32) -> Option<FileModifier> {
    let place = usize::try_from(earlier_files).ok()?;
    ('A'..='Z').chain('0'..='9').nth(place).and_then(FileModifier::new)
}

fn file_name(rail: Rail, identity: &str) -> String {
    let plain = |sign: char| if sign.is_ascii_alphanumeric() || sign == '-' { sign } else { '_' };
    let stem: String = identity.chars().map(plain).collect();
    let extension = if rail == Rail::Nacha { "ach" } else { "xml" };
    format!("{stem}.{extension}")
}

/// Files are slow to everybody who waits beside them.
async fn off_the_loop<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ExchangeError> {
    let done = spawn_blocking(work).await.map_err(|error| ExchangeError(error.to_string()))?;
    done.map_err(|error| ExchangeError(error.to_string()))
}

#[cfg(test)]
mod tests;
