//! What a search finds is what somebody finds who reads every request, on both backends: over made-up requests and made-up
//! searches, with edits between them.

use std::collections::BTreeSet;

use fastrand::Rng;
use sea_orm::DbBackend;
use serde_json::{Value, json};
use support::{App, Person, steps::work::people, story};

use super::SEARCH;
use crate::saved_searches::{saved, told};

const SEED: u64 = 0x5ea2_c400;
const REQUESTS: usize = 40;
const SEARCHES: usize = 40;
const EDITS: usize = 15;

/// FTS5's own comparison of its index with the rows that it indexes.
const INTEGRITY: &str =
    "insert into customer_request_search (customer_request_search, rank) values ('integrity-check', 1)";

/// Words, and how people spell them. The first spelling is how the one who reads everything knows it.
const WORDS: &[&[&str]] = &[
    &["migrate", "Migrate", "MIGRATE", "mígrate"],
    &["migration", "Migration"],
    &["mig", "MIG"],
    &["strasse", "Straße", "STRASSE"],
    &["zurich", "Zürich", "Zu\u{308}rich", "ZÜRICH"],
    &["fine", "ﬁne", "ＦＩＮＥ"],
    &["σοφοσ", "ΣΟΦΟΣ", "σοφός"],
    &["2027"],
    &["20"],
    &["near", "NEAR"],
    &["and", "AND"],
    &["not", "NOT"],
    &["move", "Möve", "MOVE"],
    &["moved", "Moved"],
    &["c", "C"],
    &["łodz", "Łódź"],
];
const BETWEEN: &[&str] = &[" ", ", ", " / ", "-", " \"", "\" ", " (", ") ", ": ", "* ", " 🦀 ", "; "];
const SKILLS: &[&[&str]] = &[&["c++", "C++"], &["c#", "C#"], &["amazon aurora", "Amazon  Aurora"], &["rust", "Rust"]];

/// A request as the one who reads everything knows it: by the numbers of its words.
#[derive(Debug)]
struct Known {
    id: String,
    title: Vec<usize>,
    description: Vec<usize>,
    skills: Vec<usize>,
    place: Option<Vec<usize>>,
    budget: Option<i64>,
    is_open: bool,
}

struct Sought {
    words: Vec<usize>,
    is_last_whole: bool,
    skills: Vec<usize>,
    place: Vec<usize>,
    budget: Option<i64>,
}

#[story]
async fn a_search_finds_what_a_reader_of_everything_finds(app: &App) {
    let (customer, expert, _) = people(app).await;
    let mut rng = Rng::with_seed(SEED);
    let mut all = vec![];
    for _ in 0..REQUESTS {
        all.push(filed(&customer, &mut rng).await);
    }
    let mut found_any = 0;
    for round in 0..3 {
        for _ in 0..SEARCHES {
            let sought = Sought::any(&mut rng);
            let input = sought.input(&mut rng);
            let expected = all.iter().filter(|known| sought.fits(known)).map(|known| known.id.clone()).collect();
            let found = everything_found(&expert, &input, rng.usize(1..8)).await;
            assert_eq!(found, expected, "round {round}: {input}");
            found_any += usize::from(!found.is_empty());
        }
        for _ in 0..EDITS {
            let place = rng.usize(..all.len());
            changed(&customer, &mut all[place], &mut rng).await;
        }
    }
    let is_sqlite = app.marketplace.db().writer().get_database_backend() == DbBackend::Sqlite;
    if is_sqlite {
        app.try_sql(INTEGRITY).await.expect("the index holds what the rows say, after every edit");
    }
    assert!(found_any > SEARCHES, "most searches should find something: {found_any}");
}

/// Whoever saved a search is told of what it finds, and of nothing else, in whatever words.
#[story]
async fn what_is_told_is_what_a_reader_of_everything_finds(app: &App) {
    let (customer, expert, _) = people(app).await;
    let mut rng = Rng::with_seed(SEED + 1);
    let sought: Vec<_> = (0..4).map(|_| Sought::narrow(&mut rng)).collect();
    for sought in &sought {
        saved(&expert, sought.input(&mut rng)).await;
    }
    let (mut all, mut fit) = (vec![], BTreeSet::new());
    for _ in 0..REQUESTS {
        all.push(filed(&customer, &mut rng).await);
    }
    for round in 0..3 {
        fit.extend(
            all.iter().filter(|known| sought.iter().any(|sought| sought.fits(known))).map(|known| known.id.clone()),
        );
        assert_eq!(told(&expert).await.into_iter().collect::<BTreeSet<_>>(), fit, "round {round}");
        for _ in 0..EDITS {
            let place = rng.usize(..all.len());
            changed(&customer, &mut all[place], &mut rng).await;
        }
    }
    assert!((1..REQUESTS).contains(&fit.len()), "some should fit, and some not: {}", fit.len());
}

async fn filed(customer: &Person<'_>, rng: &mut Rng) -> Known {
    let known = Known::any(rng, String::new());
    let mut input = known.input(rng);
    input["idempotencyKey"] = json!(customer.app.key());
    let opened = customer.run("customerRequestOpen", input, "customerRequest { id }").await;
    let id = opened["customerRequest"]["id"].as_str().unwrap().to_owned();
    Known { id, ..known }
}

