use url::{Host, Url};

const LENGTH_MAX: usize = 2_048;

/// An address of a public host over https, as the browser of a stranger may be sent to it; `None`: it is none.
pub fn public_url(typed: &str) -> Option<String> {
    let url = Url::parse(typed.trim()).ok()?;
    let public = match url.host() {
        Some(Host::Domain(name)) => is_public(name.trim_end_matches('.')),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
    };
    let plain = url.username().is_empty() && url.password().is_none();
    (url.scheme() == "https" && public && plain && url.as_str().len() <= LENGTH_MAX).then(|| url.into())
}

fn is_public(name: &str) -> bool {
    let (_, last) = name.rsplit_once('.').unwrap_or_default();
    !matches!(last, "" | "localhost" | "local" | "internal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_public_hosts_over_https() {
        assert_eq!(public_url(" https://github.com/ada ").as_deref(), Some("https://github.com/ada"));
        for bad in [
            "http://github.com/ada",
            "https://127.0.0.1/x",
            "https://[::1]/",
            "https://localhost/",
            "https://localhost./",
            "https://printer.local/",
            "https://ada:pw@example.org/",
            "javascript:alert(1)",
            "github.com/ada",
        ] {
            assert_eq!(public_url(bad), None, "{bad}");
        }
    }
}
