use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    path::{Path, PathBuf},
};

use disbursements::{BODY, MESSAGE};
use kernel::{ChargeId, DisbursementBatchId, DisbursementId, RefundId, Sealed, Vault};
use marketplace::{Db, RefundKey};
use support::{opened, story_keys};

use super::{
    dump::{added, events, outcome, rows},
    outside::{Call, Port},
};

/// What must never be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// The entries do not sum to zero, or a stored balance is not their sum.
    BooksUnbalanced,
    /// The books say otherwise than the things that they are about.
    BooksDisagree,
    /// A change without its event, or an event that nobody will be told.
    Untold,
    /// The same change was told twice.
    ToldTwice,
    /// The world outside has what our rows do not say that we began.
    SentUnwritten,
    /// One key, two messages; or another message than the one that is kept.
    OtherBytes,
    /// The rail pays more often than there is something to pay.
    PaidTwice,
    /// The rail pays what is no disbursement of ours.
    PaidUnasked,
    /// What a disbursement says is with the rail is not there.
    NeverSent,
    /// The provider was asked again under a key whose outcome nobody knew.
    AskedTwice,
    /// Money that arrived was not taken in, or not once.
    NotTakenIn,
    /// It came to something else than without the crash.
    OtherOutcome,
    /// A client that asked again was not given the answer.
    OtherAnswer,
    /// Running again, with nothing to do, did something.
    NotAtRest,
}

/// A fault, and where it was seen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub fault: Fault,
    pub of: String,
}

/// What a worker comes to that nobody kills.
pub struct Expected {
    pub outcome: Vec<String>,
    pub events: BTreeMap<String, i64>,
    /// How many files lie there for the bank.
    pub files: usize,
}

/// What never holds, at no instant, and the statement that finds it.
const NEVER: [(Fault, &str); 11] = [
    (
        Fault::BooksUnbalanced,
        "select currency as line from ledger_entry group by currency having sum(amount_minor) <> 0",
    ),
    (
        Fault::BooksUnbalanced,
        "select 'a stored balance' as line from ledger_balance balance
         left join ledger_entry entry on entry.account_id = balance.account_id
         group by balance.account_id, balance.balance_minor
         having balance.balance_minor <> coalesce(sum(entry.amount_minor), 0)",
    ),
    (
        Fault::BooksDisagree,
        "select 'available and open earnings' as line from ledger_account account
         join ledger_balance balance on balance.account_id = account.id
         where account.kind = 'expert_available' and -balance.balance_minor <> (
             select coalesce(sum(earning.amount_minor), 0) from earning
             where earning.expert_account_id = account.owner_id and earning.currency = account.currency
               and not exists (select 1 from disbursement_line line where line.earning_id = earning.id)
               and not exists (select 1 from refund_line line where line.earning_id = earning.id))",
    ),
    (
        Fault::BooksDisagree,
        "select 'taken earnings and lines' as line from earning
         where (taken_at is null) = (exists (select 1 from disbursement_line line where line.earning_id = earning.id)
                                     or exists (select 1 from refund_line line where line.earning_id = earning.id)
                                     or exists (select 1 from reversal_line line where line.earning_id = earning.id))",
    ),
    (
        Fault::BooksDisagree,
        "select 'a charge and its refunds' as line from charge where returned_minor <> (
             select coalesce(sum(returned_minor), 0) from refund where refund.charge_id = charge.id)
         or reduced_minor <> (select coalesce(sum(reduced_minor), 0) from refund where refund.charge_id = charge.id)",
    ),
    (
        Fault::BooksDisagree,
        "select 'refund clearing and refunds under way' as line from (
             select coalesce(sum(-entry.amount_minor), 0) as minor
             from ledger_entry entry join ledger_account account on account.id = entry.account_id
             where account.kind = 'refund_clearing') as booked
         where booked.minor <> (
             select coalesce(sum(returned_minor), 0) from refund
             where sends > 0 and state in ('processing', 'sending', 'unresolved'))",
    ),
    (
        Fault::BooksDisagree,
        "select 'in transit and disbursements under way' as line from ledger_account account
         join ledger_balance balance on balance.account_id = account.id
         where account.kind = 'expert_in_transit' and -balance.balance_minor <> (
             select coalesce(sum(amount_minor), 0) from disbursement
             where expert_account_id = account.owner_id and currency = account.currency
               and state in ('scheduled', 'claimed', 'rendered', 'in_file', 'sent', 'unresolved'))",
    ),
    (
        Fault::BooksDisagree,
        "select 'receivable and open charges' as line from ledger_account account
         join ledger_balance balance on balance.account_id = account.id
         where account.kind = 'buyer_receivable' and balance.balance_minor <> (
             select coalesce(sum(amount_minor - collected_minor + reversed_minor - reduced_minor - written_off_minor), 0) from charge
             where customer_account_id = account.owner_id and currency = account.currency)",
    ),
    (
        Fault::BooksDisagree,
        "select 'a charge and its collections' as line from charge where collected_minor <> (
             select coalesce(sum(amount_minor), 0) from collection where charge_id = charge.id)",
    ),
    (
        Fault::BooksDisagree,
        "select 'an approved bill without a charge' as line from payment_request bill
         where (state = 'approved') <> exists (select 1 from charge where payment_request_id = bill.id)",
    ),
    (
        Fault::Untold,
        "select 'without an outbox row: ' || kind as line from audit_row
         where not exists (select 1 from outbox_event where outbox_event.event_id = audit_row.event_id)",
    ),
];

