use serde_json::json;
use support::steps::{
    access::{access_given, access_input, access_requested, session_input},
    accounts::member_joined,
    experts::{certification_confirmed, profile_saved},
    work::work_agreed,
};

use crate::wrong_hands::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let on = |grant: &str| json!({ "accessGrantId": grant });
    let asked = async || access_requested(expert, world.made("proposalAccept"), "SecurityAudit").await;
    Some(match mutation {
        "accessGrantRequest" => Act::by(expert, access_input(expert, world.made("proposalAccept"), "SecurityAudit")),
        "accessGrantWithdraw" => Act::by(expert, on(world.made("accessGrantRequest"))),
        "accessGrantDecline" => {
            let mut input = on(&asked().await);
            input["reason"] = json!("Not before we have talked.");
            Act::by(customer, input)
        }
        "accessGrantApprove" => {
            let mut input = on(&asked().await);
            input["level"] = json!("ViewOnlyAccess");
            Act::by(customer, input)
        }
        "accessSessionOpen" => Act::by(expert, session_input(expert, world.made("accessGrantApprove"), 15)),
        "accessGrantRevoke" => Act::by(customer, on(world.made("accessGrantApprove"))),
        _ => return None,
    })
}

/// Access that ended with the work, and access of somebody who is certified no more.
pub async fn ended(world: &World<'_>) {
    let (customer, expert) = (&world.cast.customer.person, &world.cast.expert.person);
    let work = work_agreed(customer, expert, world.made("paymentMethodAdd"), "300.00").await;
    access_given(customer, expert, &work.engagement, "Billing").await;
    expert.run("engagementComplete", json!({ "engagementId": work.engagement }), "engagement { id }").await;

    let guest = member_joined(expert, "gus@expert.example", "Gus Guest", &["REQUEST_ACCESS"]).await;
    profile_saved(&guest, "Gus Guest").await;
    let link = certification_confirmed(&guest, "2029-01-15").await;
    access_given(customer, &guest, world.made("proposalAccept"), "Billing").await;
    guest.run("certificationUnlink", json!({ "certificationLinkId": link }), "certificationLink { id }").await;
}
