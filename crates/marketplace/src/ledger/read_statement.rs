use kernel::{Actor, Currency, Page, Right, Slice};
use ledger::{Account, AccountKind, store::StatementLine};

use super::subject::{Subject, Subjects};
use crate::{Marketplace, Result};

/// A line of a statement, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    pub booked: StatementLine,
    /// `None` where it is about neither.
    pub about: Option<Subject>,
}

impl Marketplace {
    /// What happened to one's own money of one kind in one currency, what was booked last first, each with the balance
    /// after it.
    pub async fn account_statement(
        &self,
        actor: Actor,
        (kind, currency): (AccountKind, Currency),
        page: Page<i64>,
    ) -> Result<Slice<AccountLine>> {
        let account = Account::of(kind, actor.account_by(Right::ViewMoney)?);
        let books = self.db.snapshot().await?;
        let lines = ledger::store::statement(&books, (account, currency), page).await?;
        let references = lines.items.iter().map(|line| line.reference.as_str());
        let subjects = Subjects::of(&books, references).await?;
        Ok(lines.map(|booked| AccountLine { about: subjects.of_reference(&booked.reference), booked }))
    }
}
