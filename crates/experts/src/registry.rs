use std::fmt;

use crate::Finding;

/// A certification as a registry tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredCertification {
    /// Who certified; capitals do not matter.
    pub issuer: String,
    /// The certification account's id with the issuer.
    pub external_id: String,
    pub holder: String,
    pub finding: Finding,
}

/// A line of a file to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryRow {
    /// Where it begins in the file, the first being 1.
    pub line: u64,
    pub certification: RegisteredCertification,
}

/// Why a line of a file is not taken, and with it the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowProblem {
    pub line: u64,
    pub code: RowProblemCode,
    /// For people.
    pub message: String,
}

/// What may be wrong with a line. Codes last; they may be matched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowProblemCode {
    /// The text is UTF-16, or holds what no text holds.
    EncodingUnsupported,
    /// The header lacks a column, names an unknown one, or names one twice.
    ColumnsDiffer,
    /// More or fewer fields than columns.
    FieldCountDiffers,
    /// A field is empty, too long, or not one line of text.
    FieldInvalid,
    LevelUnknown,
    DayInvalid,
    /// It ends before it begins.
    PeriodInvalid,
    /// The certification stands on an earlier line.
    Duplicate,
    /// One record is longer than any certification.
    RecordTooLong,
}

impl RowProblemCode {
    pub const fn name(self) -> &'static str {
        match self {
            Self::EncodingUnsupported => "ENCODING_UNSUPPORTED",
            Self::ColumnsDiffer => "COLUMNS_DIFFER",
            Self::FieldCountDiffers => "FIELD_COUNT_DIFFERS",
            Self::FieldInvalid => "FIELD_INVALID",
            Self::LevelUnknown => "LEVEL_UNKNOWN",
            Self::DayInvalid => "DAY_INVALID",
            Self::PeriodInvalid => "PERIOD_INVALID",
            Self::Duplicate => "DUPLICATE",
            Self::RecordTooLong => "RECORD_TOO_LONG",
        }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.code.name(), self.message)
    }
}
