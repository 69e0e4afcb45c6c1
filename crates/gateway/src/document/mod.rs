//! Documents that are safe to walk. Everything here costs time in proportion to the text; what comes after it may
//! not.

mod forms;
mod nesting;
mod sizes;

use async_graphql::{
    Variables,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection},
    },
};

use self::{nesting::nesting, sizes::Sizes};
use crate::{error_code::ErrorCode, user_error::UserErrorCode};

/// The longest document that is parsed; the rest of a body is for variables.
const BYTES_MAX: usize = 32 * 1024;
/// How many fragments a document may have: a chain of them is walked down before its end is known.
const FRAGMENTS_MAX: usize = 500;

/// How much a document may come to with its fragments spread out: every selection, argument and directive of every
/// operation and fragment. What a client of ours asks has some hundreds; introspection with all options has six.
const EXPANDED_SIZE_MAX: usize = 3_000;
/// How deep brackets may nest; introspection with all options needs some fifteen.
const NESTING_MAX: usize = 40;
/// How many items a list may hold that is sent, as long as the longest page that is answered.
const LIST_LENGTH_MAX: usize = 100;

/// A document that is safe to walk, and the kind of the operation that it asks for.
#[derive(Debug)]
pub struct Document {
    pub parsed: ExecutableDocument,
    pub operation: OperationType,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    #[error("the document is longer than {BYTES_MAX} bytes")]
    TooLong,
    #[error("the document nests deeper than {NESTING_MAX} brackets")]
    TooDeep,
    #[error("the document cannot be parsed: {0}")]
    Syntax(String),
    #[error("the document comes to more than {EXPANDED_SIZE_MAX} fields, arguments and directives")]
    TooLarge,
    #[error("the document has no operation of that name")]
    NoSuchOperation,
    #[error("the document has several operations: name one")]
    OperationNotNamed,
    #[error("a subscription asks for exactly one field")]
    ManyStreams,
    #[error("there is no directive @{0}")]
    UnknownDirective(String),
    #[error("@{0} stands twice at one place")]
    RepeatedDirective(String),
    #[error("the variable ${0} is missing")]
    VariableMissing(String),
    #[error("the list {0} holds more than {LIST_LENGTH_MAX} items")]
    ListTooLong(String),
}

impl DocumentError {
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::Syntax(_) => ErrorCode::ParseFailed,
            Self::TooLong
            | Self::TooDeep
            | Self::TooLarge
            | Self::ManyStreams
            | Self::UnknownDirective(_)
            | Self::RepeatedDirective(_) => ErrorCode::ValidationFailed,
            Self::NoSuchOperation | Self::OperationNotNamed => ErrorCode::OperationUnresolved,
            Self::VariableMissing(_) | Self::ListTooLong(_) => ErrorCode::BadUserInput,
        }
    }

    /// The refusal that a command would give for the same.
    pub const fn reason(&self) -> Option<UserErrorCode> {
        match self {
            Self::VariableMissing(_) | Self::ListTooLong(_) => Some(UserErrorCode::InputInvalid),
            Self::TooLong
            | Self::TooDeep
            | Self::Syntax(_)
            | Self::TooLarge
            | Self::NoSuchOperation
            | Self::OperationNotNamed
            | Self::ManyStreams
            | Self::UnknownDirective(_)
            | Self::RepeatedDirective(_) => None,
        }
    }
}

impl Document {
    /// Parses once, and bounds the document before anything walks it: two dozen fragments that each spread the
    /// next twice are a kilobyte to send and hours to validate.
    pub fn read(text: &str, operation_name: Option<&str>, variables: &Variables) -> Result<Self, DocumentError> {
        if text.len() > BYTES_MAX {
            return Err(DocumentError::TooLong);
        }
        if nesting(text) > NESTING_MAX {
            return Err(DocumentError::TooDeep);
        }
        let parsed = parse_query(text).map_err(|error| DocumentError::Syntax(reason(&error.to_string())))?;
        Sizes::check(&parsed)?;
        forms::check(&parsed, variables)?;
        let operation = asked_for(&parsed.operations, operation_name)?;
        forms::check_given(operation, variables)?;
        one_stream(operation)?;
        let operation = operation.ty;
        Ok(Self { parsed, operation })
    }
}

/// A subscription follows one thing: its answers tell of no other.
fn one_stream(operation: &OperationDefinition) -> Result<(), DocumentError> {
    let fields = &operation.selection_set.node.items;
    let is_one = matches!(fields.as_slice(), [field] if matches!(field.node, Selection::Field(_)));
    if operation.ty == OperationType::Subscription && !is_one { Err(DocumentError::ManyStreams) } else { Ok(()) }
}

/// What the parser expected, without the text around it, which may be long: the last line of what it says.
fn reason(said: &str) -> String {
    let place = said.trim_start().strip_prefix("--> ").and_then(|rest| rest.lines().next());
    let reason = said.lines().last().unwrap_or_default().trim_start_matches([' ', '=']);
    place.map_or_else(|| reason.to_owned(), |place| format!("{reason}, at {place}"))
}

