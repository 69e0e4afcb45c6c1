use chrono::{DateTime, SubsecRound, Utc};
use experts::{Credential, CredentialError, Recipient, StatusEntry, StatusList, StatusPurpose, https_url};
use kernel::line;
use serde_json::Value;

/// How long an id may be.
const ID_LENGTH_MAX: usize = 2_048;
/// How many status entries, and how many names of the holder, are looked at.
const ENTRIES_MAX: usize = 10;

const fn unreadable(why: &'static str) -> CredentialError {
    CredentialError::Unreadable(why)
}

/// Who the document says issued it.
pub fn issuer_of(payload: &Value) -> Result<String, CredentialError> {
    let credential = credential_in(payload);
    let issuer = id_of(credential.get("issuer").or_else(|| payload.get("iss")));
    let issuer = issuer.ok_or(unreadable("it names no issuer"))?;
    match payload.get("iss") {
        Some(claim) if claim.as_str() != Some(&issuer) => Err(unreadable("it names two issuers")),
        Some(_) | None => Ok(issuer),
    }
}

/// What a credential says.
pub fn credential(payload: &Value) -> Result<Credential, CredentialError> {
    let document = credential_in(payload);
    if !is_one_of(document, &["OpenBadgeCredential", "AchievementCredential"]) {
        return Err(unreadable("it is no Open Badges 3.0 credential"));
    }
    let id = id_of(document.get("id").or_else(|| payload.get("jti"))).ok_or(unreadable("it has no id"))?;
    if payload.get("jti").is_some_and(|claim| claim.as_str() != Some(&id)) {
        return Err(unreadable("it has two ids"));
    }
    let subject = only(document.get("credentialSubject")).ok_or(unreadable("it has no subject"))?;
    let achievement = id_of(only(subject.get("achievement"))).ok_or(unreadable("it names no achievement"))?;
    let (valid_from, valid_until) = validity(payload, document)?;
    Ok(Credential {
        issuer: issuer_of(payload)?,
        id,
        achievement,
        recipients: recipients(subject),
        valid_from: valid_from.ok_or(unreadable("it does not say since when it is valid"))?,
        valid_until,
        statuses: statuses(document)?,
    })
}

/// What a status list says of itself.
pub fn status_list(payload: &Value) -> Result<StatusList, CredentialError> {
    let document = credential_in(payload);
    if !is_one_of(document, &["BitstringStatusListCredential", "StatusList2021Credential"]) {
        return Err(unreadable("it is no status list"));
    }
    let subject = only(document.get("credentialSubject")).ok_or(unreadable("the list has no subject"))?;
    let has_one_bit_each = subject.get("statusSize").is_none_or(|size| size.as_u64() == Some(1));
    let encoded = subject.get("encodedList").and_then(Value::as_str).filter(|_| has_one_bit_each);
    let (valid_from, valid_until) = validity(payload, document)?;
    Ok(StatusList {
        issuer: issuer_of(payload)?,
        purposes: many(subject.get("statusPurpose")).filter_map(purpose).collect(),
        encoded: encoded.ok_or(unreadable("the list has no bits"))?.to_owned(),
        valid_from,
        valid_until,
        ttl_millis: subject.get("ttl").and_then(Value::as_i64),
    })
}

/// The credential is the payload (VC data model 2), or stands in it (1.1).
fn credential_in(payload: &Value) -> &Value {
    payload.get("vc").filter(|inner| inner.is_object()).unwrap_or(payload)
}

fn is_one_of(document: &Value, types: &[&str]) -> bool {
    many(document.get("type")).filter_map(Value::as_str).any(|name| types.contains(&name))
}

/// From when until when; `None`: not bounded.
type Validity = (Option<DateTime<Utc>>, Option<DateTime<Utc>>);

/// From when until when it is valid, by the document and by the token's claims: where both say it, by the narrower.
fn validity(payload: &Value, document: &Value) -> Result<Validity, CredentialError> {
    let from = instant(document, &["validFrom", "issuanceDate"])?.into_iter().chain(seconds(payload, "nbf")?).max();
    let until = instant(document, &["validUntil", "expirationDate"])?.into_iter().chain(seconds(payload, "exp")?).min();
    Ok((from, until))
}

