//! The floor: the very statements that a request makes the product run, recorded once and then asked directly, over
//! pools of the same size. What the product takes beyond them is ours.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::{Result, ensure};
use kernel::EventId;
use marketplace::Db;
use sea_orm::{ConnectionTrait, Statement, Value, Values, metric::Info, prelude::Uuid};
use support::{START, instant};

use crate::load::Work;

/// What marks the idempotency keys of a recording, so that a replay can give keys of its own.
pub const KEY_MARK: &str = "recorded-key";

/// Keeps the statements that are run.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Vec<Statement>>>);

impl Recorder {
    pub fn watch(&self) -> impl Fn(&Info<'_>) + Clone + Send + Sync + 'static {
        let kept = self.0.clone();
        move |info| kept.lock().unwrap_or_else(PoisonError::into_inner).push(info.statement.clone())
    }

    /// Takes what was kept since it was last taken.
    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads as they were recorded, one recording after the other.
pub struct Reads {
    pub db: Db,
    pub recordings: Vec<Vec<Statement>>,
}

#[async_trait::async_trait]
impl Work for Reads {
    async fn once(&self, worker: usize, turn: u64) -> Result<()> {
        let which = (worker + usize::try_from(turn)?) % self.recordings.len();
        for statement in &self.recordings[which] {
            self.db.reader().query_all_raw(statement.clone()).await?;
        }
        Ok(())
    }
}

/// Commands in their transactions, each worker's own, with fresh ids and keys at every replay.
pub struct Writes {
    pub db: Db,
    pub recordings: Vec<Vec<Command>>,
}

/// One recorded command: what it read before its transaction, what it did in it, and what it read after.
pub struct Command {
    before: Vec<Template>,
    inside: Vec<Template>,
    after: Vec<Template>,
}

/// A statement with gaps for what is new at every replay.
struct Template {
    statement: Statement,
    gaps: Vec<(usize, Gap)>,
}

enum Gap {
    /// The id of this number.
    Id(usize),
    /// A text with ids and keys in it.
    Text(Vec<Part>),
}

enum Part {
    Plain(String),
    Id(usize),
    Key,
}

#[async_trait::async_trait]
impl Work for Writes {
    async fn once(&self, worker: usize, turn: u64) -> Result<()> {
        let key = format!("replayed-{worker}-{turn}");
        let mut ids = HashMap::new();
        for command in &self.recordings[worker] {
            for template in &command.before {
                self.db.reader().query_all_raw(template.filled(&mut ids, &key)).await?;
            }
            let tx = self.db.begin().await?;
            for template in &command.inside {
                tx.query_all_raw(template.filled(&mut ids, &key)).await?;
            }
            tx.commit().await?;
            for template in &command.after {
                self.db.reader().query_all_raw(template.filled(&mut ids, &key)).await?;
            }
        }
        Ok(())
    }
}

/// Makes templates of commands that were recorded twice: what differs between the two is new every time.
pub fn templates(first: Vec<Vec<Statement>>, second: &[Vec<Statement>]) -> Result<Vec<Command>> {
    let texts = |commands: &[Vec<Statement>]| commands.iter().flatten().map(|one| one.sql.clone()).collect::<Vec<_>>();
    ensure!(texts(&first) == texts(second), "a command did not run the same statements twice");
    let known: HashSet<Uuid> = second.iter().flatten().flat_map(uuids).collect();
    let mut fresh: Vec<Uuid> = Vec::new();
    for id in first.iter().flatten().flat_map(uuids) {
        if !known.contains(&id) && !fresh.contains(&id) {
            fresh.push(id);
        }
    }
    Ok(first.into_iter().map(|statements| command(statements, &fresh)).collect())
}

/// From the first statement that writes to the last is one transaction: that is how use cases are made.
fn command(statements: Vec<Statement>, fresh: &[Uuid]) -> Command {
    let writes = |template: &Template| !template.statement.sql.trim_start().to_lowercase().starts_with("select");
    let mut before: Vec<Template> = statements.into_iter().map(|statement| template(statement, fresh)).collect();
    let begin = before.iter().position(writes).unwrap_or(before.len());
    let end = before.iter().rposition(writes).map_or(begin, |last| last + 1);
    let after = before.split_off(end);
    let inside = before.split_off(begin);
    Command { before, inside, after }
}

fn template(statement: Statement, fresh: &[Uuid]) -> Template {
    let values = statement.values.as_ref().map(|Values(values)| values.as_slice()).unwrap_or_default();
    let gaps = values.iter().enumerate().filter_map(|(place, value)| Some((place, gap(value, fresh)?))).collect();
    Template { statement, gaps }
}

fn gap(value: &Value, fresh: &[Uuid]) -> Option<Gap> {
    if let Value::Uuid(Some(id)) = value {
        return fresh.iter().position(|new| new == id).map(Gap::Id);
    }
    let Value::String(Some(text)) = value else { return None };
    let parts = parts(text, fresh);
    parts.iter().any(|part| !matches!(part, Part::Plain(_))).then_some(Gap::Text(parts))
}

/// Cuts a text at the ids and the key in it.
fn parts(text: &str, fresh: &[Uuid]) -> Vec<Part> {
    let marks = fresh.iter().enumerate().map(|(number, id)| (id.simple().to_string(), Part::Id(number)));
    for (mark, part) in marks.chain([(KEY_MARK.to_owned(), Part::Key)]) {
        if let Some((before, after)) = text.split_once(&mark) {
            let mut cut = parts(before, fresh);
            cut.push(part);
            cut.extend(parts(after, fresh));
            return cut;
        }
    }
    vec![Part::Plain(text.to_owned())]
}

impl Template {
    fn filled(&self, ids: &mut HashMap<usize, Uuid>, key: &str) -> Statement {
        let mut statement = self.statement.clone();
        let mut new = |number: usize| *ids.entry(number).or_insert_with(|| EventId::generate(instant(START)).uuid());
        for (place, gap) in &self.gaps {
            let value = match gap {
                Gap::Id(number) => Value::Uuid(Some(new(*number))),
                Gap::Text(parts) => {
                    let told = parts.iter().map(|part| match part {
                        Part::Plain(text) => text.clone(),
                        Part::Id(number) => new(*number).simple().to_string(),
                        Part::Key => key.to_owned(),
                    });
                    Value::String(Some(told.collect()))
                }
            };
            if let Some(Values(values)) = &mut statement.values {
                values[*place] = value;
            }
        }
        statement
    }
}

fn uuids(statement: &Statement) -> Vec<Uuid> {
    let values = statement.values.as_ref().map(|Values(values)| values.as_slice()).unwrap_or_default();
    values.iter().filter_map(|value| if let Value::Uuid(id) = value { *id } else { None }).collect()
}
