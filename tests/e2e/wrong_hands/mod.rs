//! The wrong hands: everything that the schema offers, tried by everybody who should not get it.
//!
//! Who may see or do what stands in three tables, [`fields`], [`roots`] and [`deeds`]; what is in the schema and not
//! in them fails. A story of all mutations makes a marketplace, each tried first by every wrong hand with the input
//! that the right one then succeeds with. Then every hand asks for every field of everything: nobody is told what the
//! tables do not give them, everybody is told what they do, and what is somebody else's is answered as what is not
//! there.

mod acts;
mod asks;
mod cast;
mod deeds;
mod everything;
mod fields;
mod inputs;
mod judge;
mod pages;
mod readme;
mod reads;
mod roots;
mod schema;
mod streams;
mod things;
mod who;
mod world;

use support::{App, story};

use self::{
    deeds::DEEDS,
    fields::{BY_ID, FIELDS},
    judge::Decisions,
    reads::Reading,
    roots::ROOTS,
    schema::Schema,
    world::World,
};

/// Holds IQ-26: what is new is decided before it is published.
#[story]
async fn everything_in_the_schema_has_a_decision(app: &App) {
    let schema = Schema::served_to(&app.operator()).await;

    let faults = Decisions::of(FIELDS, BY_ID).faults(&schema, ROOTS, DEEDS);

    none(&faults);
}

/// Holds IQ-26, G-01, G-18 and invariant 11.
#[story]
async fn no_wrong_hand_changes_anything(app: &App) {
    let schema = Schema::served_to(&app.operator()).await;
    let mut world = World::of(app).await;

    let faults = acts::told(&mut world, &schema, true).await;

    none(&faults);
}

/// Holds IQ-26, G-05, G-18 and invariant 11.
#[story]
async fn no_wrong_hand_reads_anything(app: &App) {
    let (schema, decisions) = (Schema::served_to(&app.operator()).await, Decisions::of(FIELDS, BY_ID));
    let mut world = World::of(app).await;
    none(&acts::told(&mut world, &schema, false).await);
    inputs::filled(&world).await;

    let mut reading = Reading::of(&world, &schema, &decisions).await;
    reading.things().await;
    reading.roots(ROOTS).await;
    for deed in DEEDS {
        reading.acted(deed.mutation);
    }

    reading.faults.extend(streams::faults(&world, &decisions).await);
    reading.faults.extend(pages::faults(&world, &decisions).await);

    let unproved = reading.unproved();
    none(&[reading.faults, unproved].concat());
}

fn none(faults: &[String]) {
    let first = faults.iter().take(50).map(String::as_str).collect::<Vec<_>>().join("\n");
    assert!(faults.is_empty(), "{} faults, the first of which are:\n{first}", faults.len());
}