/// It is edited, or opened or closed.
async fn changed(customer: &Person<'_>, known: &mut Known, rng: &mut Rng) {
    let mut input = json!({ "customerRequestId": known.id });
    if rng.bool() {
        let name = if known.is_open { "customerRequestStopAnswers" } else { "customerRequestTakeAnswers" };
        customer.run(name, input, "customerRequest { id }").await;
        known.is_open = !known.is_open;
    } else {
        *known = Known { is_open: known.is_open, ..Known::any(rng, known.id.clone()) };
        input.as_object_mut().unwrap().extend(known.input(rng).as_object().unwrap().clone());
        customer.run("customerRequestEdit", input, "customerRequest { id }").await;
    }
}

/// Reads what is found page by page; nothing stands on two pages.
async fn everything_found(expert: &Person<'_>, search: &Value, first: usize) -> BTreeSet<String> {
    let (mut ids, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = expert.query(SEARCH, json!({ "search": search, "first": first, "after": after })).await;
        let page = &page["customerRequestSearch"];
        for edge in page["edges"].as_array().unwrap() {
            assert!(ids.insert(edge["node"]["id"].as_str().unwrap().to_owned()), "twice: {search}");
            after = edge["cursor"].clone();
        }
        if page["pageInfo"]["hasNextPage"] == json!(false) {
            return ids;
        }
    }
}

impl Known {
    fn any(rng: &mut Rng, id: String) -> Self {
        Self {
            id,
            title: some(rng, 2..7, WORDS.len()),
            description: some(rng, 8..15, WORDS.len()),
            skills: some(rng, 0..3, SKILLS.len()),
            place: rng.bool().then(|| some(rng, 1..3, WORDS.len())),
            budget: rng.bool().then(|| rng.i64(1..1_000)),
            is_open: true,
        }
    }

    fn input(&self, rng: &mut Rng) -> Value {
        let money = |amount: i64| json!({ "amount": format!("{amount}.00"), "currency": "USD" });
        json!({
            "title": format!("##########{}", spelled(rng, &self.title)),
            "description": format!("{}{}", "#".repeat(30), spelled(rng, &self.description)),
            "skills": self.skills.iter().map(|skill| any_of(rng, SKILLS[*skill])).collect::<Vec<_>>(),
            "preferredLocation": self.place.as_ref().map(|place| spelled(rng, place)),
            "budget": self.budget.map(|budget| json!({ "atMost": money(budget) })),
        })
    }

    /// Every word that is read when words are looked for, as it is known.
    fn words(&self) -> BTreeSet<&str> {
        let of_skills = self.skills.iter().flat_map(|skill| SKILLS[*skill][0].split([' ', '+', '#']));
        let words = self.title.iter().chain(&self.description).map(|word| WORDS[*word][0]);
        words.chain(of_skills).filter(|word| !word.is_empty()).collect()
    }
}

impl Sought {
    fn any(rng: &mut Rng) -> Self {
        let mut sought = Self {
            words: some(rng, 0..4, WORDS.len()),
            is_last_whole: rng.bool(),
            skills: if rng.u8(..4) == 0 { some(rng, 1..3, SKILLS.len()) } else { vec![] },
            place: if rng.u8(..4) == 0 { some(rng, 1..2, WORDS.len()) } else { vec![] },
            budget: (rng.u8(..4) == 0).then(|| rng.i64(1..1_000)),
        };
        if sought.words.is_empty() && sought.skills.is_empty() && sought.place.is_empty() {
            sought.words = some(rng, 1..2, WORDS.len());
        }
        sought
    }

    /// Such as few requests fit.
    fn narrow(rng: &mut Rng) -> Self {
        Self { words: some(rng, 3..5, WORDS.len()), is_last_whole: true, ..Self::any(rng) }
    }

    fn input(&self, rng: &mut Rng) -> Value {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let last = if self.is_last_whole { any_of(rng, &[" ", "*", "\"", "! "]) } else { "" };
        json!({
            "text": given(spelled(rng, &self.words)).map(|text| text + last),
            "skills": self.skills.iter().map(|skill| any_of(rng, SKILLS[*skill])).collect::<Vec<_>>(),
            "location": given(spelled(rng, &self.place)),
            "budgetAtLeast": self.budget.map(|amount| json!({ "amount": format!("{amount}.00"), "currency": "USD" })),
        })
    }

    fn fits(&self, known: &Known) -> bool {
        let (there, last) = (known.words(), self.words.len().saturating_sub(1));
        let stands = |(place, word): (usize, &usize)| {
            let (word, is_beginning) = (WORDS[*word][0], place == last && !self.is_last_whole);
            there.iter().any(|other| if is_beginning { other.starts_with(word) } else { *other == word })
        };
        let places = known.place.as_deref().unwrap_or_default();
        known.is_open
            && self.words.iter().enumerate().all(stands)
            && (self.skills.is_empty() || self.skills.iter().any(|skill| known.skills.contains(skill)))
            && self.place.iter().all(|word| places.contains(word))
            && self.budget.is_none_or(|least| known.budget.is_some_and(|budget| budget >= least))
    }
}

fn some(rng: &mut Rng, count: std::ops::Range<usize>, of: usize) -> Vec<usize> {
    let count = rng.usize(count);
    (0..count).map(|_| rng.usize(..of)).collect()
}

fn any_of(rng: &mut Rng, things: &[&'static str]) -> &'static str {
    things[rng.usize(..things.len())]
}

/// The words in any of their spellings, with anything between them.
fn spelled(rng: &mut Rng, words: &[usize]) -> String {
    let mut text = String::new();
    for (place, word) in words.iter().enumerate() {
        text += if place == 0 { "" } else { any_of(rng, BETWEEN) };
        text += any_of(rng, WORDS[*word]);
    }
    text
}
