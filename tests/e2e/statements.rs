//! How many statements the database is sent for one request: as many for a list of twelve as for a list of two.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use support::{
    App, Backend, Person, Statements,
    steps::{
        accounts::{account_id, member_joined},
        experts::{active_expert, applicant, linked, submitted},
        money::{bill_agreed, payment_method_added},
        payouts::{GOOD, paid_to, payout_method_added},
        reviews::review_published,
        work::{self, Contact, proposal_accepted, proposal_sent, request_answered, request_filed, work_done},
    },
};

const SHORT: usize = 2;
const LONG: usize = 12;
/// What no request costs more than. The dearest is the queue of registrations: each step of a timeline is judged by facts
/// of its own, read once for all.
const STATEMENTS_MAX: usize = 21;

/// Who reads a document.
#[derive(Clone, Copy, Debug)]
enum Reader {
    Customer,
    Expert,
    Staff,
}

/// A document that a client sends, and what it is about. `$id` is a conversation, a request or an account.
struct Document {
    name: &'static str,
    reader: Reader,
    about: for<'m> fn(&'m Market<'_>) -> Option<&'m str>,
    text: &'static str,
}

/// A marketplace whose lists grow by one of everything at a time.
struct Market<'a> {
    customer: Person<'a>,
    expert: Person<'a>,
    card: String,
    contact: Contact,
    account: String,
    size: usize,
}

const BILLS: &str = "paymentRequests(first: 12) { edges { node { name status amount { amount } estimatedFee { amount }
    answers { name } engagement { title } charge { status tender paymentMethod { tender }
        attempts { number status } collections(first: 2) { edges { node { net { amount } } } } } } } }";

/// What is looked for: braces that select nothing.
const WORDS: &str = "{ text: \"web sho\" }";

