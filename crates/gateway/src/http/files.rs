//! Files over HTTP: `POST /uploads` takes the raw bytes of one, `GET /files/{id}` hands it out.

use ::files::{BYTES_MAX, MediaType, UploadState};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use kernel::{Actor, UploadId};
use marketplace::{Audience, Error, Marketplace, ReadFile};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Door, Fault, Reference, media::is_packed, params::whole};
use crate::error_code::ErrorCode;

/// A file does nothing but be looked at, wherever it is opened.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";
/// What everybody may see may be kept for an hour: afterwards it may be somebody else's to see.
const KEPT_BY_ALL: &str = "public, max-age=3600";
const KEPT_BY_NOBODY: &str = "private, no-store";

/// Takes one file, as the body of the request, from a member of an account. The answer is its id.
pub async fn upload(State(door): State<Door>, headers: HeaderMap, body: Body) -> Response {
    match door.receive(&headers, body).await {
        Ok(upload) => (StatusCode::CREATED, Json(upload)).into_response(),
        Err(fault) => fault.into_plain_response(&headers),
    }
}

/// Hands a file out to whoever may see it.
pub async fn file(State(door): State<Door>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match door.hand_out(&id, &headers).await {
        Ok(file) => served(file),
        Err(fault) => fault.into_plain_response(&headers),
    }
}

impl Door {
    /// The token first, and only then the body: strangers send nothing here.
    async fn receive(&self, headers: &HeaderMap, body: Body) -> Result<Value, Fault> {
        let app = &self.0.app;
        let actor = self.actor(headers).await?;
        app.may_upload(actor).map_err(|error| Fault::refused(&error, &Reference::of(headers)))?;
        if is_packed(headers) {
            return Err(Fault::new(ErrorCode::UnsupportedMediaType, "send the file as it is, without an encoding"));
        }
        let sent = whole(headers, body, BYTES_MAX).await?;
        let received = async {
            let _held = app.hold_clock().await?;
            app.receive_upload(actor, sent).await
        };
        let upload = in_time(self, headers, received).await?;
        let unused_until = match upload.state {
            UploadState::Receiving { until } | UploadState::Unused { until } => Some(until),
            UploadState::Used { .. } | UploadState::Discarded { .. } => None,
        };
        let (id, media_type) = (upload.id.to_string(), upload.media_type.name());
        Ok(json!({ "id": id, "mediaType": media_type, "size": upload.size, "unusedUntil": unused_until }))
    }

    async fn hand_out(&self, id: &str, headers: &HeaderMap) -> Result<ReadFile, Fault> {
        let not_found = || Fault::new(ErrorCode::NotFound, "there is no such file, or it is not yours to see");
        let id: UploadId = id.parse().map_err(|_| not_found())?;
        let actor = self.actor(headers).await?;
        in_time(self, headers, read(&self.0.app, actor, id)).await?.ok_or_else(not_found)
    }
}

/// The file; `None` if there is none to see.
async fn read(app: &Marketplace, actor: Actor, id: UploadId) -> Result<Option<ReadFile>, Error> {
    match app.read_file(actor, id).await {
        Err(Error::Files(_)) => Ok(None),
        read => read.map(Some),
    }
}

/// Does it within the patience of the door; what is refused is told as a query would tell it.
pub async fn in_time<T>(
    door: &Door,
    headers: &HeaderMap,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Fault> {
    let done = timeout(door.0.limits.patience, work).await;
    let done = done.map_err(|_| Fault::new(ErrorCode::Timeout, "it took too long: ask again"))?;
    done.map_err(|error| Fault::refused(&error, &Reference::of(headers)))
}

fn served(file: ReadFile) -> Response {
    let ReadFile { id, media_type, audience, bytes } = file;
    let (kept, disposition) = match (audience, media_type) {
        (Audience::Everybody, _) => (KEPT_BY_ALL, "inline"),
        (Audience::Few, MediaType::Jpeg | MediaType::Png) => (KEPT_BY_NOBODY, "inline"),
        (Audience::Few, MediaType::Pdf) => (KEPT_BY_NOBODY, "attachment"),
    };
    let headers: [(HeaderName, String); 6] = [
        (header::CONTENT_TYPE, media_type.name().to_owned()),
        (header::CONTENT_DISPOSITION, format!("{disposition}; filename=\"{id}.{}\"", extension(media_type))),
        (header::CACHE_CONTROL, kept.to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
    ];
    (headers, bytes).into_response()
}

const fn extension(media_type: MediaType) -> &'static str {
    match media_type {
        MediaType::Jpeg => "jpg",
        MediaType::Png => "png",
        MediaType::Pdf => "pdf",
    }
}
