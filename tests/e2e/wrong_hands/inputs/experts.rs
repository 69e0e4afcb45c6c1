use serde_json::{Value, json};
use support::{
    BadgeIssuer, Person,
    steps::{
        experts::{
            call_booked, calls_input, company_check_of, company_file, identity_check_of, linked, profile_input,
            profile_saved, seller_input,
        },
        tax::{complete_answers, dac7_submitted, submission},
        us_tax::{us_tax_form_saved, us_tax_form_submitted, w8ben_answers},
        work::EXPERT,
    },
};

use crate::wrong_hands::world::{Act, World};

const CALLS: [&str; 3] = ["2027-03-02T10:00:00Z", "2027-03-03T10:00:00Z", "2027-03-30T10:00:00Z"];
const AFTER_THE_FIRST: &str = "2027-03-02T11:00:00Z";

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    if mutation.starts_with("credential") {
        return credential(world, mutation);
    }
    if mutation.starts_with("companyCheck") {
        return company(world, mutation).await;
    }
    if mutation.starts_with("certification") {
        return certification(world, mutation).await;
    }
    if mutation.starts_with("dueDiligence") {
        return due_diligence(world, mutation).await;
    }
    if mutation.starts_with("dac7Form") || mutation == "identifierReveal" {
        return tax(world, mutation).await;
    }
    if mutation.starts_with("usTaxForm") {
        return us_tax(world, mutation).await;
    }
    if mutation.starts_with("identityC") || mutation.starts_with("callSlot") {
        return identity(world, mutation).await;
    }
    registration(world, mutation).await
}

async fn certification<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, person, operator) = (world.app, &world.cast.expert.person, &world.cast.operator.person);
    let verdict = json!({ "level": "PROFESSIONAL", "issuedOn": "2026-01-15", "expiresOn": "2029-01-15" });
    Some(match mutation {
        "certificationLink" => {
            let key = app.key();
            Act::by(person, json!({ "issuer": "acme", "externalId": "UNKNOWN-1", "idempotencyKey": key }))
        }
        "certificationRequestReview" => {
            Act::by(person, evidence(json!({ "certificationLinkId": world.made("certificationLink") })))
        }
        "certificationVerify" => {
            Act::by(operator, with(verdict, "certificationLinkId", world.made("certificationLink")))
        }
        "certificationUnlink" => Act::by(person, json!({ "certificationLinkId": world.made("certificationLink") })),
        "certificationReject" => {
            let claim = claim_in_review(person, "UNKNOWN-2").await;
            Act::by(operator, json!({ "certificationLinkId": claim, "reason": "Not legible." }))
        }
        "certificationRevoke" => {
            let claim = claim_in_review(person, "UNKNOWN-3").await;
            let input = with(verdict, "certificationLinkId", &claim);
            operator.run("certificationVerify", input, "certificationLink { id }").await;
            Act::by(operator, json!({ "certificationLinkId": claim, "reason": "The issuer withdrew it." }))
        }
        _ => return None,
    })
}

fn credential<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, issuer, operator) = (world.app, &world.badges, &world.cast.operator.person);
    Some(match mutation {
        "credentialIssuerTrust" => Act::by(operator, issuer.trust_input(&app.key())),
        "credentialSubmit" => {
            let list = "https://certs.example/status/1";
            app.status_lists.publish(list, issuer.status_list("revocation", &[], "2036-01-01T00:00:00Z"));
            let credential = issuer.credential("urn:uuid:1", EXPERT, "urn:architect");
            let token = issuer.signed(&BadgeIssuer::with_status(credential, list, 1, "revocation"));
            Act::by(&world.cast.expert.person, json!({ "credential": token, "idempotencyKey": app.key() }))
        }
        "credentialIssuerDistrust" => {
            let id = world.made("credentialIssuerTrust");
            Act::by(operator, json!({ "credentialIssuerId": id, "reason": "Its key was stolen." }))
        }
        _ => return None,
    })
}

