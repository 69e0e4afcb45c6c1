//! Every subscription, by every hand: what is followed is told to whoever sees it otherwise, and to nobody else.

use axum::{
    body::Body,
    http::{Request, header},
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{judge::Decisions, roots::STREAMS, things::Things, who::Hand, world::World};

pub async fn faults(world: &World<'_>, decisions: &Decisions) -> Vec<String> {
    let things = Things::of(world.app).await;
    let mut faults = vec![];
    for (stream, thing, field) in STREAMS {
        let (mut told, mut kept) = (0, 0);
        for id in things.of_type(thing).iter().take(3) {
            for hand in world.cast.readers() {
                let may = decisions.shows(hand, thing, field, things.sides(id)) && hand.member.is_some();
                let first = first_event(hand, stream, id).await;
                let tells = first["data"][stream]["cursor"].is_string();
                if may != tells {
                    faults.push(format!("{stream} {id}: {} hears {first}", hand.name));
                }
                *(if tells { &mut told } else { &mut kept }) += 1;
            }
        }
        if told == 0 || kept == 0 {
            faults.push(format!("{stream} is told {told} times and kept {kept} times: nothing is proved"));
        }
    }
    faults
}

/// The first that a hand hears.
async fn first_event(hand: &Hand<'_>, stream: &str, id: &str) -> Value {
    let query = format!("subscription S($id: ID!) {{ {stream}(conversationId: $id) {{ cursor }} }}");
    let body = json!({ "query": query, "variables": { "id": id } }).to_string();
    let request = Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
    let request = request.header(header::ACCEPT, "text/event-stream").body(Body::from(body)).unwrap();
    let response = hand.person.app.router.clone().oneshot(hand.person.signed(request)).await.unwrap();
    let bytes = response.into_body().into_data_stream().next().await.unwrap().unwrap();
    let data = std::str::from_utf8(&bytes).unwrap().strip_prefix("event: next\ndata: ").unwrap();
    serde_json::from_str(data).unwrap()
}
