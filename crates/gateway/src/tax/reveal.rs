use ::tax::{FormIdentifier, Revealed};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use kernel::InputError;

use super::dac7_form::known;
use crate::session::Session;

payload!(IdentifierRevealPayload { revealed_identifier: RevealedIdentifier });

/// An identifier in the clear. Nobody keeps it: it is shown this once.
#[derive(SimpleObject)]
pub struct RevealedIdentifier {
    value: String,
}

/// An identifier that is masked everywhere else.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum IdentifierKind {
    /// The taxpayer number of the country that is named.
    Tin,
    VatId,
}

/// What to see, and what for.
#[derive(InputObject)]
pub struct IdentifierRevealInput {
    dac7_form_id: ID,
    identifier: IdentifierKind,
    /// With `TIN`, and only with it: an ISO 3166 code of two letters, "DE".
    country: Option<String>,
    /// 10 to 1,000 characters; the audit trail keeps it, with who asked.
    reason: String,
}

#[derive(Default)]
pub struct RevealMutations;

#[Object]
impl RevealMutations {
    /// See an identifier in the clear, for a reason: it is logged, and so many an hour are shown. For staff with
    /// `REVEAL_IDENTIFIERS`.
    async fn identifier_reveal(
        &self,
        ctx: &Context<'_>,
        input: IdentifierRevealInput,
    ) -> async_graphql::Result<IdentifierRevealPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let revealed = async {
            let identifier = input.identifier()?;
            app.reveal_identifier(*actor, input.dac7_form_id.parse()?, identifier, &input.reason).await
        };
        IdentifierRevealPayload::from_result(revealed.await)
    }
}

impl IdentifierRevealInput {
    fn identifier(&self) -> Result<FormIdentifier, InputError> {
        match (self.identifier, self.country.as_deref()) {
            (IdentifierKind::Tin, Some(country)) => Ok(FormIdentifier::Tin(known(country)?)),
            (IdentifierKind::VatId, None) => Ok(FormIdentifier::VatId),
            (IdentifierKind::Tin, None) => Err(InputError::new("country", "is needed for TIN")),
            (IdentifierKind::VatId, Some(_)) => Err(InputError::new("country", "goes with TIN alone")),
        }
    }
}

impl From<Revealed> for RevealedIdentifier {
    fn from(revealed: Revealed) -> Self {
        Self { value: revealed.into_inner() }
    }
}
