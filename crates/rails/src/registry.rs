use async_trait::async_trait;
use experts::RegisteredCertification;
use marketplace::{CertificationRegistry, RegistryAnswer, RegistryError};
use sea_orm::DatabaseConnection;

/// The registry that lies in the database, as files are imported into it: one for all processes.
pub struct DatabaseRegistry {
    db: DatabaseConnection,
}

impl DatabaseRegistry {
    /// Over a connection that reads.
    pub const fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }
}

#[async_trait]
impl CertificationRegistry for DatabaseRegistry {
    async fn look_up(&self, issuer: &str, external_id: &str) -> Result<RegistryAnswer, RegistryError> {
        let known = experts::store::find_registered(&self.db, issuer, external_id).await;
        let known = known.map_err(|error| RegistryError(error.to_string()))?;
        Ok(known.map_or(RegistryAnswer::Unknown, |RegisteredCertification { holder, finding, .. }| {
            RegistryAnswer::Found { holder_name: holder, finding }
        }))
    }
}
