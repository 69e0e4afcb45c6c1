//! Every field of everything, asked for by every hand.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    asks::{Answer, VALUES_MAX, asked, together},
    judge::{Answered, Decisions, texts},
    roots::Root,
    schema::{Path, Schema},
    things::{Things, missing},
    who::{Hand, May, Sides, Who},
    world::World,
};

/// How many things of a type are looked at for those that fill its fields.
const LOOKED_AT: usize = 30;

/// Queries of which one document takes no more than [`COSTLY_MAX`].
const COSTLY: [&str; 2] = ["payoutPlan", "upcomingPayouts"];
const COSTLY_MAX: usize = 2;

/// What was asked, what is wrong, and what was proved on the way.
pub struct Reading<'w, 'a> {
    world: &'w World<'a>,
    schema: &'w Schema,
    decisions: &'w Decisions,
    things: Things,
    pub faults: Vec<String>,
    /// Fields that were told to somebody who may, and fields that were kept from somebody who may not.
    told: BTreeSet<(String, String)>,
    kept: BTreeSet<(String, String)>,
}

impl<'w, 'a> Reading<'w, 'a> {
    pub async fn of(world: &'w World<'a>, schema: &'w Schema, decisions: &'w Decisions) -> Self {
        let things = Things::of(world.app).await;
        Self { world, schema, decisions, things, faults: vec![], told: BTreeSet::new(), kept: BTreeSet::new() }
    }

    /// Every type that is found by id: by each hand each field, on the things that fill them.
    pub async fn things(&mut self) {
        let nodes: Vec<_> = self.schema.types.iter().filter(|(_, object)| object.is_node).collect();
        for (name, _) in nodes {
            let paths = self.schema.paths(name);
            for id in self.telling(name, &paths).await {
                self.thing(name, &id, &paths).await;
            }
        }
    }

    /// A few things that together fill as many fields as any, of the main accounts where they have such.
    async fn telling(&self, name: &str, paths: &[Path]) -> Vec<String> {
        let mut open: BTreeSet<usize> = (0..paths.len()).collect();
        let mut chosen = vec![];
        let (main, others): (Vec<_>, Vec<_>) =
            self.things.of_type(name).iter().partition(|id| self.is_of_the_main_accounts(id));
        for id in main.into_iter().take(LOOKED_AT).chain(others.into_iter().take(LOOKED_AT)) {
            if open.is_empty() {
                break;
            }
            let answers = asked(&self.world.cast.operator, name, id, paths).await; // Who sees some of everything.
            let fills: BTreeSet<_> = (0..paths.len()).filter(|path| Answered::from(&answers[*path]).tells()).collect();
            if !fills.is_disjoint(&open) {
                open.retain(|path| !fills.contains(path));
                chosen.push(id.clone());
            }
        }
        chosen
    }

    fn is_of_the_main_accounts(&self, id: &str) -> bool {
        let (sides, cast) = (self.things.sides(id), &self.world.cast);
        let all: Vec<_> = sides.owner.iter().chain(&sides.customer).chain(&sides.experts).collect();
        let main = [cast.customer.account(), cast.expert.account()];
        // What belongs to no account is the operator's, and looked at too.
        all.is_empty() || all.into_iter().any(|account| main.contains(&Some(account)))
    }

    async fn thing(&mut self, name: &str, id: &str, paths: &[Path]) {
        let (sides, cast) = (self.things.sides(id).clone(), &self.world.cast);
        let mut known: BTreeMap<usize, Value> = BTreeMap::new();
        for hand in cast.readers() {
            let answers = asked(hand, name, id, paths).await;
            let finds = self.decisions.finds(hand, name, &sides);
            for (index, (path, answer)) in paths.iter().zip(&answers).enumerate() {
                let may = finds && self.decisions.open(hand, path, &sides);
                let may = may && self.sees_the_end(hand, path, answer, known.get(&index));
                let expected = known.get(&index).filter(|_| !path.in_list);
                self.judged(hand, path, may, answer, expected);
                if may {
                    known.entry(index).or_insert_with(|| answer.0.clone());
                }
            }
            if !finds {
                self.as_if_not_there(hand, "node", &format!("... on {name}"), id).await;
            }
        }
    }

    /// Whether all things that the path leads to may be seen; where nothing was told, those that others were told of.
    fn sees_the_end(&self, hand: &Hand<'_>, path: &Path, answer: &Answer, others: Option<&Value>) -> bool {
        let Some(end) = &path.end else { return true };
        let told = if Answered::from(answer).tells() { Some(&answer.0) } else { others.filter(|_| !path.in_list) };
        let ids = told.map(texts).unwrap_or_default();
        ids.into_iter().all(|id| self.decisions.sees(hand, end, self.things.sides(id)))
    }

