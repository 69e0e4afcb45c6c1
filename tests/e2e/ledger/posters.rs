//! The posting function, and broken ones: each makes a mistake that programs like ours have made.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
};

use kernel::LedgerTransactionId;
use ledger::{Account, Booked, Leg, Owner, Posted, Posting, Side};
use marketplace::Db;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value, prelude::Uuid};
use tokio::sync::Barrier;

use super::books::{AT, INTO_ENTRY, INTO_SEAL, INTO_TRANSACTION, post, run};

/// Who books.
#[derive(Clone, Default)]
pub enum Poster {
    #[default]
    Ours,
    /// A duplicate is known, and answered with an id of its own.
    ForgetsTheFirst,
    /// Whether a reference is taken is asked before the transaction begins.
    LooksForDuplicatesAhead,
    /// Whether there is enough is asked before the transaction begins.
    LooksForTheFloorAhead,
    /// What grows is set to what was read before the transaction began, and what is added.
    WritesWhatItRead,
    /// A reference counts as booked from the first attempt on, whatever came of it.
    BurnsReferences(Arc<Mutex<HashSet<String>>>),
}

impl Poster {
    /// Books one posting; between what is read ahead and what is written, `meeting` waits for all who book at once.
    pub async fn post(&self, db: &Db, posting: &Posting, meeting: &Barrier) -> Result<Posted, DbErr> {
        match self {
            Self::Ours => post(db, posting).await,
            Self::ForgetsTheFirst => match post(db, posting).await? {
                Posted::New(id) => Ok(Posted::New(id)),
                Posted::Before(_) => Ok(Posted::Before(LedgerTransactionId::generate(AT))),
            },
            Self::LooksForDuplicatesAhead => {
                let first = ledger::store::find(db.reader(), &posting.reference).await?;
                meeting.wait().await;
                match first {
                    Some(first) if is_same(&first, posting) => Ok(Posted::Before(first.id)),
                    Some(_) => Err(DbErr::Custom("something else".to_owned())),
                    None => book_unasked(db, posting).await,
                }
            }
            Self::LooksForTheFloorAhead => {
                let mut is_enough = true;
                for leg in posting.legs().unwrap() {
                    is_enough &= !lowers(leg) || held(db, leg).await? + own_side(leg) >= 0;
                }
                meeting.wait().await;
                if is_enough { post(db, posting).await } else { Err(DbErr::Custom("LEDGER_BELOW_FLOOR".to_owned())) }
            }
            Self::WritesWhatItRead => write_what_was_read(db, posting, meeting).await,
            Self::BurnsReferences(burnt) => {
                if burnt.lock().unwrap().contains(&posting.reference) {
                    return Ok(Posted::Before(LedgerTransactionId::generate(AT)));
                }
                let posted = post(db, posting).await;
                if posted.is_err() {
                    burnt.lock().unwrap().insert(posting.reference.clone());
                }
                posted
            }
        }
    }
}

/// Tells the broken trigger what each account held before the transaction began.
async fn write_what_was_read(db: &Db, posting: &Posting, meeting: &Barrier) -> Result<Posted, DbErr> {
    let mut read = vec![];
    for leg in posting.legs().unwrap() {
        read.extend(stored(db, leg).await?.filter(|_| !lowers(leg)));
    }
    meeting.wait().await;
    let tx = db.begin().await?;
    for (account, balance_minor) in read {
        let sql = "insert into believed (account_id, balance_minor) values ($1, $2)
                               on conflict (account_id) do update set balance_minor = excluded.balance_minor";
        run(&tx, sql, vec![account.into(), balance_minor.into()]).await?;
    }
    let posted = ledger::store::post(&tx, posting).await?;
    tx.commit().await?;
    Ok(posted)
}

/// Whether what is booked is what is asked for, leg by leg.
fn is_same(first: &Booked, posting: &Posting) -> bool {
    let asked = posting.legs().unwrap().into_iter().map(|leg| {
        (
            leg.account.kind.name().to_owned(),
            leg.account.owner.map(Owner::uuid),
            leg.currency.to_owned(),
            leg.signed_minor,
        )
    });
    let booked = first
        .entries
        .iter()
        .map(|entry| (entry.kind.clone(), entry.owner_id, entry.currency.clone(), entry.amount_minor));
    asked.collect::<HashSet<_>>() == booked.collect::<HashSet<_>>()
}

