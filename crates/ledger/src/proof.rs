//! What must be true of the books whatever the database let through: computed again from every row, and believed in
//! nothing. Pure; it holds one total a currency and the batch that it is at, however large the books are.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    AccountKind, Booked, Chained, Side, digest,
    digest::BatchDigest,
    store::{AccountSums, Batch, KindRow, Link},
};

/// Something in the books that is not as it must be, by the reference or the account that it stands on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{reference}: it does not balance: {currency} comes to {sum}")]
    Unbalanced { reference: String, currency: String, sum: i128 },
    #[error("{reference}: it has fewer than two legs")]
    TooFewLegs { reference: String },
    #[error("{reference}: its legs are not numbered without a gap")]
    LegsMissing { reference: String },
    #[error("{reference}: it was never sealed")]
    Unsealed { reference: String },
    #[error("{reference}: its legs are not those that were posted")]
    PayloadDiffers { reference: String },
    #[error("{reference}: it was changed after batch {batch_no} closed over it")]
    Changed { reference: String, batch_no: i64 },
    #[error("{reference}: it is in no batch and waits for none")]
    NotChained { reference: String },
    #[error("{reference}: it names the account {account}, which is not there")]
    NoAccount { reference: String, account: Uuid },
    #[error("transaction {0}: legs, a seal or a link are there, and it is not")]
    Orphan(Uuid),
    #[error("batch {batch_no}: {what}")]
    Chain { batch_no: i64, what: &'static str },
    #[error("{account}: {stored} is stored, and its entries come to {sum}")]
    BalanceDiffers { account: String, stored: i64, sum: i128 },
    #[error("{account}: no balance is stored")]
    NoBalance { account: String },
    #[error("{account}: a balance is stored, and it has no owner")]
    BalanceOfOperator { account: String },
    #[error("{account}: it is {sum}, below its floor")]
    BelowFloor { account: String, sum: i128 },
    #[error("{account}: its legs are not numbered in one line, or its balance does not name the last")]
    OutOfOrder { account: String },
    #[error("{account}: what it counts does not belong there")]
    Promotional { account: String },
    #[error("all accounts together: {currency} comes to {sum}, and not to nothing")]
    NotConserved { currency: String, sum: i128 },
    #[error("the chart: {kind} is not what it was")]
    Chart { kind: String },
}

/// Goes over the books, row by row, in any order of the parts; batches in theirs.
#[derive(Default)]
pub struct Proof {
    /// What was seen, for whoever watches.
    pub transactions: u64,
    pub accounts: u64,
    pub batches: u64,
    totals: BTreeMap<String, i128>,
    last: Option<Batch>,
    at: Option<(Batch, BatchDigest, i32)>,
}

impl Proof {
    /// What is wrong with one transaction.
    pub fn transaction(&mut self, booked: &Booked) -> Vec<Fault> {
        self.transactions = self.transactions.saturating_add(1);
        let (reference, mut faults) = (|| booked.reference.clone(), vec![]);
        let mut sums = BTreeMap::<&str, i128>::new();
        for entry in &booked.entries {
            *sums.entry(&entry.currency).or_default() += i128::from(entry.amount_minor);
            *self.totals.entry(entry.currency.clone()).or_default() += i128::from(entry.amount_minor);
            if entry.kind.is_empty() {
                faults.push(Fault::NoAccount { reference: reference(), account: entry.account_id });
            }
        }
        let unbalanced = sums.into_iter().filter(|(_, sum)| *sum != 0);
        faults.extend(unbalanced.map(|(currency, sum)| Fault::Unbalanced {
            reference: reference(),
            currency: currency.to_owned(),
            sum,
        }));
        if booked.entries.len() < 2 {
            faults.push(Fault::TooFewLegs { reference: reference() });
        }
        if booked.entries.iter().zip(0..).any(|(entry, leg)| entry.leg != leg) {
            faults.push(Fault::LegsMissing { reference: reference() });
        }
        if !booked.is_sealed {
            faults.push(Fault::Unsealed { reference: reference() });
        }
        if booked.payload_hash.as_ref().is_some_and(|hash| *hash != booked.payload()) {
            faults.push(Fault::PayloadDiffers { reference: reference() });
        }
        faults.extend(chained(booked));
        faults
    }

    /// The next batch of the chain; its links follow.
    pub fn batch(&mut self, batch: Batch) -> Vec<Fault> {
        self.batches = self.batches.saturating_add(1);
        let before = self.last.as_ref();
        let (number, hash) = before.map_or((0, digest::NOTHING_BEFORE), |last| (last.batch_no, &last.hash));
        let mut faults = vec![];
        if batch.batch_no != number.saturating_add(1) || batch.prev_hash != hash {
            faults.push(Fault::Chain { batch_no: batch.batch_no, what: "it does not follow the batch before it" });
        }
        self.at = Some((batch.clone(), BatchDigest::begin(&batch.prev_hash, batch.sealed_at), 0));
        self.last = Some(batch);
        faults
    }

