//! Experts' pages: found by a name that lasts, read by everybody, and only while the expert is active.

use chrono::TimeDelta;
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};
use support::{
    App, Person, race,
    steps::{
        accounts::{account_opened, company_input, member_joined},
        experts::{
            active_expert, applicant, approved, company_verified, identity_verified, profile_id, profile_input,
            profile_saved, registration_of, seller_input, submitted,
        },
        reviews::review_published,
        tax::{dac7_approved, dac7_forms_approved},
        work::{people, work_done},
    },
    story,
};

/// What a page shows, and what it must not.
const PAGE: &str = "query P($slug: String!, $first: Int, $after: String) { expertProfileBySlug(slug: $slug) {
    id slug displayName headline bio photo { path } company { name }
    rate { min { amount currency } max { amount currency } }
    certifications { edges { node { issuer level status } } }
    reviewSummary { count averageStars byStars }
    reviews(first: $first, after: $after) { edges { cursor node { stars text reply { text } } } pageInfo { hasNextPage } }
    contactEmail legalName registration { id } } }";

async fn page(reader: &Person<'_>, slug: &str) -> Value {
    reader.query(PAGE, json!({ "slug": slug })).await["expertProfileBySlug"].clone()
}

/// The whole refusal of somebody who is shown no page, without the name that they asked for.
async fn nothing_at(reader: &Person<'_>, slug: &str) -> String {
    let answer = reader.ask(PAGE, json!({ "slug": slug })).await.body;
    assert_eq!(answer["errors"][0]["extensions"]["reason"], "EXPERT_PROFILE_NOT_FOUND", "{answer}");
    answer["errors"].to_string().replace(slug, "…")
}

fn choice(profile: &str, slug: &str) -> Value {
    json!({ "expertProfileId": profile, "slug": slug })
}

async fn chosen(expert: &Person<'_>, profile: &str, slug: &str) -> Value {
    let selection = "expertProfile { slug }";
    expert.run("expertProfileSlugChoose", choice(profile, slug), selection).await["expertProfile"]["slug"].clone()
}

