//! Files that members send: what is taken, who sees them, and when they are forgotten.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode},
};
use chrono::TimeDelta;
use kernel::{Actor, Rights, UploadId};
use marketplace::{BlobError, BlobStore, Marketplace, Outside, sweeps};
use rails::{Blobs, sandbox::Sandbox};
use serde_json::{Value, json};
use support::{
    Answer, App, Person, instant,
    steps::{
        accounts::{account_opened, member_joined},
        experts::{PORTRAIT, active_expert, applicant, happened, identity_check_of, profile_input, submitted},
    },
    story,
};
use tower::ServiceExt;

pub const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n";

/// A file as it is handed out.
struct Handed {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl Handed {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn handed(person: &Person<'_>, upload: &str) -> Handed {
    let request = person.signed(Request::get(format!("/files/{upload}")).body(Body::empty()).unwrap());
    let (head, body) = person.app.router.clone().oneshot(request).await.unwrap().into_parts();
    Handed { status: head.status, headers: head.headers, bytes: to_bytes(body, usize::MAX).await.unwrap() }
}

pub async fn sees(person: &Person<'_>, upload: &str) -> bool {
    match handed(person, upload).await.status {
        StatusCode::OK => true,
        StatusCode::NOT_FOUND => false,
        status => panic!("{status} for {upload}"),
    }
}

async fn rows_of(app: &App) -> usize {
    app.rows("select id from upload").await.len()
}

/// The reason of a refusal, or where there is none its code.
fn told(answer: &Answer) -> String {
    let extensions = &answer.body["errors"][0]["extensions"];
    let told = extensions["reason"].as_str().or(extensions["code"].as_str());
    told.unwrap_or_else(|| panic!("not refused: {:#}", answer.body)).to_owned()
}

fn kind(events: &[(String, String)]) -> Vec<&str> {
    events.iter().map(|(kind, _)| kind.as_str()).collect()
}

/// Holds IQ-07 and IQ-15: a photo is everybody's once its expert is active, and a file nobody's once it is not used.
#[story]
async fn a_photo_is_seen_with_its_profile_and_forgotten_without(app: &App) {
    let (ada, nobody) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.nobody());
    let colleague = member_joined(&ada, "bob@example.org", "Bob", &[]).await;
    let own = "{ viewer { expertProfile { id photo { id path mediaType size } } } }";
    let profile = ada.query(own, json!({})).await["viewer"]["expertProfile"].clone();
    let photo = profile["photo"]["id"].as_str().unwrap().to_owned();
    assert_eq!(profile["photo"]["path"], format!("/files/{photo}"));
    assert!(sees(&ada, &photo).await && sees(&colleague, &photo).await && sees(&app.operator(), &photo).await);
    assert!(!sees(&nobody, &photo).await, "it is no expert yet");

    let grace = active_expert(app, "grace@example.org", "Grace Hopper").await;
    let profile = grace.query(own, json!({})).await["viewer"]["expertProfile"].clone();
    let photo = profile["photo"]["id"].as_str().unwrap().to_owned();
    let file = handed(&nobody, &photo).await;
    assert_eq!(file.header("content-type"), "image/jpeg");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert!(file.header("cache-control").starts_with("public"));
    assert_eq!(profile["photo"]["size"], file.bytes.len());

