use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use events::{Letter, MailProblem};
use marketplace::Mailer;

/// A post of which every answer is given beforehand; afterwards it takes everything.
#[derive(Default)]
pub struct Post {
    answers: Mutex<Vec<Result<(), MailProblem>>>,
    took: Mutex<Vec<String>>,
}

impl Post {
    /// Gives these answers, in this order, to the first letters.
    pub fn answering(answers: impl IntoIterator<Item = Result<(), MailProblem>>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), took: Mutex::default() })
    }

    /// The ids of the letters that it was handed, in their order, whatever it said to them.
    pub fn took(&self) -> Vec<String> {
        held(&self.took).clone()
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, letter: &Letter) -> Result<(), MailProblem> {
        held(&self.took).push(letter.id.to_string());
        let mut answers = held(&self.answers);
        if answers.is_empty() { Ok(()) } else { answers.remove(0) }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
