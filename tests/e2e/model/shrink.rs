//! Makes a history that fails as short and plain as it can be.

use proptest::strategy::ValueTree;

use super::{given::Given, step::Step, story::Parting};

/// How many smaller histories are tried at most.
const TRIES_MAX: usize = 200;

/// A step that can be made plainer.
pub type StepTree = Box<dyn ValueTree<Value = Step>>;

/// A history that fails, while it is made smaller.
pub struct Failing<'a> {
    given: &'a Given,
    /// Its steps, as far as they are needed.
    steps: Vec<StepTree>,
    parting: Parting,
    tries: usize,
}

impl<'a> Failing<'a> {
    pub fn new(given: &'a Given, mut steps: Vec<StepTree>, parting: Parting) -> Self {
        steps.truncate(parting.steps); // What came after it is not to blame.
        Self { given, steps, parting, tries: 0 }
    }

    /// Leaves out what is not needed, then makes every step as plain as it can be.
    pub async fn shrunk(mut self) -> Parting {
        let mut size = self.steps.len() / 2;
        while size > 0 {
            let mut from = 0;
            while from < self.steps.len() {
                let to = self.steps.len().min(from + size);
                let left_out: Vec<StepTree> = self.steps.drain(from..to).collect();
                if !self.still_fails().await {
                    self.steps.splice(from..from, left_out);
                    from += size;
                }
            }
            size /= 2;
        }
        for index in 0..self.steps.len() {
            let mut goes_on = self.steps[index].simplify();
            while goes_on {
                let fails = self.still_fails().await;
                let step = &mut self.steps[index];
                goes_on = if fails { step.simplify() } else { step.complicate() };
            }
        }
        self.parting
    }

    async fn still_fails(&mut self) -> bool {
        self.tries += 1;
        if self.tries > TRIES_MAX {
            return false;
        }
        match self.given.play(&current(&self.steps)).await {
            Ok(()) => false,
            Err(parting) => {
                self.parting = parting;
                true
            }
        }
    }
}

/// A history as it stands.
pub fn current(steps: &[StepTree]) -> Vec<Step> {
    steps.iter().map(ValueTree::current).collect()
}
