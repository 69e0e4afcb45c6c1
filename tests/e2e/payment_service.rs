//! A payment service over HTTP: what is asked of it, what it sends by itself, and what it says when it is asked.

use std::sync::Arc;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};
use chrono::{DateTime, TimeDelta, Utc};
use kernel::Money;
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, ExpectedTransfer, LookUp, PaymentProvider, ProviderError, ProviderEvent,
    RefundAnswer, RefundKey, RefundOrder,
};
use serde_json::{Value, json};
use stripe_simulator::{Fault, Message, Simulator, signed};
use support::{
    App, Person, WEBHOOK_SECRET, client_of, delivery,
    steps::{
        money::{bill_agreed, booked, charge, charge_id, payment_method_added},
        refunds::{refund_offered, refund_status},
        work::{CUSTOMER, EXPERT, people, work_agreed},
    },
    story,
};

const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// An installation that collects through a payment service, and the service, whose clock goes with it.
struct Shop {
    app: App,
    service: Simulator,
}

impl Shop {
    async fn open(app: &App) -> Self {
        let service = Simulator::start().await;
        service.advance_to(app.now()).await;
        Self { app: app.beside_with_provider(client_of(service.base())).await, service }
    }

    /// Work over 10,000.00 USD that is paid in a way of which the service knows the end.
    async fn hired(&self, tender: &str, token: &str) -> (Person<'_>, Person<'_>, String) {
        people(&self.app).await;
        let (customer, expert) = (self.app.person(CUSTOMER), self.app.person(EXPERT));
        let method = payment_method_added(&customer, tender, Some(token)).await;
        let work = work_agreed(&customer, &expert, &method, "10000.00").await;
        (customer, expert, work.engagement)
    }

    /// Time passes, here and there; nothing is swept.
    async fn later(&self, by: TimeDelta) {
        self.app.advance_without_sweeps(by).await;
        self.service.advance_to(self.app.now()).await;
    }

    /// What the service sends of the first attempt at a bill.
    async fn message(&self, reader: &Person<'_>, bill: &str) -> Message {
        let reference = format!("{}_1", charge_id(reader, bill).await);
        self.service.messages(&reference, WEBHOOK_SECRET).remove(0)
    }

    /// A message comes, and is said to have come.
    async fn told(&self, message: &Message) {
        let answer = self.app.delivered(delivery(message)).await;
        assert_eq!((answer.status, answer.body), (StatusCode::OK, json!({ "received": true })));
    }

    /// How many events were kept, of those how many fit nothing of ours, and how many messages.
    async fn kept(&self) -> (usize, usize, usize) {
        let events = self.app.rows("select problem from inbox_event where source = 'payment_provider'").await;
        let problems = events.iter().filter(|row| row.try_get::<Option<String>>("", "problem").unwrap().is_some());
        let messages = self.app.rows("select message_id from inbox_message").await;
        (events.len(), problems.count(), messages.len())
    }
}

/// How a charge stands, and how often it was collected.
async fn standing(reader: &Person<'_>, bill: &str) -> (String, usize) {
    let charge = charge(reader, bill).await;
    let collections = charge["collections"]["edges"].as_array().unwrap().len();
    (charge["status"].as_str().unwrap().to_owned(), collections)
}

fn collected() -> (String, usize) {
    ("COLLECTED".to_owned(), 1)
}

/// Holds IQ-30 and scenario 19: whichever way and however often it is told, money is taken in once.
#[story]
async fn a_message_and_asking_bring_the_same_once(app: &App) {
    let shop = Shop::open(app).await;
    let (customer, expert, engagement) = shop.hired("CARD", "pm_card_ok").await;

    shop.service.fault(Fault::Reordered).await; // What happened is read first, in whatever order; then the card.
    shop.service.fault(Fault::Reordered).await;
    shop.service.fault(Fault::Twice).await; // One payment that makes two events.
    let sent_first = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    shop.app.sweep().await;
    assert_eq!(standing(&customer, &sent_first).await, ("COLLECTING".to_owned(), 0));
    let message = shop.message(&customer, &sent_first).await;
    for _ in 0..2 {
        shop.told(&message).await;
        assert_eq!(standing(&customer, &sent_first).await, collected());
    }

    let asked_first = bill_agreed(&customer, &expert, &engagement, "200.00").await;
    shop.app.sweep().await;
    assert_eq!(standing(&customer, &asked_first).await, ("COLLECTING".to_owned(), 0), "it was asked just now");
    shop.later(MINUTE).await;
    shop.app.sweep().await;
    assert_eq!(standing(&customer, &asked_first).await, collected());
    shop.told(&shop.message(&customer, &asked_first).await).await;

    assert_eq!(
        (standing(&customer, &sent_first).await, standing(&customer, &asked_first).await),
        (collected(), collected())
    );
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "buyer_credit").await), (30_000, 0));
    assert_eq!(shop.kept().await, (2, 0, 2));
}

