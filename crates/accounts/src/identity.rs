use kernel::EmailAddress;

/// What a token says of who sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The issuer's name for the person (`sub`); it never changes and never passes to another.
    pub subject: String,
    /// As the issuer verified it.
    pub email: EmailAddress,
    /// Whether the person showed a second factor (`amr` holds `mfa`, G-01).
    pub second_factor: bool,
}
