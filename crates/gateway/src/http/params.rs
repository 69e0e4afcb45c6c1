use std::error::Error;

use async_graphql::Variables;
use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Uri, header},
};
use http_body_util::LengthLimitError;
use serde_json::{Map, Value};

use super::{
    fault::Fault,
    json::Unambiguous,
    media::{is_json, is_packed},
};
use crate::{
    document::{Document, DocumentError},
    error_code::ErrorCode,
    serving::TooSlow,
};

/// The largest body that is read.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// A GraphQL request as it came, checked only for its form.
#[derive(Debug)]
pub struct Params {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Variables,
}

impl Params {
    pub async fn read(method: &Method, uri: &Uri, headers: &HeaderMap, body: Body) -> Result<Self, Fault> {
        if method == Method::GET {
            return Self::from_query(uri.query().unwrap_or_default());
        }
        if method != Method::POST {
            return Err(Fault::allow("GET, POST", "use GET or POST"));
        }
        if !is_json(headers) {
            return Err(Fault::new(ErrorCode::UnsupportedMediaType, "send application/json in UTF-8"));
        }
        if is_packed(headers) {
            return Err(Fault::new(ErrorCode::UnsupportedMediaType, "send the body as it is, without an encoding"));
        }
        match serde_json::from_slice(&whole(headers, body, BODY_BYTES_MAX).await?) {
            Ok(Unambiguous(Value::Object(params))) => Self::from_map(params),
            Ok(Unambiguous(Value::Array(_))) => Err(Fault::bad_request("send one operation at a time, not a list")),
            Ok(_) => Err(Fault::bad_request("the body is not a JSON object")),
            Err(error) if error.is_data() => Err(Fault::bad_request("a key stands twice in one object")),
            Err(_) => Err(Fault::bad_request("the body is not JSON")),
        }
    }

    /// The document, safe to walk.
    pub fn document(&self) -> Result<Document, DocumentError> {
        Document::read(&self.query, self.operation_name.as_deref(), &self.variables)
    }

    fn from_query(query: &str) -> Result<Self, Fault> {
        let pairs: Vec<(String, String)> =
            serde_urlencoded::from_str(query).map_err(|_| Fault::bad_request("the query string is malformed"))?;
        let mut params = Map::new();
        for (key, value) in pairs {
            let value = match key.as_str() {
                "variables" | "extensions" if value.is_empty() => Value::Null,
                "variables" | "extensions" => {
                    let Unambiguous(value) = serde_json::from_str(&value)
                        .map_err(|_| Fault::bad_request("variables and extensions must be JSON objects"))?;
                    value
                }
                _ => Value::String(value),
            };
            if params.insert(key, value).is_some() {
                return Err(Fault::bad_request("a parameter is given twice"));
            }
        }
        Self::from_map(params)
    }

    /// Reads what a JSON object says.
    pub fn from_map(mut params: Map<String, Value>) -> Result<Self, Fault> {
        let query = match params.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err(Fault::bad_request("query must be a string")),
            None => return Err(Fault::bad_request("query is missing")),
        };
        let operation_name = match params.remove("operationName") {
            Some(Value::String(name)) if !name.is_empty() => Some(name),
            Some(Value::String(_) | Value::Null) | None => None,
            Some(_) => return Err(Fault::bad_request("operationName must be a string")),
        };
        let variables = object_or_null(params.remove("variables"), "variables must be an object")?;
        object_or_null(params.remove("extensions"), "extensions must be an object")?;
        Ok(Self { query, operation_name, variables: Variables::from_json(variables) })
    }
}

fn object_or_null(value: Option<Value>, otherwise: &'static str) -> Result<Value, Fault> {
    match value {
        None | Some(Value::Null) => Ok(Value::Object(Map::new())),
        Some(value @ Value::Object(_)) => Ok(value),
        Some(_) => Err(Fault::bad_request(otherwise)),
    }
}

/// The whole body, if it is small enough. One that says that it is not is not even begun.
pub async fn whole(headers: &HeaderMap, body: Body, bytes_max: usize) -> Result<Bytes, Fault> {
    let says = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if says.is_some_and(|length| length > bytes_max) {
        return Err(too_large());
    }
    to_bytes(body, bytes_max).await.map_err(|error| {
        if caused_by::<LengthLimitError>(&error) {
            too_large()
        } else if caused_by::<TooSlow>(&error) {
            Fault::new(ErrorCode::RequestTimeout, "the body did not come in its time")
        } else {
            Fault::bad_request("the body broke off")
        }
    })
}

fn too_large() -> Fault {
    Fault::new(ErrorCode::PayloadTooLarge, "the body is too large")
}

fn caused_by<E: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    error.is::<E>() || error.source().is_some_and(caused_by::<E>)
}
