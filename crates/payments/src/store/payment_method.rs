use kernel::{AccountId, Page, PaymentMethodId, Slice, page_of};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::{
    PaymentMethod, Tender,
    entity::payment_method::{ActiveModel, Column, Entity, Model, TenderName},
};

pub async fn find_payment_method(
    db: &impl ConnectionTrait,
    id: PaymentMethodId,
) -> Result<Option<PaymentMethod>, DbErr> {
    Entity::find_by_id(id).one(db).await?.map(PaymentMethod::try_from).transpose()
}

/// Reads several at once, in no order; what does not exist is missing.
pub async fn find_payment_methods(
    db: &impl ConnectionTrait,
    ids: &[PaymentMethodId],
) -> Result<Vec<PaymentMethod>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?;
    rows.into_iter().map(PaymentMethod::try_from).collect()
}

/// What an account pays with, newest first.
pub async fn page_of_payment_methods_for_account(
    db: &impl ConnectionTrait,
    account_id: AccountId,
    page: Page<PaymentMethodId>,
) -> Result<Slice<PaymentMethod>, DbErr> {
    page_of(db, Entity::find().filter(Column::AccountId.eq(account_id)), Column::Id, page).await
}

pub async fn insert_payment_method(tx: &DatabaseTransaction, method: &PaymentMethod) -> Result<(), DbErr> {
    let (tender, net_days) = tender_columns(method.tender);
    let row = ActiveModel {
        id: Set(method.id),
        account_id: Set(method.account_id),
        tender: Set(tender),
        net_days: Set(net_days),
        provider_token: Set(method.provider_token.clone()),
        added_at: Set(method.added_at),
    };
    Entity::insert(row).exec_without_returning(tx).await.map(drop)
}

pub(super) fn tender_columns(tender: Tender) -> (TenderName, Option<i32>) {
    match tender {
        Tender::Card => (TenderName::Card, None),
        Tender::Ach => (TenderName::Ach, None),
        Tender::NetTerms { days } => (TenderName::NetTerms, Some(days.into())),
    }
}

/// The tender that two columns tell, or why they cannot.
pub(super) fn tender(name: TenderName, net_days: Option<i32>) -> Result<Tender, DbErr> {
    match (name, net_days) {
        (TenderName::Card, None) => Ok(Tender::Card),
        (TenderName::Ach, None) => Ok(Tender::Ach),
        (TenderName::NetTerms, Some(days)) => {
            let days = u16::try_from(days).map_err(|error| DbErr::Type(error.to_string()))?;
            Ok(Tender::NetTerms { days })
        }
        (TenderName::Card | TenderName::Ach, Some(_)) | (TenderName::NetTerms, None) => {
            Err(DbErr::Type("net days belong to net terms, and only there".to_owned()))
        }
    }
}

impl TryFrom<Model> for PaymentMethod {
    type Error = DbErr;

    fn try_from(row: Model) -> Result<Self, DbErr> {
        let tender = tender(row.tender, row.net_days)?;
        let Model { id, account_id, provider_token, added_at, .. } = row;
        Ok(Self { id, account_id, tender, provider_token, added_at })
    }
}
