use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet},
};

use super::{DocumentError, EXPANDED_SIZE_MAX, FRAGMENTS_MAX};

/// The expanded size of each fragment, computed once.
pub struct Sizes<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while it is being computed: meeting it then is a cycle.
    known: HashMap<&'a str, Option<usize>>,
}

impl<'a> Sizes<'a> {
    /// The document is small enough to be walked, with its fragments spread out.
    pub fn check(document: &'a ExecutableDocument) -> Result<(), DocumentError> {
        if document.fragments.len() > FRAGMENTS_MAX {
            return Err(DocumentError::TooLarge);
        }
        let mut sizes = Self { fragments: &document.fragments, known: HashMap::new() };
        let mut total = 0_usize;
        for (_, operation) in document.operations.iter() {
            total = total.saturating_add(sizes.of_set(&operation.node.selection_set.node));
        }
        for name in document.fragments.keys() {
            total = total.saturating_add(sizes.of_fragment(name)); // Validation walks each for itself, too.
        }
        if total > EXPANDED_SIZE_MAX { Err(DocumentError::TooLarge) } else { Ok(()) }
    }

    fn of_set(&mut self, set: &'a SelectionSet) -> usize {
        set.items.iter().fold(0, |sum, item| {
            let size = match &item.node {
                Selection::Field(field) => self.of_field(&field.node),
                Selection::InlineFragment(inline) => {
                    of_directives(&inline.node.directives).saturating_add(self.of_set(&inline.node.selection_set.node))
                }
                Selection::FragmentSpread(spread) => {
                    let own = of_directives(&spread.node.directives);
                    own.saturating_add(self.of_fragment(&spread.node.fragment_name.node))
                }
            };
            sum.saturating_add(size).saturating_add(1)
        })
    }

    fn of_field(&mut self, field: &'a Field) -> usize {
        let own = field.arguments.len().saturating_add(of_directives(&field.directives));
        own.saturating_add(self.of_set(&field.selection_set.node))
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

fn of_directives(directives: &[Positioned<Directive>]) -> usize {
    directives.iter().fold(0, |sum, directive| sum.saturating_add(1).saturating_add(directive.node.arguments.len()))
}
