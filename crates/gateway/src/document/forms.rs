use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Value, Variables,
    parser::types::{Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet},
};

use super::{DocumentError, LIST_LENGTH_MAX};

/// What a document may hold of directives. The library looks at most places and not at all.
const DIRECTIVES: [&str; 2] = ["include", "skip"];

/// Every directive is known and stands once at its place, and no list is too long.
pub fn check(document: &ExecutableDocument, variables: &Variables) -> Result<(), DocumentError> {
    for (_, operation) in document.operations.iter() {
        check_operation(&operation.node)?;
    }
    for fragment in document.fragments.values() {
        check_directives(&fragment.node.directives)?;
        check_set(&fragment.node.selection_set.node)?;
    }
    variables.iter().try_for_each(|(name, value)| check_value(name, value))
}

/// Every variable that the operation cannot do without is given; the library would find out field by field, with
/// others answered already.
pub fn check_given(operation: &OperationDefinition, variables: &Variables) -> Result<(), DocumentError> {
    operation.variable_definitions.iter().try_for_each(|definition| {
        let (variable, definition) = (&definition.node.name.node, &definition.node);
        let is_needed = !definition.var_type.node.nullable && definition.default_value.is_none();
        match variables.get(variable) {
            None | Some(Value::Null) if is_needed => Err(DocumentError::VariableMissing(variable.to_string())),
            None | Some(_) => Ok(()),
        }
    })
}

fn check_operation(operation: &OperationDefinition) -> Result<(), DocumentError> {
    check_directives(&operation.directives)?;
    for variable in &operation.variable_definitions {
        check_directives(&variable.node.directives)?;
        if let Some(default) = &variable.node.default_value {
            check_value(&variable.node.name.node, &default.node)?;
        }
    }
    check_set(&operation.selection_set.node)
}

fn check_set(set: &SelectionSet) -> Result<(), DocumentError> {
    set.items.iter().try_for_each(|item| match &item.node {
        Selection::Field(field) => check_field(&field.node),
        Selection::InlineFragment(inline) => {
            check_directives(&inline.node.directives)?;
            check_set(&inline.node.selection_set.node)
        }
        Selection::FragmentSpread(spread) => check_directives(&spread.node.directives),
    })
}

fn check_field(field: &Field) -> Result<(), DocumentError> {
    check_directives(&field.directives)?;
    for (name, value) in &field.arguments {
        let value = value.node.clone().into_const_with(|_| Ok::<_, DocumentError>(Value::Null))?;
        check_value(&name.node, &value)?;
    }
    check_set(&field.selection_set.node)
}

fn check_directives(directives: &[Positioned<Directive>]) -> Result<(), DocumentError> {
    let mut met = HashSet::new();
    for directive in directives {
        let name = directive.node.name.node.as_str();
        if !DIRECTIVES.contains(&name) {
            return Err(DocumentError::UnknownDirective(name.to_owned()));
        }
        if !met.insert(name) {
            return Err(DocumentError::RepeatedDirective(name.to_owned()));
        }
    }
    Ok(())
}

fn check_value(name: &Name, value: &Value) -> Result<(), DocumentError> {
    match value {
        Value::List(items) if items.len() > LIST_LENGTH_MAX => Err(DocumentError::ListTooLong(name.to_string())),
        Value::List(items) => items.iter().try_for_each(|item| check_value(name, item)),
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| check_value(name, value)),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Binary(_) | Value::Enum(_) => {
            Ok(())
        }
    }
}
