use std::fmt;

/// A question of a form for the United States.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UsField {
    UsPerson,
    ActingAs,
    LegalName,
    BusinessName,
    Classification,
    Address,
    HomeCountry,
    UsTin,
    Residence,
    BirthDate,
    Chapter4,
    Treaty,
    ExemptPayeeCode,
    BackupWithholding,
    /// The name under which it is signed.
    SignedName,
    /// In which capacity somebody signs for a body.
    Capacity,
    /// That the signer declares it under penalties of perjury.
    Perjury,
}

impl UsField {
    pub const ALL: [Self; 17] = [
        Self::UsPerson,
        Self::ActingAs,
        Self::LegalName,
        Self::BusinessName,
        Self::Classification,
        Self::Address,
        Self::HomeCountry,
        Self::UsTin,
        Self::Residence,
        Self::BirthDate,
        Self::Chapter4,
        Self::Treaty,
        Self::ExemptPayeeCode,
        Self::BackupWithholding,
        Self::SignedName,
        Self::Capacity,
        Self::Perjury,
    ];

    /// The input field's name, as the API spells it; also how it is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::UsPerson => "usPerson",
            Self::ActingAs => "actingAs",
            Self::LegalName => "legalName",
            Self::BusinessName => "businessName",
            Self::Classification => "classification",
            Self::Address => "address",
            Self::HomeCountry => "homeCountry",
            Self::UsTin => "usTin",
            Self::Residence => "residence",
            Self::BirthDate => "birthDate",
            Self::Chapter4 => "chapter4Status",
            Self::Treaty => "treatyClaim",
            Self::ExemptPayeeCode => "exemptPayeeCode",
            Self::BackupWithholding => "backupWithholding",
            Self::SignedName => "signedName",
            Self::Capacity => "capacity",
            Self::Perjury => "underPenaltiesOfPerjury",
        }
    }
}

impl UsField {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }
}

impl fmt::Display for UsField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
