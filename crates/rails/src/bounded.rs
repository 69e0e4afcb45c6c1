use reqwest::{Error, Response};

/// Reads an answer up to the limit, whatever it says of its own length; `None` if it is larger.
pub async fn bounded(mut answer: Response, bytes_max: usize) -> Result<Option<Vec<u8>>, Error> {
    let mut bytes = vec![];
    while let Some(chunk) = answer.chunk().await? {
        if bytes.len() + chunk.len() > bytes_max {
            return Ok(None);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Some(bytes))
}