    let mut input = profile_input(&grace, "Grace Hopper").await;
    input["expertProfileId"] = profile["id"].clone();
    grace.run("expertProfileSave", input, "expertProfile { id }").await;
    assert!(!sees(&nobody, &photo).await && sees(&grace, &photo).await, "it is her own again");
    app.advance(TimeDelta::days(1)).await;
    assert!(!sees(&grace, &photo).await);
    let history = ["upload.received", "upload.used", "upload.released", "upload.discarded"];
    assert_eq!(kind(&happened(app, &photo).await), history);
    assert_eq!(rows_of(app).await, 2, "what the two profiles show");
}

/// What is taken says what it is; what is refused leaves nothing behind.
#[story]
async fn only_pictures_and_documents_of_members_are_taken(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let mut bomb = PORTRAIT.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]); // 30,000 on each side.
    bomb[29..33].copy_from_slice(&0x434C_A766_u32.to_be_bytes()); // The checksum of that.
    bomb.resize(50_000, 0);
    for (what, file, reason) in [
        ("nothing", vec![], "UPLOAD_TYPE_UNSUPPORTED"),
        ("an SVG", svg.to_vec(), "UPLOAD_TYPE_UNSUPPORTED"),
        ("text", b"photo.png".to_vec(), "UPLOAD_TYPE_UNSUPPORTED"),
        ("half a picture", PORTRAIT[..60].to_vec(), "PICTURE_UNREADABLE"),
        ("a bomb", bomb, "PICTURE_TOO_LARGE"),
        ("too much", vec![0; 5 * 1024 * 1024 + 1], "PAYLOAD_TOO_LARGE"),
    ] {
        assert_eq!(told(&ada.uploads(file).await), reason, "{what}");
    }

    let stranger = app.person("new@example.org");
    for (who, status, reason) in [
        (app.nobody(), StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
        (app.operator(), StatusCode::FORBIDDEN, "RIGHT_MISSING"),
        (stranger, StatusCode::FORBIDDEN, "RIGHT_MISSING"),
    ] {
        let answer = who.uploads(PORTRAIT).await;
        assert_eq!((answer.status, told(&answer).as_str()), (status, reason));
    }
    let packed = Request::post("/uploads").header("content-encoding", "gzip").body(Body::from(PORTRAIT)).unwrap();
    assert_eq!(told(&ada.send(ada.signed(packed)).await), "UNSUPPORTED_MEDIA_TYPE");
    assert_eq!(rows_of(app).await, 0, "nothing was half done");

    let taken = ada.uploads(PDF).await;
    assert_eq!(taken.status, StatusCode::CREATED);
    assert_eq!((&taken.body["mediaType"], &taken.body["size"]), (&json!("application/pdf"), &json!(PDF.len())));
    let until = instant(taken.body["unusedUntil"].as_str().unwrap());
    assert_eq!(until, app.now() + TimeDelta::days(1));
}

#[story]
async fn an_upload_serves_whoever_sent_it_once(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &[]).await;
    let eve = account_opened(app, "eve@example.org", "Eve").await;
    let (photo, document) = (ada.uploaded(PORTRAIT).await, ada.uploaded(PDF).await);
    let saving = |who: &Person<'_>, upload: &str| json!({ "displayName": "Somebody", "photoUploadId": upload, "idempotencyKey": who.app.key() });
    assert!(sees(&ada, &photo).await && !sees(&bob, &photo).await && !sees(&app.operator(), &photo).await);
    for other in [&bob, &eve] {
        assert_eq!(other.refusal("expertProfileSave", saving(other, &photo)).await, "UPLOAD_NOT_FOUND");
    }
    assert_eq!(ada.refusal("expertProfileSave", saving(&ada, &document)).await, "UPLOAD_TYPE_UNSUPPORTED");

    let input = saving(&ada, &photo);
    let saved = ada.run("expertProfileSave", input.clone(), "expertProfile { id photo { id } }").await;
    assert_eq!(saved["expertProfile"]["photo"]["id"], photo);
    let again = ada.run("expertProfileSave", input, "expertProfile { id photo { id } }").await;
    assert_eq!(again, saved, "the same key gives the same answer");
    let mut unchanged = saving(&ada, &photo);
    unchanged["expertProfileId"] = saved["expertProfile"]["id"].clone();
    ada.run("expertProfileSave", unchanged, "expertProfile { id }").await;
    assert_eq!(kind(&happened(app, &photo).await), ["upload.received", "upload.used"]);
}