/// Books without asking whether the reference is taken.
async fn book_unasked(db: &Db, posting: &Posting) -> Result<Posted, DbErr> {
    let (tx, id) = (db.begin().await?, LedgerTransactionId::generate(AT));
    let values = vec![id.into(), posting.reference.clone().into(), posting.at.into(), posting.recorded_at.into()];
    let reversed = match &posting.reverses {
        Some(reference) => ledger::store::find(&tx, reference).await?.map(|reversed| reversed.id),
        None => None,
    };
    if reversed.is_none() && posting.reverses.is_some() {
        return Err(DbErr::Custom("nothing to take back".to_owned()));
    }
    let sql = INTO_TRANSACTION.replace("recorded_at)", "recorded_at, reverses)").replace("$4)", "$4, $5)");
    run(&tx, &sql, [values, vec![reversed.into()]].concat()).await?;
    for (leg, number) in posting.legs().unwrap().into_iter().zip(0_i32..) {
        let account = opened(&tx, leg).await?;
        let values = vec![id.into(), number.into(), account.into(), leg.currency.into(), leg.signed_minor.into()];
        run(&tx, INTO_ENTRY, values).await?;
    }
    run(&tx, INTO_SEAL, vec![id.into()]).await?;
    tx.commit().await?;
    Ok(Posted::New(id))
}

async fn opened(tx: &DatabaseTransaction, leg: Leg) -> Result<Uuid, DbErr> {
    let sql = "insert into ledger_account (id, kind, owner_id, currency, owned, cash)
               select $1, kind, $2, $3, owned, cash from ledger_account_kind where kind = $4
                 and not exists (select 1 from ledger_account
                                 where kind = $4 and currency = $3 and coalesce(owner_id, $5) = coalesce($2, $5))
               on conflict do nothing";
    let (owner, new) = (leg.account.owner.map(Owner::uuid), kernel::LedgerAccountId::generate(AT));
    let (kind, nobody) = (leg.account.kind.name(), Uuid::nil());
    run(tx, sql, vec![new.into(), owner.into(), leg.currency.into(), kind.into(), nobody.into()]).await?;
    let sql = "select id from ledger_account
               where kind = $1 and currency = $2 and coalesce(owner_id, $4) = coalesce($3, $4)";
    let values: Vec<Value> = vec![kind.into(), leg.currency.into(), owner.into(), nobody.into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    row.unwrap().try_get("", "id")
}

/// What a leg does to its account on the side where it grows.
fn own_side(leg: Leg) -> i64 {
    if leg.account.kind.side() == Side::Debit { leg.signed_minor } else { -leg.signed_minor }
}

fn lowers(leg: Leg) -> bool {
    own_side(leg) < 0 && leg.account.owner.is_some()
}

async fn held(db: &Db, leg: Leg) -> Result<i64, DbErr> {
    let currency = kernel::currency(leg.currency).unwrap();
    Ok(ledger::store::balance(db.reader(), leg.account, currency).await?.minor())
}

/// The stored balance of an account that has one.
async fn stored(
    db: &Db,
    Leg { account: Account { kind, owner }, currency, .. }: Leg,
) -> Result<Option<(Uuid, i64)>, DbErr> {
    let sql = "select balance.account_id, balance.balance_minor from ledger_balance balance
               join ledger_account account on account.id = balance.account_id
               where account.kind = $1 and account.currency = $2 and account.owner_id = $3";
    let values: Vec<Value> = vec![kind.name().into(), currency.into(), owner.map(Owner::uuid).into()];
    let reader = db.reader();
    let row = reader.query_one_raw(Statement::from_sql_and_values(reader.get_database_backend(), sql, values)).await?;
    row.map(|row| Ok((row.try_get("", "account_id")?, row.try_get("", "balance_minor")?))).transpose()
}