const DOCUMENTS: &[Document] = &[
    Document {
        name: "open requests, with counts and one's answers",
        reader: Reader::Expert,
        about: |_| None,
        text: "query D { customerRequests(first: 50) { edges { node { title responderCount budget { atMost { amount } }
            responses(first: 3) { edges { node { status expertProfile { displayName }
                conversation { lastMessageAt } } } } } } } }",
    },
    Document {
        name: "what a search finds, with one's answers",
        reader: Reader::Expert,
        about: |_| None,
        text: "query D { customerRequestSearch(search: WORDS, first: 50) { edges { node { title skills
            responses(first: 3) { edges { node { status conversation { lastMessageAt } } } } } } } }",
    },
    Document {
        name: "a request with answers, experts, certifications",
        reader: Reader::Customer,
        about: |market| Some(&market.contact.customer_request),
        text: "query D($id: ID!) { customerRequest(id: $id) { title responses(first: 20) { edges { node { status
            customerRequest { title } expertProfile { displayName rate { max { amount } }
                certifications(first: 5) { edges { node { issuer level status } } } }
            conversation { expertName messages(first: 3) { edges { node { text author } } } } } } } } }",
    },
    Document {
        name: "the answers to a request, side by side",
        reader: Reader::Customer,
        about: |market| Some(&market.contact.customer_request),
        text: "query D($id: ID!) { customerRequest(id: $id) { title comparison(first: 20) { edges { node { name
            response { status sentAt } expertProfile { slug } rate { max { amount } }
            certifications(first: 5) { edges { node { issuer level } } }
            reviewSummary { count averageStars } proposal { title maximum { amount } } } } } } }",
    },
    Document {
        name: "an expert's page, with what customers say",
        reader: Reader::Customer,
        about: |_| Some("ada-lovelace"),
        text: "query D($id: String!) { expertProfileBySlug(slug: $id) { displayName rate { min { amount } }
            certifications(first: 20) { edges { node { issuer level } } } reviewSummary { averageStars }
            reviews(first: 20) { edges { node { stars text reply { text } } } } } }",
    },
    Document {
        name: "a conversation with messages and authors",
        reader: Reader::Customer,
        about: |market| Some(&market.contact.conversation),
        text: "query D($id: ID!) { conversation(id: $id) { customerName expertName customerRequest { title }
            messages(first: 50) { edges { node { text author sentAt conversation { expertName } } } } } }",
    },
    Document {
        name: "proposals with engagement, bills, charges",
        reader: Reader::Customer,
        about: |market| Some(&market.contact.conversation),
        text:
            "query D($id: ID!) { conversation(id: $id) { proposals(first: 20) { edges { node { title status
            customerRequest { title } conversation { expertName }
            engagement { status remaining { amount } customerName expertName paymentMethod { tender } BILLS } } } } } }",
    },
    Document {
        name: "engagements of the customer, with all of it",
        reader: Reader::Customer,
        about: |_| None,
        text: "query D { engagements(side: CUSTOMER, first: 30) { edges { node { title expertName proposal { title }
            conversation { messages(first: 1) { edges { node { text } } } } customerRequest { title }
            paymentMethod { tender } BILLS } } } }",
    },
    Document {
        name: "engagements of the expert, with all of it",
        reader: Reader::Expert,
        about: |_| None,
        text: "query D { engagements(side: EXPERT, first: 30) { edges { node { title customerName
            conversation { proposals(first: 3) { edges { node { title } } } } BILLS } } } }",
    },
    Document {
        name: "disbursements with lines and bills",
        reader: Reader::Expert,
        about: |_| None,
        text: "query D { disbursements(first: 30) { edges { node { status amount { amount } payoutMethod { holder }
            account { name } lines(first: 20) { edges { node { amount { amount } givenBackBy { status }
                paymentRequest { name engagement { title customerName } charge { status } } } } } } } } }",
    },
    Document {
        name: "the queue of registrations, with every step",
        reader: Reader::Staff,
        about: |_| None,
        text: "query D { registrations(first: 50) { edges { node { status identityCheck { status }
            account { name sellerRegistration { legalName } members(first: 2) { edges { node { name } } } }
            expertProfile { displayName certifications(first: 3) { edges { node { status } } } }
            timeline { kind status blockedBy } } } } }",
    },
    Document {
        name: "the queue of DAC7 forms, with their accounts",
        reader: Reader::Staff,
        about: |_| None,
        text: "query D { dac7FormsToReview(first: 50) { edges { node { status doubts account { name
            members(first: 3) { edges { node { name account { name } } } }
            expertProfiles(first: 3) { edges { node { displayName registration { status } } } } } } } } }",
    },
    Document {
        name: "collected charges, with bills and collections",
        reader: Reader::Staff,
        about: |_| None,
        text: "query D { charges(status: COLLECTED, first: 50) { edges { node { status amount { amount }
            paymentMethod { tender } attempts { number } collections(first: 2) { edges { node { fee { amount } } } }
            paymentRequest { name engagement { title expertName customerName } } } } } }",
    },
    Document {
        name: "payout methods to review, with their accounts",
        reader: Reader::Staff,
        about: |_| None,
        text: "query D { payoutMethodsToReview(first: 50) { edges { node { holder status
            account { name sellerRegistration { legalName } members(first: 2) { edges { node { name } } } } } } } }",
    },
    Document {
        name: "certifications to review",
        reader: Reader::Staff,
        about: |_| None,
        text: "query D { certificationLinks(first: 50) { edges { node { issuer status since } } } }",
    },
    Document {
        name: "an account with members and their experts",
        reader: Reader::Customer,
        about: |market| Some(&market.account),
        text: "query D($id: ID!) { account(id: $id) { name members(first: 50) { edges { node { name rights
            account { name } } } } expertProfiles(first: 50) { edges { node { displayName
            registration { status timeline { kind } identityCheck { status } }
            certifications(first: 3) { edges { node { status } } } } } } } }",
    },
    Document {
        name: "the viewer, with account and invitations",
        reader: Reader::Customer,
        about: |_| None,
        text: "query D { viewer { kind email member { name } expertProfile { displayName } invitations { accountName }
            account { name members(first: 50) { edges { node { name } } } } } }",
    },
    Document {
        name: "one's requests and answers, the audit trail",
        reader: Reader::Customer,
        about: |_| None,
        text: "query D { myCustomerRequests(first: 50) { edges { node { title responses(first: 20) { edges { node {
            status conversation { proposals(first: 2) { edges { node { status } } } } } } } } } }
            paymentMethods(first: 50) { edges { node { tender } } } }",
    },
];

#[tokio::test]
async fn a_request_costs_no_more_statements_for_a_longer_list_on_sqlite() {
    statements(Backend::Sqlite).await;
}

#[tokio::test]
async fn a_request_costs_no_more_statements_for_a_longer_list_on_postgres() {
    statements(Backend::Postgres).await;
}

/// Counts what every document costs with lists of [`SHORT`] and of [`LONG`], and says so in a table.
async fn statements(backend: Backend) {
    let count = Statements::default();
    let Some(app) = App::start_watched(backend, count.watch()).await else { return };
    let mut market = Market::open(&app).await;

    let mut costs = vec![];
    for size in [SHORT, LONG] {
        market.grow_to(size).await;
        let mut measured = vec![];
        for document in DOCUMENTS {
            measured.push(market.cost(document, &count).await);
        }
        costs.push(measured);
    }
    println!("statements on {backend:?}: lists of {SHORT} | of {LONG} | types in the answer");
    let [short, long] = costs.try_into().unwrap();
    for ((document, (before, _)), (after, types)) in DOCUMENTS.iter().zip(short).zip(long) {
        println!("{before:>3} | {after:>3} | {types:>3} | {} ({:?})", document.name, document.reader);
        assert_eq!(before, after, "{}", document.name);
        assert!(after <= STATEMENTS_MAX, "{}: {after} statements for {types} types", document.name);
    }
    drop(market);
    app.finish().await;
}

