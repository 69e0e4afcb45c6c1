use chrono::{DateTime, Utc};
use kernel::{EmailAddress, InputError, Right, Rights, StaffId};

use crate::{AccountError, Identity, member::name_of_person};

/// A person who works for the operator. Never an expert (IQ-12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub id: StaffId,
    pub email: EmailAddress,
    pub name: String,
    /// By which the person's tokens are known, from the first time they sign in.
    pub subject: Option<String>,
    pub state: StaffState,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffState {
    Appointed { rights: Rights },
    Dismissed { at: DateTime<Utc> },
}

/// The mail domains of the operator's own people. Whoever signs in under one of them works for the operator, and so is
/// no expert, appointed or not (IQ-12).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StaffDomains(Vec<String>);

impl StaffDomains {
    /// Takes domains as typed, such as `operator.example`.
    pub fn new(typed: &[String]) -> Result<Self, InputError> {
        let domain = |typed: &String| {
            let domain = typed.trim().trim_start_matches('@').to_ascii_lowercase();
            let address = format!("somebody@{domain}").parse::<EmailAddress>();
            address.map(|_| domain).map_err(|_| InputError::new("staffDomain", "must be a domain of e-mail addresses"))
        };
        typed.iter().map(domain).collect::<Result<_, _>>().map(Self)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the address is of one of them, or of a domain below one.
    pub fn hold(&self, email: &EmailAddress) -> bool {
        let (_, domain) = email.as_str().rsplit_once('@').unwrap_or_default();
        self.0
            .iter()
            .any(|own| domain.strip_suffix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
    }
}

impl Staff {
    /// Appoints somebody. `is_expert`: whether a registration of that person is open or in force.
    pub fn appoint(
        id: StaffId,
        email: EmailAddress,
        name: &str,
        rights: Rights,
        is_expert: bool,
    ) -> Result<Self, AccountError> {
        if is_expert {
            return Err(AccountError::StaffNeverExpert(email));
        }
        if rights.iter().any(|right| !Right::OF_STAFF.contains(&right)) {
            return Err(InputError::new("rights", "must be rights of staff").into());
        }
        let name = name_of_person("name", name)?;
        Ok(Self { id, email, name, subject: None, state: StaffState::Appointed { rights } })
    }

    /// Ties the appointment to who signs in first under its e-mail address.
    #[must_use]
    pub fn known_as(self, identity: &Identity) -> Self {
        Self { subject: self.subject.or_else(|| Some(identity.subject.clone())), ..self }
    }

    /// Ends the appointment. `other_manager`: whether another member of staff may appoint and dismiss.
    pub fn dismiss(self, other_manager: bool, at: DateTime<Utc>) -> Result<Self, AccountError> {
        match self.state {
            StaffState::Appointed { .. } if !other_manager => Err(AccountError::LastManager),
            StaffState::Appointed { .. } => Ok(Self { state: StaffState::Dismissed { at }, ..self }),
            StaffState::Dismissed { .. } => Err(AccountError::StaffNotAppointed(self.id)),
        }
    }

    /// What it may do for the operator.
    pub fn rights(&self) -> Rights {
        match self.state {
            StaffState::Appointed { rights } => rights,
            StaffState::Dismissed { .. } => Rights::NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn appoint(rights: Rights, is_expert: bool) -> Result<Staff, AccountError> {
        Staff::appoint(StaffId::generate(AT), "eve@operator.example".parse().unwrap(), "Eve", rights, is_expert)
    }

    /// Holds IQ-12.
    #[test]
    fn an_expert_is_never_appointed() {
        assert!(matches!(appoint(Rights::of_staff(), true), Err(AccountError::StaffNeverExpert(_))));
    }

    /// Holds IQ-12.
    #[test]
    fn who_signs_in_under_the_operators_domain_works_for_it() {
        let domains = StaffDomains::new(&["Operator.Example".to_owned(), "@other.example".to_owned()]).unwrap();
        let hold = |email: &str| domains.hold(&email.parse().unwrap());
        assert!(hold("eve@operator.example") && hold("eve@MAIL.operator.example") && hold("eve@other.example"));
        assert!(!hold("eve@notoperator.example") && !hold("operator.example@example.org"));
        assert!(StaffDomains::new(&["not a domain".to_owned()]).is_err());
        assert!(!StaffDomains::default().hold(&"eve@operator.example".parse().unwrap()));
    }

    #[test]
    fn staff_hold_no_rights_of_members() {
        assert!(matches!(appoint(Rights::from_iter([Right::Pay]), false), Err(AccountError::Input(_))));
    }

    #[test]
    fn somebody_can_always_appoint() {
        let staff = appoint(Rights::of_staff(), false).unwrap();
        assert_eq!(staff.clone().dismiss(false, AT), Err(AccountError::LastManager));
        let dismissed = staff.dismiss(true, AT).unwrap();
        assert_eq!(dismissed.rights(), Rights::NONE);
        assert!(dismissed.dismiss(true, AT).is_err());
    }

    #[test]
    fn an_appointment_belongs_to_who_signs_in_first() {
        let identity = |subject: &str| {
            let email = "eve@operator.example".parse().unwrap();
            Identity { subject: subject.to_owned(), email, second_factor: true }
        };
        let known = appoint(Rights::of_staff(), false).unwrap().known_as(&identity("first"));
        assert_eq!(known.known_as(&identity("second")).subject.as_deref(), Some("first"));
    }
}
