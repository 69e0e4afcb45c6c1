use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, FragmentDefinition, OperationType, Selection, SelectionSet},
    },
};

/// How many selections a document may come to with its fragments spread out. What a client of ours asks has a
/// few dozen; introspection with all options has some five hundred.
const EXPANDED_SIZE_MAX: usize = 2_000;

/// A document that is safe to walk, and the kind of the operation that it asks for.
pub struct Document {
    pub parsed: ExecutableDocument,
    pub operation: OperationType,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("the document cannot be parsed: {0}")]
    Syntax(String),
    #[error("the document comes to more than {EXPANDED_SIZE_MAX} selections with its fragments spread out")]
    TooLarge,
    #[error("the document has no operation of that name")]
    NoSuchOperation,
    #[error("the document has several operations: name one")]
    OperationNotNamed,
}

impl Document {
    /// Parses once, and bounds the expanded size before anything walks the document: two dozen fragments that
    /// each spread the next twice are a kilobyte to send and hours to validate.
    pub fn parse(text: &str, operation_name: Option<&str>) -> Result<Self, DocumentError> {
        let parsed = parse_query(text).map_err(|error| DocumentError::Syntax(error.to_string()))?;
        Sizes::of(&parsed)?;
        let operation = operation_type(&parsed.operations, operation_name)?;
        Ok(Self { parsed, operation })
    }
}

/// A single named operation is stored among the many: look at what would run, not at how it is stored.
fn operation_type(operations: &DocumentOperations, name: Option<&str>) -> Result<OperationType, DocumentError> {
    let of_name = |name: &str| operations.iter().find(|(own, _)| own.is_some_and(|own| own == name));
    let only = || {
        let mut all = operations.iter();
        match (all.next(), all.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(DocumentError::NoSuchOperation),
            (Some(_), Some(_)) => Err(DocumentError::OperationNotNamed),
        }
    };
    let (_, operation) = name.map_or_else(only, |name| of_name(name).ok_or(DocumentError::NoSuchOperation))?;
    Ok(operation.node.ty)
}

/// The expanded size of each fragment, computed once.
struct Sizes<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while it is being computed: meeting it then is a cycle.
    known: HashMap<&'a str, Option<usize>>,
}

impl<'a> Sizes<'a> {
    fn of(document: &'a ExecutableDocument) -> Result<(), DocumentError> {
        let mut sizes = Self { fragments: &document.fragments, known: HashMap::new() };
        let mut total = 0_usize;
        for (_, operation) in document.operations.iter() {
            total = total.saturating_add(sizes.of_set(&operation.node.selection_set.node));
        }
        for name in document.fragments.keys() {
            total = total.max(sizes.of_fragment(name)); // Also those that nothing spreads: validation walks them.
        }
        if total > EXPANDED_SIZE_MAX { Err(DocumentError::TooLarge) } else { Ok(()) }
    }

    fn of_set(&mut self, set: &'a SelectionSet) -> usize {
        set.items.iter().fold(0, |sum, item| {
            let size = match &item.node {
                Selection::Field(field) => self.of_set(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => self.of_set(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => self.of_fragment(&spread.node.fragment_name.node),
            };
            sum.saturating_add(size).saturating_add(1)
        })
    }

    fn of_fragment(&mut self, name: &'a str) -> usize {
        if let Some(known) = self.known.get(name) {
            return known.unwrap_or(0); // A cycle is for validation to refuse; its size is not.
        }
        let Some(fragment) = self.fragments.get(name) else { return 0 };
        self.known.insert(name, None);
        let size = self.of_set(&fragment.node.selection_set.node);
        self.known.insert(name, Some(size));
        size
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn kind(text: &str, name: Option<&str>) -> Result<OperationType, DocumentError> {
        Document::parse(text, name).map(|document| document.operation)
    }

    #[test]
    fn a_named_mutation_is_a_mutation_however_it_is_stored() {
        assert_eq!(kind("mutation M { a }", None), Ok(OperationType::Mutation));
        assert_eq!(kind("query Q { a } mutation M { a }", Some("M")), Ok(OperationType::Mutation));
        assert_eq!(kind("query Q { a } mutation M { a }", Some("Q")), Ok(OperationType::Query));
        assert_eq!(kind("query Q { a } mutation M { a }", None), Err(DocumentError::OperationNotNamed));
        assert_eq!(kind("query Q { a }", Some("X")), Err(DocumentError::NoSuchOperation));
    }

    #[test]
    fn a_fragment_bomb_is_refused_before_anything_walks_it() {
        let mut bomb = String::from("{ ...f0 }");
        for i in 0..25 {
            write!(bomb, " fragment f{i} on Query {{ ...f{} ...f{} }}", i + 1, i + 1).unwrap();
        }
        bomb.push_str(" fragment f25 on Query { a }");
        assert_eq!(kind(&bomb, None), Err(DocumentError::TooLarge));
    }

    #[test]
    fn fragments_that_spread_each_other_end() {
        assert!(kind("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", None).is_ok());
    }
}
