//! What two of staff do at the same instant.

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Person, Tally, race,
    steps::{
        accounts::staff_appointed,
        experts::{applicant, identity_verified, registration_of},
    },
    story,
};

use super::{events, recorded, texts, told};

const APPOINT: &str = "staffAppoint";
const DISMISS: &str = "staffDismiss";
const ADD: &str = "feeScheduleAdd";

/// The version of a DAC7 form that an expert is at.
async fn form_of(expert: &Person<'_>) -> Value {
    let forms = expert.query("{ dac7Forms { edges { node { id } } } }", json!({})).await;
    forms["dac7Forms"]["edges"][0]["node"]["id"].clone()
}

/// Holds IQ-12 and `LAST_MANAGER`: of two who dismiss each other one stays, of two alone.
#[story(threads)]
async fn somebody_may_always_appoint(app: &App) {
    const ROUNDS: usize = 6;
    let beside = app.beside().await;
    let mut tally = Tally::default();
    let mut here = app.operator();

    for number in 0..ROUNDS {
        let email = format!("sam-{number}@operator.example");
        let rights = ["MANAGE_STAFF", "READ_AUDIT"];
        let input = json!({ "email": email, "name": "Sam Staff", "rights": rights, "idempotencyKey": app.key() });
        here.run(APPOINT, input, "staffMember { id }").await;
        let id = "{ viewer { staffMember { id } } }";
        let (mine, other) = (here.query(id, json!({})).await, app.person(&email).query(id, json!({})).await);
        let [here_id, other_id] = [mine, other].map(|data| data["viewer"]["staffMember"]["id"].clone());
        let elsewhere = beside.person(&email);
        let round = race(vec![
            here.racing(DISMISS, json!({ "staffId": other_id })),
            elsewhere.racing(DISMISS, json!({ "staffId": here_id })),
        ])
        .await;

        assert_eq!(round.ok(DISMISS), 1, "{round}");
        let lost = ["LAST_MANAGER", "RIGHT_MISSING"].map(|code| round.of(DISMISS, code)).iter().sum::<usize>();
        assert_eq!(lost, 1, "{round}");
        let stays = texts(app, "select email as text from staff where state = 'appointed'").await;
        assert_eq!(stays.len(), 1);
        here = app.person(&stays[0]);
        tally.add(&round);
    }
    told("two of staff dismiss each other", ROUNDS, &tally);
}

/// Holds IQ-12 and invariant 10.
#[story(threads)]
async fn somebody_is_appointed_once(app: &App) {
    const ROUNDS: usize = 4;
    let beside = app.beside().await;
    let staff = [app.operator(), beside.operator()];
    let mut tally = Tally::default();

    for number in 0..ROUNDS {
        let input = |key: String| {
            let email = format!("sam-{number}@operator.example");
            json!({ "email": email, "name": "Sam Staff", "rights": ["READ_AUDIT"], "idempotencyKey": key })
        };
        let racers = staff.iter().cycle().take(6).map(|staff| staff.racing(APPOINT, input(app.key())));
        let round = race(racers.collect()).await;
        assert_eq!((round.ok(APPOINT), round.of(APPOINT, "STAFF_NOT_IN_STATE")), (1, 5), "{round}");
        tally.add(&round);
    }
    told("six appoint one person", ROUNDS, &tally);
}

/// Holds IQ-37 and IQ-10: a registration is filed once, and decided once.
#[story(threads)]
async fn a_registration_is_filed_and_decided_once(app: &App) {
    const REGISTRATIONS: usize = 3;
    staff_appointed(app, "sam@operator.example", &["REVIEW_REGISTRATIONS"]).await;
    let beside = app.beside().await;
    let (olga, sam) = (app.operator(), beside.person("sam@operator.example"));
    let mut tally = Tally::default();

    for number in 0..REGISTRATIONS {
        let email = format!("ada-{number}@example.org");
        let expert = applicant(app, &email, "Ada Lovelace").await;
        let form = form_of(&expert).await;
        let registration = registration_of(&expert).await;
        let id = json!({ "registrationId": registration });
        let elsewhere = beside.person(&email);
        // The form is approved while the registration is filed: neither misses the other.
        let filed = race(vec![
            expert.racing("registrationSubmit", id.clone()),
            elsewhere.racing("registrationSubmit", id.clone()),
            olga.racing("dac7FormApprove", json!({ "dac7FormId": form })),
        ])
        .await;
        assert_eq!(filed.ok("registrationSubmit") + filed.ok("dac7FormApprove"), 2, "{filed}");
        assert_eq!(filed.of("registrationSubmit", "REGISTRATION_NOT_IN_STATE"), 1, "{filed}");
        let read = "query R($id: ID!) { registration(id: $id) { completedAt } }";
        let completed = expert.query(read, json!({ "id": registration })).await;
        assert_ne!(completed["registration"]["completedAt"], Value::Null);
        identity_verified(&expert, &registration).await;

        let reject = json!({ "registrationId": registration, "reason": "Unreadable.", "correctable": true });
        let decided = race(vec![
            olga.racing("registrationApprove", id.clone()),
            sam.racing("registrationReject", reject),
            sam.racing("registrationApprove", id.clone()),
            olga.racing("registrationReview", id),
        ])
        .await;
        let won = decided.ok("registrationApprove") + decided.ok("registrationReject");
        let late = |command| decided.of(command, "REGISTRATION_NOT_IN_STATE");
        let lost = late("registrationApprove") + late("registrationReject");
        assert_eq!((won, lost), (1, 2), "{decided}");
        let kinds = recorded(app, &registration).await;
        let once = |kind: &str| kinds.iter().filter(|recorded| *recorded == kind).count();
        assert_eq!(once("registration.submitted"), 1);
        assert_eq!(once("registration.activated") + once("registration.rejected"), 1);
        tally.add(&filed);
        tally.add(&decided);
    }
    told("file × file × approve the form; approve × approve × reject × review", REGISTRATIONS, &tally);
}