/// Holds IQ-30: what says nothing of ours, and what fits nothing of ours, is kept, and sent no more.
#[story]
async fn a_message_of_something_else_is_kept_and_moves_nothing(app: &App) {
    let shop = Shop::open(app).await;
    let now = app.now().timestamp();
    let intent = |reference: &str, amount: i64| {
        json!({
            "id": format!("pi_{amount}"), "amount": amount, "amount_received": amount, "currency": "usd",
            "status": "succeeded", "created": now, "metadata": { "guildhall_reference": reference },
        })
    };
    let message = |id: &str, kind: &str, object: Value| {
        let body = json!({ "id": id, "type": kind, "created": now, "data": { "object": object } });
        signed(&body.to_string(), WEBHOOK_SECRET, now)
    };
    let of_nobody = "chg_0198a5b2c3d47e8f90a1b2c3d4e5f607_1";

    for _ in 0..2 {
        shop.told(&message("evt_1", "customer.created", json!({ "id": "cus_1" }))).await;
        assert_eq!(shop.kept().await.2, 1);
    }
    for id in ["evt_2", "evt_3", "evt_3"] {
        shop.told(&message(id, "payment_intent.succeeded", intent(of_nobody, 7_000))).await;
    }
    shop.told(&message("evt_4", "payment_intent.succeeded", intent("what is this", 8_000))).await;

    assert_eq!(shop.kept().await, (2, 2, 4));
    assert_eq!(booked(app, "psp_clearing").await, 0);
    let unreadable = message("evt_5", "payment_intent.succeeded", intent(of_nobody, -1));
    let answer = shop.app.delivered(delivery(&unreadable)).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "it is sent again");
    assert_eq!(shop.kept().await, (2, 2, 4));
}

