use ::accounts::Identity;
use async_graphql::Context;
use kernel::{Actor, ActorError};
use marketplace::{Error, Marketplace};

/// What every resolver starts from: the application, and on whose behalf it is asked.
pub struct Session {
    pub app: Marketplace,
    pub actor: Actor,
    /// What the token says; `None` for the anonymous.
    pub identity: Option<Identity>,
}

impl Session {
    pub fn of<'a>(ctx: &Context<'a>) -> &'a Self {
        ctx.data_unchecked()
    }

    /// Who is signed in, for what only needs a person and no account yet.
    pub fn signed_in(&self) -> Result<&Identity, Error> {
        Ok(self.identity.as_ref().ok_or(ActorError::Unauthenticated)?)
    }
}