/// What may be told more than once of one thing: what a second worker takes over, and each attempt at a charge.
const REPEATED: &str = "('disbursement.claimed', 'charge.collecting', 'charge.failed', 'charge.unresolved',
                         'charge.resolved', 'refund.sending', 'refund.unresolved', 'refund.resolved',
                         'clock.advanced')";

/// What a detour adds once: it came late.
const ADDED: &str = "charge.overdue";
/// What a detour may leave out: the answer that the dead worker had lost came to the next.
const LEFT_OUT: [&str; 2] = [".unresolved", ".resolved"];

/// Money that the provider has reported by now, and that was not taken in, once.
const NOT_TAKEN_IN: &str = "
    select payment.external_id as line from sandbox_payment payment
    where payment.reported_at <= (select now_at from sandbox_clock) and payment.failure is null
      and payment.amount_minor <> (select coalesce(sum(amount_minor + excess_minor), 0) from collection
                                   where collection.external_id = payment.external_id)
    union all
    select payment.external_id from sandbox_payment payment
    where payment.reported_at <= (select now_at from sandbox_clock)
      and not exists (select 1 from inbox_event where inbox_event.external_id = payment.external_id)
    union all
    select refund.key from sandbox_refund refund
    where refund.reported_at <= (select now_at from sandbox_clock)
      and not exists (select 1 from inbox_event where inbox_event.external_id = refund.external_id)
    union all
    select payout.id from sandbox_payout payout
    where payout.settles_at <= (select now_at from sandbox_clock)
      and not exists (select 1 from inbox_event where inbox_event.external_id like 'sandbox_' || payout.id || '_%')";

/// What must hold whenever somebody looks, thus also where a worker has just died.
pub async fn at_any_time(db: &Db, calls: &[Call]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (fault, sql) in NEVER {
        findings.extend(found(db, fault, sql).await);
    }
    let repeated = format!(
        "select kind || ' ' || subject as line from audit_row where kind not in {REPEATED}
         group by kind, subject having count(*) > 1"
    );
    findings.extend(found(db, Fault::ToldTwice, &repeated).await);
    findings.extend(unwritten(db, calls).await);
    findings.extend(asked_twice(calls));
    findings.extend(untold(db).await);
    findings
}

/// What must hold when enough time has passed for everything to come to its end.
pub async fn in_the_end(db: &Db, calls: &[Call], expected: &Expected) -> Vec<Finding> {
    let mut findings = at_any_time(db, calls).await;
    findings.extend(found(db, Fault::NotTakenIn, NOT_TAKEN_IN).await);
    findings.extend(paid_once(db).await);
    let outcome = outcome(db).await;
    let (more, less) = (added(&expected.outcome, &outcome), added(&outcome, &expected.outcome));
    findings.extend(more.into_iter().map(|line| finding(Fault::OtherOutcome, format!("+ {line}"))));
    findings.extend(less.into_iter().map(|line| finding(Fault::OtherOutcome, format!("- {line}"))));
    findings.extend(told(&events(db).await, &expected.events));
    findings
}