async fn tax<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    Some(match mutation {
        "dac7FormSave" => Act::by(expert, complete_answers(expert)),
        "dac7FormSubmit" => Act::by(expert, submission(world.made("dac7FormSave"))),
        "dac7FormReview" => Act::by(operator, json!({ "dac7FormId": world.made("dac7FormSubmit") })),
        "dac7FormRequestChanges" => {
            let changes = json!([{ "field": "BIRTH_PLACE", "reason": "It is missing." }]);
            Act::by(operator, json!({ "dac7FormId": world.made("dac7FormReview"), "changes": changes }))
        }
        "dac7FormApprove" => {
            let form = dac7_submitted(expert).await;
            Act::by(operator, json!({ "dac7FormId": form }))
        }
        "dac7FormsApprove" => {
            let form = dac7_submitted(expert).await;
            Act::by(operator, json!({ "dac7FormIds": [form] }))
        }
        "identifierReveal" => {
            let (form, reason) = (world.made("dac7FormApprove"), "The authority asks for it.");
            Act::by(operator, json!({ "dac7FormId": form, "identifier": "TIN", "country": "DE", "reason": reason }))
        }
        "dac7FormReconfirm" => {
            three_years_pass_for_forms(world).await;
            let forms = expert.query("{ dac7Forms(first: 1) { edges { node { id } } } }", json!({})).await;
            Act::by(expert, submission(forms["dac7Forms"]["edges"][0]["node"]["id"].as_str().unwrap()))
        }
        _ => return None,
    })
}

async fn us_tax<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    Some(match mutation {
        "usTaxFormSave" => Act::by(expert, w8ben_answers(expert, "Ada Lovelace")),
        "usTaxFormSubmit" => {
            let (form, name) = (world.made("usTaxFormSave"), "Ada Lovelace");
            let signed = json!({ "usTaxFormId": form, "signedName": name, "underPenaltiesOfPerjury": true });
            Act::by(expert, signed)
        }
        "usTaxFormRequestChanges" => {
            let changes = json!([{ "field": "HOME_COUNTRY", "reason": "Your passport?" }]);
            Act::by(operator, json!({ "usTaxFormId": world.made("usTaxFormSubmit"), "changes": changes }))
        }
        "usTaxFormApprove" => {
            let form = us_tax_form_saved(expert, w8ben_answers(expert, "Ada Lovelace")).await;
            us_tax_form_submitted(expert, &form, "Ada Lovelace", None).await;
            Act::by(operator, json!({ "usTaxFormId": form }))
        }
        _ => return None,
    })
}

async fn company<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    let check = company_check_of(expert).await;
    Some(match mutation {
        "companyCheckSubmit" => Act::by(expert, company_file(&check, 6_000)),
        "companyCheckAskMore" => Act::by(operator, with(on_company(&check), "reason", "Whose is the rest?")),
        "companyCheckPass" => {
            expert.run("companyCheckSubmit", company_file(&check, 7_000), "companyCheck { id }").await;
            Act::by(operator, evidence(on_company(&check)))
        }
        "companyCheckRenew" => Act::by(operator, on_company(&check)),
        "companyCheckFail" => Act::by(operator, with(evidence(on_company(&check)), "reason", "The extract is forged.")),
        _ => return None,
    })
}

async fn registration<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    let first = &world.candidates[0];
    Some(match mutation {
        "expertProfileSave" => {
            let profile = profile_saved(first, "Cleo Candidate").await;
            Act::by(first, with(profile_input(first, "Cleo Candidate").await, "expertProfileId", &profile))
        }
        "expertProfileSlugChoose" => {
            Act::by(first, json!({ "expertProfileId": world.made("expertProfileSave"), "slug": "cleo-the-candidate" }))
        }
        "sellerRegistrationSave" => Act::by(expert, seller_input("Ada Lovelace")),
        "registrationSubmit" | "registrationClose" => Act::by(expert, on(&world.registration(0).await)),
        "registrationReview" | "registrationApprove" => Act::by(operator, on(&world.registration(0).await)),
        "registrationSuspend" | "registrationReinstate" => {
            Act::by(operator, with(on(&world.registration(0).await), "reason", "Found in review."))
        }
        "registrationReject" => {
            let id = world.registration(1).await;
            Act::by(operator, json!({ "registrationId": id, "reason": "Another person.", "correctable": true }))
        }
        "registrationReopen" => Act::by(expert, on(&world.registration(1).await)),
        _ => return None,
    })
}

