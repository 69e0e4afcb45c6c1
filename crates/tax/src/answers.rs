use std::collections::BTreeSet;

use chrono::NaiveDate;
use kernel::{Address, Country, InputError, line};

use crate::{
    BirthPlace, BusinessRegistration, ExclusionClaim, Field, Finding, Flaw, NoTin, Party, RegisterAnswer, TaxError,
    TaxResidence, TinAnswer, VatAnswer, VatId, document, finding, member_state,
};

const RESIDENCES_MAX: usize = 10;

/// What an expert declares; while it is a draft, as far as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Who answers; an individual until somebody says otherwise.
    pub acting_as: Option<Party>,
    /// First and last name, as in official papers; of a body its name with the legal form.
    pub legal_name: Option<String>,
    /// Individuals only.
    pub born_on: Option<NaiveDate>,
    /// Asked for only where no country has given the person a taxpayer number.
    pub birth_place: Option<BirthPlace>,
    /// The primary address; of a body its registered office.
    pub address: Option<Address>,
    /// Where the person or body is resident for tax; one entry a country.
    pub tax_residences: Vec<TaxResidence>,
    /// If there is one.
    pub vat_id: Option<VatAnswer>,
    /// Bodies only.
    pub business_registration: Option<BusinessRegistration>,
    /// Member states where a body has offices besides its registered one; bodies only.
    pub establishments: Option<Vec<Country>>,
    /// Why the law would leave the body out of the report, each ground once; bodies only.
    pub exclusion_claims: Option<Vec<ExclusionClaim>>,
    /// Whose the bank account is that the payouts go to.
    pub account_holder: Option<String>,
    /// Why that is not in the legal name.
    pub holder_reason: Option<String>,
    /// Where the bank keeps that account.
    pub account_country: Option<Country>,
}

impl Answers {
    /// The answers as typed, cut to what a form takes. Missing ones are left for later, and what is wrong in itself is
    /// found by [`Answers::findings`]: a draft is saved as far as it goes.
    pub fn checked(self) -> Result<Self, InputError> {
        let one_line =
            |field: Field, typed: Option<String>| typed.map(|typed| line(field.name(), &typed, 1..=200)).transpose();
        let claims = self.exclusion_claims.map(|claims| claims.into_iter().map(ExclusionClaim::checked).collect());
        let claims: Option<Vec<_>> = claims.transpose()?;
        each_once(Field::ExclusionClaims, claims.iter().flatten().map(|claim| claim.ground))?;
        each_once(Field::Establishments, self.establishments.iter().flatten())?;
        each_once(Field::TaxResidences, self.tax_residences.iter().map(|residence| residence.country))?;
        self.establishments.iter().flatten().try_for_each(|country| member_state::ensure(*country))?;
        if self.tax_residences.len() > RESIDENCES_MAX {
            return Err(InputError::new(Field::TaxResidences.name(), format!("must be at most {RESIDENCES_MAX}")));
        }
        Ok(Self {
            legal_name: one_line(Field::LegalName, self.legal_name)?,
            birth_place: self.birth_place.map(BirthPlace::checked).transpose()?,
            exclusion_claims: claims,
            account_holder: one_line(Field::AccountHolder, self.account_holder)?,
            holder_reason: one_line(Field::HolderReason, self.holder_reason)?,
            ..self
        })
    }

    /// These answers over those that were `saved`: what is left out stays. A residence or registration whose number is
    /// left open keeps its own, which nobody is shown again.
    #[must_use]
    pub fn over(self, saved: Self) -> Self {
        let tax_residences = match self.tax_residences {
            residences if residences.is_empty() => saved.tax_residences,
            residences => residences.into_iter().map(|residence| residence.over(&saved.tax_residences)).collect(),
        };
        let business_registration = match self.business_registration {
            Some(registration) => Some(registration.over(saved.business_registration)),
            None => saved.business_registration,
        };
        Self {
            acting_as: self.acting_as.or(saved.acting_as),
            legal_name: self.legal_name.or(saved.legal_name),
            born_on: self.born_on.or(saved.born_on),
            birth_place: self.birth_place.or(saved.birth_place),
            address: self.address.or(saved.address),
            tax_residences,
            vat_id: self.vat_id.or(saved.vat_id).filter(|vat_id| *vat_id != VatAnswer::Without),
            business_registration,
            establishments: self.establishments.or(saved.establishments),
            exclusion_claims: self.exclusion_claims.or(saved.exclusion_claims),
            account_holder: self.account_holder.or(saved.account_holder),
            holder_reason: self.holder_reason.or(saved.holder_reason),
            account_country: self.account_country.or(saved.account_country),
        }
    }

