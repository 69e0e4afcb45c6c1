use chrono::TimeDelta;
use serde_json::json;
use support::{
    bank_tells, debited, exchange_in,
    steps::{
        money::bill_agreed,
        payouts::{GOOD, paid_to},
    },
};

use crate::wrong_hands::world::{Act, World};

/// How often it is looked whether something has happened.
const PATIENCE: usize = 40;
const BREAKS: &str = "{ breaks { edges { node { id reference } } } }";

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let operator = &world.cast.operator.person;
    Some(match mutation {
        "breakResolve" => {
            refused_in_a_file(world).await;
            told_by_the_bank(world, "unknown-1").await;
            let breaks = operator.query(BREAKS, json!({})).await;
            let id = &breaks["breaks"]["edges"][0]["node"]["id"];
            let evidence = "The landlord's direct debit.";
            Act::by(operator, json!({ "breakId": id, "evidence": evidence, "idempotencyKey": operator.app.key() }))
        }
        _ => return None,
    })
}

/// Money goes out in a file, and the bank refuses it.
async fn refused_in_a_file(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    paid_to(expert, GOOD).await;
    bill_agreed(customer, expert, world.made("proposalAccept"), "40.00").await;
    let home = tempfile::tempdir().unwrap();
    let app = world.app.beside_with_exchange(exchange_in(home.path())).await;
    for _ in 0..PATIENCE {
        if let [file] = app.rows("select file_identity from disbursement_batch").await.as_slice() {
            let identity: String = file.try_get("", "file_identity").unwrap();
            let refusal = format!("ACKNOWLEDGEMENT 1\nFILE {identity}\nSTATUS RJCT FF01\n");
            bank_tells(home.path(), "refusal.txt", &refusal);
            bank_tells(home.path(), "doubtful.txt", "ACKNOWLEDGEMENT 2\nFILE another\nSTATUS ACCP\n");
            app.sweep().await;
            return;
        }
        app.advance(TimeDelta::hours(6)).await;
    }
    panic!("no file goes out");
}

/// The bank tells of what nobody knows, and nobody has said what it is.
pub async fn unexplained(world: &World<'_>) {
    told_by_the_bank(world, "unknown-2").await;
}

/// The bank tells of a movement under a reference that is none of ours, and whatever waits for a file goes out.
async fn told_by_the_bank(world: &World<'_>, reference: &str) {
    let home = tempfile::tempdir().unwrap();
    let app = world.app.beside_with_exchange(exchange_in(home.path())).await;
    bank_tells(home.path(), "told.xml", &debited(reference, "12.00"));
    app.sweep().await;
}
