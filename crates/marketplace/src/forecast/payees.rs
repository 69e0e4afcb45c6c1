use std::collections::{BTreeSet, HashMap};

use disbursements::{Bars, Blocker, HoldReasons, RunScope, Standing};
use kernel::{AccountId, Currency, Money, MoneyError};
use sea_orm::{DatabaseTransaction, DbErr};

use crate::{Result, disbursements::Barred};

/// A payee in one currency, as the next run would find it.
pub struct Payee {
    pub standing: Standing,
    bars: Bars,
    /// What it owes; `None` if nothing.
    pub debt: Option<Money>,
}

/// The payees of some bills.
pub struct Payees(HashMap<(AccountId, Currency), Payee>);

impl Payees {
    /// Reads those of `wanted`: a fixed number of statements a currency, however many payees.
    pub async fn load(
        tx: &DatabaseTransaction,
        wanted: impl IntoIterator<Item = (AccountId, Currency)>,
    ) -> Result<Self> {
        let mut by_currency: HashMap<Currency, BTreeSet<AccountId>> = HashMap::new();
        for (payee, currency) in wanted {
            by_currency.entry(currency).or_default().insert(payee);
        }
        let mut payees = HashMap::new();
        for (currency, ids) in by_currency {
            let ids: Vec<AccountId> = ids.into_iter().collect();
            let barred = Barred::among(tx, currency, RunScope::Everyone, &ids).await?;
            for standing in disbursements::store::standings(tx, currency, &ids).await? {
                let id = standing.candidate.expert_account_id;
                let payee = Payee { standing, bars: barred.bars(id), debt: barred.debt(id) };
                payees.insert((id, currency), payee);
            }
        }
        Ok(Self(payees))
    }

    pub fn of(&self, payee: AccountId, currency: Currency) -> Result<&Payee, DbErr> {
        let missing = || DbErr::RecordNotFound(format!("how {payee} stands in {}", currency.code()));
        self.0.get(&(payee, currency)).ok_or_else(missing)
    }
}

impl Payee {
    /// What holds its money.
    pub const fn holds(&self) -> HoldReasons {
        self.bars.holds
    }

    /// What would keep the next run from paying, if it found `more` than is there now.
    pub fn blockers(&self, more: Money) -> Result<Vec<Blocker>, MoneyError> {
        Ok(self.standing.candidate.clone().with(more)?.blockers(self.bars))
    }
}
