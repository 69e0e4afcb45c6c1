use kernel::Right;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// In whose name an expert speaks; chosen anew with each answer (IQ-22).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SpeakingIdentity {
    Individual,
    Company,
}

impl SpeakingIdentity {
    /// The right that speaking so needs (G-18).
    pub const fn right(self) -> Right {
        match self {
            Self::Individual => Right::SpeakAsIndividual,
            Self::Company => Right::SpeakAsCompany,
        }
    }
}
