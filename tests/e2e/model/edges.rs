//! Whether the histories go everywhere: which commands they have taken, and which refused and by what.
//!
//! `GUILDHALL_EDGES=1` prints how often each was.

use std::collections::BTreeMap;

use support::{Backend, story};

use super::{
    command::{Command, Does, Event},
    first_seed,
    given::Given,
    histories, history,
    shrink::current,
    state::Model,
};

/// How often commands of a kind were taken, and refused by each code.
type Edges = BTreeMap<String, BTreeMap<&'static str, usize>>;

const TAKEN: &str = "taken";
/// How many kinds of commands there are.
const KINDS: usize = 54;

/// Holds for the strategy: in the histories of the gate every kind of command is both taken and refused.
#[story]
async fn the_histories_go_down_every_edge_and_against_every_wall(given: &Given) {
    let mut edges = Edges::new();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let first = first_seed(backend);
        for seed in first..first.saturating_add(histories()) {
            given.imagine(seed, &mut edges);
        }
    }
    if std::env::var("GUILDHALL_EDGES").is_ok_and(|value| value == "1") {
        for (kind, said) in &edges {
            println!("{kind}: {said:?}");
        }
    }
    let taken = |said: &BTreeMap<_, _>| said.contains_key(TAKEN);
    let refused = |said: &BTreeMap<_, _>| said.keys().any(|said| *said != TAKEN);
    assert_eq!(edges.len(), KINDS, "of all kinds of commands only {:?} were ever sent", edges.keys());
    for (kind, said) in &edges {
        assert!(taken(said), "no history has taken {kind}: {said:?}");
        assert!(refused(said), "no history has refused {kind}: {said:?}");
    }
}

impl Given {
    /// Plays a history on the model alone.
    fn imagine(&self, seed: u64, edges: &mut Edges) {
        let (mut model, mut sent) = (self.model.clone(), self.sent.clone());
        for step in current(&history(seed)) {
            match model.event(&step, &sent) {
                Some(Event::Asked(command)) => {
                    let told = imagined(&mut model, &command);
                    let kind = edges.entry(kind(&command.does)).or_default();
                    for told in told {
                        *kind.entry(told).or_default() += 1;
                    }
                    if command.key == sent.len() {
                        sent.push(command);
                    }
                }
                Some(Event::Passed { to, swept: true }) => model.pass(to),
                Some(Event::Passed { to, swept: false }) => model.now = to,
                Some(Event::Swept) => model.sweep(),
                None => {}
            }
        }
    }
}

fn imagined(model: &mut Model, command: &Command) -> Vec<&'static str> {
    let refusals = model.refusals(command);
    if refusals.is_empty() {
        model.take(command);
        return vec![TAKEN];
    }
    refusals.into_iter().collect()
}

/// As the code calls it: `OpenRequest`, or `End(Ask`.
fn kind(does: &Does) -> String {
    let told = format!("{does:?}");
    told.split([' ', '{']).next().unwrap_or_default().trim_end_matches(')').to_owned()
}
