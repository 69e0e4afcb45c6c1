use std::fmt;

use super::read::FILE_MAX;

/// Why a file is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct NachaError {
    /// Counted from 1; in a file without line breaks, the record.
    pub line: usize,
    pub problem: Problem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("the file has more than {FILE_MAX} bytes")]
    FileTooLarge,
    #[error("byte {byte:#04x} in column {column} is not printable ASCII")]
    NotAscii { column: usize, byte: u8 },
    #[error("it has {columns} columns, and not 94")]
    LineTooLong { columns: usize },
    #[error("{found} where {expected} belongs")]
    Misplaced { found: RecordKind, expected: RecordKind },
    #[error("the {field} {text:?} is no number")]
    NotANumber { field: &'static str, text: String },
    #[error("the {field} {text:?} is no day or time")]
    NotATime { field: &'static str, text: String },
    #[error("the {field} {text:?} is none that is read here")]
    CodeUnknown { field: &'static str, text: String },
    #[error("the {field} is {declared}, and the records make it {counted}")]
    Differs { field: &'static str, declared: u64, counted: u64 },
    #[error("the batch's control names another {field} than its header")]
    ControlOfAnother { field: &'static str },
    #[error("the {field} does not rise")]
    OutOfOrder { field: &'static str },
    #[error("the trace begins with another bank than the batch")]
    TraceOfAnother,
    #[error("the batch's service class does not hold this entry")]
    ClassMixed,
    #[error("a prenote, or an entry for its addenda, has an amount")]
    AmountMoved,
    #[error("the addenda indicator and the addenda disagree")]
    AddendaIndicator,
    #[error("the transaction code and the addenda disagree on whether this is a return or a correction")]
    AddendaUnexpected,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordKind {
    FileHeader,
    BatchHeader,
    Entry,
    Addenda,
    BatchControl,
    FileControl,
    /// Nines, which fill the last block.
    Filler,
    Unknown,
    /// Nothing: the file is over.
    End,
}

impl fmt::Display for RecordKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FileHeader => "the file's header",
            Self::BatchHeader => "a batch's header",
            Self::Entry => "an entry",
            Self::Addenda => "an addenda",
            Self::BatchControl => "a batch's control",
            Self::FileControl => "the file's control",
            Self::Filler => "a filler",
            Self::Unknown => "an unknown record",
            Self::End => "the end of the file",
        })
    }
}
