//! The answers lie sealed, each for its row. Those of DAC7 forms are sealed and opened here alone.

use kernel::{Dac7FormId, Sealed, SealedColumn, SealedKind, Vault, VaultError};
use sea_orm::DbErr;

use super::state;
use crate::{Answers, Dac7Form, document, entity::Model};

/// Where the answers lie.
pub const ANSWERS: SealedColumn = SealedColumn::new("dac7_form", "answers", SealedKind::Text);

/// A row with sealed answers.
pub trait SealedRow: Sized + Send {
    type Form: Send;

    fn open(self, vault: &dyn Vault) -> impl Future<Output = Result<Self::Form, DbErr>> + Send;
}

pub async fn open_if_any<R: SealedRow>(vault: &dyn Vault, row: Option<R>) -> Result<Option<R::Form>, DbErr> {
    match row {
        Some(row) => row.open(vault).await.map(Some),
        None => Ok(None),
    }
}

pub async fn open_all<R: SealedRow>(vault: &dyn Vault, rows: Vec<R>) -> Result<Vec<R::Form>, DbErr> {
    let mut forms = Vec::with_capacity(rows.len());
    for row in rows {
        forms.push(row.open(vault).await?);
    }
    Ok(forms)
}

pub fn seal(vault: &dyn Vault, id: Dac7FormId, answers: &Answers) -> Result<Sealed, VaultError> {
    vault.seal(ANSWERS.at(id.uuid()), document::write(answers).as_bytes())
}

impl SealedRow for Model {
    type Form = Dac7Form;

    async fn open(self, vault: &dyn Vault) -> Result<Dac7Form, DbErr> {
        let (state, place) = (state(&self)?, ANSWERS.at(self.id.uuid()));
        let Self { id, account_id, version, saved_at, answers, sealed_by, .. } = self;
        let answers = vault.open(place, &Sealed::stored(place, answers, sealed_by)?).await?;
        Ok(Dac7Form { id, account_id, version, answers: document::read(&answers)?, saved_at, state })
    }
}