/// A single named operation is stored among the many: look at what would run, not at how it is stored.
fn asked_for<'a>(
    operations: &'a DocumentOperations,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, DocumentError> {
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
    Ok(&operation.node)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, name: Option<&str>) -> Result<OperationType, DocumentError> {
        Document::read(text, name, &Variables::default()).map(|document| document.operation)
    }

    fn fault(text: &str) -> DocumentError {
        kind(text, None).expect_err(text)
    }

    /// A document whose fragment `f0` comes to two to the power of `levels` fields.
    fn bomb(levels: usize) -> String {
        let doubled = many(levels, |i| format!(" fragment f{i} on Query {{ ...f{0} ...f{0} }}", i + 1));
        format!("{{ ...f0 }}{doubled} fragment f{levels} on Query {{ a }}")
    }

    fn many(count: usize, part: impl Fn(usize) -> String) -> String {
        (0..count).map(part).collect::<Vec<_>>().concat()
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
        assert_eq!(fault(&bomb(25)), DocumentError::TooLarge);
        assert_eq!(fault(&bomb(200)), DocumentError::TooLarge);
        assert_eq!(kind(&bomb(5), None), Ok(OperationType::Query));
    }

    #[test]
    fn what_nothing_spreads_counts_too() {
        let wide = format!("{{ a }} fragment w on Query {{ {} }}", "a ".repeat(1_000));
        let copies = many(400, |i| format!(" fragment f{i} on Query {{...w}}"));
        assert_eq!(fault(&(wide + &copies)), DocumentError::TooLarge);
    }

    #[test]
    fn arguments_and_directives_count_as_fields_do() {
        let arguments = "x:1 ".repeat(2_000);
        assert_eq!(fault(&format!("{{ a({arguments}) b({arguments}) }}")), DocumentError::TooLarge);
        let once = "@skip(if: false) ".repeat(800);
        assert_eq!(fault(&format!("{{ a {once} b {once} }}")), DocumentError::TooLarge);
    }

    #[test]
    fn fragments_that_spread_each_other_end() {
        assert!(kind("{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }", None).is_ok());
    }

    /// The parser goes down with the brackets: this ended the process.
    #[test]
    fn brackets_do_not_take_the_parser_down() {
        for (before, bracket) in [("{ a(x: ", "["), ("{ a(x: ", "{a:"), ("", "{a"), ("", "{..."), ("query($a: ", "[")] {
            let open = format!("{before}{}", bracket.repeat(5_000));
            assert_eq!(fault(&open), DocumentError::TooDeep, "{bracket}");
        }
        assert_eq!(fault(&"a ".repeat(20_000)), DocumentError::TooLong);
    }

    #[test]
    fn a_chain_of_fragments_has_an_end() {
        let chain = many(501, |i| format!("fragment f{i} on Query{{...f{}}}", i + 1));
        assert_eq!(fault(&format!("{{ ...f0 }} {chain}")), DocumentError::TooLarge);
    }

    #[test]
    fn a_directive_is_known_and_stands_once_wherever_it_stands() {
        for place in [
            "{ __typename @x }",
            "{ a @x }",
            "{ ... @x { a } }",
            "query @x { a }",
            "query($v: Int @x) { a }",
            "{ ...f @x } fragment f on Query { a }",
            "{ ...f } fragment f on Query @x { a }",
        ] {
            assert_eq!(fault(place), DocumentError::UnknownDirective("x".into()), "{place}");
        }
        assert_eq!(fault("{ a @skip(if: 0) @skip(if: 1) }"), DocumentError::RepeatedDirective("skip".into()));
        assert!(kind("{ a @skip(if: false) @include(if: true) }", None).is_ok());
    }

    #[test]
    fn a_list_has_a_length_wherever_it_stands() {
        let list = format!("[{}]", "1 ".repeat(LIST_LENGTH_MAX + 1));
        let too_long = DocumentError::ListTooLong("ids".into());
        assert_eq!(fault(&format!("{{ a(ids: {list}) }}")), too_long);
        assert_eq!(fault(&format!("{{ a(input: {{ ids: [{list}] }}) }}")), too_long);
        assert_eq!(fault(&format!("query($ids: [Int] = {list}) {{ a }}")), too_long);
        let variables = Variables::from_json(serde_json::json!({ "input": { "ids": vec![0; LIST_LENGTH_MAX + 1] } }));
        assert_eq!(Document::read("{ a }", None, &variables).unwrap_err(), too_long);
        let just = Variables::from_json(serde_json::json!({ "ids": vec![0; LIST_LENGTH_MAX] }));
        assert!(Document::read("{ a }", None, &just).is_ok());
    }

    #[test]
    fn what_an_operation_needs_is_given_to_it() {
        let given = |variables| {
            let variables = Variables::from_json(variables);
            Document::read("query Q($id: ID!) { a(id: $id) } query R { a }", Some("Q"), &variables).map(drop)
        };
        assert_eq!(given(serde_json::json!({ "id": "x" })), Ok(()));
        for variables in [serde_json::json!({}), serde_json::json!({ "id": null })] {
            assert_eq!(given(variables), Err(DocumentError::VariableMissing("id".into())));
        }
        assert!(kind("query Q($id: ID! = 1, $more: ID) { a }", None).is_ok());
    }

    #[test]
    fn a_subscription_follows_one_thing() {
        assert_eq!(kind("subscription { a }", None), Ok(OperationType::Subscription));
        for many in ["subscription { a b }", "subscription { a c: a }", "subscription { ...f } fragment f on S { a b }"]
        {
            assert_eq!(fault(many), DocumentError::ManyStreams, "{many}");
        }
    }

    #[test]
    fn what_cannot_be_parsed_is_said_in_a_line() {
        assert_eq!(fault("{ a ").to_string().lines().count(), 1);
        assert!(!fault(&format!("{{ a{} ?", " a".repeat(5_000))).to_string().contains(" a a"));
        assert!(fault("{ a ?").to_string().contains("1:5"));
    }
}
