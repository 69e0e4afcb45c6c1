use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, Utc};
use disbursements::{AccountNumber, Answer, Disbursement, Evidence, Finding, PayoutMethod, Rail, calendar};
use kernel::{Clock, Currency, DisbursementId, Money};
use marketplace::{PayoutRail, RailError, RailReport};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, QueryResult, Statement, Value};
use serde::{Deserialize, Serialize};

/// A payout rail that needs no network. It pays on the next business day of the currency, at 10:00 UTC. What
/// becomes of a payout is chosen by the last four characters of the account number:
///
/// | ends in | becomes |
/// |---|---|
/// | `0001` | refused at once |
/// | `0002` | no answer, although it is taken and paid |
/// | `0003` | paid, and returned 3 business days later |
/// | `0004` | no answer the first time, which never came; paid when it is handed over again |
/// | `0005` | taken, and rejected when it should be paid |
/// | anything else | paid |
///
/// What it was handed stands in `sandbox_payout`, once an id: a duplicate is told that it is taken, and is never
/// paid twice.
pub struct SandboxRail {
    db: DatabaseConnection,
    clock: Arc<dyn Clock>,
}

/// How long a bank takes to send money back, in business days.
const RETURN_BUSINESS_DAYS: u32 = 3;
const SETTLES_AT_HOUR: u32 = 10;

/// What goes over the line.
#[derive(Debug, Serialize, Deserialize)]
struct Message {
    id: String,
    currency: String,
    amount_minor: i64,
    holder: String,
    account_number: String,
    routing_number: Option<String>,
}

/// What becomes of a message.
enum Fate {
    Paid,
    Refused,
    Unanswered,
    Returned,
    LostOnce,
    Rejected,
}

/// One row: what was handed over, and what becomes of it.
struct Payout {
    id: String,
    amount: Money,
    state: PayoutState,
}

enum PayoutState {
    /// It never arrived.
    Lost,
    Refused {
        reason: String,
    },
    Paid {
        at: DateTime<Utc>,
        trace: String,
        returned: Option<(DateTime<Utc>, String)>,
    },
    Rejected {
        at: DateTime<Utc>,
        reason: String,
    },
}

impl SandboxRail {
    pub fn new(db: DatabaseConnection, clock: Arc<dyn Clock>) -> Self {
        Self { db, clock }
    }

