use std::fmt;

use chrono::TimeDelta;
use events::{Event, EventKind};
use experts::{RegistryRow, RowProblem, RowProblemCode};
use kernel::{Actor, RegistryImportId};

use crate::{Error, Marketplace, Result};

/// How many rows one statement loads, or removes: memory is bounded by this, however long the file.
const ROWS_AT_ONCE: usize = 1_000;
/// How many bad lines are told; reading stops there.
const PROBLEMS_MAX: usize = 100;
/// After so long without a row an import has died, and what it loaded is cleared away.
const PATIENCE: TimeDelta = TimeDelta::hours(1);

/// The lines of a file, as they are read.
pub type RegistryRows<'a> = dyn Iterator<Item = Result<RegistryRow, RowProblem>> + Send + 'a;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// How many certifications it holds.
    pub rows: u64,
    /// How many claims that the registry did not know are asked again.
    pub asked_again: u64,
    /// How many verified certifications of its issuers are not in the registry any more. They stay verified: that a
    /// row is gone does not say that anybody revoked anything. Staff may.
    pub unconfirmed: u64,
}

/// Why a file was not taken. Nothing of it is in force.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("nothing was imported: {0}")]
    Refused(Problems),
    #[error(transparent)]
    Failed(#[from] Error),
}

/// The bad lines of a file, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems(pub Vec<RowProblem>);

impl Marketplace {
    /// Imports a file into the registry of certifications: the file is the whole truth of every issuer that it names,
    /// and says nothing of others. It is loaded piece by piece beside what is in force, and takes its place in one
    /// moment; a file with a bad line is refused whole. Claims that were not found are then asked again (IQ-19).
    pub async fn import_certifications(&self, rows: &mut RegistryRows<'_>) -> Result<Imported, ImportError> {
        self.give_up_dead_imports().await?;
        let id = self.begin_import().await?;
        let (count, problems) = self.load(id, rows).await?;
        if !problems.is_empty() {
            self.give_up(id).await?;
            return Err(ImportError::Refused(Problems(problems)));
        }
        let asked_again = self.take(id).await?;
        self.clear_obsolete().await?;
        let unconfirmed = experts::store::count_unconfirmed_links(self.db.reader()).await.map_err(Error::from)?;
        Ok(Imported { rows: count, asked_again, unconfirmed })
    }

    async fn begin_import(&self) -> Result<RegistryImportId> {
        let now = self.clock.now();
        let id = RegistryImportId::generate(now);
        let tx = self.db.begin().await?;
        experts::store::begin_import(&tx, id, now).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn load(&self, id: RegistryImportId, rows: &mut RegistryRows<'_>) -> Result<(u64, Vec<RowProblem>)> {
        let (mut count, mut problems, mut batch) = (0, vec![], Vec::with_capacity(ROWS_AT_ONCE));
        for row in rows {
            match row {
                Ok(row) => batch.push(row),
                Err(problem) => problems.push(problem),
            }
            if batch.len() == ROWS_AT_ONCE {
                count += self.stage(id, &mut batch, &mut problems).await?;
            }
            if problems.len() >= PROBLEMS_MAX {
                break;
            }
        }
        count += self.stage(id, &mut batch, &mut problems).await?;
        problems.sort_by_key(|problem| problem.line);
        problems.truncate(PROBLEMS_MAX);
        Ok((count, problems))
    }

    async fn stage(
        &self,
        id: RegistryImportId,
        batch: &mut Vec<RegistryRow>,
        problems: &mut Vec<RowProblem>,
    ) -> Result<u64> {
        if batch.is_empty() {
            return Ok(0);
        }
        let tx = self.db.begin().await?;
        let duplicates = experts::store::stage_rows(&tx, id, batch, self.clock.now()).await?;
        tx.commit().await?;
        let duplicate = |(line, first)| {
            let message = format!("the same certification is on line {first}");
            RowProblem { line, code: RowProblemCode::Duplicate, message }
        };
        problems.extend(duplicates.into_iter().map(duplicate));
        let staged = batch.len() as u64;
        batch.clear();
        Ok(staged)
    }

    async fn take(&self, id: RegistryImportId) -> Result<u64> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;
        let asked_again = experts::store::take_import(&tx, id, now).await?;
        let event = Event::now(EventKind::CertificationRegistryImported, Actor::System, &id, now);
        events::store::record(&tx, &event).await?;
        tx.commit().await?;
        Ok(asked_again)
    }

    async fn give_up(&self, id: RegistryImportId) -> Result<()> {
        let tx = self.db.begin().await?;
        experts::store::give_up_import(&tx, id).await?;
        tx.commit().await?;
        self.clear_obsolete().await
    }

    async fn give_up_dead_imports(&self) -> Result<()> {
        let tx = self.db.begin().await?;
        experts::store::give_up_imports_untouched_since(&tx, self.clock.now() - PATIENCE).await?;
        tx.commit().await?;
        self.clear_obsolete().await
    }

    /// Piece by piece, so that nobody waits for it.
    async fn clear_obsolete(&self) -> Result<()> {
        loop {
            let tx = self.db.begin().await?;
            let more = experts::store::clear_obsolete_rows(&tx, ROWS_AT_ONCE as u64).await?;
            tx.commit().await?;
            if !more {
                return Ok(());
            }
        }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(problems) = self;
        for (index, problem) in problems.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "; " })?;
        }
        if problems.len() >= PROBLEMS_MAX { write!(f, "; and reading stopped there") } else { Ok(()) }
    }
}
