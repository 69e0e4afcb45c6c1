use std::io::{self, Read};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use experts::CredentialError;
use flate2::read::GzDecoder;

/// How large a list may be when unpacked, in bytes: bits for 134 million credentials.
const UNPACKED_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// How much of it is in memory at a time.
const AT_ONCE: usize = 16 * 1024;

/// Those of the indices whose bits are set, in order. The list is unpacked piece by piece, to its end: what is broken,
/// or larger than any list, is refused.
pub fn set(encoded: &str, indices: &[u64]) -> Result<Vec<u64>, CredentialError> {
    let mut wanted = indices.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let mut wanted = wanted.into_iter().peekable();
    let (mut unpacked, mut piece) = (GzDecoder::new(io::Cursor::new(packed(encoded)?)), vec![0; AT_ONCE]);
    let (mut begins_at, mut found) = (0, vec![]);
    loop {
        let length = unpacked.read(&mut piece).map_err(|_| unknown("the list is not packed as it should be"))?;
        let ends_at = begins_at + length as u64;
        while let Some(index) = wanted.next_if(|index| index / 8 < ends_at) {
            let byte = usize::try_from(index / 8 - begins_at).map_err(|_| unknown("the list is too large"))?;
            if piece[byte] & (0x80 >> (index % 8)) != 0 {
                found.push(index);
            }
        }
        if ends_at > UNPACKED_BYTES_MAX {
            return Err(unknown("the list is larger than 16 MiB when unpacked"));
        }
        if length == 0 {
            break;
        }
        begins_at = ends_at;
    }
    match wanted.next() {
        None => Ok(found),
        Some(_) => Err(unknown("the list is too short for the credential")),
    }
}

/// The bytes of `encodedList`: base64url behind a "u", as the Bitstring Status List has it, or plain base64.
fn packed(encoded: &str) -> Result<Vec<u8>, CredentialError> {
    let decoded = if let Some(multibase) = encoded.strip_prefix('u') {
        URL_SAFE_NO_PAD.decode(multibase)
    } else {
        let plain = encoded.trim_end_matches('=');
        STANDARD_NO_PAD.decode(plain).or_else(|_| URL_SAFE_NO_PAD.decode(plain))
    };
    decoded.map_err(|_| unknown("the list is not written as it should be"))
}

fn unknown(why: &str) -> CredentialError {
    CredentialError::StatusUnknown(why.to_owned())
}
