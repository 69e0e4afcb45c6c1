use events::{Letter, MailProblem};

/// Carries letters to people. Implemented in `rails`.
#[async_trait::async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a letter to the post. It may be handed in twice, if a worker dies before it notes the answer: its id goes
    /// with it.
    async fn send(&self, letter: &Letter) -> Result<(), MailProblem>;
}
