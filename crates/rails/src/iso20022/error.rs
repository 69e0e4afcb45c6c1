use super::tree::{DEPTH_MAX, ELEMENTS_MAX, FILE_MAX};

/// Why a document is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: {problem}")]
pub struct AnswerError {
    /// Where the element begins that is meant, in bytes from the beginning; for a document that is no XML, where the
    /// reader was.
    pub at: u64,
    pub problem: AnswerProblem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerProblem {
    #[error("the document has more than {FILE_MAX} bytes")]
    FileTooLarge,
    #[error("elements lie more than {DEPTH_MAX} deep")]
    TooDeep,
    #[error("there are more than {ELEMENTS_MAX} elements")]
    TooManyElements,
    #[error("this is no XML in UTF-8: {0}")]
    NotXml(String),
    #[error("it defines or runs something")]
    Unsafe,
    #[error("{0:?} is no message that is read here")]
    MessageUnknown(String),
    #[error("{parent} has no {child}")]
    Missing { parent: String, child: &'static str },
    #[error("{parent} has {child} more than once")]
    Repeated { parent: String, child: &'static str },
    #[error("{element} is {text:?}, which is no {wanted}")]
    Invalid { element: String, text: String, wanted: &'static str },
    #[error("the amounts of an entry's parts do not add up to it")]
    PartsDiffer,
}
