//! Every expert's page, asked for by its name by every hand.

use kernel::ExpertProfileId;
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};

use super::{judge::Decisions, things::Things, who::Hand, world::World};

const PAGE: &str = "query P($slug: String!) { expertProfileBySlug(slug: $slug) { id } }";
/// A name that no page has.
const NOBODYS: &str = "nobody-at-all";

/// Whoever sees a profile finds it by every name that it has or had; to others that is as if nobody had the name.
pub async fn faults(world: &World<'_>, decisions: &Decisions) -> Vec<String> {
    let things = Things::of(world.app).await;
    let (mut faults, mut told, mut kept) = (vec![], false, false);
    for row in world.app.rows("select slug, expert_profile_id as id from profile_slug").await {
        let slug: String = row.try_get("", "slug").unwrap();
        let id = format!("{}_{}", ExpertProfileId::PREFIX, row.try_get::<Uuid>("", "id").unwrap().simple());
        for hand in world.cast.readers() {
            let may = decisions.finds(hand, "ExpertProfile", things.sides(&id));
            told |= may;
            kept |= !may;
            let answer = page(hand, &slug).await;
            let found = answer["data"]["expertProfileBySlug"]["id"] == json!(id);
            let (answer, nowhere) = (answer.to_string(), page(hand, NOBODYS).await.to_string());
            if may != found || (!may && answer != nowhere.replace(NOBODYS, &slug)) {
                faults.push(format!("the page {slug}: {} is told {answer}, and {nowhere} of nobody", hand.name));
            }
        }
    }
    if !(told && kept) {
        faults.push("every page is open, or every page is closed: nothing is proved".to_owned());
    }
    faults
}

async fn page(hand: &Hand<'_>, slug: &str) -> Value {
    hand.person.ask(PAGE, json!({ "slug": slug })).await.body
}