async fn identity<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (expert, operator) = (&world.cast.expert.person, &world.cast.operator.person);
    let check = async |candidate: usize| json!({ "identityCheckId": identity_check_of(expert, &world.registration(candidate).await).await });
    Some(match mutation {
        "identityCheckSubmit" => Act::by(expert, with(check(0).await, "document", "passport, file 17")),
        "identityCheckAskMore" => Act::by(operator, with(check(0).await, "reason", "The photo is blurred.")),
        "identityCheckPass" => {
            let document = with(check(0).await, "document", "passport, file 18");
            expert.run("identityCheckSubmit", document, "identityCheck { id }").await;
            Act::by(operator, evidence(check(0).await))
        }
        "callSlotsPublish" => Act::by(operator, calls_input(world.app, &CALLS)),
        "callSlotWithdraw" => Act::by(operator, json!({ "callSlotId": free_call(world, CALLS[2]).await })),
        "identityCheckRequireCall" => {
            profile_saved(&world.candidates[1], "Cole Candidate").await;
            let input = on(&world.registration(1).await);
            expert.run("registrationSubmit", input, "registration { id }").await;
            Act::by(operator, check(1).await)
        }
        "identityCallBook" => Act::by(expert, with(check(1).await, "callSlotId", &free_call(world, CALLS[0]).await)),
        "identityCallMissed" => {
            world.app.advance_to(AFTER_THE_FIRST).await;
            Act::by(operator, check(1).await)
        }
        "identityCheckFail" => {
            let slot = free_call(world, CALLS[1]).await;
            call_booked(expert, check(1).await["identityCheckId"].as_str().unwrap(), &slot).await;
            Act::by(operator, with(evidence(check(1).await), "reason", "It is another person."))
        }
        _ => return None,
    })
}

/// The call that is offered for that instant.
async fn free_call(world: &World<'_>, start: &str) -> String {
    let query = "{ callSlots(first: 100) { edges { node { id startsAt status } } } }";
    let offered = world.cast.operator.person.query(query, json!({})).await;
    let edges = offered["callSlots"]["edges"].as_array().unwrap();
    let begins = |edge: &&Value| edge["node"]["startsAt"].as_str().unwrap().starts_with(start.trim_end_matches('Z'));
    edges.iter().find(begins).unwrap()["node"]["id"].as_str().unwrap().to_owned()
}

async fn due_diligence<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let operator = &world.cast.operator.person;
    let open =
        |account: &str| json!({ "accountId": account, "cause": "DATA_MISSING", "idempotencyKey": world.app.key() });
    Some(match mutation {
        "dueDiligenceOpen" => Act::by(operator, open(world.cast.rivals[0].account().unwrap())),
        "dueDiligenceBlock" => {
            sixty_days_pass_for_cases(world).await;
            Act::by(operator, json!({ "dueDiligenceCaseId": world.made("dueDiligenceOpen") }))
        }
        "dueDiligenceWithhold" => {
            let opened = open(world.cast.customer.account().unwrap());
            let opened = operator.run("dueDiligenceOpen", opened, "dueDiligenceCase { id }").await;
            sixty_days_pass_for_cases(world).await;
            Act::by(operator, json!({ "dueDiligenceCaseId": opened["dueDiligenceCase"]["id"] }))
        }
        _ => return None,
    })
}

/// Every case was opened three months ago. For the cases alone: with the clock, certifications would be over too.
async fn sixty_days_pass_for_cases(world: &World<'_>) {
    let sql = "update due_diligence_case set requested_at = '2026-12-01T09:00:00+00:00',
               due_at = '2026-12-21T09:00:00+00:00' where state = 'requested'";
    world.app.try_sql(sql).await.unwrap();
    world.app.sweep().await;
}

/// For every approved form 36 months are over. For the forms alone: with the clock, certifications would be over too.
async fn three_years_pass_for_forms(world: &World<'_>) {
    let sql = "update dac7_form set reconfirm_at = '2027-03-01T09:00:00+00:00' where reconfirm_at is not null";
    world.app.try_sql(sql).await.unwrap();
    world.app.sweep().await;
}

/// A claim that no registry knows, which the person asked staff to look at.
pub async fn claim_in_review(person: &Person<'_>, external_id: &str) -> String {
    let claim = linked(person, external_id).await["id"].as_str().unwrap().to_owned();
    let input = evidence(json!({ "certificationLinkId": claim }));
    person.run("certificationRequestReview", input, "certificationLink { id }").await;
    claim
}

fn on_company(check: &str) -> Value {
    json!({ "companyCheckId": check })
}

fn on(registration: &str) -> Value {
    json!({ "registrationId": registration })
}

fn evidence(input: Value) -> Value {
    with(input, "evidence", "a scan, in file 12")
}

fn with(mut input: Value, field: &str, value: &str) -> Value {
    input[field] = json!(value);
    input
}
