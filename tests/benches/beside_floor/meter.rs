use anyhow::Result;

use crate::{cpu::Cpu, load::Load, place::Place, report::Sample};

/// Who does the work.
#[derive(Clone, Copy)]
pub enum Answers {
    Server,
    /// We ask the database ourselves.
    Ourselves,
}

/// Whose CPU counts.
pub struct Meter<'a> {
    cpu: Cpu,
    place: &'a Place,
    /// The first of PostgreSQL's processes, if there are any.
    database: Option<u32>,
}

impl<'a> Meter<'a> {
    pub fn new(place: &'a Place, database: Option<u32>) -> Self {
        Self { cpu: Cpu::new(), place, database }
    }

    /// Counts what a while of load costs.
    pub async fn measured(&mut self, answers: Answers, load: impl Future<Output = Result<Load>>) -> Result<Sample> {
        let (served, ours, database) = self.used()?;
        let statements = self.place.statements().await?;
        let load = load.await?;
        let (served_after, ours_after, database_after) = self.used()?;
        let after = self.place.statements().await?;
        let own_cpu = match answers {
            Answers::Server => served_after - served,
            Answers::Ourselves => ours_after - ours,
        };
        Ok(Sample {
            load,
            own_cpu,
            database_cpu: database_after - database,
            statements: after.count - statements.count,
            waited: after.micros - statements.micros,
        })
    }

    /// CPU so far: of the server, of ourselves, of PostgreSQL.
    fn used(&mut self) -> Result<(u64, u64, u64)> {
        let (server, ours) = (self.place.pid()?, std::process::id());
        let database = self.database.map_or(0, |root| self.cpu.of_tree(root));
        Ok((self.cpu.of(server), self.cpu.of(ours), database))
    }
}
