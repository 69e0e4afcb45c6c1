use experts::CredentialError;
use quick_xml::{
    NsReader, XmlVersion,
    events::{BytesStart, Event},
    name::{Namespace, ResolveResult},
};

/// Of the element that carries the credential (Open Badges 3.0, 5.3.2).
const NAMESPACE: &[u8] = b"https://purl.imsglobal.org/ob/v3p0";
const ELEMENT: &[u8] = b"credential";
const ATTRIBUTE: &[u8] = b"verify";
/// What runs or embeds. We never show the image; but whoever made it so means no good, and it may be shown one day.
const ACTIVE: [&[u8]; 6] = [b"script", b"foreignObject", b"iframe", b"embed", b"object", b"handler"];
const BROKEN: CredentialError = CredentialError::Unreadable("the SVG is broken");

/// The token in an SVG. A document type is refused before anything that it defines is looked at.
pub fn token_in(svg: &str) -> Result<String, CredentialError> {
    let mut reader = NsReader::from_str(svg);
    let mut found = None;
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(|_| BROKEN)?;
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let is_ours = matches!(namespace, ResolveResult::Bound(Namespace(NAMESPACE)));
                checked(&element)?;
                if is_ours && element.local_name().as_ref() == ELEMENT {
                    if found.is_some() {
                        return Err(CredentialError::Unreadable("the SVG holds several credentials"));
                    }
                    found = Some(verify_attribute(&element)?);
                }
            }
            Event::DocType(_) => return Err(CredentialError::ImageUnsafe("a document type")),
            Event::PI(_) => return Err(CredentialError::ImageUnsafe("a processing instruction")),
            Event::Eof => return found.ok_or(CredentialError::Unreadable("the SVG holds no credential")),
            Event::End(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

/// That the element runs nothing.
fn checked(element: &BytesStart<'_>) -> Result<(), CredentialError> {
    if ACTIVE.iter().any(|active| element.local_name().as_ref().eq_ignore_ascii_case(active)) {
        return Err(CredentialError::ImageUnsafe("a script, or something embedded"));
    }
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| BROKEN)?;
        let name = attribute.key.local_name().as_ref().to_ascii_lowercase();
        if name.starts_with(b"on") {
            return Err(CredentialError::ImageUnsafe("an event handler"));
        }
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BROKEN)?;
        let value: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        if value.to_lowercase().starts_with("javascript:") {
            return Err(CredentialError::ImageUnsafe("a script in a link"));
        }
    }
    Ok(())
}

fn verify_attribute(element: &BytesStart<'_>) -> Result<String, CredentialError> {
    let missing = CredentialError::Unreadable("the SVG's credential is no token");
    let attribute = element.try_get_attribute(ATTRIBUTE).map_err(|_| BROKEN)?.ok_or(missing)?;
    let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| BROKEN)?;
    Ok(value.into_owned())
}
