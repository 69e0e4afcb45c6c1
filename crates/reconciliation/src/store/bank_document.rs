use kernel::BankDocumentId;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, sea_query::OnConflict,
};

use crate::{
    BankDocument,
    entity::bank_document::{Column, Entity, Model},
};

/// Whether a document with these bytes was taken in.
pub async fn has_document(db: &impl ConnectionTrait, digest: &str) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(Column::Digest.eq(digest)).count(db).await? > 0)
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_documents(db: &impl ConnectionTrait, ids: &[BankDocumentId]) -> Result<Vec<BankDocument>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(BankDocument::from).collect())
}

/// Writes a document. `false`: one with these bytes was taken in before.
pub async fn insert_document(tx: &DatabaseTransaction, document: &BankDocument) -> Result<bool, DbErr> {
    let BankDocument { id, digest, name, kind, received_at, problem } = document.clone();
    let row = Model { id, digest, name, kind, received_at, problem };
    let insert = Entity::insert(row.into_active_model());
    let new = insert.on_conflict(OnConflict::column(Column::Digest).do_nothing().to_owned());
    Ok(new.exec_without_returning(tx).await? == 1)
}

impl From<Model> for BankDocument {
    fn from(Model { id, digest, name, kind, received_at, problem }: Model) -> Self {
        Self { id, digest, name, kind, received_at, problem }
    }
}
