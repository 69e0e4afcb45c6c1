//! A history, played on the model and on the system at once.

use std::fmt::Write;

use chrono::TimeDelta;
use support::App;

use super::{
    command::{ACCOUNTS, CUSTOMERS, Command, Event, Thing, usd},
    given::Given,
    state::Model,
    step::Step,
    system::{Said, System},
    view::{View, differences},
};

/// How often everything is looked at, in steps; each command's own answer is compared at once.
const LOOK_EVERY: usize = 32;

/// Where the two part ways: what happened, in order, and what each says of it.
#[derive(Debug)]
pub struct Parting {
    /// How many steps it took.
    pub steps: usize,
    happened: Vec<String>,
    /// What differs: the thing, the model and the system.
    differences: Vec<(String, String, String)>,
}

/// Both, side by side.
struct Pair {
    model: Model,
    system: System,
    /// The commands so far.
    sent: Vec<Command>,
    /// How many steps were taken, also those that came to nothing.
    steps: usize,
    happened: Vec<String>,
}

impl Given {
    /// Plays a history.
    pub async fn play(&self, steps: &[Step]) -> Result<(), Parting> {
        self.play_to(steps, async |_| ()).await
    }

    /// Plays a history, and has accountants add up the books that it leaves: today, and as of days on the way.
    pub async fn play_and_audit(&self, steps: &[Step]) -> Result<(), Parting> {
        let begun = self.model.now.date_naive();
        self.play_to(steps, async |app| {
            let days = (app.now().date_naive() - begun).num_days().max(1);
            let on = |part: i64| begun + TimeDelta::days(days * part / 4);
            app.accountants_agree(&[0, 1, 2, 3].map(on)).await;
            app.feeds_come_to_the_balances().await;
        })
        .await
    }

    async fn play_to(&self, steps: &[Step], audit: impl AsyncFnOnce(&App)) -> Result<(), Parting> {
        let (model, sent) = (self.model.clone(), self.sent.clone());
        let mut pair = Pair { model, system: self.system().await, sent, steps: 0, happened: vec![] };
        let told = pair.play(steps).await;
        let Pair { system, steps, happened, .. } = pair;
        let ended = match told {
            Ok(()) => {
                audit(&system.app).await;
                end(system).await
            }
            Err(differences) => {
                system.app.into_template().await.remove().await;
                Err(differences)
            }
        };
        ended.map_err(|differences| Parting { steps, happened, differences })
    }
}

type Differences = Vec<(String, String, String)>;

impl Pair {
    async fn play(&mut self, steps: &[Step]) -> Result<(), Differences> {
        for step in steps {
            self.steps += 1;
            let Some(event) = self.model.event(step, &self.sent) else { continue };
            self.happened.push(event.to_string());
            match event {
                Event::Asked(command) => self.ask(command).await?,
                Event::Passed { to, swept: true } => {
                    self.system.app.advance(to - self.model.now).await;
                    self.model.pass(to);
                }
                Event::Passed { to, swept: false } => {
                    self.system.app.advance_without_sweeps(to - self.model.now).await;
                    self.model.now = to;
                }
                Event::Swept => self.sweep().await?,
            }
            if self.happened.len().is_multiple_of(LOOK_EVERY) {
                self.look().await?;
            }
        }
        self.happened.push("In the end the sweeps run".to_owned());
        self.sweep().await?;
        self.look().await
    }

    async fn ask(&mut self, command: Command) -> Result<(), Differences> {
        let refusals = self.model.refusals(&command);
        let said = self.system.send(&command, &self.model).await;
        if command.key == self.sent.len() {
            self.sent.push(command.clone());
        }
        let (agreed, told) = match &said {
            Said::Refused(code) => (refusals.contains(code.as_str()), format!("refused: {code}")),
            Said::Taken(ids) => (refusals.is_empty(), format!("taken {ids:?}")),
            Said::Broken(answer) => (false, answer.clone()),
        };
        if !agreed {
            let expected = if refusals.is_empty() { "taken".to_owned() } else { format!("refused: {refusals:?}") };
            return Err(vec![("the command".to_owned(), expected, told)]);
        }
        if let (Said::Refused(code), Some(line)) = (&said, self.happened.last_mut()) {
            let _ = write!(line, ": {code}");
        }
        let Said::Taken(ids) = said else { return Ok(()) };
        let made = self.model.take(&command);
        self.know(made, ids)
    }

    /// What is made once has its id for good, however often it is asked for.
    fn know(&mut self, made: Vec<Thing>, ids: Vec<String>) -> Result<(), Differences> {
        for (index, (thing, id)) in made.into_iter().zip(ids).enumerate() {
            let known = self.system.ids.things.entry(thing).or_insert_with(|| id.clone());
            if index == 0 && *known != id {
                return Err(vec![(format!("{thing:?}"), known.clone(), id)]);
            }
        }
        Ok(())
    }

    async fn sweep(&mut self) -> Result<(), Differences> {
        self.model.sweep();
        let failed = self.system.app.sweep().await.failed;
        if failed == 0 {
            Ok(())
        } else {
            Err(vec![("the sweeps".to_owned(), "0 failed".to_owned(), format!("{failed} failed"))])
        }
    }

    async fn look(&self) -> Result<(), Differences> {
        let model: View = self.model.view().into_iter().chain(self.model.books()).collect();
        let system: View = self.system.view().await.into_iter().chain(self.system.books().await).collect();
        let mut differences = differences(&model, &system);
        for (expert, name) in ACCOUNTS.into_iter().enumerate().skip(CUSTOMERS) {
            let (earned, held) = self.model.earned_and_held(expert);
            if earned != held {
                differences.push((format!("what {name} earned, and has"), usd(earned), usd(held)));
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(differences) }
    }
}

/// What must hold at the end of every story (see `App::finish`) holds here too.
async fn end(system: System) -> Result<(), Differences> {
    let ended = tokio::spawn(system.app.finish()).await;
    ended.map_err(|fault| vec![("the end".to_owned(), "as of every story".to_owned(), fault.to_string())])
}

impl Parting {
    /// For people: what happened line by line, and how the two differ in the end.
    pub fn tell(&self) -> String {
        let mut story = String::new();
        for (number, line) in self.happened.iter().enumerate() {
            let _ = writeln!(story, "{:3}. {line}", number + 1);
        }
        for (thing, model, system) in &self.differences {
            let _ = write!(story, "     {thing}\n       model:  {model}\n       system: {system}\n");
        }
        story
    }
}
