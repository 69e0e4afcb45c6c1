//! Conversations as each side has them: who takes part, what is read and what is put away.

use std::sync::Arc;

use chrono::TimeDelta;
use rails::DrawerMailer;
use serde_json::{Value, json};
use support::{
    App, Person,
    steps::{
        accounts::{member_id, member_joined},
        experts::certified_expert,
        work::{
            self, CUSTOMER, EXPERT, contact_made, people, proposal_sent, request_answered, request_filed, said,
            taking_part,
        },
    },
    story,
};

const MINE: &str = "query M($side: Side!, $filter: MyConversationsFilter, $first: Int, $after: String) {
    myConversations(side: $side, filter: $filter, first: $first, after: $after) {
        edges { cursor node { archivedAt unreadCount side members { name } conversation { id } } }
        pageInfo { hasNextPage } } }";
const MESSAGES: &str = "query C($id: ID!) { conversation(id: $id) { messages { edges { node { id text } } } } }";

async fn mine(person: &Person<'_>, side: &str, filter: Value) -> Vec<Value> {
    let list = person.query(MINE, json!({ "side": side, "filter": filter })).await["myConversations"].clone();
    list["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

async fn unread(person: &Person<'_>, side: &str) -> Vec<i64> {
    mine(person, side, Value::Null).await.iter().map(|part| part["unreadCount"].as_i64().unwrap()).collect()
}

/// Holds G-36: who opened it takes part, and whom they add; others of the account see that it is there, and no word.
#[story]
async fn the_words_are_for_those_who_take_part(app: &App) {
    let (customer, ada, _) = people(app).await;
    let carl = member_joined(&customer, "carl@example.org", "Carl", &["ACCEPT", "FILE_REQUEST"]).await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_INDIVIDUAL"]).await;
    let contact = contact_made(&customer, &ada).await;
    let of_conversation = json!({ "id": contact.conversation });
    let writing =
        || json!({ "conversationId": contact.conversation, "message": "May I?", "idempotencyKey": app.key() });

    for (colleague, side) in [(&carl, "CUSTOMER"), (&bob, "EXPERT")] {
        assert_eq!(colleague.query_refused(MESSAGES, of_conversation.clone()).await, "NOT_A_PARTICIPANT");
        assert_eq!(colleague.refusal("messageSend", writing()).await, "NOT_A_PARTICIPANT");
        assert_eq!(mine(colleague, side, Value::Null).await, [json!(null); 0]);
        let seen = colleague.query("query C($id: ID!) { conversation(id: $id) { id } }", of_conversation.clone()).await;
        assert_eq!(seen["conversation"]["id"], contact.conversation);
    }
    proposal_sent(&ada, &contact.conversation, "100.00", "USD").await;
    let offered = "query C($id: ID!) { conversation(id: $id) { proposals { edges { node { title } } } } }";
    let offered = carl.query(offered, of_conversation.clone()).await;
    assert_eq!(offered["conversation"]["proposals"]["edges"][0]["node"]["title"], "Moving the shop");

    taking_part(&customer, &contact.conversation, &[&customer, &carl]).await;
    said(&carl, &contact.conversation, "I decide.").await;

    let told = carl.query(MESSAGES, of_conversation.clone()).await;
    assert_eq!(told["conversation"]["messages"]["edges"].as_array().unwrap().len(), 2);
    let part = &mine(&carl, "CUSTOMER", Value::Null).await[0];
    assert_eq!(part["members"], json!([{ "name": "Carol Customer" }, { "name": "Carl" }]));
    assert_eq!(mine(&ada, "EXPERT", Value::Null).await[0]["members"], json!([{ "name": "Ada Lovelace" }]));
    taking_part(&carl, &contact.conversation, &[&carl]).await;
    assert_eq!(customer.query_refused(MESSAGES, of_conversation).await, "NOT_A_PARTICIPANT");
}

/// Holds G-36.
#[story]
async fn a_side_says_who_of_its_own_account_takes_part(app: &App) {
    let (customer, ada, _) = people(app).await;
    let clerk = member_joined(&customer, "clerk@example.org", "Clerk", &["FILE_REQUEST"]).await;
    let contact = contact_made(&customer, &ada).await;
    let set = |ids: Vec<String>| json!({ "conversationId": contact.conversation, "memberIds": ids });
    let (own, others) = (member_id(&customer).await, member_id(&ada).await);
    let missing = "mem_0195506f8a0070008000000000000000".to_owned();

    for ids in [vec![own.clone(), others.clone()], vec![others], vec![own.clone(), missing]] {
        assert_eq!(customer.refusal("conversationMembersSet", set(ids)).await, "OTHER_ACCOUNT");
    }
    let refused = customer.refused("conversationMembersSet", set(vec![])).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("INPUT_INVALID"), &json!("memberIds")));
    assert_eq!(clerk.refusal("conversationMembersSet", set(vec![own.clone()])).await, "NOT_A_PARTICIPANT");
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    assert_eq!(stranger.refusal("conversationMembersSet", set(vec![own])).await, "CONVERSATION_NOT_FOUND");
    assert_eq!(app.operator().refusal("conversationMembersSet", set(vec![])).await, "RIGHT_MISSING");
    let recorded = app.rows("select subject from audit_row where kind = 'conversation.members_set'").await;
    assert!(recorded.is_empty(), "what is refused changes nothing");
}

