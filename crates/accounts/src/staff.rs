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
