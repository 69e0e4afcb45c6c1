use kernel::Actor;
use sha2::{Digest, Sha256};

/// The longest key that a client may choose.
pub const KEY_LENGTH_MAX: usize = 255;

/// A command as its sender may repeat it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// Whose key it is: an account, a member of staff, or a person who is in no account yet.
    pub scope: String,
    /// Chosen by the client; unique within its scope.
    pub key: String,
    /// The mutation it came by.
    pub name: &'static str,
    pub payload_hash: Vec<u8>,
}

/// What an earlier command with the same key was, and where its answer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub command: String,
    pub payload_hash: Vec<u8>,
    pub result_ref: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdempotencyError {
    #[error("this command needs an idempotency key")]
    KeyMissing,
    #[error("an idempotency key has at most {KEY_LENGTH_MAX} characters and no control characters")]
    KeyUnusable,
    #[error("the idempotency key {0:?} was already used for something else")]
    KeyReused(String),
}

impl Command {
    /// `payload` is every input that matters, in a fixed order.
    pub fn new(actor: Actor, name: &'static str, key: &str, payload: &[&str]) -> Result<Self, IdempotencyError> {
        let account = actor.account().map(|id| id.to_string());
        let staff = || actor.staff().map(|id| id.to_string());
        Self::scoped(account.or_else(staff).unwrap_or_default(), name, key, payload)
    }

    /// As [`Self::new`], for somebody who is in no account yet and is known by what the token says of them.
    pub fn scoped(scope: String, name: &'static str, key: &str, payload: &[&str]) -> Result<Self, IdempotencyError> {
        if key.trim().is_empty() {
            return Err(IdempotencyError::KeyMissing);
        }
        if key.chars().count() > KEY_LENGTH_MAX || key.chars().any(char::is_control) {
            return Err(IdempotencyError::KeyUnusable);
        }
        let mut hash = Sha256::new();
        for part in payload {
            hash.update(part.len().to_be_bytes()); // So that ("ab", "c") and ("a", "bc") differ.
            hash.update(part.as_bytes());
        }
        Ok(Self { scope, key: key.to_owned(), name, payload_hash: hash.finalize().to_vec() })
    }
}

impl Receipt {
    /// Where the answer to a repeated command is; refuses another command under the same key.
    pub fn answer_to(self, command: &Command) -> Result<String, IdempotencyError> {
        if self.command == command.name && self.payload_hash == command.payload_hash {
            return Ok(self.result_ref);
        }
        Err(IdempotencyError::KeyReused(command.key.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(key: &str, payload: &[&str]) -> Result<Command, IdempotencyError> {
        Command::scoped("acc_1".into(), "paymentRequestApprove", key, payload)
    }

    fn receipt_of(command: &Command) -> Receipt {
        let Command { name, payload_hash, .. } = command.clone();
        Receipt { command: name.into(), payload_hash, result_ref: "preq_1".into() }
    }

    #[test]
    fn the_same_key_and_payload_lead_to_the_first_answer() {
        let first = command("k1", &["preq_1"]).unwrap();
        assert_eq!(receipt_of(&first).answer_to(&first), Ok("preq_1".into()));
    }

    #[test]
    fn the_same_key_with_another_payload_is_refused() {
        let (first, other) = (command("k1", &["ab", "c"]).unwrap(), command("k1", &["a", "bc"]).unwrap());
        assert_eq!(receipt_of(&first).answer_to(&other), Err(IdempotencyError::KeyReused("k1".into())));
    }

    #[test]
    fn a_key_is_there_short_and_printable() {
        assert_eq!(command("", &[]), Err(IdempotencyError::KeyMissing));
        assert_eq!(command(" \u{a0}", &[]), Err(IdempotencyError::KeyMissing));
        assert_eq!(command("a\0b", &[]), Err(IdempotencyError::KeyUnusable));
        assert_eq!(command(&"k".repeat(256), &[]), Err(IdempotencyError::KeyUnusable));
        assert!(command(&"k".repeat(255), &[]).is_ok());
    }
}
