//! Keys are replaced while people work: nothing is lost, and nobody waits.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::TimeDelta;
use indicatif::ProgressBar;
use serde_json::json;
use server::{Rotated, rotate};
use support::{
    App, Person, opened, sealed_by,
    steps::{
        accounts::account_opened,
        payouts::{GOOD, agreed, collected, paid_to, payout, payout_method_added, payouts},
        tax::{complete_answers, dac7_saved},
    },
    story, story_keys,
};
use vault::{Keyring, MasterKey, MasterKeys};

/// More than one transaction seals anew.
const METHODS: usize = 130;
const MEMBERS: usize = 4;

const FORM: &str = "query F($id: ID!) { dac7Form(id: $id) { legalName } }";

async fn rotated(app: &App) -> Rotated {
    rotate(&app.marketplace, &ProgressBar::hidden()).await.unwrap()
}

/// Holds design 8: two processes seal everything anew while members save their forms through a third.
#[story(threads)]
async fn nothing_is_lost_while_people_save_their_forms(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    for _ in 0..METHODS {
        payout_method_added(&ada, GOOD).await;
    }
    let mut members = vec![];
    for n in 0..MEMBERS {
        let member = account_opened(app, &format!("member{n}@example.org"), &format!("Member {n}")).await;
        let form = dac7_saved(&member, complete_answers(&member)).await;
        members.push((member, form));
    }
    let others = [app.beside().await, app.beside().await];

    let is_over = AtomicBool::new(false);
    let rotations = async {
        let [one, other] = &others;
        let both = tokio::join!(rotated(one), rotated(other));
        is_over.store(true, Ordering::SeqCst);
        both
    };
    let ((one, other), saved) = tokio::join!(rotations, saving(&members, &is_over));

    assert_eq!((one.unreadable, other.unreadable), (0, 0));
    assert!(saved.iter().all(|times| *times > 0), "somebody saved nothing meanwhile: {saved:?}");
    for ((member, form), times) in members.iter().zip(saved) {
        let read = member.query(FORM, json!({ "id": form })).await;
        assert_eq!(read["dac7Form"]["legalName"], format!("Name {times}"));
    }
    let newest = story_keys(app.marketplace.db()).await.newest();
    assert_eq!(sealed_by(app.marketplace.db()).await, BTreeMap::from([(newest, METHODS + MEMBERS)]));
    assert_eq!(opened(app.marketplace.db()).await.len(), METHODS + MEMBERS);
    for other in others {
        other.marketplace.db().clone().close().await.unwrap();
    }
}

/// Each saves its form again and again until it is over; how often each did.
async fn saving(members: &[(Person<'_>, String)], is_over: &AtomicBool) -> Vec<usize> {
    let mut times = vec![0; members.len()];
    while !is_over.load(Ordering::SeqCst) {
        for ((member, _), times) in members.iter().zip(&mut times) {
            *times += 1;
            let input = json!({ "legalName": format!("Name {times}"), "idempotencyKey": member.app.key() });
            dac7_saved(member, input).await;
        }
    }
    times
}

/// Holds design 8: a process that knows only the old key reads what the new one sealed, and seals with it from then on.
#[story]
async fn a_process_learns_a_key_when_it_meets_it(app: &App) {
    let (other, ada) = (app.beside().await, account_opened(app, "ada@example.org", "Ada Lovelace").await);
    let form = dac7_saved(&ada, complete_answers(&ada)).await;
    assert_eq!(rotated(&other).await.resealed, 1);

    assert_eq!(ada.query(FORM, json!({ "id": form })).await["dac7Form"]["legalName"], "Ada Lovelace");
    dac7_saved(&ada, json!({ "legalName": "Ada Byron", "idempotencyKey": app.key() })).await;
    assert_eq!(sealed_by(app.marketplace.db()).await, BTreeMap::from([(Some(2), 1)]));
    other.marketplace.db().clone().close().await.unwrap();
}

/// Holds design 8: a payment goes out under keys that were replaced between its steps, and a replaced key is dropped
/// once nothing needs it and nobody can seal with it any more.
#[story]
async fn money_goes_out_while_keys_are_replaced(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    paid_to(&expert, GOOD).await;
    rotated(app).await;
    collected(&customer, &expert, &engagement, "100.00").await;
    rotated(app).await;
    app.advance(TimeDelta::days(2)).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);

    let rotation = rotated(app).await;
    assert_eq!((rotation.rotation.key, rotation.rotation.is_resumed, rotation.resealed), (4, false, 3));
    assert_eq!(app.marketplace.drop_old_keys().await.unwrap(), [] as [i64; 0], "a process may seal with them yet");
    app.advance(TimeDelta::hours(1)).await;
    assert_eq!(app.marketplace.drop_old_keys().await.unwrap(), [1, 2, 3]);
    assert_eq!(opened(app.marketplace.db()).await.len(), 3);

    let told = "select subject from audit_row where kind like 'data_key.%' order by recorded_at, event_id";
    let told = app.rows(told).await;
    let told: Vec<String> = told.iter().map(|row| row.try_get("", "subject").unwrap()).collect();
    assert_eq!(told, ["key_2", "key_2", "key_3", "key_3", "key_4", "key_4", "key_1", "key_2", "key_3"]);
}

/// Holds design 8: a key with which something is sealed is dropped by nobody, the database itself sees to it.
#[story]
async fn a_key_that_is_needed_cannot_be_dropped(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    dac7_saved(&ada, complete_answers(&ada)).await;
    app.marketplace.begin_key_rotation().await.unwrap();
    app.advance(TimeDelta::hours(2)).await;
    assert_eq!(app.marketplace.drop_old_keys().await.unwrap(), [] as [i64; 0]);
    assert!(app.try_sql("delete from data_key where number = 1").await.is_err());
}

/// Master keys to which more may be added, as files in a folder are.
#[derive(Clone)]
struct Folder(Arc<Mutex<Vec<u8>>>);

impl MasterKeys for Folder {
    fn read(&self) -> std::io::Result<Vec<MasterKey>> {
        Ok(self.0.lock().unwrap().iter().map(|key| MasterKey::new([*key; 32])).collect())
    }
}

/// Holds design 8: another master key wraps the same data keys, nothing is sealed anew, and the old one opens nothing
/// any more.
#[story]
async fn a_master_key_is_changed_without_sealing_anything_anew(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let form = dac7_saved(&ada, complete_answers(&ada)).await;
    rotated(app).await;
    let sealed = async || app.rows("select answers from dac7_form").await[0].try_get::<String>("", "answers").unwrap();
    let (before, folder) = (sealed().await, Folder(Arc::new(Mutex::new(vec![9, 10]))));
    let db = app.marketplace.db().reader().clone();
    let ring = Keyring::open(db.clone(), Arc::new(folder.clone())).await.unwrap();
    let changing = app.marketplace.clone().with_keyring(ring);

    assert_eq!(changing.change_master_key(&MasterKey::new([10; 32])).await.unwrap(), 2);
    assert_eq!(changing.change_master_key(&MasterKey::new([10; 32])).await.unwrap(), 0);

    assert_eq!(sealed().await, before);
    folder.0.lock().unwrap().retain(|key| *key == 10);
    Keyring::open(db.clone(), Arc::new(folder)).await.expect("the new one opens everything");
    let old = Keyring::open(db, Arc::new(Folder(Arc::new(Mutex::new(vec![9]))))).await;
    assert!(old.is_err(), "the old one opens nothing");
    // Whoever has the data keys in memory goes on.
    assert_eq!(ada.query(FORM, json!({ "id": form })).await["dac7Form"]["legalName"], "Ada Lovelace");
}
