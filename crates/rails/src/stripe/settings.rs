use std::fmt;

use reqwest::{
    Url,
    header::{HeaderValue, InvalidHeaderValue},
};
use url::Host;

/// Where the provider is, and as whom we speak to it.
#[derive(Clone)]
pub struct StripeSettings {
    pub(super) base: Url,
    pub(super) authorization: HeaderValue,
    pub(super) account: Option<HeaderValue>,
}

/// Why a provider cannot be spoken to as it was set up.
#[derive(Debug, thiserror::Error)]
pub enum StripeUnusable {
    #[error("the payment provider's address must be https://…; http://… only on this machine itself")]
    Address,
    #[error("the payment provider's key, or its account, is not of the characters that keys are made of")]
    Key(#[source] InvalidHeaderValue),
    #[error("there is no https here")]
    Client(#[source] reqwest::Error),
}

impl StripeSettings {
    /// `base_url`: all but the path, as `https://api.stripe.com`. `key`: the secret one, as `sk_…` or `rk_…`.
    pub fn new(base_url: &str, key: &str) -> Result<Self, StripeUnusable> {
        let base: Url = base_url.parse().map_err(|_| StripeUnusable::Address)?;
        let is_bare = base.path() == "/" && base.query().is_none() && base.username().is_empty();
        if !(is_bare && is_private(&base)) {
            return Err(StripeUnusable::Address);
        }
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {}", key.trim())).map_err(StripeUnusable::Key)?;
        authorization.set_sensitive(true);
        Ok(Self { base, authorization, account: None })
    }

    /// Acts for a connected account, `acct_…`, instead of for the key's own.
    pub fn for_account(self, account: &str) -> Result<Self, StripeUnusable> {
        Ok(Self { account: Some(HeaderValue::from_str(account).map_err(StripeUnusable::Key)?), ..self })
    }
}

/// Nobody on the way can read the key.
fn is_private(base: &Url) -> bool {
    base.scheme() == "https"
        || base.scheme() == "http"
            && match base.host() {
                Some(Host::Ipv4(address)) => address.is_loopback(),
                Some(Host::Ipv6(address)) => address.is_loopback(),
                Some(Host::Domain(_)) | None => false,
            }
}

/// Without the key.
impl fmt::Debug for StripeSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StripeSettings").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sent_over_https_or_nowhere() {
        for base in ["https://api.stripe.com", "http://127.0.0.1:12111", "http://[::1]:1"] {
            assert!(StripeSettings::new(base, "sk_test_1").is_ok(), "{base}");
        }
        for base in
            ["http://api.stripe.com", "http://localhost.example", "ftp://127.0.0.1", "https://a/v1", "", "https://u@a"]
        {
            assert!(matches!(StripeSettings::new(base, "sk_test_1"), Err(StripeUnusable::Address)), "{base}");
        }
        assert!(StripeSettings::new("https://a", "sk\n").is_ok(), "a file's last line ends");
        assert!(matches!(StripeSettings::new("https://a", "sk\n1"), Err(StripeUnusable::Key(_))));
    }

    #[test]
    fn a_key_is_never_shown() {
        let settings = StripeSettings::new("https://api.stripe.com", "sk_live_4711").unwrap();
        let provider = super::super::StripeProvider::new(settings.clone()).unwrap();
        let provider = provider.with_webhook_secrets(vec![super::super::WebhookSecret::new("whsec_4711")]);
        assert!(!format!("{settings:?} {provider:?}").contains("4711"));
    }
}