fn instant(document: &Value, names: &[&str]) -> Result<Option<DateTime<Utc>>, CredentialError> {
    let Some(value) = names.iter().find_map(|name| document.get(name)) else { return Ok(None) };
    let read = value.as_str().and_then(|text| text.parse::<DateTime<Utc>>().ok());
    read.map(|at| Some(at.trunc_subsecs(6))).ok_or(unreadable("an instant in it is none"))
}

fn seconds(payload: &Value, name: &str) -> Result<Option<DateTime<Utc>>, CredentialError> {
    let Some(value) = payload.get(name) else { return Ok(None) };
    let read = value.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    read.map(Some).ok_or(unreadable("an instant in it is none"))
}

/// How the subject names the holder: by a mailto, or by identity objects, plain or hashed. Other hashes than SHA-256,
/// and other identities than e-mail addresses, say nothing to us.
fn recipients(subject: &Value) -> Vec<Recipient> {
    let mailto = subject.get("id").and_then(Value::as_str).and_then(|id| id.strip_prefix("mailto:"));
    let mailto = mailto.map(|address| Recipient::Email(address.to_owned()));
    let identities = many(subject.get("identifier")).take(ENTRIES_MAX).filter_map(recipient);
    mailto.into_iter().chain(identities).collect()
}

fn recipient(identity: &Value) -> Option<Recipient> {
    let text = |name| identity.get(name).and_then(Value::as_str);
    if text("identityType")? != "emailAddress" {
        return None;
    }
    let hash = text("identityHash")?;
    if identity.get("hashed")?.as_bool()? {
        let salt = text("salt").unwrap_or_default().to_owned();
        Some(Recipient::HashedEmail { sha256: hash.strip_prefix("sha256$")?.to_lowercase(), salt })
    } else {
        Some(Recipient::Email(hash.to_owned()))
    }
}

/// Where to ask whether it still stands. What says something else than that it does not is left out; what we cannot
/// ask about is refused.
fn statuses(document: &Value) -> Result<Vec<StatusEntry>, CredentialError> {
    let entries: Vec<_> = many(document.get("credentialStatus")).collect();
    if entries.len() > ENTRIES_MAX {
        return Err(unreadable("it has too many statuses"));
    }
    entries.into_iter().filter_map(|entry| status(entry).transpose()).collect()
}

fn status(entry: &Value) -> Result<Option<StatusEntry>, CredentialError> {
    let unknown = |why: &str| CredentialError::StatusUnknown(why.to_owned());
    if !is_one_of(entry, &["BitstringStatusListEntry", "StatusList2021Entry"]) {
        return Err(unknown("its status is of a kind that is not read"));
    }
    let named = entry.get("statusPurpose");
    let Some(purpose) = named.and_then(purpose) else {
        return if named.is_some_and(Value::is_string) { Ok(None) } else { Err(unknown("its status says nothing")) };
    };
    if entry.get("statusSize").is_some_and(|size| size.as_u64() != Some(1)) {
        return Err(unknown("its status has several bits"));
    }
    let index = entry.get("statusListIndex");
    let index = index.and_then(|index| index.as_u64().or_else(|| index.as_str()?.parse().ok()));
    let index =
        index.filter(|index| i64::try_from(*index).is_ok()).ok_or_else(|| unknown("its status has no index"))?;
    let url = entry.get("statusListCredential").and_then(Value::as_str);
    let url = url.and_then(|url| https_url("credential", url).ok());
    let list_url = url.ok_or_else(|| unknown("its status list is at no public https address"))?;
    Ok(Some(StatusEntry { list_url, index, purpose }))
}

fn purpose(name: &Value) -> Option<StatusPurpose> {
    match name.as_str()? {
        "revocation" => Some(StatusPurpose::Revocation),
        "suspension" => Some(StatusPurpose::Suspension),
        _ => None,
    }
}

/// An id, as a text or in an object.
fn id_of(value: Option<&Value>) -> Option<String> {
    let value = value?;
    let id = value.as_str().or_else(|| value.get("id")?.as_str())?;
    line("credential", id, 1..=ID_LENGTH_MAX).ok().filter(|clean| clean == id)
}

/// One thing, alone or as a list of one.
fn only(value: Option<&Value>) -> Option<&Value> {
    let value = value?;
    if let Value::Array(items) = value {
        return if let [one] = items.as_slice() { Some(one) } else { None };
    }
    (!value.is_null()).then_some(value)
}

/// Any number of things, alone or as a list.
fn many(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(Value::Null) | None => &[],
        Some(other) => std::slice::from_ref(other),
    }
    .iter()
}
