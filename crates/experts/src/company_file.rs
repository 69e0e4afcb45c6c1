use chrono::{Days, NaiveDate};
use kernel::{Country, InputError, line};

use crate::{ExpertError, identity_check::Document};

/// How old a document about a company is at most, in days (G-40).
const DOCUMENT_DAYS_MAX: u64 = 180;
/// How many documents one submission has at most.
const DOCUMENTS_MAX: usize = 10;
/// How many beneficial owners a company names at most (G-40).
const OWNERS_MAX: usize = 4;
/// Whoever owns more than this part of a company is a beneficial owner, in basis points (G-40).
const OWNER_BASIS_POINTS: u16 = 2_500;
const WHOLE_BASIS_POINTS: u32 = 10_000;

/// A person who owns more than a quarter of a company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeneficialOwner {
    pub name: String,
    pub born_on: NaiveDate,
    /// Where the person lives.
    pub country: Country,
    /// Of the company, in basis points: more than 2500, at most 10000.
    pub share_basis_points: u16,
}

/// A paper about a company, such as an extract of its register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyDocument {
    pub document: Document,
    pub issued_on: NaiveDate,
}

/// What a company submits to be checked. Invariant: within all limits on the day that it was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyFile {
    pub(crate) owners: Vec<BeneficialOwner>,
    pub(crate) documents: Vec<CompanyDocument>,
}

impl BeneficialOwner {
    /// Takes an owner as typed, on the day `today`.
    fn checked(self, today: NaiveDate) -> Result<Self, ExpertError> {
        let name = line("name", &self.name, 1..=200)?;
        let oldest = today.checked_sub_days(Days::new(130 * 366)).unwrap_or(NaiveDate::MIN);
        if self.born_on >= today || self.born_on < oldest {
            return Err(InputError::new("birthDate", "must be a day on which somebody alive was born").into());
        }
        if self.share_basis_points <= OWNER_BASIS_POINTS || u32::from(self.share_basis_points) > WHOLE_BASIS_POINTS {
            let limits = format!("must be above {OWNER_BASIS_POINTS} and at most {WHOLE_BASIS_POINTS}");
            return Err(InputError::new("shareBasisPoints", limits).into());
        }
        Ok(Self { name, ..self })
    }
}

impl CompanyDocument {
    /// Takes a document as typed: not older than it may be on the day `today`.
    fn checked(self, today: NaiveDate) -> Result<Self, ExpertError> {
        if self.issued_on > today {
            return Err(InputError::new("issuedOn", "must not lie ahead").into());
        }
        let oldest = today.checked_sub_days(Days::new(DOCUMENT_DAYS_MAX)).unwrap_or(NaiveDate::MIN);
        if self.issued_on < oldest {
            return Err(ExpertError::DocumentTooOld { issued_on: self.issued_on, oldest });
        }
        Ok(self)
    }
}

impl CompanyFile {
    /// Takes owners and documents as typed. `nobody_owns_so_much`: the company declares that it has no beneficial owner;
    /// either it does, or it names them (G-40).
    pub fn new(
        owners: Vec<BeneficialOwner>,
        nobody_owns_so_much: bool,
        documents: Vec<CompanyDocument>,
        today: NaiveDate,
    ) -> Result<Self, ExpertError> {
        if owners.is_empty() != nobody_owns_so_much || owners.len() > OWNERS_MAX {
            return Err(ExpertError::OwnersIncomplete);
        }
        if !(1..=DOCUMENTS_MAX).contains(&documents.len()) {
            return Err(InputError::new("documents", format!("must be 1 to {DOCUMENTS_MAX}")).into());
        }
        let owners = owners.into_iter().map(|owner| owner.checked(today)).collect::<Result<Vec<_>, _>>()?;
        if owners.iter().map(|owner| u32::from(owner.share_basis_points)).sum::<u32>() > WHOLE_BASIS_POINTS {
            return Err(InputError::new("owners", "must not own more than the whole company together").into());
        }
        let documents = documents.into_iter().map(|document| document.checked(today)).collect::<Result<_, _>>()?;
        Ok(Self { owners, documents })
    }
}
