use async_graphql::Enum;

/// A question of a form for the United States.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "::tax::UsField")]
pub enum UsTaxField {
    /// Whether the payee is a person of the United States.
    UsPerson,
    /// Whether a person or another body answers.
    ActingAs,
    LegalName,
    BusinessName,
    Classification,
    Address,
    HomeCountry,
    /// The number that the United States gave.
    UsTin,
    Residence,
    BirthDate,
    #[graphql(name = "CHAPTER4_STATUS")]
    Chapter4,
    #[graphql(name = "TREATY_CLAIM")]
    Treaty,
    ExemptPayeeCode,
    BackupWithholding,
    SignedName,
    Capacity,
    #[graphql(name = "UNDER_PENALTIES_OF_PERJURY")]
    Perjury,
}