    /// The next link of the batch that was told last.
    pub fn link(&mut self, link: &Link) -> Vec<Fault> {
        let Some((batch, batch_digest, place)) = &mut self.at else { return vec![] };
        *place = place.saturating_add(1);
        batch_digest.link(&link.hash);
        let is_first = link.place != 1 || link.transaction_id == batch.first_transaction;
        let is_last = link.place != batch.transaction_count || link.transaction_id == batch.last_transaction;
        let fault = Fault::Chain { batch_no: batch.batch_no, what: "its links are not those that it closed over" };
        if link.place == *place && is_first && is_last { vec![] } else { vec![fault] }
    }

    /// The batch that was told last has no more links.
    pub fn batch_ends(&mut self) -> Vec<Fault> {
        let Some((batch, batch_digest, links)) = self.at.take() else { return vec![] };
        let fault = |what| Fault::Chain { batch_no: batch.batch_no, what };
        let mut faults = vec![];
        if links != batch.transaction_count {
            faults.push(fault("it has not as many links as it closed over"));
        }
        if batch_digest.end() != batch.hash {
            faults.push(fault("its digest is not that of its links"));
        }
        faults
    }

    /// What is wrong with one account.
    pub fn account(&mut self, sums: &AccountSums) -> Vec<Fault> {
        self.accounts = self.accounts.saturating_add(1);
        let account = || {
            let owner = sums.owner_id.map_or_else(|| "the operator".to_owned(), |owner| owner.to_string());
            format!("{} of {owner} in {}", sums.kind, sums.currency)
        };
        let kind = AccountKind::named(&sums.kind);
        let mut faults = vec![];
        match sums.stored {
            Some(_) if sums.owner_id.is_none() => faults.push(Fault::BalanceOfOperator { account: account() }),
            None if sums.owner_id.is_some() => faults.push(Fault::NoBalance { account: account() }),
            Some(stored) if i128::from(stored.balance_minor) != sums.sum => {
                let (account, stored, sum) = (account(), stored.balance_minor, sums.sum);
                faults.push(Fault::BalanceDiffers { account, stored, sum });
            }
            Some(_) | None => {}
        }
        if !in_order(sums) {
            faults.push(Fault::OutOfOrder { account: account() });
        }
        let is_money = sums.currency.len() == 3 && sums.currency.bytes().all(|letter| letter.is_ascii_uppercase());
        if sums.cash != is_money || kind.is_none_or(|kind| kind.is_cash() != is_money) {
            faults.push(Fault::Promotional { account: account() });
        }
        let own_side = kind.map_or(0, |kind| if kind.side() == Side::Debit { sums.sum } else { -sums.sum });
        if own_side < 0 && kind.is_some_and(AccountKind::is_owned) {
            faults.push(Fault::BelowFloor { account: account(), sum: own_side });
        }
        faults
    }

    /// What differs between the chart of the database and ours.
    pub fn chart(rows: &[KindRow]) -> Vec<Fault> {
        let ours = AccountKind::ALL.iter().map(|kind| KindRow {
            kind: kind.name().to_owned(),
            normal: if kind.side() == Side::Debit { "debit" } else { "credit" }.to_owned(),
            owned: kind.is_owned(),
            cash: kind.is_cash(),
            floor_minor: kind.is_owned().then_some(0),
        });
        let ours = ours.collect::<Vec<_>>();
        let differs = |one: &[KindRow], other: &[KindRow]| {
            one.iter().filter(|row| !other.contains(row)).map(|row| row.kind.clone()).collect::<Vec<_>>()
        };
        let mut kinds = [differs(&ours, rows), differs(rows, &ours)].concat();
        kinds.sort();
        kinds.dedup();
        kinds.into_iter().map(|kind| Fault::Chart { kind }).collect()
    }

    /// All transactions were told: what everything comes to.
    pub fn totals(&self) -> Vec<Fault> {
        let wrong = self.totals.iter().filter(|(_, sum)| **sum != 0);
        wrong.map(|(currency, sum)| Fault::NotConserved { currency: currency.clone(), sum: *sum }).collect()
    }

    /// The last batch that was told.
    pub fn last_batch(&self) -> Option<&Batch> {
        self.last.as_ref()
    }
}

fn chained(booked: &Booked) -> Option<Fault> {
    let reference = booked.reference.clone();
    match &booked.chained {
        Chained::In { hash, .. } if *hash == booked.hash() => None,
        Chained::In { batch_no, .. } => Some(Fault::Changed { reference, batch_no: *batch_no }),
        Chained::Waits => None,
        Chained::Nowhere => Some(Fault::NotChained { reference }),
    }
}

/// The legs of an account with an owner are 1, 2, 3 .. and its balance names the last; the operator's have no places.
fn in_order(sums: &AccountSums) -> bool {
    match sums.stored {
        Some(stored) => {
            let all = Some(sums.entries).filter(|entries| *entries > 0);
            sums.numbered == sums.entries && sums.last_no == all && stored.last_no == all
        }
        None => sums.numbered == 0,
    }
}
