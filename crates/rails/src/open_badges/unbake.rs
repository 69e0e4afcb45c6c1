use std::io::Read;

use experts::CredentialError;
use flate2::{Crc, read::ZlibDecoder};

use super::{svg, token::TOKEN_BYTES_MAX};

/// How large an upload may be, in bytes.
const UPLOAD_BYTES_MAX: usize = 1024 * 1024;
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const TEXT_CHUNK: &[u8] = b"iTXt";
const LAST_CHUNK: &[u8] = b"IEND";
/// The keyword of the chunk that carries the credential (Open Badges 3.0, 5.3.1).
const KEYWORD: &[u8] = b"openbadgecredential";

/// The token in what was uploaded: alone, in a PNG or in an SVG.
pub fn token_in(upload: &[u8]) -> Result<String, CredentialError> {
    if upload.len() > UPLOAD_BYTES_MAX {
        return Err(CredentialError::TooLarge { max: UPLOAD_BYTES_MAX });
    }
    if upload.starts_with(PNG_SIGNATURE) {
        return in_png(&upload[PNG_SIGNATURE.len()..]);
    }
    let text = std::str::from_utf8(upload).map_err(|_| CredentialError::Unreadable("it is no PNG, SVG or token"))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let token = if text.starts_with('<') { svg::token_in(text)? } else { text.to_owned() };
    within_limit(token.into_bytes())
}

/// Looks at the chunks and never at the pixels: no image, however it is packed, takes more memory than its own bytes.
fn in_png(mut chunks: &[u8]) -> Result<String, CredentialError> {
    let broken = CredentialError::Unreadable("the PNG is broken");
    let mut found = None;
    while let Some((chunk, rest)) = chunk(chunks) {
        let (kind, content) = chunk.ok_or(broken.clone())?;
        if kind == LAST_CHUNK {
            return found.ok_or(CredentialError::Unreadable("the PNG holds no credential"));
        }
        if let (TEXT_CHUNK, Some(content)) =
            (kind, content.strip_prefix(KEYWORD).and_then(|rest| rest.strip_prefix(b"\0")))
        {
            if found.is_some() {
                return Err(CredentialError::Unreadable("the PNG holds several credentials"));
            }
            found = Some(text_of(content)?);
        }
        chunks = rest;
    }
    Err(broken)
}

/// A chunk of a PNG: its kind and its content.
type Chunk<'a> = (&'a [u8], &'a [u8]);

/// The next chunk, `None` if its checksum fails; and what comes after it.
fn chunk(bytes: &[u8]) -> Option<(Option<Chunk<'_>>, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (body, rest) = rest.split_at_checked(length.checked_add(4)?)?;
    let (sum, rest) = rest.split_first_chunk::<4>()?;
    let mut crc = Crc::new();
    crc.update(body);
    Some(((crc.sum() == u32::from_be_bytes(*sum)).then(|| body.split_at(4)), rest))
}

/// The text of an `iTXt` chunk, behind its keyword: compressed or not, a language, a translated keyword, the text.
fn text_of(content: &[u8]) -> Result<String, CredentialError> {
    let broken = CredentialError::Unreadable("the PNG's credential is broken");
    let ([compressed, method], rest) = content.split_first_chunk::<2>().ok_or(broken.clone())?;
    let mut parts = rest.splitn(3, |byte| *byte == 0);
    let text = parts.nth(2).ok_or(broken.clone())?;
    match (compressed, method) {
        (0, _) => within_limit(text.to_vec()),
        (1, 0) => {
            let (mut inflated, limit) = (vec![], TOKEN_BYTES_MAX as u64 + 1);
            ZlibDecoder::new(text).take(limit).read_to_end(&mut inflated).map_err(|_| broken)?;
            within_limit(inflated)
        }
        _ => Err(broken),
    }
}

fn within_limit(token: Vec<u8>) -> Result<String, CredentialError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(CredentialError::TooLarge { max: TOKEN_BYTES_MAX });
    }
    let text = String::from_utf8(token).map_err(|_| CredentialError::Unreadable("the credential is no text"))?;
    Ok(text.trim().to_owned())
}