/// Holds G-36 and IQ-26: who leaves the account leaves its conversations, and who manages it finds somebody else.
#[story]
async fn who_leaves_the_account_leaves_its_conversations(app: &App) {
    let (customer, ada, _) = people(app).await;
    let clerk = member_joined(&customer, "clerk@example.org", "Clerk", &["FILE_REQUEST"]).await;
    let contact = contact_made(&clerk, &ada).await;
    let of_conversation = json!({ "id": contact.conversation });
    assert_eq!(customer.query_refused(MESSAGES, of_conversation.clone()).await, "NOT_A_PARTICIPANT");

    clerk.run("memberRemove", json!({ "memberId": member_id(&clerk).await }), "member { status }").await;

    assert_eq!(clerk.query_refused(MESSAGES, of_conversation.clone()).await, "CONVERSATION_NOT_FOUND");
    taking_part(&customer, &contact.conversation, &[&customer]).await;
    said(&customer, &contact.conversation, "The clerk has left us.").await;
    let told = customer.query(MESSAGES, of_conversation).await;
    assert_eq!(told["conversation"]["messages"]["edges"].as_array().unwrap().len(), 2, "nothing said before is lost");

    let second = request_answered(
        &certified_expert(app, "grace@example.org", "Grace Hopper", "GRACE-1").await,
        &contact.customer_request,
    )
    .await;
    assert_eq!(
        mine(&customer, "CUSTOMER", Value::Null).await.len(),
        2,
        "who filed it is gone: who may file takes part"
    );
    said(&customer, &second.conversation, "Welcome.").await;
}

/// Holds G-36: the mark moves forward only, and one's own words are no news.
#[story]
async fn what_is_read_is_counted_for_each_person(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let bob = member_joined(&ada, "bob@example.org", "Bob", &["SPEAK_AS_INDIVIDUAL"]).await;
    taking_part(&ada, &contact.conversation, &[&ada, &bob]).await;
    assert_eq!((unread(&customer, "CUSTOMER").await, unread(&bob, "EXPERT").await), (vec![1], vec![0]));
    let first = said(&customer, &contact.conversation, "When?").await;
    let second = said(&customer, &contact.conversation, "And how much?").await;
    assert_eq!(unread(&ada, "EXPERT").await, [2]);
    said(&ada, &contact.conversation, "In May.").await;
    assert_eq!(unread(&ada, "EXPERT").await, [2], "who writes has not read what came meanwhile");
    assert_eq!(unread(&bob, "EXPERT").await, [3], "a colleague's words are news too");

    let mark = async |message: &str| {
        let selection = "myConversation { unreadCount }";
        let marked = ada.run("messageMarkRead", json!({ "messageId": message }), selection).await;
        marked["myConversation"]["unreadCount"].as_i64().unwrap()
    };
    assert_eq!(mark(&first).await, 1);
    assert_eq!(mark(&second).await, 0);
    assert_eq!(mark(&first).await, 0, "forward only");

    assert_eq!(unread(&bob, "EXPERT").await, [3], "each for themselves");
    let filter = json!({ "unread": true });
    assert_eq!(mine(&ada, "EXPERT", filter.clone()).await, [json!(null); 0]);
    assert_eq!(mine(&bob, "EXPERT", filter).await.len(), 1);
    let stranger = work::customer(app, "stranger@elsewhere.example").await;
    let of_message = json!({ "messageId": second });
    assert_eq!(stranger.refusal("messageMarkRead", of_message.clone()).await, "MESSAGE_NOT_FOUND");
    assert_eq!(app.nobody().refusal("messageMarkRead", of_message).await, "UNAUTHENTICATED");
}

