//! Video calls in the calendars of both sides, read by a calendar library of others.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::{DrawerMailer, SmtpMailer};
use serde_json::{Value, json};
use support::{
    App, MailSink, Peer, Person,
    steps::experts::{applicant, call_booked, call_required, identity_check_of, submitted},
    story,
};

/// Names and places as people type them.
const ADA: &str = "Ada “the first”; Gräfin, von Łovelace";
const PLACE: &str =
    "https://meet.operator.example/r?a=1,2;b=3 – or: Saal Ω, 2. Stock; ask for \\Olga\\, of the operator’s office";

/// What a calendar makes of invitations.
const READ: &str = "
import sys, json
from icalendar import Calendar

def person(value):
    return dict(address=str(value), name=str(value.params['CN']), role=value.params.get('ROLE'))

def read(text):
    calendar = Calendar.from_ical(text)
    event, = calendar.walk('VEVENT')
    time = lambda name: [event.decoded(name).isoformat(), str(event.decoded(name).tzinfo)]
    return dict(
        method=str(calendar['METHOD']), uid=str(event['UID']), sequence=int(event['SEQUENCE']),
        status=str(event['STATUS']), start=time('DTSTART'), end=time('DTEND'), stamp=time('DTSTAMP'),
        organizer=person(event['ORGANIZER']), attendees=[person(attendee) for attendee in event['ATTENDEE']],
        summary=str(event['SUMMARY']), location=str(event['LOCATION']), description=str(event['DESCRIPTION']),
        errors=[str(error) for error in event.errors + calendar.errors])

print(json.dumps([read(text) for text in json.load(sys.stdin)]))
";

/// An expert books a call that is held at [`PLACE`]; the ids of the registration and of the call's event.
async fn booked(app: &App, ada: &Person<'_>) -> String {
    let registration = submitted(ada).await;
    let check = identity_check_of(ada, &registration).await;
    call_required(app, &check).await;
    let slots = json!([{ "startsAt": "2027-03-30T07:30:00Z", "minutes": 45 }]);
    let offer = json!({ "slots": slots, "place": PLACE, "idempotencyKey": app.key() });
    let offered = app.operator().run("callSlotsPublish", offer, "callSlots { id }").await;
    call_booked(ada, &check, offered["callSlots"][0]["id"].as_str().unwrap()).await;
    registration
}

async fn rejected(app: &App, registration: &str) {
    let reject = json!({ "registrationId": registration, "reason": "the photo shows a cat", "correctable": true });
    app.operator().run("registrationReject", reject, "registration { status }").await;
}

/// The next two messages that speak to calendars, by who got them; the others are passed over.
async fn invitations(sink: &mut MailSink) -> Vec<Value> {
    let mut found = vec![];
    while found.len() < 2 {
        let message = sink.message().await;
        if message["calendars"] != json!([]) {
            found.push(message);
        }
    }
    found.sort_by_key(|message| message["recipients"].to_string());
    found
}

async fn read(calendars: &Peer, messages: &[Value]) -> Vec<Value> {
    let texts: Vec<_> = messages.iter().map(|message| message["calendars"][0]["content"].clone()).collect();
    serde_json::from_str(&calendars.run(READ, &[], &json!(texts).to_string()).await).unwrap()
}

/// Holds IQ-38: whoever booked the call and whoever holds it have it in their calendars, and out of them again.
#[story]
async fn both_sides_are_invited_and_told_when_there_will_be_no_call(app: &App) {
    let (Some(mut sink), Some(calendars)) = (MailSink::start().await, Peer::python(&["icalendar==7.3.0"])) else {
        return;
    };
    let post = SmtpMailer::new(&sink.url, "Guildhall <post@operator.example>").unwrap();
    let app = app.beside_with_post(Arc::new(post)).await;
    let ada = applicant(&app, "ada@example.org", ADA).await;
    let registration = booked(&app, &ada).await;
    app.sweep().await;
    app.advance(TimeDelta::minutes(1)).await; // The sink turns the first attempt away.

    let sent = invitations(&mut sink).await;
    let to = [json!(["ada@example.org"]), json!(["olga@operator.example"])];
    assert_eq!([&sent[0]["recipients"], &sent[1]["recipients"]], [&to[0], &to[1]]);
    assert_eq!((&sent[0]["kind"], &sent[0]["defects"]), (&json!("multipart/alternative"), &json!([])));
    assert_eq!(sent[0]["calendars"][0]["method"], "REQUEST");
    assert!(sent[0]["text"].as_str().unwrap().contains("Tuesday, 30 March 2027, from 07:30 to 08:15 UTC"), "{sent:#?}");
    let invited = read(&calendars, &sent).await;
    assert_eq!(invited[0], invited[1], "both have the same");
    let person =
        |address: &str, name: &str, role: Option<&str>| json!({ "address": address, "name": name, "role": role });
    let olga = |role| person("mailto:olga@operator.example", "Olga Operator", role);
    let expected = json!({
        "method": "REQUEST", "uid": invited[0]["uid"], "sequence": 0, "status": "CONFIRMED",
        "start": ["2027-03-30T07:30:00+00:00", "UTC"],
        "end": ["2027-03-30T08:15:00+00:00", "UTC"],
        "stamp": ["2027-03-01T09:00:00+00:00", "UTC"],
        "organizer": olga(None),
        "attendees": [olga(Some("CHAIR")), person("mailto:ada@example.org", ADA, Some("REQ-PARTICIPANT"))],
        "summary": format!("Video call: {ADA} and Olga Operator"),
        "location": PLACE,
        "description": format!("{PLACE}\nHave a passport or an identity card at hand."),
        "errors": [],
    });
    assert_eq!(invited[0], expected, "{:#} {expected:#}", invited[0]);

    rejected(&app, &registration).await;
    app.sweep().await;
    let sent = invitations(&mut sink).await;
    assert_eq!(sent[1]["calendars"][0]["method"], "CANCEL");
    let cancelled = read(&calendars, &sent).await;
    for (key, value) in [("method", json!("CANCEL")), ("status", json!("CANCELLED")), ("sequence", json!(1))] {
        assert_eq!((&cancelled[0][key], &cancelled[1][key]), (&value, &value));
    }
    for same in ["uid", "start", "end", "organizer", "attendees"] {
        assert_eq!(cancelled[0][same], invited[0][same], "{same}");
    }
    sink.stop().await;
}

/// The page of letters shows what travels with them, and two calls are two appointments.
#[story]
async fn an_invitation_stands_beside_its_letter(app: &App) {
    let app = app.beside_with_post(Arc::new(DrawerMailer)).await;
    let ada = applicant(&app, "ada@example.org", "Ada Lovelace").await;
    let registration = booked(&app, &ada).await;
    app.sweep().await;
    rejected(&app, &registration).await;
    app.sweep().await;

    let query = r#"{ letters(to: "ada@example.org", first: 100) { edges { node { subject invitation } } } }"#;
    let found = app.operator().query(query, json!({})).await;
    let letters: Vec<_> = found["letters"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]).collect();
    let subjects: Vec<_> = letters.iter().map(|letter| letter["subject"].as_str().unwrap()).collect();
    let [please, yours] = ["Please book a video call", "Your video call is booked"];
    assert_eq!(subjects, ["Your video call is cancelled", "Your registration was not accepted", yours, please]);
    let of = |index: usize| letters[index]["invitation"].as_str().unwrap_or_default();
    assert!(of(0).contains("METHOD:CANCEL") && of(2).contains("METHOD:REQUEST"));
    assert_eq!((of(1), of(3)), ("", ""));
}
