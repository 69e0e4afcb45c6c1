//! Holds the simulator against the interface's published description, where `GUILDHALL_ORACLES` says that it is kept.

use std::{env, fs::File, io::Read, path::PathBuf};

use serde_json::Value;
use stripe_simulator::Simulator;

use crate::{
    peers::skipped,
    script::{self, Methods, provider},
};

const REQUIRED: &str = "GUILDHALL_TEST_PEERS";

fn description() -> Option<Value> {
    let folder = PathBuf::from(env::var_os("GUILDHALL_ORACLES")?).join("rails/stripe");
    let file = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .find(|file| file.path().extension().is_some_and(|extension| extension == "gz"))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(File::open(file.path()).ok()?).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

/// What is wrong with a body; types, values and what must be there, as far as it says anything.
fn wrong(all: &Value, schema: &Value, body: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        return wrong(all, &all["components"]["schemas"][name.rsplit('/').next().unwrap()], body, at);
    }
    if body.is_null() && schema["nullable"] == true {
        return vec![];
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let is_one = any.iter().any(|schema| wrong(all, schema, body, at).is_empty());
        return if is_one { vec![] } else { vec![format!("{at}: {body} is none of what it may be")] };
    }
    let is_typed = match schema["type"].as_str() {
        Some("object") => body.is_object(),
        Some("array") => body.is_array(),
        Some("string") => body.is_string(),
        Some("integer") => body.is_i64(),
        Some("boolean") => body.is_boolean(),
        _ => true,
    };
    let is_listed = schema["enum"].as_array().is_none_or(|values| values.contains(body));
    let mut wrongs = vec![];
    if !(is_typed && is_listed) {
        wrongs.push(format!("{at}: {body} is not {} {}", schema["type"], schema["enum"]));
    }
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if body.get(name).is_none() {
            wrongs.push(format!("{at}: no {name}"));
        }
    }
    for (name, value) in body.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => wrongs.extend(wrong(all, schema, value, &format!("{at}.{name}"))),
            None if schema["properties"].is_object() && schema["additionalProperties"].is_null() => {
                let is_free = schema["properties"].as_object().is_some_and(serde_json::Map::is_empty);
                if !is_free && !at.ends_with("data") {
                    wrongs.push(format!("{at}: {name} is unheard of"));
                }
            }
            None => {}
        }
    }
    for item in body.as_array().into_iter().flatten() {
        wrongs.extend(wrong(all, &schema["items"], item, at));
    }
    wrongs
}

/// What a call may bring, by the names of its fields.
fn fields(all: &Value, method: &str, path: &str) -> Vec<String> {
    let parts: Vec<_> = path.split('/').collect();
    let is_it = |template: &str| {
        let wanted: Vec<_> = template.trim_start_matches("/v1/").split('/').collect();
        let is_same = |(part, wanted): (&&str, &&str)| part == wanted || wanted.starts_with('{') && part.contains('_');
        wanted.len() == parts.len() && parts.iter().zip(&wanted).all(is_same)
    };
    let paths = all["paths"].as_object().unwrap();
    // What has no variable in it comes before what has.
    let found =
        paths.iter().filter(|(template, _)| is_it(template)).min_by_key(|(template, _)| template.matches('{').count());
    let (_, operations) = found.unwrap_or_else(|| panic!("there is no {path}"));
    let operation = &operations[method.to_lowercase()];
    let body = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]["properties"];
    let query = operation["parameters"].as_array().into_iter().flatten().filter(|field| field["in"] == "query");
    let query = query.filter_map(|field| field["name"].as_str()).map(str::to_owned);
    query.chain(body.as_object().into_iter().flatten().map(|(name, _)| name.clone())).collect()
}

/// What the simulator says has the published shape, and what we send has published names.
#[tokio::test]
async fn the_simulator_speaks_the_published_interface() {
    let Some(all) = description() else {
        skipped(
            REQUIRED,
            "what compares with the published description, as GUILDHALL_ORACLES names no folder with it.",
        );
        return;
    };
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    script::play(&provider(&simulator), &Methods::simulated(), simulator.now(), async || simulator.advance(61).await)
        .await;

    let state = simulator.state();
    let kinds: std::collections::BTreeSet<_> = state.said.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["event", "payment_intent", "refund", "setup_intent"]);
    for (kind, body) in &state.said {
        let schema = &all["components"]["schemas"][*kind];
        assert!(schema.is_object(), "{kind}");
        assert_eq!(wrong(&all, schema, body, kind), Vec::<String>::new());
    }
    for (method, path, names) in &state.heard {
        let known = fields(&all, method, path);
        for name in names {
            let name = name.split('[').next().unwrap();
            assert!(known.iter().any(|known| known == name), "{method} {path} takes no {name}");
        }
    }
}

/// The judge itself can say no.
#[tokio::test]
async fn what_is_not_of_the_published_interface_is_found() {
    let Some(all) = description() else { return };
    let schema = &all["components"]["schemas"]["payment_intent"];
    let good = serde_json::json!({ "id": "pi_1", "object": "payment_intent", "created": 1, "livemode": false, "status": "succeeded" });
    assert!(wrong(&all, schema, &good, "it").is_empty());
    for (name, value) in [("status", "done".into()), ("created", "1".into()), ("amount_recieved", 1.into())] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(wrong(&all, schema, &bad, "it").len(), 1, "{name}");
    }
    let mut less = good;
    less.as_object_mut().unwrap().remove("status");
    assert_eq!(wrong(&all, schema, &less, "it").len(), 1);
}
