use chrono::{DateTime, NaiveDate, Utc};
use kernel::{
    AccountId, Actor, EmailAddress, ExpertProfileId, InputError, MemberId, Money, UploadId, line, public_url, text,
};

use crate::{EXPERIENCE_MAX, Experience, ExpertError};

/// How many links a profile shows at most.
pub const LINKS_MAX: usize = 5;

/// What a person shows of themselves as an expert, and what stays private (G-05).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpertProfile {
    pub id: ExpertProfileId,
    pub account_id: AccountId,
    pub member_id: MemberId,
    /// By which the person is known: a person has one profile, whatever the account (G-03).
    pub subject: String,
    pub details: ProfileDetails,
    pub saved_at: DateTime<Utc>,
}

/// What the person says. A draft may leave out all but the display name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileDetails {
    pub display_name: String,
    pub headline: Option<String>,
    pub bio: Option<String>,
    /// The photo (IQ-07).
    pub photo: Option<UploadId>,
    /// To public profiles and recommendations (IQ-08).
    pub links: Vec<String>,
    /// In the order in which it is shown (IQ-24).
    pub experience: Vec<Experience>,
    pub rate: Option<RateRange>,
    /// Never shown to customers (G-05).
    pub contact_email: Option<EmailAddress>,
    /// Never public.
    pub legal_name: Option<String>,
}

/// What an hour costs, as a wish: both ends may be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateRange {
    min: Money, // Invariant: above zero, at most `max`, in the same currency.
    max: Money,
}

impl ProfileDetails {
    /// Takes the details as typed: trimmed, within their limits, and links only to public hosts over https.
    pub fn checked(self, today: NaiveDate) -> Result<Self, ExpertError> {
        if self.links.len() > LINKS_MAX {
            return Err(InputError::new("links", format!("must be at most {LINKS_MAX}")).into());
        }
        if self.experience.len() > EXPERIENCE_MAX {
            return Err(InputError::new("experience", format!("must be at most {EXPERIENCE_MAX}")).into());
        }
        let experience = self.experience.into_iter().map(|entry| entry.checked(today));
        Ok(Self {
            display_name: line("displayName", &self.display_name, 1..=100)?,
            headline: optional(self.headline, |typed| line("headline", typed, 1..=140))?,
            bio: optional(self.bio, |typed| text("bio", typed, 1..=2_000))?,
            photo: self.photo,
            links: self.links.iter().map(|typed| https_url("links", typed)).collect::<Result<_, _>>()?,
            experience: experience.collect::<Result<_, _>>()?,
            rate: self.rate,
            contact_email: self.contact_email,
            legal_name: optional(self.legal_name, |typed| line("legalName", typed, 1..=200))?,
        })
    }
}

impl RateRange {
    pub fn new(min: Money, max: Money) -> Result<Self, ExpertError> {
        if min.is_zero() || min.checked_min(max)? != min {
            return Err(InputError::new("rate", "must run from an amount above zero to one not below it").into());
        }
        Ok(Self { min, max })
    }

    pub const fn min(self) -> Money {
        self.min
    }

    pub const fn max(self) -> Money {
        self.max
    }
}

impl ExpertProfile {
    /// Saves the profile anew; only its person does. `legal_name_fixed`: whether it was checked already, for a
    /// registration or a certification.
    pub fn save(
        self,
        actor: Actor,
        details: ProfileDetails,
        legal_name_fixed: bool,
        at: DateTime<Utc>,
    ) -> Result<Self, ExpertError> {
        self.open_to(actor)?;
        if legal_name_fixed && details.legal_name != self.details.legal_name {
            return Err(ExpertError::LegalNameFixed);
        }
        Ok(Self { details, saved_at: at, ..self })
    }

    /// Only the person acts on their own profile; to others it does not exist.
    pub fn open_to(&self, actor: Actor) -> Result<(), ExpertError> {
        if actor.member() == Some(self.member_id) { Ok(()) } else { Err(ExpertError::ProfileNotFound(self.id)) }
    }

    /// Whether the person shows themselves, and not only the company that they work for: photo and biography are there
    /// (IQ-07, IQ-22).
    pub fn shows_person(&self) -> bool {
        self.details.photo.is_some() && self.details.bio.is_some()
    }

    /// Whether the person may speak in their own name.
    pub fn speaks(&self) -> Result<(), ExpertError> {
        self.lacking(false, [])
    }

    /// Whether everything is there that registration asks for: photo and biography, or a company that shows itself; a
    /// contact; and the legal identity always (IQ-06, IQ-07).
    pub fn complete(&self, has_company: bool) -> Result<(), ExpertError> {
        let ProfileDetails { contact_email, legal_name, .. } = &self.details;
        let always = [("a contact e-mail address", contact_email.is_some()), ("a legal name", legal_name.is_some())];
        self.lacking(has_company, always)
    }