/// Holds G-07: who checks sees the document while it is looked at, and nobody afterwards.
#[story]
async fn a_document_is_kept_while_it_is_looked_at(app: &App) {
    let (ada, olga) = (applicant(app, "ada@example.org", "Ada Lovelace").await, app.operator());
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["BILL"]).await;
    let eve = account_opened(app, "eve@example.org", "Eve").await;
    let registration = submitted(&ada).await;
    let check = identity_check_of(&ada, &registration).await;
    let submission = |upload: &str| json!({ "identityCheckId": check, "document": upload });
    let theirs = eve.uploaded(PDF).await;
    assert_eq!(ada.refusal("identityCheckSubmit", submission(&theirs)).await, "UPLOAD_NOT_FOUND");

    let document = ada.uploaded(PDF).await;
    let selection = "identityCheck { status document { id mediaType } }";
    let payload = ada.run("identityCheckSubmit", submission(&document), selection).await;
    assert_eq!(payload["identityCheck"]["document"], json!({ "id": document, "mediaType": "application/pdf" }));

    let file = handed(&olga, &document).await;
    assert_eq!(file.bytes, PDF);
    assert!(file.header("content-disposition").starts_with("attachment"));
    assert_eq!(file.header("cache-control"), "private, no-store");
    assert!(sees(&ada, &document).await);
    for other in [&bob, &eve, &app.nobody()] {
        assert!(!sees(other, &document).await);
    }
    let evidence = json!({ "identityCheckId": check, "evidence": "report 9" });
    let passed = olga.run("identityCheckPass", evidence, selection).await;
    assert_eq!(passed["identityCheck"]["document"], Value::Null);
    assert!(!sees(&olga, &document).await && sees(&ada, &document).await);
    app.advance(TimeDelta::days(1)).await;
    assert!(!sees(&ada, &document).await);
}

#[story]
async fn so_many_uploads_of_one_person_wait_and_no_more(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &[]).await;
    for _ in 0..20 {
        ada.uploaded(PDF).await;
    }
    assert_eq!(told(&ada.uploads(PDF).await), "RATE_LIMITED");
    bob.uploaded(PDF).await;
    app.advance(TimeDelta::days(1)).await;
    assert_eq!(rows_of(app).await, 0);
    ada.uploaded(PDF).await;
}

/// A store that can be out of order.
struct Fragile {
    blobs: Blobs,
    broken: AtomicBool,
}

impl Fragile {
    fn works(&self) -> Result<(), BlobError> {
        if self.broken.load(Ordering::Relaxed) { Err(BlobError("out of order".to_owned())) } else { Ok(()) }
    }
}

#[async_trait::async_trait]
impl BlobStore for Fragile {
    async fn put(&self, id: UploadId, bytes: Bytes) -> Result<(), BlobError> {
        self.blobs.put(id, bytes).await?; // The bytes arrived, and the answer is lost.
        self.works()
    }

    async fn get(&self, id: UploadId) -> Result<Option<Bytes>, BlobError> {
        self.works()?;
        self.blobs.get(id).await
    }

    async fn delete(&self, id: UploadId) -> Result<(), BlobError> {
        self.works()?;
        self.blobs.delete(id).await
    }
}

/// What is stored and not kept is found by the row that was written before, and cleared away once the store works.
#[story]
async fn what_a_crash_leaves_in_the_store_is_cleared_away(app: &App) {
    account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let store = Arc::new(Fragile { blobs: Blobs::in_memory(), broken: AtomicBool::new(true) });
    let db = app.marketplace.db().clone();
    let sandbox = Sandbox::open(db.writer().clone(), app.now()).await.unwrap();
    let outside = Outside { blobs: store.clone(), ..sandbox.outside(app.marketplace.outside().registry.clone()) };
    let fragile = Marketplace::new(db, sandbox.clock(), outside);
    let member = &app.rows("select id, account_id from member").await[0];
    let actor = Actor::Member {
        member: member.try_get("", "id").unwrap(),
        account: member.try_get("", "account_id").unwrap(),
        rights: Rights::NONE,
        second_factor: false,
    };

    assert!(fragile.receive_upload(actor, Bytes::from_static(PDF)).await.is_err());
    let left = app.rows("select id from upload where state = 'receiving'").await;
    let id: UploadId = left[0].try_get("", "id").unwrap();
    assert!(store.blobs.get(id).await.unwrap().is_some(), "an orphan");

    app.advance_without_sweeps(TimeDelta::days(1)).await;
    fragile.catch_up().await.unwrap();
    assert_ne!(sweeps::run(&fragile).await.failed, 0, "the store is still out of order");
    assert_eq!(app.rows("select id from upload where state = 'discarded'").await.len(), 1);
    store.broken.store(false, Ordering::Relaxed);
    assert_eq!(sweeps::run(&fragile).await.failed, 0);

    assert_eq!(store.blobs.get(id).await, Ok(None));
    assert_eq!(rows_of(app).await, 0);
}
