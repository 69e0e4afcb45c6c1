use kernel::{BankDocumentId, Page, Slice, page_of};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::OnConflict,
};

use crate::{
    BankDocument,
    entity::bank_document::{Column, Entity, Model},
};

pub async fn find_document(db: &impl ConnectionTrait, id: BankDocumentId) -> Result<Option<BankDocument>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(BankDocument::try_from).transpose()
}

/// What the bank sent, newest first: what is doubtful alone, if that is asked.
pub async fn page_of_documents(
    db: &impl ConnectionTrait,
    only_doubtful: bool,
    page: Page<BankDocumentId>,
) -> Result<Slice<BankDocument>, DbErr> {
    let doubtful = only_doubtful.then(|| Column::Problem.is_not_null());
    let wanted = Entity::find().filter(Condition::all().add_option(doubtful));
    page_of(db, wanted, Column::Id, page).await
}

/// Writes a document. `false`: one with these bytes was taken in before.
pub async fn insert_document(tx: &DatabaseTransaction, document: &BankDocument) -> Result<bool, DbErr> {
    let BankDocument { id, digest, name, kind, received_at, problem } = document.clone();
    let row = Model { id, digest, name, kind, received_at, problem };
    let insert = Entity::insert(row.into_active_model());
    let new = insert.on_conflict(OnConflict::column(Column::Digest).do_nothing().to_owned());
    Ok(new.exec_without_returning(tx).await? == 1)
}

impl TryFrom<Model> for BankDocument {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let Model { id, digest, name, kind, received_at, problem } = row;
        Ok(Self { id, digest, name, kind, received_at, problem })
    }
}
