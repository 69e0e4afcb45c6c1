use std::{env, fs, path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use marketplace::Marketplace;
use rails::stripe::{StripeProvider, StripeSettings, WebhookSecret};

use crate::cli::PaymentArgs;

const KEY: &str = "GUILDHALL_PAYMENTS_KEY";
const SECRETS: &str = "GUILDHALL_PAYMENTS_WEBHOOK_SECRETS";
/// One secret is exchanged for another: no more are known at once.
const SECRETS_MAX: usize = 2;

/// What is said of the payment service, wherever it was said.
#[derive(Default)]
struct Said {
    url: Option<String>,
    key: Option<String>,
    secrets: Option<String>,
}

/// The application, connected to the payment service that is named; a sandbox plays its own. What is named by half is an
/// error: nobody is to find out from bills that wait.
pub fn with_payments(app: Marketplace, args: &PaymentArgs) -> Result<Marketplace> {
    let said = Said {
        url: args.url.clone().filter(|url| !url.is_empty()),
        key: secret(KEY, "--payments-key-file", args.key_file.as_deref())?,
        secrets: secret(SECRETS, "--payments-webhook-secrets-file", args.webhook_secrets_file.as_deref())?,
    };
    let is_sandbox = app.clock_hand().is_some();
    Ok(match said.service(is_sandbox)? {
        Some(service) => app.with_provider(Arc::new(service)),
        None => app,
    })
}

impl Said {
    /// `None`: nothing is said.
    fn service(self, is_sandbox: bool) -> Result<Option<StripeProvider>> {
        let (url, key) = match self {
            Self { url: None, key: None, secrets: None } => return Ok(None),
            _ if is_sandbox => {
                bail!("a sandbox plays the payment service itself: leave out --payments-url and its secrets")
            }
            Self { url: None, .. } => bail!("there are secrets of a payment service, and --payments-url is missing"),
            Self { key: None, .. } => bail!("--payments-url needs the service's key: {KEY}, or --payments-key-file"),
            Self { url: Some(ref url), key: Some(ref key), .. } => (url, key),
        };
        if key.starts_with("pk_") {
            bail!("the payment service's key is the publishable one: give the secret one, sk_… or rk_…");
        }
        let service = StripeProvider::new(StripeSettings::new(url, key)?)?;
        let Some(secrets) = &self.secrets else {
            tracing::warn!("no secret for the payment service's messages: it is asked once a minute instead");
            return Ok(Some(service));
        };
        let secrets: Vec<_> = secrets.split([',', '\n']).map(str::trim).filter(|secret| !secret.is_empty()).collect();
        if secrets.is_empty() || secrets.len() > SECRETS_MAX {
            bail!("give one secret of the payment service's messages, or two while one is exchanged for another");
        }
        let secrets = secrets.into_iter().map(WebhookSecret::new).collect();
        Ok(Some(service.with_webhook_secrets(secrets)))
    }
}

/// A secret of the environment or of a file; never of the command line, which everybody on the machine reads.
fn secret(variable: &str, flag: &str, file: Option<&Path>) -> Result<Option<String>> {
    let from_environment = match env::var(variable) {
        Ok(secret) => Some(secret),
        Err(env::VarError::NotPresent) => None,
        Err(env::VarError::NotUnicode(_)) => bail!("{variable} is no text"),
    };
    let secret = match (from_environment.filter(|secret| !secret.is_empty()), file) {
        (Some(_), Some(_)) => bail!("{variable} and {flag} both say it: leave one out"),
        (secret, None) => return Ok(secret),
        (None, Some(file)) => {
            fs::read_to_string(file).with_context(|| format!("{flag}: {} cannot be read", file.display()))?
        }
    };
    if secret.trim().is_empty() {
        bail!("{flag}: the file is empty");
    }
    Ok(Some(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://pay.example";

    fn service(url: &str, key: &str, secrets: &str) -> Result<Option<StripeProvider>> {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Said { url: said(url), key: said(key), secrets: said(secrets) }.service(false)
    }

    #[test]
    fn a_service_is_named_whole_or_not_at_all() {
        assert!(service("", "", "").unwrap().is_none());
        for secrets in ["", "whsec_1", "whsec_1,whsec_2", "whsec_1\nwhsec_2\n"] {
            assert!(service(URL, "sk_test_1", secrets).unwrap().is_some(), "{secrets:?}");
        }
        let refused = [
            (URL, "", "", "needs the service's key"),
            (URL, "", "whsec_1", "needs the service's key"),
            ("", "sk_test_1", "", "--payments-url is missing"),
            ("", "", "whsec_1", "--payments-url is missing"),
            (URL, "pk_live_1", "", "the secret one"),
            (URL, "sk_test_1", ",", "give one secret"),
            (URL, "sk_test_1", "a,b,c", "give one secret"),
            ("http://pay.example", "sk_test_1", "", "must be https"),
        ];
        for (url, key, secrets, why) in refused {
            let said = service(url, key, secrets).unwrap_err().to_string();
            assert!(said.contains(why) && !said.contains("_1"), "{said}");
        }
        let named = Said { url: Some(URL.to_owned()), key: Some("sk_test_1".to_owned()), secrets: None };
        assert!(named.service(true).unwrap_err().to_string().contains("sandbox"));
    }
}
