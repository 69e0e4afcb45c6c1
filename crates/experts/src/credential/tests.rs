use chrono::TimeDelta;
use kernel::InputError;

use super::*;
use crate::{CertificationLevel, CredentialIssuerDetails};

const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn issuer() -> CredentialIssuer {
    let details = CredentialIssuerDetails {
        name: "Certs".to_owned(),
        keys: r#"{"keys":[]}"#.to_owned(),
        achievements: vec![
            ("urn:associate".to_owned(), CertificationLevel::Associate),
            ("urn:basics".to_owned(), CertificationLevel::Foundational),
        ],
    };
    CredentialIssuer::trust(CredentialIssuerId::generate(AT), "https://certs.example", details, AT).unwrap()
}

fn credential() -> Credential {
    Credential {
        id: "urn:1".to_owned(),
        issuer: "https://certs.example".to_owned(),
        achievement: "urn:associate".to_owned(),
        recipients: vec![Recipient::Email("Ada@Example.org".to_owned())],
        valid_from: AT - TimeDelta::days(1),
        valid_until: Some(AT + TimeDelta::days(1)),
        statuses: vec![],
    }
}

fn judged(credential: &Credential) -> Result<Certificate, ExpertError> {
    credential.judged(&issuer(), &"ada@example.org".parse().unwrap(), AT)
}

/// Holds G-02 and IQ-16: what counts is the trusted achievement of this person, while it lasts.
#[test]
fn a_credential_counts_for_its_holder_while_it_is_valid() {
    assert_eq!(judged(&credential()).unwrap().level, CertificationLevel::Associate);

    let later = Credential { valid_from: AT + TimeDelta::seconds(1), ..credential() };
    assert_eq!(judged(&later), Err(CredentialError::NotYetValid(later.valid_from).into()));
    let over = Credential { valid_until: Some(AT), ..credential() };
    assert_eq!(judged(&over), Err(ExpertError::CertificationExpired(AT)));
    let low = Credential { achievement: "urn:basics".to_owned(), ..credential() };
    assert_eq!(judged(&low), Err(ExpertError::CertificationLevelTooLow(CertificationLevel::Foundational)));
    let unknown = Credential { achievement: "urn:other".to_owned(), ..credential() };
    assert_eq!(judged(&unknown), Err(CredentialError::AchievementUnknown("urn:other".to_owned()).into()));
}

/// Holds G-03: the holder is told by the address, plain or hashed with its salt, and by nothing else.
#[test]
fn a_credential_of_another_counts_for_nobody() {
    let to = |recipients| judged(&Credential { recipients, ..credential() });
    let differs = Err(CredentialError::RecipientDiffers.into());
    let hashed = |salt: &str| Recipient::HashedEmail {
        // sha256("ada@example.orgsalt")
        sha256: format!("{:x}", Sha256::digest(b"ada@example.orgsalt")),
        salt: salt.to_owned(),
    };
    assert!(to(vec![hashed("salt")]).is_ok());
    assert_eq!(to(vec![hashed("pepper")]), differs);
    assert_eq!(to(vec![]), differs);
    assert_eq!(to(vec![Recipient::Email("eve@example.org".to_owned())]), differs);
    assert!(to(vec![Recipient::Email("eve@example.org".to_owned()), hashed("salt")]).is_ok());
}

#[test]
fn an_issuer_that_is_not_trusted_any_more_vouches_for_nothing() {
    let distrusted = issuer().distrust("its key was stolen", AT).unwrap();
    let refused = credential().judged(&distrusted, &"ada@example.org".parse().unwrap(), AT);
    assert_eq!(refused, Err(CredentialError::IssuerNotTrusted("https://certs.example".to_owned()).into()));
    let id = distrusted.id;
    assert_eq!(distrusted.clone().distrust("again", AT), Err(CredentialError::IssuerNotInState(id).into()));
    let twice = CredentialIssuerDetails {
        achievements: vec![("urn:1".to_owned(), CertificationLevel::Associate); 2],
        ..issuer().details
    };
    assert!(matches!(distrusted.clone().trust_again(twice, AT), Err(ExpertError::Input(InputError { .. }))));
    let again = distrusted.trust_again(issuer().details, AT).unwrap();
    assert!(credential().judged(&again, &"ada@example.org".parse().unwrap(), AT).is_ok());
}

#[test]
fn a_list_speaks_for_its_issuer_in_its_time() {
    let list = StatusList {
        issuer: "https://certs.example".to_owned(),
        purposes: vec![StatusPurpose::Revocation],
        encoded: String::new(),
        valid_from: Some(AT),
        valid_until: Some(AT + TimeDelta::days(1)),
        ttl_millis: None,
    };
    assert_eq!(list.speaks(&issuer(), AT), Ok(()));
    assert!(list.speaks(&issuer(), AT - TimeDelta::seconds(1)).is_err());
    assert!(list.speaks(&issuer(), AT + TimeDelta::days(1)).is_err());
    let other = StatusList { issuer: "https://other.example".to_owned(), ..list };
    assert!(other.speaks(&issuer(), AT).is_err());
}
