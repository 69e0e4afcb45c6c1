use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};

use super::error::{AnswerError, AnswerProblem};

/// In bytes: some ten thousand entries.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// The messages need about fifteen.
pub const DEPTH_MAX: usize = 32;
pub const ELEMENTS_MAX: usize = 500_000;
/// Namespaces that one element may name. Ours names one.
const NAMESPACES_MAX: usize = 8;

/// Which the messages' namespaces begin with.
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:";
const ROOT: &str = "Document";

/// An element without what it is not asked for: comments, other attributes, white space.
#[derive(Debug)]
pub(super) struct Element {
    /// Empty for an element of another namespace, which nobody asks for.
    pub name: String,
    pub at: u64,
    /// The attribute `Ccy`.
    pub currency: Option<String>,
    pub text: String,
    pub children: Vec<Element>,
}

/// What was read so far.
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
    /// The root's.
    namespace: Vec<u8>,
}

/// The content of a message, by its namespace: `pain.002` for `…:pain.002.001.10`.
pub(super) fn parse(bytes: &[u8]) -> Result<(String, Element), AnswerError> {
    let refused = |problem| AnswerError { at: 0, problem };
    if bytes.len() > FILE_MAX {
        return Err(refused(AnswerProblem::FileTooLarge));
    }
    let text = str::from_utf8(bytes).map_err(|error| not_xml(error.valid_up_to() as u64, &error))?;
    let mut reader = NsReader::from_str(text);
    reader.resolver_mut().set_max_declarations_per_element(NAMESPACES_MAX);
    let mut builder = Builder { open: vec![], root: None, elements: 0, namespace: vec![] };
    loop {
        let at = reader.buffer_position();
        let (namespace, event) = reader.read_resolved_event().map_err(|error| not_xml(at, &error))?;
        let read = match event {
            Event::Start(element) => builder.start(&namespace, &element, at),
            Event::Empty(element) => builder.start(&namespace, &element, at).and_then(|()| builder.end(at)),
            Event::End(_) => builder.end(at),
            Event::Text(text) => {
                text.xml10_content().map_err(|error| not_xml(at, &error)).and_then(|text| builder.text(&text, at))
            }
            Event::CData(text) => {
                text.xml10_content().map_err(|error| not_xml(at, &error)).and_then(|text| builder.text(&text, at))
            }
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().map_err(|error| not_xml(at, &error))?;
                let name = entity.decode().map_err(|error| not_xml(at, &error))?;
                builder.reference(character, &name, at)
            }
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose().map_err(|error| not_xml(at, &error))?;
                let is_ours = encoding.is_none_or(|encoding| encoding.eq_ignore_ascii_case(b"utf-8"));
                if is_ours { Ok(()) } else { Err(not_xml(at, &"another encoding is declared")) }
            }
            Event::Comment(_) => Ok(()),
            Event::PI(_) | Event::DocType(_) => Err(AnswerError { at, problem: AnswerProblem::Unsafe }),
            Event::Eof => return builder.finish(at),
        };
        read?;
    }
}

impl Builder {
    fn start(&mut self, namespace: &ResolveResult<'_>, element: &BytesStart<'_>, at: u64) -> Result<(), AnswerError> {
        let refused = |problem| Err(AnswerError { at, problem });
        self.elements += 1;
        if self.elements > ELEMENTS_MAX {
            return refused(AnswerProblem::TooManyElements);
        }
        if self.open.len() == DEPTH_MAX {
            return refused(AnswerProblem::TooDeep);
        }
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(namespace)) => *namespace,
            ResolveResult::Unbound | ResolveResult::Unknown(_) => &[],
        };
        if self.open.is_empty() {
            if self.root.is_some() {
                return Err(not_xml(at, &"there are several documents"));
            }
            self.namespace = namespace.to_vec();
        }
        let is_ours = namespace == self.namespace;
        let name = String::from_utf8_lossy(element.local_name().as_ref()).into_owned();
        let currency = element.try_get_attribute("Ccy").map_err(|error| not_xml(at, &error))?;
        let currency = currency.map(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0)).transpose();
        let currency = currency.map_err(|error| not_xml(at, &error))?.map(std::borrow::Cow::into_owned);
        let name = if is_ours { name } else { String::new() };
        self.open.push(Element { name, at, currency, text: String::new(), children: vec![] });
        Ok(())
    }

    fn end(&mut self, at: u64) -> Result<(), AnswerError> {
        let element = self.open.pop().ok_or_else(|| not_xml(at, &"an element ends that never began"))?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str, at: u64) -> Result<(), AnswerError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim_matches(['\u{feff}', ' ', '\t', '\r', '\n']).is_empty() => {}
            None => return Err(not_xml(at, &"there is text around the document")),
        }
        Ok(())
    }

    /// A character by its number, or one of the five that XML itself names.
    fn reference(&mut self, character: Option<char>, name: &str, at: u64) -> Result<(), AnswerError> {
        let named = match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "apos" => Some('\''),
            "quot" => Some('"'),
            _ => None,
        };
        let character = character.or(named).ok_or(AnswerError { at, problem: AnswerProblem::Unsafe })?;
        if character.is_control() && !character.is_ascii_whitespace() {
            return Err(not_xml(at, &"a control character"));
        }
        self.text(character.encode_utf8(&mut [0; 4]), at)
    }

    fn finish(self, at: u64) -> Result<(String, Element), AnswerError> {
        let root = self.root.filter(|_| self.open.is_empty()).ok_or_else(|| not_xml(at, &"it is cut off"))?;
        let namespace = String::from_utf8_lossy(&self.namespace);
        let message = namespace.strip_prefix(NAMESPACE).and_then(message_of);
        match message {
            Some(message) if root.name == ROOT => Ok((message.to_owned(), root)),
            _ => Err(AnswerError { at: root.at, problem: AnswerProblem::MessageUnknown(namespace.into_owned()) }),
        }
    }
}

/// `pain.002` of `pain.002.001.10`: the definition and its variant, without the version.
fn message_of(name: &str) -> Option<&str> {
    let (message, version) = name.split_at_checked(8)?;
    let version = version.strip_prefix(".001.")?;
    (version.len() == 2 && version.bytes().all(|byte| byte.is_ascii_digit())).then_some(message)
}

fn not_xml(at: u64, problem: &impl ToString) -> AnswerError {
    AnswerError { at, problem: AnswerProblem::NotXml(problem.to_string()) }
}