    /// The next instant after `after` at which it will have something to report.
    pub async fn next_due(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DbErr> {
        let settles = "select settles_at as at from sandbox_payout where settles_at > $1 order by settles_at limit 1";
        let returns = "select returns_at as at from sandbox_payout where returns_at > $1 order by returns_at limit 1";
        let mut next = Vec::new();
        for sql in [settles, returns] {
            let rows = self.rows(sql, [after.into()]).await?;
            next.extend(rows.first().map(|row| row.try_get::<DateTime<Utc>>("", "at")).transpose()?);
        }
        Ok(next.into_iter().min())
    }

    async fn take(&self, id: DisbursementId, message: &[u8]) -> Result<Answer, DbErr> {
        let read = serde_json::from_slice::<Message>(message).ok().filter(|message| message.id == id.to_string());
        let amount = read.as_ref().and_then(|read| Money::from_columns(read.amount_minor, &read.currency).ok());
        let (Some(message), Some(amount)) = (read, amount) else {
            return Ok(Answer::Refused { reason: "the message cannot be read".to_owned() });
        };
        let fate = fate(&message.account_number);
        match (self.find(id).await?.map(|known| known.state), &fate) {
            (Some(PayoutState::Paid { .. } | PayoutState::Rejected { .. }), _) => return Ok(Answer::Taken),
            (Some(PayoutState::Refused { reason }), _) => return Ok(Answer::Refused { reason }),
            (None, Fate::LostOnce) => {
                self.keep(&Payout { id: message.id, amount, state: PayoutState::Lost }).await?;
                return Ok(Answer::Unknown);
            }
            (None | Some(PayoutState::Lost), _) => {}
        }
        let state = self.outcome(&fate, id, amount.currency());
        let answer = match (&state, fate) {
            (PayoutState::Refused { reason }, _) => Answer::Refused { reason: reason.clone() },
            (_, Fate::Unanswered) => Answer::Unknown,
            (_, Fate::Paid | Fate::Refused | Fate::Returned | Fate::LostOnce | Fate::Rejected) => Answer::Taken,
        };
        self.keep(&Payout { id: message.id, amount, state }).await?;
        Ok(answer)
    }

    fn outcome(&self, fate: &Fate, id: DisbursementId, currency: Currency) -> PayoutState {
        let calendar = calendar(currency);
        let on = calendar.following(self.clock.now().date_naive() + Days::new(1));
        let ten = NaiveTime::from_hms_opt(SETTLES_AT_HOUR, 0, 0).expect("a full hour");
        let at = |on: chrono::NaiveDate| on.and_time(ten).and_utc();
        let trace = format!("SBX-{}", id.uuid().simple()).to_uppercase();
        match fate {
            Fate::Refused => PayoutState::Refused { reason: "AC01: no such account number".to_owned() },
            Fate::Rejected => {
                PayoutState::Rejected { at: at(on), reason: "AG01: no credits to this account".to_owned() }
            }
            Fate::Returned => {
                let returns_at = at(calendar.add_business_days(on, RETURN_BUSINESS_DAYS));
                let returned = Some((returns_at, "AC04: the account is closed".to_owned()));
                PayoutState::Paid { at: at(on), trace, returned }
            }
            Fate::Paid | Fate::Unanswered | Fate::LostOnce => PayoutState::Paid { at: at(on), trace, returned: None },
        }
    }

    async fn find(&self, id: DisbursementId) -> Result<Option<Payout>, DbErr> {
        let rows = self.rows("select * from sandbox_payout where id = $1", [id.to_string().into()]).await?;
        rows.first().map(payout).transpose()
    }

    /// Writes it once; what was lost before is there now.
    async fn keep(&self, payout: &Payout) -> Result<(), DbErr> {
        let sql = "insert into sandbox_payout
                   (id, currency, amount_minor, state, handed_at, settles_at, trace, reason, returns_at)
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                   on conflict (id) do update set state = excluded.state, settles_at = excluded.settles_at,
                       trace = excluded.trace, reason = excluded.reason, returns_at = excluded.returns_at
                   where sandbox_payout.state = 'lost'";
        let (state, settles_at, trace, reason, returns_at) = columns(&payout.state);
        let values: [Value; 9] = [
            payout.id.clone().into(),
            payout.amount.currency().code().into(),
            payout.amount.minor().into(),
            state.into(),
            self.clock.now().into(),
            settles_at.into(),
            trace.into(),
            reason.into(),
            returns_at.into(),
        ];
        let backend = self.db.get_database_backend();
        self.db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map(drop)
    }

    async fn told(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<RailReport>, DbErr> {
        let sql = "select * from sandbox_payout
                   where (settles_at > $1 and settles_at <= $2) or (returns_at > $1 and returns_at <= $2)
                   order by settles_at, id";
        let mut told = Vec::new();
        for row in self.rows(sql, [since.into(), until.into()]).await? {
            told.extend(reports_of(payout(&row)?)?);
        }
        told.retain(|report| report.at > since && report.at <= until);
        told.sort_by_key(|report| report.at);
        Ok(told)
    }

    async fn rows<const N: usize>(&self, sql: &str, values: [Value; N]) -> Result<Vec<QueryResult>, DbErr> {
        self.db.query_all_raw(Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)).await
    }
}

#[async_trait::async_trait]
impl PayoutRail for SandboxRail {
    fn serves(&self, rail: Rail) -> bool {
        match rail {
            Rail::Sandbox | Rail::Sepa | Rail::Nacha => true, // It plays them all.
        }
    }

    fn render(&self, disbursement: &Disbursement, method: &PayoutMethod, number: &AccountNumber) -> Vec<u8> {
        let message = Message {
            id: disbursement.id.to_string(),
            currency: disbursement.currency().code().to_owned(),
            amount_minor: disbursement.amount.minor(),
            holder: method.bank.holder.clone(),
            account_number: number.number().to_owned(),
            routing_number: number.routing().map(str::to_owned),
        };
        serde_json::to_vec(&message).expect("text and numbers are always JSON")
    }

