use async_graphql::Enum;

/// In whose name an expert speaks.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::requests::SpeakingIdentity")]
pub enum SpeakingIdentity {
    /// In their own: their photo and biography are given. Needs `SPEAK_AS_INDIVIDUAL`.
    Individual,
    /// In that of their company, whose details are given. Needs `SPEAK_AS_COMPANY`.
    Company,
}
