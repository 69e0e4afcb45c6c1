use std::fmt;

/// A question of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Whether a person or another body answers.
    ActingAs,
    LegalName,
    BirthDate,
    BirthPlace,
    Address,
    TaxResidences,
    VatId,
    BusinessRegistration,
    /// In which member states a body has offices.
    Establishments,
    /// Why the law would leave the seller out of the report.
    ExclusionClaims,
    AccountHolder,
    /// Why the bank account is in another name.
    HolderReason,
    AccountCountry,
    /// That the answers are right.
    Certification,
    /// That the data go to the tax authorities.
    DataNotice,
}

impl Field {
    pub const ALL: [Self; 15] = [
        Self::ActingAs,
        Self::LegalName,
        Self::BirthDate,
        Self::BirthPlace,
        Self::Address,
        Self::TaxResidences,
        Self::VatId,
        Self::BusinessRegistration,
        Self::Establishments,
        Self::ExclusionClaims,
        Self::AccountHolder,
        Self::HolderReason,
        Self::AccountCountry,
        Self::Certification,
        Self::DataNotice,
    ];

    /// The input field's name, as the API spells it; also how it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ActingAs => "actingAs",
            Self::LegalName => "legalName",
            Self::BirthDate => "birthDate",
            Self::BirthPlace => "birthPlace",
            Self::Address => "address",
            Self::TaxResidences => "taxResidences",
            Self::VatId => "vatId",
            Self::BusinessRegistration => "businessRegistration",
            Self::Establishments => "establishments",
            Self::ExclusionClaims => "exclusionClaims",
            Self::AccountHolder => "accountHolder",
            Self::HolderReason => "holderReason",
            Self::AccountCountry => "accountCountry",
            Self::Certification => "certified",
            Self::DataNotice => "dataNoticeAcknowledged",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
