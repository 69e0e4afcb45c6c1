use std::fmt;

use async_trait::async_trait;
use engagements::{AccessGrant, AccessSession};

/// Hands out what lets one named person into a customer's account, for one session. Implemented in `rails`.
///
/// The embedded broker signs tokens, which whoever guards the customer's account verifies by the published keys. A cloud's
/// own broker fits the same shape. With the AWS Security Token Service it is one call of `AssumeRole`, in the customer's
/// account, for a role that the customer made once and whose trust policy names the operator:
///
/// | `AssumeRole` | from |
/// |---|---|
/// | `RoleArn` | the role of the customer's account |
/// | `ExternalId` | the grant's id, which the customer's trust policy asks for: of no other grant's session |
/// | `RoleSessionName` | the session's id, so that `CloudTrail` tells the same name as the activity log |
/// | `PolicyArns` | `arn:aws:iam::aws:policy/` and the level's name: the session can do no more than that |
/// | `DurationSeconds` | from the session's beginning to its end: at least 900, as a session is |
/// | `Tags` | the engagement and the person |
///
/// What comes back (`AccessKeyId`, `SecretAccessKey`, `SessionToken`) is the secret, in the cloud's own JSON. When a
/// grant ends, no session is opened; those that are open end with their time, which is why it is short.
#[async_trait]
pub trait AccessBroker: Send + Sync {
    /// Makes the credentials of a session: good for its level, from when it was opened until it expires, and for nothing
    /// else. Asked again for the same session, it gives credentials that end at the same instant.
    async fn open(&self, grant: &AccessGrant, session: &AccessSession) -> Result<AccessCredentials, AccessBrokerError>;

    /// The keys by which credentials are verified, as a JWK set; `None` where somebody else verifies them.
    fn public_keys(&self) -> Option<String>;
}

/// What lets somebody in. Whoever holds it is let in: it is told to the person alone, kept nowhere and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessCredentials(String);

/// The broker cannot be reached, or does not let anybody in; the same session may be asked for again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the access broker gave no credentials: {0}")]
pub struct AccessBrokerError(pub String);

impl AccessCredentials {
    pub const fn new(secret: String) -> Self {
        Self(secret)
    }

    /// The secret itself, for the one answer that it stands in.
    pub fn reveal(self) -> String {
        self.0
    }
}

impl fmt::Debug for AccessCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCredentials")
    }
}
