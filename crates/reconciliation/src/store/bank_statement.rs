use kernel::BankDocumentId;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{
    AccountStatement,
    entity::bank_statement::{Column, Entity, Model},
};

/// The last statement of the account that ended before this one did.
pub async fn statement_before(
    tx: &DatabaseTransaction,
    statement: &AccountStatement,
) -> Result<Option<AccountStatement>, DbErr> {
    let of_account = Entity::find().filter(Column::Account.eq(&statement.account));
    let of_account = of_account.filter(Column::Currency.eq(statement.currency.code()));
    let before = of_account.filter(Column::ClosesOn.lt(statement.closes_on));
    let last = before.order_by_desc(Column::ClosesOn).order_by_desc(Column::DocumentId).limit(1).one(tx).await?;
    last.map(AccountStatement::try_from).transpose()
}

/// Writes the statements of a document that was just taken in.
pub async fn insert_statements(
    tx: &DatabaseTransaction,
    document_id: BankDocumentId,
    statements: &[AccountStatement],
) -> Result<(), DbErr> {
    if statements.is_empty() {
        return Ok(());
    }
    let rows = statements.iter().cloned().map(|statement| {
        let AccountStatement { statement, account, currency, opening_minor, closing_minor, closes_on } = statement;
        let currency = currency.code().to_owned();
        Model { document_id, statement, account, currency, opening_minor, closing_minor, closes_on }.into_active_model()
    });
    Entity::insert_many(rows).exec_without_returning(tx).await.map(drop)
}

impl TryFrom<Model> for AccountStatement {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let Model { statement, account, opening_minor, closing_minor, closes_on, .. } = row;
        let currency = kernel::currency(&row.currency).map_err(|error| DbErr::Type(error.to_string()))?;
        Ok(Self { statement, account, currency, opening_minor, closing_minor, closes_on })
    }
}