    async fn send(&self, id: DisbursementId, message: &[u8]) -> Answer {
        self.take(id, message).await.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's rail failed");
            Answer::Unknown
        })
    }

    async fn look_up(&self, id: DisbursementId) -> Finding {
        match self.find(id).await.map(|known| known.map(|payout| payout.state)) {
            Ok(None | Some(PayoutState::Lost)) => Finding::NeverReceived,
            Ok(Some(PayoutState::Refused { reason })) => Finding::Refused { reason },
            Ok(Some(PayoutState::Paid { .. } | PayoutState::Rejected { .. })) => Finding::Received,
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "the sandbox's rail failed");
                Finding::Unknown
            }
        }
    }

    async fn reports(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<RailReport>, RailError> {
        self.told(since, until).await.map_err(|error| RailError(error.to_string()))
    }
}

fn fate(account_number: &str) -> Fate {
    let (_, ending) = account_number.split_at(account_number.len().saturating_sub(4));
    match ending {
        "0001" => Fate::Refused,
        "0002" => Fate::Unanswered,
        "0003" => Fate::Returned,
        "0004" => Fate::LostOnce,
        "0005" => Fate::Rejected,
        _ => Fate::Paid,
    }
}

/// What it reports of one payout: how it settled, and its return.
fn reports_of(Payout { id, amount, state }: Payout) -> Result<Vec<RailReport>, DbErr> {
    let disbursement_id = id.parse().map_err(|_| DbErr::Type(format!("{id} is no disbursement")))?;
    let report = |kind, evidence, at| {
        let external_id = format!("sandbox_{id}_{kind}");
        RailReport { external_id, disbursement_id, evidence, amount, at }
    };
    Ok(match state {
        PayoutState::Lost | PayoutState::Refused { .. } => vec![],
        PayoutState::Rejected { at, reason } => vec![report("rejected", Evidence::Rejected { reason }, at)],
        PayoutState::Paid { at, trace, returned } => {
            let paid = report("paid", Evidence::Paid { bank_trace: trace }, at);
            let returned = returned.map(|(at, reason)| report("returned", Evidence::Returned { reason }, at));
            [paid].into_iter().chain(returned).collect()
        }
    })
}

type Columns<'a> = (&'static str, Option<DateTime<Utc>>, Option<&'a str>, Option<&'a str>, Option<DateTime<Utc>>);

/// State, settling, trace, reason and return, as the table's check demands.
fn columns(state: &PayoutState) -> Columns<'_> {
    match state {
        PayoutState::Lost => ("lost", None, None, None, None),
        PayoutState::Refused { reason } => ("refused", None, None, Some(reason), None),
        PayoutState::Rejected { at, reason } => ("rejected", Some(*at), None, Some(reason), None),
        PayoutState::Paid { at, trace, returned } => {
            let (returns_at, reason) = returned.as_ref().map(|(at, reason)| (*at, reason.as_str())).unzip();
            ("paid", Some(*at), Some(trace), reason, returns_at)
        }
    }
}

fn payout(row: &QueryResult) -> Result<Payout, DbErr> {
    let (id, code, state): (String, String, String) =
        (row.try_get("", "id")?, row.try_get("", "currency")?, row.try_get("", "state")?);
    let amount = Money::from_columns(row.try_get("", "amount_minor")?, &code);
    let amount = amount.map_err(|error| DbErr::Type(error.to_string()))?;
    let state = match state.as_str() {
        "lost" => PayoutState::Lost,
        "refused" => PayoutState::Refused { reason: row.try_get("", "reason")? },
        "rejected" => PayoutState::Rejected { at: row.try_get("", "settles_at")?, reason: row.try_get("", "reason")? },
        "paid" => {
            let returns_at: Option<DateTime<Utc>> = row.try_get("", "returns_at")?;
            let returned = returns_at.map(|at| Ok::<_, DbErr>((at, row.try_get("", "reason")?))).transpose()?;
            PayoutState::Paid { at: row.try_get("", "settles_at")?, trace: row.try_get("", "trace")?, returned }
        }
        _ => return Err(DbErr::Type(format!("{id} is in no state of the sandbox"))),
    };
    Ok(Payout { id, amount, state })
}