    fn lacking<const N: usize>(&self, has_company: bool, always: [(&'static str, bool); N]) -> Result<(), ExpertError> {
        let photo = ("a photo", has_company || self.details.photo.is_some());
        let bio = ("a biography", has_company || self.details.bio.is_some());
        let missing: Vec<_> =
            [photo, bio].into_iter().chain(always).filter(|(_, there)| !there).map(|(part, _)| part).collect();
        if missing.is_empty() { Ok(()) } else { Err(ExpertError::ProfileIncomplete { missing }) }
    }
}

/// An address that anyone may follow: https, and nobody's own machine.
pub fn https_url(field: &'static str, typed: &str) -> Result<String, ExpertError> {
    public_url(typed).ok_or(ExpertError::UrlNotAllowed { field })
}

/// What was left blank is left out.
fn optional(
    typed: Option<String>,
    check: impl FnOnce(&str) -> Result<String, InputError>,
) -> Result<Option<String>, InputError> {
    typed.filter(|typed| !typed.trim().is_empty()).map(|typed| check(&typed)).transpose()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use kernel::{Currency, Rights};

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;
    const TODAY: NaiveDate = NaiveDate::MAX;

    pub(crate) fn complete_profile() -> ExpertProfile {
        let details = ProfileDetails {
            display_name: "Ada L.".into(),
            headline: None,
            bio: Some("Twenty years of analytical engines.".into()),
            photo: Some(UploadId::generate(AT)),
            links: vec![],
            experience: vec![],
            rate: None,
            contact_email: Some("ada@example.org".parse().unwrap()),
            legal_name: Some("Ada Lovelace".into()),
        };
        ExpertProfile {
            id: ExpertProfileId::generate(AT),
            account_id: AccountId::generate(AT),
            member_id: MemberId::generate(AT),
            subject: "ada".into(),
            details,
            saved_at: AT,
        }
    }

    pub(crate) fn person(profile: &ExpertProfile) -> Actor {
        let (member, account) = (profile.member_id, profile.account_id);
        Actor::Member { member, account, rights: Rights::of_members(), second_factor: true }
    }

    /// Holds IQ-06 and IQ-07.
    #[test]
    fn a_profile_says_what_it_lacks() {
        assert_eq!(complete_profile().complete(false), Ok(()));
        let mut profile = complete_profile();
        (profile.details.photo, profile.details.contact_email) = (None, None);
        let missing = vec!["a photo", "a contact e-mail address"];
        assert_eq!(profile.complete(false), Err(ExpertError::ProfileIncomplete { missing }));
        let missing = vec!["a contact e-mail address"];
        assert_eq!(profile.complete(true), Err(ExpertError::ProfileIncomplete { missing }));
        let missing = vec!["a photo"];
        assert_eq!(profile.speaks(), Err(ExpertError::ProfileIncomplete { missing }));
    }

    #[test]
    fn links_lead_to_public_hosts() {
        let details = ProfileDetails { links: vec!["https://127.0.0.1/".into()], ..complete_profile().details };
        assert_eq!(details.checked(TODAY), Err(ExpertError::UrlNotAllowed { field: "links" }));
    }

    #[test]
    fn what_is_left_blank_is_left_out_and_what_is_too_long_refused() {
        let details = ProfileDetails { bio: Some("  ".into()), ..complete_profile().details };
        assert_eq!(details.checked(TODAY).unwrap().bio, None);
        let details = ProfileDetails { bio: Some("x".repeat(2_001)), ..complete_profile().details };
        assert!(matches!(details.checked(TODAY), Err(ExpertError::Input(_))));
        let links = vec!["https://example.org/".to_owned(); LINKS_MAX + 1];
        assert!(ProfileDetails { links, ..complete_profile().details }.checked(TODAY).is_err());
    }

    #[test]
    fn a_rate_runs_upward_in_one_currency() {
        let usd = |minor| Money::from_minor(minor, Currency::USD).unwrap();
        assert!(RateRange::new(usd(9_000), usd(9_000)).is_ok());
        assert!(RateRange::new(usd(9_001), usd(9_000)).is_err());
        assert!(RateRange::new(usd(0), usd(9_000)).is_err());
        assert!(RateRange::new(usd(1), Money::from_minor(2, Currency::EUR).unwrap()).is_err());
    }

    #[test]
    fn only_the_person_saves_a_profile_and_a_filed_one_keeps_its_legal_name() {
        let profile = complete_profile();
        let actor = person(&profile);
        let renamed = ProfileDetails { legal_name: Some("Ada Byron".into()), ..profile.details.clone() };

        assert!(profile.clone().save(actor, renamed.clone(), false, AT).is_ok());
        assert!(profile.clone().save(actor, profile.details.clone(), true, AT).is_ok());
        assert_eq!(profile.clone().save(actor, renamed.clone(), true, AT), Err(ExpertError::LegalNameFixed));
        let not_found = Err(ExpertError::ProfileNotFound(profile.id));
        assert_eq!(profile.clone().save(Actor::System, renamed, false, AT), not_found);
    }
}