/// Holds IQ-42: a form is approved once, and a request for changes has the last word.
#[story(threads)]
async fn two_of_staff_decide_on_a_form(app: &App) {
    const FORMS: usize = 5;
    staff_appointed(app, "sam@operator.example", &["REVIEW_TAX_FORMS"]).await;
    let beside = app.beside().await;
    let (olga, sam) = (app.operator(), beside.person("sam@operator.example"));
    let mut tally = Tally::default();

    for number in 0..FORMS {
        let expert = applicant(app, &format!("ada-{number}@example.org"), "Ada Lovelace").await;
        let form = form_of(&expert).await;
        let changes = json!([{ "field": "VAT_ID", "reason": "Unreadable." }]);
        let round = race(vec![
            olga.racing("dac7FormApprove", json!({ "dac7FormId": form })),
            sam.racing("dac7FormApprove", json!({ "dac7FormId": form })),
            sam.racing("dac7FormRequestChanges", json!({ "dac7FormId": form, "changes": changes })),
            olga.racing("dac7FormRequestChanges", json!({ "dac7FormId": form, "changes": changes })),
        ])
        .await;

        let (approved, sent_back) = (round.ok("dac7FormApprove"), round.ok("dac7FormRequestChanges"));
        assert!(approved <= 1 && sent_back == 1, "{round}");
        assert_eq!(round.of("dac7FormApprove", "DAC7_FORM_NOT_IN_STATE"), 2 - approved, "{round}");
        let status = "query F($id: ID!) { dac7Form(id: $id) { status } }";
        let read = expert.query(status, json!({ "id": form })).await;
        assert_eq!(read["dac7Form"]["status"], "CHANGES_REQUESTED");
        tally.add(&round);
    }
    told("approve × approve × request changes × request changes", FORMS, &tally);
}

/// Holds G-19: one fee begins at an instant.
#[story(threads)]
async fn one_fee_begins_at_an_instant(app: &App) {
    const ROUNDS: u64 = 4;
    let beside = app.beside().await;
    let staff = [app.operator(), beside.operator()];
    let mut tally = Tally::default();

    for number in 1..=ROUNDS {
        let from = app.now() + TimeDelta::days(number.try_into().unwrap());
        let rates = staff.iter().cycle().zip(200..208);
        let racers = rates.map(|(staff, rate)| {
            let input = json!({ "basisPoints": rate, "validFromAt": from, "idempotencyKey": app.key() });
            staff.racing(ADD, input)
        });
        let round = race(racers.collect()).await;
        assert_eq!((round.ok(ADD), round.of(ADD, "INPUT_INVALID")), (1, 7), "{round}");
        tally.add(&round);
    }
    assert_eq!(events(app, "fee_schedule.added").await, 4);
    told("eight fees from one instant", 4, &tally);
}

/// Holds IQ-12: of an appointment and a filing the second sees the first.
#[story(threads)]
async fn staff_never_file_as_experts(app: &App) {
    const ROUNDS: usize = 3;
    let beside = app.beside().await;
    let olga = beside.operator();
    let mut tally = Tally::default();

    for number in 0..ROUNDS {
        let email = format!("ada-{number}@example.org");
        let expert = applicant(app, &email, "Ada Lovelace").await;
        let registration = registration_of(&expert).await;
        let appoint = json!({ "email": email, "name": "Ada", "rights": ["READ_AUDIT"], "idempotencyKey": app.key() });
        let round = race(vec![
            expert.racing("registrationSubmit", json!({ "registrationId": registration })),
            olga.racing(APPOINT, appoint),
        ])
        .await;

        assert_eq!(round.ok("registrationSubmit") + round.ok(APPOINT), 1, "{round}");
        tally.add(&round);
    }
    told("file × appoint the same person", ROUNDS, &tally);
}
