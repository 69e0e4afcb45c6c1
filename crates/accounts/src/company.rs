use chrono::{DateTime, Utc};
use kernel::{AccountId, UploadId, line, public_url, text};

use crate::AccountError;

/// The company that an account is, as it shows itself to the world: one an account, shared by all its experts (IQ-21,
/// G-04). It is whole, or it is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    pub account_id: AccountId,
    pub details: CompanyDetails,
    pub saved_at: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyDetails {
    pub name: String,
    pub description: String,
    pub logo: UploadId,
    /// Of a public host, over https.
    pub url: String,
}

impl CompanyDetails {
    /// Takes the details as typed, within their limits.
    pub fn checked(self) -> Result<Self, AccountError> {
        Ok(Self {
            name: line("name", &self.name, 1..=100)?,
            description: text("description", &self.description, 1..=2_000)?,
            logo: self.logo,
            url: public_url(&self.url).ok_or(AccountError::UrlNotAllowed)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Holds IQ-21.
    #[test]
    fn a_company_is_whole_or_not_at_all() {
        let whole = CompanyDetails {
            name: " Engines Ltd ".into(),
            description: "Builds engines.".into(),
            logo: UploadId::generate(DateTime::UNIX_EPOCH),
            url: "https://engines.example/".into(),
        };
        assert_eq!(whole.clone().checked().unwrap().name, "Engines Ltd");
        assert!(CompanyDetails { name: " ".into(), ..whole.clone() }.checked().is_err());
        assert!(CompanyDetails { description: String::new(), ..whole.clone() }.checked().is_err());
        let url = "http://engines.example/".into();
        assert_eq!(CompanyDetails { url, ..whole }.checked(), Err(AccountError::UrlNotAllowed));
    }
}