/// Holds G-36: each side for itself, until something new is written.
#[story]
async fn a_side_puts_a_conversation_away_until_something_new_is_written(app: &App) {
    let (customer, ada, _) = people(app).await;
    let contact = contact_made(&customer, &ada).await;
    let of_conversation = json!({ "conversationId": contact.conversation });
    let selection = "myConversation { archivedAt }";
    let archived = json!({ "archived": true });

    assert_eq!(ada.refusal("conversationRestore", of_conversation.clone()).await, "CONVERSATION_NOT_IN_STATE");
    let put_away = ada.run("conversationArchive", of_conversation.clone(), selection).await;
    assert_eq!(put_away["myConversation"]["archivedAt"], "2027-03-01T09:00:00+00:00");
    assert_eq!(ada.refusal("conversationArchive", of_conversation.clone()).await, "CONVERSATION_NOT_IN_STATE");
    assert_eq!(mine(&ada, "EXPERT", Value::Null).await, [json!(null); 0]);
    assert_eq!(mine(&ada, "EXPERT", archived.clone()).await.len(), 1);
    assert_eq!(mine(&customer, "CUSTOMER", Value::Null).await[0]["archivedAt"], Value::Null);

    ada.run("conversationRestore", of_conversation.clone(), selection).await;
    assert_eq!(mine(&ada, "EXPERT", Value::Null).await.len(), 1);
    for person in [&ada, &customer] {
        person.run("conversationArchive", of_conversation.clone(), selection).await;
    }
    said(&ada, &contact.conversation, "One thing more.").await;
    for (person, side) in [(&ada, "EXPERT"), (&customer, "CUSTOMER")] {
        assert_eq!(mine(person, side, archived.clone()).await, [json!(null); 0]);
    }
}

/// Holds G-10: newest activity first, page by page, on the side that was asked for.
#[story]
async fn conversations_run_by_their_last_message(app: &App) {
    let (customer, ada, _) = people(app).await;
    let mut begun = vec![];
    for _ in 0..5 {
        app.advance(TimeDelta::minutes(1)).await;
        begun.insert(0, request_answered(&ada, &request_filed(&customer).await).await.conversation);
    }
    app.advance(TimeDelta::minutes(1)).await;
    said(&customer, &begun[4], "The oldest again.").await;
    begun.rotate_right(1);

    let (mut seen, mut after) = (vec![], Value::Null);
    loop {
        let page = ada.query(MINE, json!({ "side": "EXPERT", "first": 2, "after": after })).await;
        let edges = page["myConversations"]["edges"].as_array().unwrap();
        seen.extend(edges.iter().map(|edge| edge["node"]["conversation"]["id"].as_str().unwrap().to_owned()));
        if page["myConversations"]["pageInfo"]["hasNextPage"] == json!(false) {
            break;
        }
        after = edges.last().unwrap()["cursor"].clone();
    }

    assert_eq!(seen, begun);
    assert_eq!(mine(&ada, "CUSTOMER", Value::Null).await, [json!(null); 0]);
    let made_up = json!({ "side": "EXPERT", "after": "bWFkZSB1cA" });
    assert_eq!(ada.query_refused(MINE, made_up).await, "INPUT_INVALID");
}

/// Holds G-05 and G-36: a message is news for those who take part, and nobody's address is told to the other side.
#[story]
async fn letters_go_to_those_who_take_part(app: &App) {
    let app = &app.beside_with_post(Arc::new(DrawerMailer)).await;
    let (customer, ada, _) = people(app).await;
    member_joined(&customer, "carl@example.org", "Carl", &["FILE_REQUEST"]).await;
    let contact = contact_made(&customer, &ada).await;

    said(&ada, &contact.conversation, "I can begin on Monday.").await;
    app.sweep().await;

    let letters = "{ letters(first: 100) { edges { node { to subject text } } } }";
    let letters = app.operator().query(letters, json!({})).await;
    let news = letters["letters"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]);
    let news: Vec<_> = news.filter(|letter| letter["subject"] == "You have a new message").collect();
    assert_eq!(news.iter().map(|letter| letter["to"].as_str().unwrap()).collect::<Vec<_>>(), [CUSTOMER]);
    assert!(!news[0]["text"].as_str().unwrap().contains(EXPERT), "{}", news[0]["text"]);
}