    fn judged(&mut self, hand: &Hand<'_>, path: &Path, may: bool, answer: &Answer, expected: Option<&Value>) {
        let answered = Answered::from(answer);
        if let Some(fault) = answered.fault(may, expected) {
            self.faults.push(format!("{}: {} {fault}", path.name(), hand.name));
        }
        let places = if may { &mut self.told } else { &mut self.kept };
        if may == answered.tells() {
            places.extend(path.steps.iter().cloned());
        }
    }

    /// What is not the hand's to see is answered as what is not there, to the letter.
    async fn as_if_not_there(&mut self, hand: &Hand<'_>, root: &str, on: &str, id: &str) {
        let document = format!("query Q($id: ID!) {{ {root}(id: $id) {{ {on} {{ id }} }} }}");
        let there = hand.person.ask(&document, json!({ "id": id })).await.body;
        let nowhere = hand.person.ask(&document, json!({ "id": missing(id) })).await.body;
        let code = there["errors"][0]["extensions"]["reason"].as_str().unwrap_or("no refusal");
        let refused = code.ends_with("_NOT_FOUND")
            || ["UNAUTHENTICATED", "RIGHT_MISSING", "MFA_REQUIRED", "CERT_REQUIRED_IN_ACCOUNT"].contains(&code);
        let (told, nowhere) = (there.to_string(), nowhere.to_string().replace(&missing(id), id));
        if !refused || told != nowhere {
            self.faults.push(format!("{root} {id}: {} is told {there}, and {nowhere} of nothing", hand.name));
        }
    }

    /// Every query, by each hand.
    pub async fn roots(&mut self, roots: &[(&str, Root)]) {
        for (query, root) in roots {
            match root {
                // Every thing is asked for by the one, and every page by the other in `pages`.
                Root::Node | Root::BySlug => {}
                Root::ById(thing) => self.by_id(query, thing).await,
                Root::Within(thing, field, argument) => self.within(query, (thing, field), argument).await,
                Root::To(who, arguments) => {
                    for arguments in *arguments {
                        self.asked_of_all(query, arguments, who).await;
                    }
                }
                Root::Own(who) => {
                    self.asked_of_all(query, "", who).await;
                    self.own_alone(query).await;
                }
            }
        }
    }

    async fn by_id(&mut self, query: &str, thing: &str) {
        let Some(id) = self.a_main(thing) else {
            self.faults.push(format!("{query}: the story makes no {thing}"));
            return;
        };
        let (sides, document) =
            (self.things.sides(&id).clone(), format!("query Q($id: ID!) {{ it: {query}(id: $id) {{ id }} }}"));
        for hand in self.world.cast.readers() {
            if self.decisions.finds(hand, thing, &sides) {
                let told = hand.person.ask(&document, json!({ "id": id })).await.body;
                if told["data"]["it"]["id"] != json!(id) {
                    self.faults.push(format!("{query}: {} is refused, and should be told", hand.name));
                }
            } else {
                self.as_if_not_there(hand, query, &format!("... on {thing}"), &id).await;
            }
        }
    }

    async fn within(&mut self, query: &str, (thing, field): (&str, &str), argument: &str) {
        let id = self.a_main(thing).expect("the story has begun");
        let (sides, step) = (self.things.sides(&id).clone(), (thing.to_owned(), field.to_owned()));
        let path = Path { steps: vec![step], text: String::new(), in_list: true, end: None };
        let target = &self.schema.types["Query"].fields[query].target;
        let is_list = target.ends_with("Connection");
        let parts = if is_list { vec![] } else { self.schema.paths(target) };
        let asking = |part: &str| format!("query Q($id: ID!) {{ it: {query}({argument}: $id) {{ {part} }} }}");
        let document = asking(if is_list { "edges { node { id } }" } else { "__typename" });
        for hand in self.world.cast.readers() {
            let there = hand.person.ask(&document, json!({ "id": id })).await.body;
            let nowhere = hand.person.ask(&document, json!({ "id": missing(&id) })).await.body.to_string();
            let may = self.decisions.open(hand, &path, &sides);
            self.judged(hand, &path, may, &(there["data"].clone(), there["errors"].is_array()), None);
            let told = there.to_string();
            if !may && told != nowhere.replace(&missing(&id), &id) {
                self.faults.push(format!("{query}: {} is told {there}, and {nowhere} of nothing", hand.name));
            }
            let things = if may { self.of_the_main_accounts(thing) } else { vec![id.clone()] };
            for (id, part) in things.iter().flat_map(|id| parts.iter().map(move |part| (id, part))) {
                let told = hand.person.ask(&asking(&part.text), json!({ "id": id })).await.body;
                let answer = (told["data"]["it"].clone(), told["errors"].is_array());
                let may = may && self.sees_the_end(hand, part, &answer, None);
                self.judged(hand, part, may, &answer, None);
            }
        }
    }