/// What the rail was handed more than once, which it paid once because it knows the key.
pub fn handed_again(calls: &[Call]) -> usize {
    let to_rail = || calls.iter().filter(|call| call.to == Port::Rail).map(|call| &call.key);
    to_rail().count() - to_rail().collect::<BTreeSet<_>>().len()
}

/// Whatever reached the world outside was written down before: the attempt, or the very bytes.
async fn unwritten(db: &Db, calls: &[Call]) -> Vec<Finding> {
    let messages = messages(db).await;
    let attempts = attempts(db).await;
    let mut findings = Vec::new();
    for Call { to, key, message } in calls {
        let unwritten = || finding(Fault::SentUnwritten, key);
        match to {
            Port::Provider => findings.extend((!attempts.contains(key)).then(unwritten)),
            Port::Rail => match messages.get(key) {
                None | Some(None) => findings.push(unwritten()),
                Some(Some(kept)) if kept != message => findings.push(finding(Fault::OtherBytes, key)),
                Some(Some(_)) => {}
            },
        }
    }
    findings
}

/// A provider is asked once under a key; what it did is looked up.
fn asked_twice(calls: &[Call]) -> Vec<Finding> {
    let mut asked = BTreeSet::new();
    let again = calls.iter().filter(|call| call.to == Port::Provider && !asked.insert(&call.key));
    again.map(|call| finding(Fault::AskedTwice, &call.key)).collect()
}

/// One payment at the rail for each disbursement that says so, over its amount, and no other.
async fn paid_once(db: &Db) -> Vec<Finding> {
    let with_rail = rows(
        db,
        "select id, amount_minor from disbursement
                              where batch_id is null and state in ('sent', 'paid', 'returned')",
    );
    let mut due: BTreeMap<String, i64> = with_rail
        .await
        .iter()
        .map(|row| {
            (row.try_get::<DisbursementId>("", "id").unwrap().to_string(), row.try_get("", "amount_minor").unwrap())
        })
        .collect();
    let mut findings = Vec::new();
    let paid = rows(db, "select id, amount_minor from sandbox_payout where state = 'paid'").await;
    let fault = if paid.len() > due.len() { Fault::PaidTwice } else { Fault::PaidUnasked };
    for row in paid {
        let (id, amount): (String, i64) = (row.try_get("", "id").unwrap(), row.try_get("", "amount_minor").unwrap());
        if due.remove(&id) != Some(amount) {
            findings.push(finding(fault, id));
        }
    }
    findings.extend(due.into_keys().map(|id| finding(Fault::NeverSent, id)));
    findings
}

/// What lies there for the bank.
pub fn lying(bank: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(bank.join("out")).map(|entries| entries.map(|entry| entry.unwrap().path()));
    entries.into_iter().flatten().filter(|path| path.is_file()).collect()
}

/// As many files lie there for the bank as without the crash, each with the bytes that are kept under its name.
pub async fn laid_down_once(db: &Db, bank: &Path, expected: usize) -> Vec<Finding> {
    let (sealed, mut kept) = (opened(db).await, BTreeMap::new());
    for row in rows(db, "select id, file_identity from disbursement_batch").await {
        let id: DisbursementBatchId = row.try_get("", "id").unwrap();
        let bytes = &sealed[&BODY.at(id.uuid()).to_string()];
        kept.insert(row.try_get::<String>("", "file_identity").unwrap(), bytes);
    }
    let (lying, mut findings) = (lying(bank), vec![]);
    for file in &lying {
        let identity = file.file_stem().unwrap().to_string_lossy().into_owned();
        match kept.get(&identity) {
            None => findings.push(finding(Fault::PaidUnasked, identity)),
            Some(bytes) if **bytes != std::fs::read(file).unwrap() => {
                findings.push(finding(Fault::OtherBytes, identity));
            }
            Some(_) => {}
        }
    }
    let fault = if lying.len() < expected { Fault::NeverSent } else { Fault::PaidTwice };
    findings.extend((lying.len() != expected).then(|| finding(fault, format!("{} files", lying.len()))));
    findings
}

