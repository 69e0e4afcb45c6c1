use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{AccountId, Actor, Right};
use payments::store::OpenByAge;

use crate::{Marketplace, Result};

/// What is open is sorted by how many days it is past due: not at all, 1 to 30, 31 to 60, 61 to 90, 91 to 120, more
/// (G-43).
pub const AGES: [&str; 6] = ["not due", "1-30", "31-60", "61-90", "91-120", "over 120"];

/// What customers owe on approved bills, by how long it is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ageing {
    pub at: DateTime<Utc>,
    /// By currency, then by customer.
    pub rows: Vec<AgeingRow>,
}

/// What one customer owes in one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeingRow {
    pub customer_account_id: AccountId,
    pub customer: String,
    pub currency: String,
    /// In minor units, one for each of [`AGES`].
    pub open_minor: [i64; AGES.len()],
}

impl Marketplace {
    /// What is open as of now: for members what one's own account is owed as payee, for staff everything that the
    /// operator has to collect.
    pub async fn ageing(&self, actor: Actor) -> Result<Ageing> {
        let payee = if actor.is_staff() {
            actor.may_any(&Right::TO_READ_WORK)?;
            None
        } else {
            Some(actor.account_by(Right::ViewMoney)?)
        };
        let (at, books) = (self.clock.now(), self.db.snapshot().await?);
        let open = payments::store::open_by_age(&books, payee, limits(at)).await?;
        let customers: Vec<_> = open.iter().map(|open| open.customer_account_id).collect();
        let customers = accounts::store::find_many(&books, &customers).await?;
        let names: HashMap<_, _> = customers.into_iter().map(|account| (account.id, account.details.name)).collect();
        let row = |OpenByAge { customer_account_id, currency, open_minor }: OpenByAge| {
            let customer = names.get(&customer_account_id).cloned().unwrap_or_default();
            AgeingRow { customer_account_id, customer, currency, open_minor }
        };
        let mut rows: Vec<_> = open.into_iter().map(row).collect();
        rows.sort_by(|one, other| {
            let order = |row: &AgeingRow| (row.currency.clone(), row.customer.clone(), row.customer_account_id);
            order(one).cmp(&order(other))
        });
        Ok(Ageing { at, rows })
    }
}

/// What fell due after the first of these is not due, what fell due after the second is up to 30 days old, and so on.
fn limits(at: DateTime<Utc>) -> [DateTime<Utc>; AGES.len() - 1] {
    [0, 30, 60, 90, 120].map(|days| at - TimeDelta::days(days))
}