    /// A thing of the main accounts, the oldest.
    fn a_main(&self, thing: &str) -> Option<String> {
        self.of_the_main_accounts(thing).pop()
    }

    /// The newest things of the main accounts, and the oldest as the last.
    fn of_the_main_accounts(&self, thing: &str) -> Vec<String> {
        self.things.of_type(thing).iter().filter(|id| self.is_of_the_main_accounts(id)).cloned().collect()
    }

    /// A query without an id: refused to all but those who may, and to them it tells what they may see.
    async fn asked_of_all(&mut self, query: &str, arguments: &str, who: Who) {
        let mut told = false;
        for hand in self.world.cast.readers() {
            let may = hand.is_one_of(who, &Sides::default());
            for (path, answer) in self.root_answers(hand, query, arguments).await {
                let may = may && self.sees_the_end(hand, &path, &answer, None);
                told |= may && Answered::from(&answer).tells();
                self.judged(hand, &path, may, &answer, None);
            }
            if !may {
                let refused = hand.person.query_refused(&self.plainly(query, arguments), json!({})).await;
                if refused != hand.refusal(who) {
                    self.faults.push(format!("{query}: {} is refused with {refused}", hand.name));
                }
            }
        }
        if !told {
            self.faults.push(format!("{query}{arguments} tells nobody anything: nothing is proved"));
        }
    }

    async fn root_answers(&self, hand: &Hand<'_>, query: &str, arguments: &str) -> Vec<(Path, Answer)> {
        let field = &self.schema.types["Query"].fields[query];
        let paths = match self.schema.types.get(&field.target) {
            None => vec![Path { steps: vec![], text: String::new(), in_list: false, end: None }],
            Some(object) if object.is_node => unreachable!("{query} has an id"),
            Some(_) => self.schema.paths(&field.target),
        };
        let mut answers = vec![];
        let together_max = if COSTLY.contains(&query) { COSTLY_MAX } else { VALUES_MAX };
        for some in paths.chunks(together_max) {
            let ask = |path: &Path| match path.text.as_str() {
                "" => format!("{query}{arguments}"),
                text => format!("{query}{arguments} {{ {text} }}"),
            };
            let asks: Vec<_> = some.iter().map(ask).collect();
            answers.extend(some.iter().cloned().zip(together(hand, "{", &asks, json!({})).await));
        }
        answers
    }

    /// The smallest document of a query.
    fn plainly(&self, query: &str, arguments: &str) -> String {
        let field = &self.schema.types["Query"].fields[query];
        let deeper = self.schema.types.contains_key(&field.target);
        format!("{{ {query}{arguments} {} }}", if deeper { "{ __typename }" } else { "" })
    }

    /// Nobody of another account is told what the expert is told of their own.
    async fn own_alone(&mut self, query: &str) {
        let cast = &self.world.cast;
        let told = |answers: Vec<(Path, Answer)>| answers.into_iter().map(|(_, answer)| answer.0).collect::<Vec<_>>();
        let own = told(self.root_answers(&cast.expert, query, "").await);
        for hand in [&cast.customer, &cast.rivals[0], &cast.rivals[1]] {
            if told(self.root_answers(hand, query, "").await) == own {
                self.faults.push(format!("{query}: {} is told what is the expert's", hand.name));
            }
        }
    }

    /// Marks what a mutation told: everything of a payload that is no other thing's, and what refusals say.
    pub fn acted(&mut self, mutation: &str) {
        let payload = &self.schema.types[&self.schema.types["Mutation"].fields[mutation].target];
        let told = payload.fields.values().filter(|field| !self.schema.types[&field.target].is_node);
        let paths = told.flat_map(|field| self.schema.paths(&field.target));
        self.told.extend(paths.flat_map(|path| path.steps).collect::<Vec<_>>());
    }

    /// Fields that nobody was told, or that were kept from nobody: of them nothing is proved.
    pub fn unproved(&self) -> Vec<String> {
        let mut unproved = vec![];
        for (place, who) in self.decisions.to_prove() {
            let everybody = who.iter().any(|may| matches!(may, May::WithIt));
            if !self.told.contains(place) {
                unproved.push(format!("{}.{} was told to nobody", place.0, place.1));
            } else if !everybody && !self.kept.contains(place) {
                unproved.push(format!("{}.{} was kept from nobody", place.0, place.1));
            }
        }
        unproved
    }
}
