use std::{fmt, str::FromStr};

use kernel::LedgerTransactionId;
use ledger::{Fault, Proof, store};
use sea_orm::DatabaseTransaction;

use crate::{Db, Result};

/// How many rows are held at once.
const PAGE: u64 = 500;

/// A batch of the chain and its digest, as somebody keeps it elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainHead {
    pub batch_no: i64,
    pub hash: String,
}

/// What a proof of the books came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub transactions: u64,
    pub accounts: u64,
    pub batches: u64,
    /// The last batch of the chain and its digest: kept elsewhere, it shows when the end of the chain was cut off.
    pub head: Option<ChainHead>,
    pub faults: u64,
}

/// Proves the books from their rows alone, all of one instant, and tells each fault as it is met. It holds a page of
/// rows at a time, however large the books are; `seen` is called after each page with how many transactions were
/// read. With `kept`, that batch must still be there.
pub async fn verify_ledger(
    db: &Db,
    kept: Option<&ChainHead>,
    mut told: impl FnMut(Fault),
    mut seen: impl FnMut(u64),
) -> Result<Verdict> {
    let books = db.snapshot().await?;
    let (mut proof, mut faults) = (Proof::default(), 0_u64);
    let mut tell = |found: Vec<Fault>| {
        for fault in found {
            faults = faults.saturating_add(1);
            told(fault);
        }
    };
    tell(Proof::chart(&store::kind_rows(&books).await?));
    transactions(&books, &mut proof, &mut tell, &mut seen).await?;
    tell(proof.totals());
    tell(store::orphans(&books, PAGE).await?.into_iter().map(Fault::Orphan).collect());
    chain(&books, &mut proof, &mut tell).await?;
    accounts(&books, &mut proof, &mut tell).await?;
    let Proof { transactions, accounts, batches, .. } = proof;
    if let Some(head) = kept
        && !is_there(&books, head).await?
    {
        tell(vec![Fault::Chain {
            batch_no: head.batch_no,
            what: "the batch of the digest that was kept is not there",
        }]);
    }
    let head = proof.last_batch().map(|batch| ChainHead { batch_no: batch.batch_no, hash: batch.hash.clone() });
    Ok(Verdict { transactions, accounts, batches, head, faults })
}

async fn is_there(books: &DatabaseTransaction, head: &ChainHead) -> Result<bool> {
    let page = store::batches_after(books, head.batch_no.saturating_sub(1), 1).await?;
    Ok(page.iter().any(|batch| batch.batch_no == head.batch_no && batch.hash == head.hash))
}

async fn transactions(
    books: &DatabaseTransaction,
    proof: &mut Proof,
    tell: &mut impl FnMut(Vec<Fault>),
    seen: &mut impl FnMut(u64),
) -> Result<()> {
    let mut after: Option<LedgerTransactionId> = None;
    loop {
        let page = store::transactions_after(books, after, PAGE).await?;
        for booked in &page {
            tell(proof.transaction(booked));
        }
        seen(proof.transactions);
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
    }
}

async fn chain(books: &DatabaseTransaction, proof: &mut Proof, tell: &mut impl FnMut(Vec<Fault>)) -> Result<()> {
    let mut after = i64::MIN;
    loop {
        let page = store::batches_after(books, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.batch_no;
        for batch in page {
            let number = batch.batch_no;
            tell(proof.batch(batch));
            links(books, number, proof, tell).await?;
            tell(proof.batch_ends());
        }
    }
}

async fn links(
    books: &DatabaseTransaction,
    batch_no: i64,
    proof: &mut Proof,
    tell: &mut impl FnMut(Vec<Fault>),
) -> Result<()> {
    let mut after = i32::MIN;
    loop {
        let page = store::links_after(books, batch_no, after, PAGE).await?;
        for link in &page {
            tell(proof.link(link));
        }
        let Some(last) = page.last() else { return Ok(()) };
        after = last.place;
    }
}

async fn accounts(books: &DatabaseTransaction, proof: &mut Proof, tell: &mut impl FnMut(Vec<Fault>)) -> Result<()> {
    let mut after = sea_orm::prelude::Uuid::nil();
    loop {
        let page = store::sums_after(books, after, PAGE).await?;
        for sums in &page {
            tell(proof.account(sums));
        }
        let Some(last) = page.last() else { return Ok(()) };
        after = last.id;
    }
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.batch_no, self.hash)
    }
}

impl FromStr for ChainHead {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let (number, hash) = text.split_once(':').unwrap_or_default();
        let batch_no = number.parse().map_err(|_| "this is not a batch's number, a colon and its digest".to_owned())?;
        Ok(Self { batch_no, hash: hash.to_owned() })
    }
}
