//! Every mutation, tried by every wrong hand and then done by the right one.

use serde_json::json;

use super::{
    cast::{Cast, House},
    deeds::{By, DEEDS, Deed, OtherSide},
    everything::Everything,
    schema::Schema,
    things::missing,
    who::Hand,
    world::{Act, World, payload},
};

/// A wrong hand, and the code with which it is refused.
type Attempt<'c, 'a> = (&'c Hand<'a>, &'static str);

/// Tells the story of all deeds. With `wrong_hands` each is first tried by those who may not, with the very input
/// that the right hand then succeeds with. Returns what was wrong.
pub async fn told(world: &mut World<'_>, schema: &Schema, wrong_hands: bool) -> Vec<String> {
    let mut faults = vec![];
    for deed in DEEDS {
        let act = world.act(deed).await;
        if wrong_hands {
            let found = tried(world, deed, &act, schema).await;
            faults.extend(found.into_iter().map(|fault| format!("{}: {fault}", deed.mutation)));
        }
        world.done(deed, &act, schema).await;
    }
    faults
}

async fn tried(world: &World<'_>, deed: &Deed, act: &Act<'_>, schema: &Schema) -> Vec<String> {
    let before = Everything::in_database_of(world.app).await;
    let mut faults = vec![];
    for (hand, code) in attempts(&world.cast, deed) {
        faults.extend(attempted(hand, code, deed, act, schema).await);
    }
    faults.extend(with_a_foreign_thing(world, deed, act).await);
    let after = Everything::in_database_of(world.app).await;
    let changed = after.differs_from(&before);
    if !changed.is_empty() {
        faults.push(format!("wrong hands changed {changed:?}"));
    }
    faults
}

/// One attempt. What the hand may not even see is refused as what is not there, to the letter.
async fn attempted(hand: &Hand<'_>, code: &str, deed: &Deed, act: &Act<'_>, schema: &Schema) -> Option<String> {
    let (thing, selection) = payload(schema, deed.mutation);
    let answer = hand.person.mutate(deed.mutation, act.input.clone(), &selection).await;
    let outcome = &answer.body["data"][deed.mutation];
    if outcome["userErrors"][0]["code"] != code || !outcome[&thing].is_null() {
        return Some(format!("{} is not refused with {code}: {}", hand.name, answer.body));
    }
    let (field, not_found) = deed.target?;
    if code != not_found {
        return None;
    }
    let id = act.input[field].as_str().unwrap();
    let mut elsewhere = act.input.clone();
    elsewhere[field] = json!(missing(id));
    let unknown = hand.person.mutate(deed.mutation, elsewhere, &selection).await;
    let (there, nowhere) = (answer.body.to_string(), unknown.body.to_string().replace(&missing(id), id));
    (there != nowhere).then(|| format!("{} can tell that it exists: {there} is not {nowhere}", hand.name))
}

fn attempts<'c, 'a>(cast: &'c Cast<'a>, deed: &Deed) -> Vec<Attempt<'c, 'a>> {
    match deed.by {
        By::Holder(House::Operator, right) => {
            let staff = (cast.without(House::Operator, right), "RIGHT_MISSING");
            let others = [&cast.newcomer, &cast.customer, &cast.expert].map(|hand| (hand, "RIGHT_MISSING"));
            let strangers = [(&cast.nobody, "UNAUTHENTICATED"), staff].into_iter().chain(others);
            strangers.chain(with_a_password_alone(cast, deed)).collect()
        }
        By::Holder(house, right) => {
            let staff = deed.also.map_or(&cast.operator, |right| cast.without(House::Operator, right));
            let lacking = [&cast.newcomer, cast.without(house, right), staff].map(|hand| (hand, "RIGHT_MISSING"));
            let strangers = [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(lacking);
            strangers.chain(with_a_password_alone(cast, deed)).chain(other_accounts(cast, house, deed)).collect()
        }
        By::Person => {
            let others = [(&cast.newcomer, "RIGHT_MISSING"), (&cast.operator, "STAFF_NEVER_EXPERT")];
            let colleague = cast.without(House::Expert, kernel::Right::ViewMoney);
            let not_found = |(_, code)| [(colleague, code), (&cast.rivals[0], code), (&cast.rivals[1], code)];
            let strangers = [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(others);
            strangers.chain(deed.target.into_iter().flat_map(not_found)).collect()
        }
        By::Speaker => {
            let silent = [&cast.newcomer, cast.silent(House::Expert), &cast.operator];
            [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(silent.map(|hand| (hand, "RIGHT_MISSING"))).collect()
        }
        By::Participant => {
            // A colleague sees that there is a conversation; of its messages, nothing.
            let told = if deed.mutation == "messageMarkRead" { "MESSAGE_NOT_FOUND" } else { "NOT_A_PARTICIPANT" };
            let others = [(&cast.newcomer, "RIGHT_MISSING"), (&cast.operator, "RIGHT_MISSING")];
            let colleagues = [House::Customer, House::Expert].map(|house| (cast.silent(house), told));
            let strangers =
                deed.target.into_iter().flat_map(|(_, code)| cast.rivals.each_ref().map(|hand| (hand, code)));
            let all = [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(others).chain(colleagues);
            all.chain(strangers).collect()
        }
        By::Member => {
            let others = [(&cast.newcomer, "RIGHT_MISSING"), (&cast.operator, "RIGHT_MISSING")];
            let members = [&cast.customer, cast.silent(House::Expert), &cast.rivals[0], &cast.rivals[1]];
            let strangers = deed.target.into_iter().flat_map(|(_, code)| members.map(|hand| (hand, code)));
            [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(others).chain(strangers).collect()
        }
        By::Newcomer => {
            let members = [&cast.customer, &cast.expert, &cast.operator].map(|hand| (hand, "ALREADY_MEMBER"));
            [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(members).collect()
        }
        By::Invited => {
            let others = [&cast.newcomer, &cast.customer, &cast.rivals[0], &cast.operator];
            let others = others.map(|hand| (hand, "MEMBER_NOT_FOUND"));
            [(&cast.nobody, "UNAUTHENTICATED")].into_iter().chain(others).collect()
        }
    }
}

/// The owner of every right, where the right asks for more than a password (G-01).
fn with_a_password_alone<'c, 'a>(cast: &'c Cast<'a>, deed: &Deed) -> Option<Attempt<'c, 'a>> {
    match deed.by {
        By::Holder(house, right) if right.needs_second_factor() => {
            Some((cast.with_a_password_alone(house), "MFA_REQUIRED"))
        }
        By::Holder(..) | By::Person | By::Speaker | By::Participant | By::Member | By::Newcomer | By::Invited => None,
    }
}

/// Those who hold the right, in another account or on the other side of the work.
fn other_accounts<'c, 'a>(cast: &'c Cast<'a>, house: House, deed: &Deed) -> Vec<Attempt<'c, 'a>> {
    let Some((_, not_found)) = deed.target else { return vec![] };
    let other_side = if house == House::Customer { &cast.expert } else { &cast.customer };
    let mut others = vec![(cast.rival(House::Customer), not_found), (cast.rival(House::Expert), not_found)];
    match deed.other_side {
        OtherSide::FindsNothing => others.push((other_side, not_found)),
        OtherSide::IsTold(code) => others.push((other_side, code)),
        OtherSide::MayToo => {}
    }
    others
}

/// Where a command of one's own takes another thing's id beside: the mutation, the field, how a foreign id is refused,
/// and which foreign thing is tried.
const SECOND_IDS: [(&str, &str, &str, usize); 5] = [
    ("proposalSend", "replacesId", "PROPOSAL_NOT_FOUND", 2),
    ("proposalAccept", "paymentMethodId", "PAYMENT_METHOD_REQUIRED", 0),
    ("paymentMethodChange", "paymentMethodId", "PAYMENT_METHOD_REQUIRED", 0),
    ("refundDataGive", "paymentMethodId", "PAYMENT_METHOD_NOT_FOUND", 0),
    ("paymentRequestSubmit", "answersId", "PAYMENT_REQUEST_NOT_FOUND", 1),
];

/// The right hand names a thing of another account beside its own.
async fn with_a_foreign_thing(world: &World<'_>, deed: &Deed, act: &Act<'_>) -> Option<String> {
    let (_, field, code, which) = SECOND_IDS.into_iter().find(|(mutation, ..)| *mutation == deed.mutation)?;
    let foreign = &world.foreign[which];
    let named = async |id: &str| {
        let mut input = act.input.clone();
        input[field] = json!(id);
        act.by.mutate(deed.mutation, input, "").await.body
    };
    let (there, nowhere) = (named(foreign).await, named(&missing(foreign)).await);
    let told = there.to_string();
    let same = told == nowhere.to_string().replace(&missing(foreign), foreign);
    let refused = there["data"][deed.mutation]["userErrors"][0]["code"] == code;
    (!same || !refused).then(|| format!("a foreign {field} is answered {there}, and none {nowhere}"))
}