    /// Which branch of the questions is taken.
    pub fn party(&self) -> Party {
        self.acting_as.unwrap_or_default()
    }

    /// What of that branch is not answered.
    pub fn missing(&self) -> Vec<Field> {
        let common_before = [(Field::LegalName, self.legal_name.is_some())];
        let of_branch = match self.party() {
            Party::Individual => vec![
                (Field::BirthDate, self.born_on.is_some()),
                (Field::BirthPlace, self.birth_place.is_some() || !self.has_no_tin()),
            ],
            Party::Entity => vec![(Field::BusinessRegistration, self.registration_is_answered())],
        };
        let common = [
            (Field::Address, self.address.is_some()),
            (Field::TaxResidences, self.residences_are_answered()),
            (Field::AccountHolder, self.account_holder.is_some()),
            (Field::HolderReason, self.holder_reason.is_some() || !self.holder_differs()),
        ];
        let all = common_before.into_iter().chain(of_branch).chain(common);
        all.filter(|(_, answered)| !answered).map(|(field, _)| field).collect()
    }

    /// Everything there is to say of the answers on a day, before they are handed in.
    pub fn findings(&self, on: NaiveDate) -> Vec<Finding> {
        finding::of(self, on)
    }

    /// Refuses what nobody may submit: a number that its country cannot have given, or an impossible date of birth.
    pub fn ensure_sound(&self, on: NaiveDate) -> Result<(), TaxError> {
        Flaw::of(self, on).first().map_or(Ok(()), |flaw| Err(flaw.refusal()))
    }

    pub fn vat_id(&self) -> Option<&VatId> {
        match &self.vat_id {
            Some(VatAnswer::Given(vat_id)) => Some(vat_id),
            Some(VatAnswer::Without) | None => None,
        }
    }

    /// Whether the bank account is in another name, spelling aside; not before both names are given.
    pub fn holder_differs(&self) -> bool {
        let names = self.account_holder.as_deref().zip(self.legal_name.as_deref());
        names.is_some_and(|(holder, own)| letters(holder) != letters(own))
    }

    /// All answers in one text, numbers unmasked: by it a repeated command is told from another. Only ever hashed.
    pub fn fingerprint(&self) -> String {
        let takes_away = self.vat_id == Some(VatAnswer::Without);
        format!("{} {takes_away}", document::write(self))
    }

    fn residences_are_answered(&self) -> bool {
        !self.tax_residences.is_empty() && self.tax_residences.iter().all(|residence| residence.tin != TinAnswer::Open)
    }

    fn registration_is_answered(&self) -> bool {
        self.business_registration.as_ref().is_some_and(|registration| registration.number != RegisterAnswer::Open)
    }

    fn has_no_tin(&self) -> bool {
        let has_none = |residence: &TaxResidence| match residence.tin {
            TinAnswer::Without(NoTin::NotIssued | NoTin::NotRequired | NoTin::AppliedFor) => true,
            TinAnswer::Given(_) | TinAnswer::Open => false,
        };
        !self.tax_residences.is_empty() && self.tax_residences.iter().all(has_none)
    }
}

/// A name as far as spelling it otherwise makes no other name.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn each_once<T: Ord>(field: Field, things: impl Iterator<Item = T>) -> Result<(), InputError> {
    let mut seen = BTreeSet::new();
    for thing in things {
        if !seen.insert(thing) {
            return Err(InputError::new(field.name(), "must name each once"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