impl<'a> Market<'a> {
    async fn open(app: &'a App) -> Self {
        let (customer, expert, card) = work::people(app).await;
        paid_to(&expert, GOOD).await;
        let contact = work::contact_made(&customer, &expert).await;
        let account = account_id(&customer).await;
        Self { customer, expert, card, contact, account, size: 0 }
    }

    async fn grow_to(&mut self, size: usize) {
        while self.size < size {
            self.size += 1;
            self.grow().await;
        }
    }

    /// One more of everything: an expert who answers, work that is agreed, billed, collected and paid, a member, a
    /// message, and something in each queue of staff.
    async fn grow(&self) {
        let (Self { customer, expert, card, contact, .. }, number) = (self, self.size);
        let app = customer.app;
        let other = active_expert(app, &format!("expert-{number}@example.org"), "Grace Hopper").await;
        certified_by_staff(&other, &format!("LETTER-{number}")).await;
        request_answered(&other, &contact.customer_request).await;
        request_answered(expert, &request_filed(customer).await).await;
        payout_method_added(&other, GOOD).await;

        let waiting = applicant(app, &format!("waiting-{number}@example.org"), "Marie Curie").await;
        submitted(&waiting).await;
        in_review(&waiting, &format!("UNKNOWN-{number}")).await;
        let member =
            member_joined(customer, &format!("member-{number}@example.org"), "Carl Colleague", &["ACCEPT"]).await;
        support::steps::experts::profile_saved(&member, "Carl Colleague").await;
        let message = json!({ "conversationId": contact.conversation, "message": "And?", "idempotencyKey": app.key() });
        customer.run("messageSend", message, "message { id }").await;
        payment_method_added(customer, "CARD", Some("sandbox_card_ok")).await;

        let proposal = proposal_sent(expert, &contact.conversation, "1000.00", "USD").await;
        let engagement = proposal_accepted(customer, &proposal, card).await;
        bill_agreed(customer, expert, &engagement, "100.00").await;
        app.advance(TimeDelta::days(4)).await;
        bill_agreed(customer, expert, &engagement, "50.00").await;
        review_published(customer, &work_done(customer, expert, card).await, 4).await;
    }

    /// How many statements a document costs, and how many types its answer holds.
    async fn cost(&self, document: &Document, count: &Statements) -> (usize, usize) {
        let staff = self.customer.app.operator();
        let reader = match document.reader {
            Reader::Customer => &self.customer,
            Reader::Expert => &self.expert,
            Reader::Staff => &staff,
        };
        let text = document.text.replace("BILLS", BILLS).replace('{', "{ __typename").replace("WORDS", WORDS);
        let variables = json!({ "id": (document.about)(self) });
        let (statements, answer) = count.least(async || reader.query(&text, variables.clone()).await).await;
        let mut types = BTreeSet::new();
        gather_types(&answer, &mut types);
        (statements, types.len())
    }
}

/// The person shows a letter for a certification that no registry knows, and staff believe it.
async fn certified_by_staff(expert: &Person<'_>, certification: &str) {
    let link = in_review(expert, certification).await;
    let verified = json!({
        "certificationLinkId": link,
        "level": "PROFESSIONAL",
        "issuedOn": "2026-06-01",
        "expiresOn": "2029-06-01",
    });
    expert.app.operator().run("certificationVerify", verified, "certificationLink { id }").await;
}

/// The person shows a letter for a certification that no registry knows.
async fn in_review(expert: &Person<'_>, certification: &str) -> Value {
    let link = linked(expert, certification).await["id"].clone();
    let evidence = json!({ "certificationLinkId": link, "evidence": "A letter." });
    expert.run("certificationRequestReview", evidence, "certificationLink { id }").await;
    link
}

/// The kinds of things in an answer; what only holds a list together is none.
fn gather_types(answer: &Value, types: &mut BTreeSet<String>) {
    match answer {
        Value::Object(fields) => {
            let name = fields.get("__typename").and_then(Value::as_str);
            let is_thing = |name: &&str| !["Connection", "Edge", "Query"].iter().any(|end| name.ends_with(end));
            types.extend(name.filter(is_thing).map(str::to_owned));
            fields.values().for_each(|value| gather_types(value, types));
        }
        Value::Array(items) => items.iter().for_each(|item| gather_types(item, types)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