/// Holds IQ-15, IQ-24, G-05 and G-35.
#[story]
async fn everybody_reads_the_page_of_an_active_expert(app: &App) {
    let (customer, ada, card) = people(app).await;
    for stars in [5, 4, 4] {
        review_published(&customer, &work_done(&customer, &ada, &card).await, stars).await;
    }

    let read = page(&app.nobody(), "ada-lovelace").await;
    assert_eq!((&read["slug"], &read["displayName"]), (&json!("ada-lovelace"), &json!("Ada Lovelace")));
    assert_eq!(read["rate"]["min"], json!({ "amount": "90.00", "currency": "USD" }));
    assert_eq!(read["certifications"]["edges"][0]["node"]["status"], "VERIFIED");
    assert_eq!(read["reviewSummary"], json!({ "count": 3, "averageStars": "4.3", "byStars": [0, 0, 0, 2, 1] }));
    assert!(["contactEmail", "legalName", "registration"].iter().all(|private| read[private].is_null()), "{read}");
    let photo = axum::http::Request::get(read["photo"]["path"].as_str().unwrap()).body(axum::body::Body::empty());
    assert_eq!(app.nobody().send(photo.unwrap()).await.status.as_u16(), 200);

    let (mut stars, mut after) = (vec![], Value::Null);
    loop {
        let some = json!({ "slug": "ada-lovelace", "first": 2, "after": after });
        let reviews = app.nobody().query(PAGE, some).await["expertProfileBySlug"]["reviews"].clone();
        let edges = reviews["edges"].as_array().unwrap();
        stars.extend(edges.iter().map(|edge| edge["node"]["stars"].clone()));
        after = edges.last().unwrap()["cursor"].clone();
        if reviews["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
    }
    assert_eq!(stars, [4, 4, 5], "newest first, each once");
}

/// Holds IQ-15 and invariant 11: a page is as if it were not there before its expert is active, while they are suspended,
/// and after they have gone.
#[story]
async fn a_page_opens_and_closes_with_the_registration(app: &App) {
    let ada = applicant(app, "ada@example.org", "Ada Lovelace").await;
    let (profile, registration) = (profile_id(&ada).await, submitted(&ada).await);
    assert_eq!(page_of(&ada, &profile).await, Value::Null, "it has no name yet");
    assert_eq!(chosen(&ada, &profile, "ada-of-engines").await, "ada-of-engines");
    let eve = account_opened(app, "eve@example.org", "Eve Stranger").await;
    let strangers = [&eve, &app.nobody()];
    let closed = async || {
        for stranger in strangers {
            let told = nothing_at(stranger, "ada-of-engines").await;
            assert_eq!(told, nothing_at(stranger, "nobody-at-all").await);
        }
        for insider in [&ada, &app.operator()] {
            assert_eq!(page(insider, "ada-of-engines").await["legalName"], "Ada Lovelace");
        }
    };
    closed().await;

    dac7_forms_approved(&app.operator()).await;
    identity_verified(&ada, &registration).await;
    approved(app, &registration).await;
    for stranger in strangers {
        assert_eq!(page(stranger, "ada-of-engines").await["slug"], "ada-of-engines", "what was chosen stays");
    }
    let because = json!({ "registrationId": registration, "reason": "Found in review." });
    app.operator().run("registrationSuspend", because.clone(), "registration { status }").await;
    closed().await;
    app.operator().run("registrationReinstate", because, "registration { status }").await;
    assert_eq!(page(&eve, "ada-of-engines").await["displayName"], "Ada Lovelace");
    ada.run("registrationClose", json!({ "registrationId": registration_of(&ada).await }), "registration { id }").await;
    closed().await;
    let after = account_opened(app, "ann@example.org", "Ann").await;
    let other = profile_saved(&after, "Ann").await;
    assert_eq!(after.refusal("expertProfileSlugChoose", choice(&other, "ada-of-engines")).await, "SLUG_TAKEN");
}

async fn page_of(reader: &Person<'_>, profile: &str) -> Value {
    let read = reader.query("query P($id: ID!) { expertProfile(id: $id) { slug } }", json!({ "id": profile })).await;
    read["expertProfile"]["slug"].clone()
}

/// Holds IQ-15: a name is one expert's for ever, and leads there also when they have another.
#[story]
async fn a_name_lasts_and_leads_to_one_expert(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let same = active_expert(app, "other@example.org", "Ada Lovelace").await;
    let (mine, theirs) = (profile_id(&ada).await, profile_id(&same).await);
    let marked = page_of(&same, &theirs).await;
    let marked = marked.as_str().unwrap();
    assert!(marked.starts_with("ada-lovelace-") && marked.len() == "ada-lovelace-".len() + 8, "{marked}");
    assert_eq!(page(&app.nobody(), marked).await["id"], json!(theirs));

    assert_eq!(chosen(&ada, &mine, "countess").await, "countess");
    let (new, old) = (page(&app.nobody(), "countess").await, page(&app.nobody(), "ada-lovelace").await);
    assert_eq!((&new, &new["slug"]), (&old, &json!("countess")), "the old one leads there too, and tells the new one");
    for taken in ["countess", "ada-lovelace"] {
        let refused = same.refused("expertProfileSlugChoose", choice(&theirs, taken)).await;
        assert_eq!((&refused["code"], &refused["rule"]), (&json!("SLUG_TAKEN"), &json!("IQ-15")));
    }
    assert_eq!(page_of(&same, &theirs).await, marked, "a refusal changes nothing");
    assert_eq!(chosen(&ada, &mine, "ada-lovelace").await, "ada-lovelace", "one's own is free again");

    for another in ["one-of-five", "two-of-five", "three-of-five"] {
        chosen(&ada, &mine, another).await;
    }
    assert_eq!(ada.refusal("expertProfileSlugChoose", choice(&mine, "six-of-five")).await, "SLUGS_USED_UP");
    assert_eq!(chosen(&ada, &mine, "countess").await, "countess");
    let trail = "query A($subject: ID!) { auditTrail(subject: $subject, first: 3) { edges { node { kind reason } } } }";
    let trail = app.operator().query(trail, json!({ "subject": mine })).await;
    let last = json!({ "kind": "expert_profile.slug_chosen", "reason": "countess" });
    assert_eq!(trail["auditTrail"]["edges"][0]["node"], last);
}

/// Holds IQ-15 and IQ-26: a name is plain, and its person's to choose.
#[story]
async fn only_the_person_chooses_and_only_what_an_address_can_hold(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let profile = profile_id(&ada).await;
    let colleague = member_joined(&ada, "bob@example.org", "Bob", &["MANAGE_ACCOUNT", "MANAGE_SELLER"]).await;
    let eve = account_opened(app, "eve@example.org", "Eve Stranger").await;

    for bad in ["", "ab", "Ada", "ada lovelace", "ada--l", "-ada", "ada/../olga", "ädä", &"a".repeat(61)] {
        assert_eq!(ada.refusal("expertProfileSlugChoose", choice(&profile, bad)).await, "INPUT_INVALID", "{bad}");
        assert_eq!(ada.query_refused(PAGE, json!({ "slug": bad })).await, "INPUT_INVALID", "{bad}");
    }
    for other in [&colleague, &eve] {
        let refused = other.refusal("expertProfileSlugChoose", choice(&profile, "taken-over")).await;
        assert_eq!(refused, "EXPERT_PROFILE_NOT_FOUND");
    }
    assert_eq!(page_of(&eve, &profile).await, "ada-lovelace");
}

/// Holds G-05: who shows only the company is not named by the address either.
#[story]
async fn who_shows_only_the_company_is_found_by_its_name(app: &App) {
    let ada = account_opened(app, "ada@example.org", "Ada Lovelace").await;
    let mut input = profile_input(&ada, "Ada Lovelace").await;
    (input["bio"], input["photoUploadId"]) = (Value::Null, Value::Null);
    ada.run("expertProfileSave", input, "expertProfile { id }").await;
    ada.run("sellerRegistrationSave", seller_input("Ada Lovelace"), "sellerRegistration { kind }").await;
    ada.run("companySave", company_input(&ada, "Engines & Söhne").await, "company { name }").await;
    dac7_approved(&ada, &app.operator()).await;
    let registration = submitted(&ada).await;
    identity_verified(&ada, &registration).await;
    company_verified(&ada).await;
    approved(app, &registration).await;

    let read = page(&app.nobody(), "engines-sohne").await;
    assert_eq!((&read["displayName"], &read["photo"]), (&json!("Engines & Söhne"), &Value::Null));
    nothing_at(&app.nobody(), "ada-lovelace").await;
}

/// Holds IQ-15: whoever comes first has the name, and nobody has two at once.
#[story(threads)]
async fn a_name_that_many_want_goes_to_one(app: &App) {
    const WISHES: usize = 4;
    let mut experts = vec![];
    for number in 0..WISHES {
        let expert = account_opened(app, &format!("expert-{number}@example.org"), "Ada Lovelace").await;
        let profile = profile_saved(&expert, "Ada Lovelace").await;
        experts.push((expert, profile));
    }
    let mut racers = vec![];
    for (expert, profile) in &experts {
        racers.push(expert.racing("expertProfileSlugChoose", choice(profile, "the-countess")));
        racers.push(expert.racing("expertProfileSlugChoose", choice(profile, "the-engineer")));
    }

    let tally = race(racers).await;

    assert_eq!(tally.ok("expertProfileSlugChoose"), 2, "{tally}");
    assert_eq!(tally.of("expertProfileSlugChoose", "SLUG_TAKEN"), 2 * WISHES - 2, "{tally}");
    let mut current = 0;
    for (expert, profile) in &experts {
        current += usize::from(!page_of(expert, profile).await.is_null());
    }
    assert_eq!(app.rows("select slug from profile_slug where is_current").await.len(), current);
    assert_eq!(app.rows("select slug from profile_slug").await.len(), 2);
}

const SLUGS: &str = "m20261122_000273_create_profile_slug";

/// Holds IQ-15: who was active before pages had names is found by one.
#[story]
async fn an_expert_of_before_has_a_page(app: &App) {
    let ada = active_expert(app, "ada@example.org", "Ada Lovelace").await;
    let profile = profile_id(&ada).await;
    applicant(app, "grace@example.org", "Grace Hopper").await;
    let all = migrations::Migrator::migrations();
    let later = all.iter().rev().position(|migration| migration.name() == SLUGS).unwrap() + 1;

    let tx = app.marketplace.db().begin().await.unwrap();
    migrations::Migrator::down(&tx, Some(u32::try_from(later).unwrap())).await.unwrap();
    tx.commit().await.unwrap();
    migrations::up(app.marketplace.db().writer()).await.unwrap();

    let digits = profile.split_once('_').unwrap().1;
    assert_eq!(page(&app.nobody(), &format!("expert-{digits}")).await["id"], json!(profile));
    assert_eq!(app.rows("select slug from profile_slug").await.len(), 1, "who is not active has none");
    app.advance(TimeDelta::minutes(1)).await;
    chosen(&ada, &profile, "ada-lovelace").await;
    assert_eq!(page(&app.nobody(), &format!("expert-{digits}")).await["slug"], "ada-lovelace");
}