/// What is not proven to be the service's is refused, and leaves nothing.
#[story]
async fn a_message_that_is_not_the_services_is_refused(app: &App) {
    let shop = Shop::open(app).await;
    let now = app.now().timestamp();
    let body = json!({ "id": "evt_1", "type": "x", "created": now, "data": { "object": {} } }).to_string();
    let good = signed(&body, WEBHOOK_SECRET, now);

    let unsigned = Message { signature: String::new(), ..good.clone() };
    let changed = Message { body: body.replace("evt_1", "evt_2"), ..good.clone() };
    let of_another = signed(&body, "whsec_other", now);
    let (old, of_the_future) = (signed(&body, WEBHOOK_SECRET, now - 301), signed(&body, WEBHOOK_SECRET, now + 301));
    for message in [unsigned, changed, of_another, old, of_the_future] {
        let answer = shop.app.delivered(delivery(&message)).await;
        let told = &answer.body["errors"][0]["extensions"];
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{message:?}");
        assert_eq!((&told["code"], &told["reason"]), (&json!("BAD_REQUEST"), &json!("SIGNATURE_INVALID")));
        assert!(told["remedy"].is_string());
    }
    let large = signed(&" ".repeat(512 * 1024 + 1), WEBHOOK_SECRET, now);
    assert_eq!(shop.app.delivered(delivery(&large)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let mut packed = delivery(&good);
    packed.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
    assert_eq!(shop.app.delivered(packed).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let asked = Request::builder().method(Method::GET).uri("/webhooks/payments").body(Body::empty()).unwrap();
    assert_eq!(shop.app.delivered(asked).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(app.delivered(delivery(&good)).await.status, StatusCode::NOT_FOUND, "a sandbox is sent nothing");

    assert_eq!(shop.kept().await, (0, 0, 0));
    shop.told(&good).await;
    assert_eq!(shop.kept().await, (0, 0, 1));
}

/// Holds scenario 17 and G-17: no answer comes, to the payment nor to the refund; the service's message says what became
/// of them, and nothing is sent twice.
#[story]
async fn what_was_not_answered_is_settled_by_its_message(app: &App) {
    let shop = Shop::open(app).await;
    let (customer, expert, engagement) = shop.hired("CARD", "pm_card_ok").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    // Of three calls the last is not answered: what happened, the card, the payment.
    for fault in [Fault::Reordered, Fault::Reordered, Fault::TimeoutAfter] {
        shop.service.fault(fault).await;
    }
    shop.app.sweep().await;
    assert_eq!(standing(&customer, &bill).await, ("UNRESOLVED".to_owned(), 0));

    shop.told(&shop.message(&customer, &bill).await).await;
    assert_eq!(standing(&customer, &bill).await, collected());

    shop.later(MINUTE * 2).await; // What was taken is found by then.
    shop.app.sweep().await;
    let refund = refund_offered(&expert, &bill, "40.00").await;
    // What was taken is searched and read; then it is sent back.
    for fault in [Fault::Reordered, Fault::Reordered, Fault::TimeoutAfter] {
        shop.service.fault(fault).await;
    }
    shop.app.sweep().await;
    assert_eq!(refund_status(&customer, &refund).await, "UNRESOLVED");
    let message = shop.service.messages(&refund, WEBHOOK_SECRET).remove(0);
    for _ in 0..2 {
        shop.told(&message).await;
        assert_eq!(refund_status(&customer, &refund).await, "COMPLETED");
    }
    assert_eq!((booked(app, "psp_clearing").await, booked(app, "refund_clearing").await), (6_000, 0));
    let service = shop.service.state();
    assert_eq!((service.intents.len(), service.refunds.len()), (1, 1));
}

/// A service whose messages are faster than its answers.
struct Hasty {
    inner: Arc<dyn PaymentProvider>,
    service: Simulator,
    other: App,
}

impl Hasty {
    async fn tell(&self, reference: &str) {
        for message in self.service.messages(reference, WEBHOOK_SECRET) {
            assert_eq!(self.other.delivered(delivery(&message)).await.status, StatusCode::OK);
        }
    }
}

#[async_trait::async_trait]
impl PaymentProvider for Hasty {
    async fn charge(&self, order: &ChargeOrder) -> ChargeAnswer {
        let answer = self.inner.charge(order).await;
        self.tell(&order.key.to_string()).await;
        answer
    }

    async fn expect_transfer(&self, transfer: &ExpectedTransfer) -> Result<(), ProviderError> {
        self.inner.expect_transfer(transfer).await
    }

    async fn recall(&self, key: AttemptKey, amount: Money) -> LookUp {
        self.inner.recall(key, amount).await
    }

    async fn refund(&self, order: &RefundOrder) -> RefundAnswer {
        let answer = self.inner.refund(order).await;
        self.tell(&order.key.to_string()).await;
        answer
    }

    async fn recall_refund(&self, key: RefundKey, amount: Money) -> RefundAnswer {
        self.inner.recall_refund(key, amount).await
    }

    async fn events(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<ProviderEvent>, ProviderError> {
        self.inner.events(since, until).await
    }
}

/// Holds IQ-30 and G-17: the money is there before anybody said that it is on its way, and so is the refund, and the
/// failure.
#[story]
async fn a_message_may_come_before_the_answer(app: &App) {
    let shop = Shop::open(app).await;
    let (inner, service) = (client_of(shop.service.base()), shop.service.clone());
    let hasty =
        Arc::new(Hasty { inner, service, other: shop.app.beside_with_provider(client_of(shop.service.base())).await });
    let shop = Shop { app: shop.app.beside_with_provider(hasty).await, service: shop.service };
    let (customer, expert, engagement) = shop.hired("CARD", "pm_card_ok").await;
    let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;

    shop.app.sweep().await;
    assert_eq!(standing(&customer, &bill).await, collected());
    assert_eq!(charge(&customer, &bill).await["attempts"][0]["status"], "COLLECTED");

    shop.later(MINUTE * 2).await;
    let refund = refund_offered(&expert, &bill, "40.00").await;
    shop.app.sweep().await;
    assert_eq!(refund_status(&customer, &refund).await, "COMPLETED");

    let declined = payment_method_added(&customer, "CARD", Some("pm_card_declined")).await;
    let change = json!({ "engagementId": engagement, "paymentMethodId": declined });
    customer.run("paymentMethodChange", change, "engagement { id }").await;
    let failing = bill_agreed(&customer, &expert, &engagement, "50.00").await;
    shop.app.sweep().await;
    let failed = charge(&customer, &failing).await;
    assert_eq!((&failed["status"], failed["attempts"].as_array().unwrap().len()), (&json!("OVERDUE"), 1));
    let told = app.rows("select kind from audit_row where kind in ('charge.failed', 'refund.completed')").await;
    assert_eq!(told.len(), 2, "each is told once");
}

/// Holds IQ-30 and scenario 22: whatever was not sent, or not taken, is asked for, however long ago; what is sent
/// meanwhile hides nothing that came before it.
#[story]
async fn after_weeks_without_messages_nothing_is_missed(app: &App) {
    let shop = Shop::open(app).await;
    let (customer, expert, engagement) = shop.hired("ACH", "pm_bank_ok").await;
    let forgotten = bill_agreed(&customer, &expert, &engagement, "100.00").await;
    shop.app.sweep().await;
    assert_eq!(standing(&customer, &forgotten).await, ("COLLECTING".to_owned(), 0));

    shop.later(TimeDelta::days(20)).await; // The bank paid after four of them.
    let card = payment_method_added(&customer, "CARD", Some("pm_card_ok")).await;
    let change = json!({ "engagementId": engagement, "paymentMethodId": card });
    customer.run("paymentMethodChange", change, "engagement { id }").await;
    let newer = bill_agreed(&customer, &expert, &engagement, "200.00").await;
    let collect = json!({ "chargeId": charge_id(&customer, &newer).await, "idempotencyKey": shop.app.key() });
    shop.app.operator().run("chargeCollect", collect, "charge { id }").await;
    shop.told(&shop.message(&customer, &newer).await).await;
    assert_eq!(standing(&customer, &newer).await, collected());
    shop.app.sweep().await;

    assert_eq!(standing(&customer, &forgotten).await, collected());
    assert_eq!(booked(app, "psp_clearing").await, 30_000);
}
