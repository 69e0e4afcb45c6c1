//! The answers lie sealed, each for its row: here alone they are sealed and opened.

use kernel::{Dac7FormId, Sealed, SealedColumn, SealedKind, Vault, VaultError};
use sea_orm::DbErr;

use super::state;
use crate::{Answers, Dac7Form, document, entity::Model};

/// Where the answers lie.
pub const ANSWERS: SealedColumn = SealedColumn::new("dac7_form", "answers", SealedKind::Text);

pub fn seal(vault: &dyn Vault, id: Dac7FormId, answers: &Answers) -> Result<Sealed, VaultError> {
    vault.seal(ANSWERS.at(id.uuid()), document::write(answers).as_bytes())
}

async fn open(vault: &dyn Vault, row: Model) -> Result<Dac7Form, DbErr> {
    let (state, place) = (state(&row)?, ANSWERS.at(row.id.uuid()));
    let Model { id, account_id, version, saved_at, answers, sealed_by, .. } = row;
    let answers = vault.open(place, &Sealed::stored(place, answers, sealed_by)?).await?;
    Ok(Dac7Form { id, account_id, version, answers: document::read(&answers)?, saved_at, state })
}

pub async fn open_if_any(vault: &dyn Vault, row: Option<Model>) -> Result<Option<Dac7Form>, DbErr> {
    match row {
        Some(row) => open(vault, row).await.map(Some),
        None => Ok(None),
    }
}

pub async fn open_all(vault: &dyn Vault, rows: Vec<Model>) -> Result<Vec<Dac7Form>, DbErr> {
    let mut forms = Vec::with_capacity(rows.len());
    for row in rows {
        forms.push(open(vault, row).await?);
    }
    Ok(forms)
}
