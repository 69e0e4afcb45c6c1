//! Uploads in a bucket: a program that answers as S3 does keeps them.

use std::{process::Stdio, sync::Arc};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, StatusCode},
};
use gateway::TokenVerifier;
use kernel::UploadId;
use marketplace::{BlobStore, Marketplace, Outside, sweeps};
use rails::{Blobs, sandbox::Sandbox};
use support::{
    App, Peer,
    steps::{accounts::account_opened, experts::PORTRAIT},
    story,
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};
use tower::ServiceExt;

const BUCKET: &str = "s3://bucket/guildhall/uploads";
/// Serves S3 with one bucket until it is killed, and says where.
const SERVER: &str = r#"
import sys, threading, boto3
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
server.start()
url = "http://127.0.0.1:%d" % server.get_host_and_port()[1]
keys = dict(aws_access_key_id="test", aws_secret_access_key="test", region_name="eu-north-1")
place = dict(LocationConstraint="eu-north-1")
boto3.client("s3", endpoint_url=url, **keys).create_bucket(Bucket="bucket", CreateBucketConfiguration=place)
print(url, flush=True)
threading.Event().wait()
"#;

/// A server, and where it is; `None`, said loudly, where it cannot be had.
async fn served() -> Option<(Child, String)> {
    let peer = Peer::python(&["moto[s3]==5.1.15", "flask==3.1.3", "flask-cors==6.0.5"])?;
    let mut command = peer.command();
    let mut child = command.args(["-c", SERVER]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        if line.starts_with("http") {
            return Some((child, line));
        }
    }
    panic!("the server ended before it served");
}

fn blobs(endpoint: &str) -> Blobs {
    let settings = [
        ("AWS_ENDPOINT", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "eu-north-1"),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_PAGER", "is no setting of a store"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Blobs::in_s3(BUCKET, settings).expect("the bucket is well named")
}

#[story]
async fn an_upload_is_kept_in_a_bucket_and_cleared_away_there(app: &App) {
    let Some((_server, endpoint)) = served().await else { return };
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let (db, store) = (app.marketplace.db().clone(), Arc::new(blobs(&endpoint)));
    let sandbox = Sandbox::open(db.writer().clone(), app.now()).await.unwrap();
    let outside = Outside { blobs: store.clone(), ..sandbox.outside(app.marketplace.outside().registry.clone()) };
    let in_s3 = Marketplace::new(db, sandbox.clock(), outside);
    let router = gateway::router(in_s3.clone(), TokenVerifier::local(app.issuer().public_key()));
    let asked = async |request: Request<Body>| {
        let (head, body) = router.clone().oneshot(ada.signed(request)).await.unwrap().into_parts();
        (head.status, to_bytes(body, usize::MAX).await.unwrap())
    };

    let (status, answer) = asked(Request::post("/uploads").body(Body::from(PORTRAIT)).unwrap()).await;
    assert_eq!(status, StatusCode::CREATED, "{answer:?}");
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    let (id, size) = (answer["id"].as_str().unwrap(), answer["size"].as_u64().unwrap());
    let path = format!("/files/{id}");
    let (status, picture) = asked(Request::get(&path).body(Body::empty()).unwrap()).await;
    assert_eq!((status, picture.len() as u64), (StatusCode::OK, size));
    let id: UploadId = id.parse().unwrap();
    assert_eq!(blobs(&endpoint).get(id).await, Ok(Some(picture)), "another process finds it there");

    app.advance_without_sweeps(chrono::TimeDelta::days(1)).await;
    in_s3.catch_up().await.unwrap();
    assert_eq!(sweeps::run(&in_s3).await.failed, 0);
    assert_eq!(store.get(id).await, Ok(None));
    store.delete(id).await.expect("what is gone is gone");
    let nobody = blobs("http://127.0.0.1:9");
    assert!(nobody.put(id, Bytes::from_static(b"x")).await.is_err(), "nobody is there");
}
