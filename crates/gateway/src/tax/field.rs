use ::tax::Field;
use async_graphql::Enum;

/// A question of the form.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum Dac7Field {
    /// Whether a person or another body answers.
    ActingAs,
    LegalName,
    BirthDate,
    BirthPlace,
    Address,
    TaxResidences,
    VatId,
    BusinessRegistration,
    Establishments,
    ExclusionClaims,
    AccountHolder,
    /// Why the bank account is in another name.
    HolderReason,
    AccountCountry,
    /// That the answers are right and complete.
    Certified,
    /// That one knows to whom the data go.
    DataNoticeAcknowledged,
}

impl From<Field> for Dac7Field {
    fn from(field: Field) -> Self {
        match field {
            Field::ActingAs => Self::ActingAs,
            Field::LegalName => Self::LegalName,
            Field::BirthDate => Self::BirthDate,
            Field::BirthPlace => Self::BirthPlace,
            Field::Address => Self::Address,
            Field::TaxResidences => Self::TaxResidences,
            Field::VatId => Self::VatId,
            Field::BusinessRegistration => Self::BusinessRegistration,
            Field::Establishments => Self::Establishments,
            Field::ExclusionClaims => Self::ExclusionClaims,
            Field::AccountHolder => Self::AccountHolder,
            Field::HolderReason => Self::HolderReason,
            Field::AccountCountry => Self::AccountCountry,
            Field::Certification => Self::Certified,
            Field::DataNotice => Self::DataNoticeAcknowledged,
        }
    }
}

impl From<Dac7Field> for Field {
    fn from(field: Dac7Field) -> Self {
        match field {
            Dac7Field::ActingAs => Self::ActingAs,
            Dac7Field::LegalName => Self::LegalName,
            Dac7Field::BirthDate => Self::BirthDate,
            Dac7Field::BirthPlace => Self::BirthPlace,
            Dac7Field::Address => Self::Address,
            Dac7Field::TaxResidences => Self::TaxResidences,
            Dac7Field::VatId => Self::VatId,
            Dac7Field::BusinessRegistration => Self::BusinessRegistration,
            Dac7Field::Establishments => Self::Establishments,
            Dac7Field::ExclusionClaims => Self::ExclusionClaims,
            Dac7Field::AccountHolder => Self::AccountHolder,
            Dac7Field::HolderReason => Self::HolderReason,
            Dac7Field::AccountCountry => Self::AccountCountry,
            Dac7Field::Certified => Self::Certification,
            Dac7Field::DataNoticeAcknowledged => Self::DataNotice,
        }
    }
}
