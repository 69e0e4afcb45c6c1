//! A morning at the reviewers': forms of all states and kinds, filed by people who know nothing of our code, in a
//! database that can be served afterwards.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use anyhow::{Context, Result};
use chrono::TimeDelta;
use futures_util::FutureExt;
use indicatif::ProgressBar;
use rails::Blobs;
use serde_json::{Value, json};

use super::{
    BEGINS_AT, STAFF,
    cast::{Home, name},
    client::{Client, Doors},
    open_door, prepare,
    stage::Stage,
};
use crate::LocalIssuer;

/// How many people file their forms at a time, and how long it is until the next: of two hundred, the first are overdue.
const FILED_AT_A_TIME: usize = 40;
const UNTIL_THE_NEXT: TimeDelta = TimeDelta::hours(50);

/// How many forms lie where, by the names of their states.
pub type Lying = BTreeMap<String, u32>;

/// What is peculiar about somebody's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing: every check decides by itself.
    Clean,
    /// A reviewer has begun with it.
    InReview,
    /// The bank account is in another name.
    HolderDiffers,
    /// The country gave the person no number.
    NoNumber,
    /// The person lives where they are not resident for tax.
    LivesElsewhere,
    /// A reviewer sent it back.
    SentBack,
    /// An approved version counts, and a new one waits.
    Changed,
}

impl Kind {
    /// Of the n-th person: six in ten leave no doubt.
    const fn of(n: usize) -> Self {
        match n % 20 {
            8 | 18 => Self::InReview,
            5 | 15 => Self::HolderDiffers,
            6 | 16 => Self::NoNumber,
            7 | 17 => Self::LivesElsewhere,
            9 => Self::SentBack,
            19 => Self::Changed,
            _ => Self::Clean,
        }
    }
}

/// Fills the empty database with so many submitted forms, through the front door.
pub async fn fill_queue(database_url: String, data_dir: &Path, forms: u32, progress: &ProgressBar) -> Result<Lying> {
    let app = prepare(database_url, Arc::new(Blobs::in_memory()), data_dir, 0).boxed().await?;
    let (server, url, issuer) = open_door(app.clone()).await?;

    let filed = file_all(vec![url], issuer, forms, progress).await;
    server.abort();
    app.db().clone().close().await?;
    filed
}

async fn file_all(urls: Vec<String>, issuer: LocalIssuer, forms: u32, progress: &ProgressBar) -> Result<Lying> {
    let mut stage = Stage::new(Doors::new(urls)?, issuer, &STAFF.parse()?, 0, BEGINS_AT.parse()?)?;
    let mut lying = Lying::new();
    for n in 0..usize::try_from(forms)? {
        if n > 0 && n % FILED_AT_A_TIME == 0 {
            stage.advance(UNTIL_THE_NEXT).await?;
        }
        progress.set_message("experts file their forms");
        let status = stage.form(n).boxed().await?;
        *lying.entry(status).or_default() += 1;
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(lying)
}

impl Stage {
    /// The n-th person opens an account and files a form; where it lies then.
    async fn form(&mut self, n: usize) -> Result<String> {
        let (home, name, kind) = (Home::of(n), name(n), Kind::of(n));
        let client = self.client(&format!("expert{n}@example.org"))?;
        self.account(&client, &name, home).await?;
        let filed = self.filed(&client, answers(home, &name, kind)).await?;
        let form = &filed["id"];
        let on_form = json!({ "dac7FormId": form });
        let status = match kind {
            Kind::Clean | Kind::HolderDiffers | Kind::NoNumber | Kind::LivesElsewhere => json!("SUBMITTED"),
            Kind::InReview => self.staff.run("dac7FormReview", on_form, "dac7Form", "status").await?["status"].clone(),
            Kind::SentBack => {
                let change = json!([{ "field": "ADDRESS", "reason": "The document shows another street." }]);
                let back = json!({ "dac7FormId": form, "changes": change });
                self.staff.run("dac7FormRequestChanges", back, "dac7Form", "status").await?["status"].clone()
            }
            Kind::Changed => {
                let approval = json!({ "dac7FormId": form, "acceptedDoubts": filed["doubts"] });
                self.staff.run("dac7FormApprove", approval, "dac7Form", "status").await?;
                self.filed(&client, answers(Home::of(n + 7), &name, Kind::Clean)).await?;
                json!("SUBMITTED")
            }
        };
        Ok(status.as_str().context("a form has a status")?.to_owned())
    }

    async fn filed(&mut self, client: &Client, mut answers: Value) -> Result<Value> {
        answers["idempotencyKey"] = json!(self.key());
        let form = client.make("dac7FormSave", answers, "dac7Form").await?;
        let signed = json!({ "dac7FormId": form, "certified": true, "dataNoticeAcknowledged": true });
        client.run("dac7FormSubmit", signed, "dac7Form", "id doubts").await
    }
}

fn answers(home: &Home, name: &str, kind: Kind) -> Value {
    let holder = if kind == Kind::HolderDiffers { "Charles Babbage" } else { name };
    let residence = match kind {
        Kind::NoNumber => json!({ "country": home.country, "noTinBecause": "NOT_ISSUED" }),
        Kind::LivesElsewhere => {
            let elsewhere = Home::elsewhere(home);
            json!({ "country": elsewhere.country, "tin": elsewhere.tin })
        }
        Kind::Clean | Kind::InReview | Kind::HolderDiffers | Kind::SentBack | Kind::Changed => {
            json!({ "country": home.country, "tin": home.tin })
        }
    };
    json!({
        "legalName": name,
        "birthDate": "1985-12-10",
        "birthPlace": { "city": "London", "country": "GB" },
        "address": home.address(),
        "taxResidences": [residence],
        "accountHolder": holder,
        "holderReason": (holder != name).then_some("The account is my husband's."),
    })
}