/// Whatever state a disbursement is in, it was told that it came there.
async fn untold(db: &Db) -> Vec<Finding> {
    let sql = "select kind || ' ' || subject as line from audit_row where kind like 'disbursement.%'";
    let told: BTreeSet<String> = rows(db, sql).await.iter().map(|row| row.try_get("", "line").unwrap()).collect();
    let mut findings = Vec::new();
    for row in rows(db, "select id, state from disbursement").await {
        let (id, state): (DisbursementId, String) = (row.try_get("", "id").unwrap(), row.try_get("", "state").unwrap());
        // What was looked up is sent, or rendered again, without being told so in those words.
        let told_as = if state == "in_file" { "rendered" } else { state.as_str() };
        let is_told = [told_as, "resolved"].iter().any(|word| told.contains(&format!("disbursement.{word} {id}")));
        findings.extend((!is_told).then(|| finding(Fault::Untold, format!("disbursement {state}"))));
    }
    findings
}

/// Every change was told, and told once, but for what a detour adds.
fn told(told: &BTreeMap<String, i64>, expected: &BTreeMap<String, i64>) -> Vec<Finding> {
    let kinds: BTreeSet<_> = told.keys().chain(expected.keys()).collect();
    let times = |of: &BTreeMap<String, i64>, kind: &String| of.get(kind).copied().unwrap_or_default();
    let judged = kinds.into_iter().filter_map(|kind| {
        let (told, expected) = (times(told, kind), times(expected, kind));
        let fault = if told < expected { Fault::Untold } else { Fault::ToldTwice };
        let is_added = told > expected && (kind == ADDED || REPEATED.contains(&format!("'{kind}'")));
        let is_left_out = told < expected && LEFT_OUT.iter().any(|end| kind.ends_with(end));
        (told != expected && !is_added && !is_left_out)
            .then(|| finding(fault, format!("{kind}: {told} for {expected}")))
    });
    judged.collect()
}

async fn messages(db: &Db) -> BTreeMap<String, Option<Vec<u8>>> {
    let (keys, mut messages) = (story_keys(db).await, BTreeMap::new());
    for row in rows(db, "select id, message, sealed_by from disbursement").await {
        let id: DisbursementId = row.try_get("", "id").unwrap();
        let (place, kept) = (MESSAGE.at(id.uuid()), row.try_get::<Option<Vec<u8>>>("", "message").unwrap());
        let message = match kept {
            Some(kept) => {
                let sealed = Sealed::stored_bytes(place, kept, row.try_get("", "sealed_by").unwrap()).unwrap();
                Some(keys.open(place, &sealed).await.unwrap())
            }
            None => None,
        };
        messages.insert(id.to_string(), message);
    }
    messages
}

async fn attempts(db: &Db) -> BTreeSet<String> {
    let refunds = rows(db, "select id, sends from refund where sends > 0").await;
    let rows = rows(db, "select charge_id, number from charge_attempt").await;
    let sent = refunds.iter().flat_map(|row| {
        let (refund_id, sends): (RefundId, i32) = (row.try_get("", "id").unwrap(), row.try_get("", "sends").unwrap());
        (1..=u16::try_from(sends).unwrap()).map(move |number| RefundKey { refund_id, number }.to_string())
    });
    let key = |row: &sea_orm::QueryResult| {
        let (id, number): (ChargeId, i32) = (row.try_get("", "charge_id").unwrap(), row.try_get("", "number").unwrap());
        format!("{id}_{number}")
    };
    rows.iter().map(key).chain(sent).collect()
}

async fn found(db: &Db, fault: Fault, sql: &str) -> Vec<Finding> {
    let rows = rows(db, sql).await;
    rows.iter().map(|row| finding(fault, row.try_get::<String>("", "line").unwrap())).collect()
}

pub fn finding(fault: Fault, of: impl Into<String>) -> Finding {
    Finding { fault, of: of.into() }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({})", self.fault, self.of)
    }
}
