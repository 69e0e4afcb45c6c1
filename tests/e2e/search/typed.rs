//! What strangers type into a search, and what they call their skills.

use serde_json::json;
use support::{App, steps::work::people, story};

use super::{SEARCH, asked, found, text};

/// What either backend reads as more than letters, as GraphQL does, or as people never do.
const SPICES: [&str; 34] = [
    "\"",
    "'",
    "*",
    "^",
    "(",
    ")",
    "{",
    "}",
    ":",
    "-",
    "+",
    "\\",
    "&",
    "|",
    "!",
    "<->",
    "%",
    "_",
    ";--",
    "\n",
    "🦀",
    "\u{202e}",
    "\u{feff}",
    "''",
    "\"\"",
    "\\'",
    "$1",
    "{title} :",
    "title:",
    ":*",
    "NEAR(",
    " AND ",
    " OR ",
    " NOT ",
];

/// Whatever strangers type is words; the database is never asked anything else.
#[story]
async fn nothing_that_is_typed_is_more_than_words(app: &App) {
    let (customer, expert, _) = people(app).await;
    asked(&customer, "Move our shop NEAR the sea", json!({ "preferredLocation": "Near: the sea" })).await;
    for spice in SPICES {
        for typed in
            [format!("shop{spice}sea"), format!("{spice}shop"), format!("shop {spice}"), format!("shop {spice}*")]
        {
            let search = json!({ "search": { "text": typed, "location": format!("sea{}", spice.replace('\n', " ")) } });
            expert.query(SEARCH, search).await;
        }
    }
    assert_eq!(found(&expert, text("near (sea)")).await, ["Move our shop NEAR the sea"]);
    assert_eq!(found(&expert, text("shop* \"sea\"")).await, ["Move our shop NEAR the sea"]);
    assert_eq!(found(&expert, text("shop\u{202e} se🦀")).await, [""; 0], "something follows the last word");
}

/// What leaves nothing to look for, or is too much of it, is refused by the name of the field.
#[story]
async fn what_cannot_be_looked_for_is_refused_by_name(app: &App) {
    let (_, expert, _) = people(app).await;
    for (search, name) in [
        (json!({ "text": "x".repeat(200_000) }), "text"),
        (json!({ "text": "é ".repeat(17) }), "text"),
        (json!({ "text": "*** \"\" 🦀" }), "text"),
        (json!({ "text": "" }), "text"),
        (json!({ "text": "shop\0" }), "text"),
        (json!({ "location": "*" }), "location"),
        (json!({ "location": "x".repeat(101) }), "location"),
        (json!({ "skills": vec!["x"; 11] }), "skills"),
        (json!({ "skills": [""] }), "skills"),
        (json!({ "text": "shop", "postedWithinDays": 0 }), "postedWithinDays"),
        (json!({ "text": "shop", "postedWithinDays": 2_147_483_647 }), "postedWithinDays"),
        (json!({ "postedWithinDays": 7, "skills": [] }), "search"),
        (json!({}), "search"),
    ] {
        let answer = expert.ask(SEARCH, json!({ "search": search })).await;
        let extensions = answer.body["errors"][0]["extensions"].clone();
        assert_eq!((&extensions["reason"], &extensions["field"]), (&json!("INPUT_INVALID"), &json!(name)));
    }
    let megabyte = expert.ask(SEARCH, json!({ "search": text(&"x".repeat(1_000_000)) })).await;
    assert_eq!(megabyte.body["errors"][0]["extensions"]["code"], "PAYLOAD_TOO_LARGE");
}

/// A skill may be called anything that is one line.
#[story]
async fn a_skill_of_any_name_is_found_by_it(app: &App) {
    let (customer, expert, _) = people(app).await;
    let names = [
        "C++",
        "C#",
        "🦀",
        "'\"\\",
        "NEAR(",
        "A  b",
        "移行",
        "·",
        "x".repeat(40).as_str(),
        "\u{fdfa}".repeat(40).as_str(),
    ]
    .map(str::to_owned);
    for (number, name) in names.iter().enumerate() {
        asked(&customer, &format!("Request number {number}"), json!({ "skills": [name] })).await;
    }
    for (number, name) in names.iter().enumerate() {
        assert_eq!(found(&expert, json!({ "skills": [name] })).await, [format!("Request number {number}")], "{name}");
    }
}
