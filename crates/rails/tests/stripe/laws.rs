//! Whatever goes wrong on the way, and however often it is asked again, money moves once.

use std::{collections::BTreeSet, ops::Range};

use chrono::TimeDelta;
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, Delivery, LookUp, MessageError, Outcome, PaymentProvider, ProviderEvent,
    ProviderMessage, RefundAnswer, RefundKey, RefundOrder,
};
use proptest::{collection::vec, prelude::*, sample::select, test_runner::TestRunner};
use rails::stripe::{StripeProvider, WebhookSecret};
use stripe_simulator::{Fault, Message, Simulator, State, signed};

use crate::script::{self, order, provider, refund_of};

const AMOUNT: i64 = 12_345;
const HOUR: i64 = 3_600;
/// How long a key is certain to be known: who sleeps longer is not held by it.
const KEY_CERTAIN: i64 = 23 * HOUR;
const STEPS: Range<usize> = 1..20;
const CASES: u32 = 128;

#[derive(Clone, Copy, Debug)]
enum Step {
    /// The next call goes wrong.
    Fault(Fault),
    /// What was decided is sent, as the application does: once.
    Send,
    /// Who fell asleep over a sending sends it after all: the newest, or one of those before it.
    SendLate(usize),
    LookUp,
    Wait(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let faults = [
        Fault::TimeoutBefore,
        Fault::TimeoutAfter,
        Fault::ErrorBefore,
        Fault::ErrorAfter,
        Fault::Conflict,
        Fault::Twice,
    ];
    let step = prop_oneof![
        3 => select(faults.to_vec()).prop_map(Step::Fault),
        3 => Just(Step::Send),
        2 => (0_usize..3).prop_map(Step::SendLate),
        3 => Just(Step::LookUp),
        2 => select(vec![1, 61, HOUR, 25 * HOUR, 100 * HOUR]).prop_map(Step::Wait),
    ];
    vec(step, STEPS)
}

/// One key, and what is known of it.
struct Try<O> {
    order: O,
    /// When its key was first used for anything.
    used_at: Option<i64>,
    is_sent: bool,
    /// We were told that nothing comes of it.
    is_nothing: bool,
}

impl<O> Try<O> {
    const fn of(order: O) -> Self {
        Self { order, used_at: None, is_sent: false, is_nothing: false }
    }

    fn used(&mut self, now: i64) {
        self.used_at.get_or_insert(now);
    }

    fn is_forgotten(&self, now: i64) -> bool {
        self.used_at.is_some_and(|at| now - at > KEY_CERTAIN)
    }
}

/// Something that is tried until it is known to have come to nothing, and then tried under another key.
trait Tried: Clone {
    fn anew(&self) -> Self;
    fn reference(&self) -> String;
    /// `Some(false)`: nothing comes of it. `Some(true)`: the provider has it. `None`: nobody knows.
    async fn send(&self, provider: &StripeProvider) -> Option<bool>;
    async fn look_up(&self, provider: &StripeProvider) -> Option<bool>;
    /// How often money moved under this key.
    fn moves(&self, state: &State) -> usize;
    fn is_done(outcome: &Outcome) -> bool;
}

impl Tried for ChargeOrder {
    fn anew(&self) -> Self {
        Self { key: AttemptKey { number: self.key.number + 1, ..self.key }, ..self.clone() }
    }

    fn reference(&self) -> String {
        self.key.to_string()
    }

    async fn send(&self, provider: &StripeProvider) -> Option<bool> {
        match provider.charge(self).await {
            ChargeAnswer::Processing => Some(true),
            ChargeAnswer::Failed { .. } => Some(false),
            ChargeAnswer::Unknown => None,
        }
    }

    async fn look_up(&self, provider: &StripeProvider) -> Option<bool> {
        match provider.recall(self.key, self.amount).await {
            LookUp::Received => Some(true),
            LookUp::Failed { .. } | LookUp::NeverReceived => Some(false),
            LookUp::Unknown => None,
        }
    }

    fn moves(&self, state: &State) -> usize {
        let key = Some(self.reference());
        let own = state.intents.iter().filter(|one| one.metadata.get("guildhall_reference") == key.as_ref());
        own.filter(|intent| intent.takes()).count()
    }

    fn is_done(outcome: &Outcome) -> bool {
        matches!(outcome, Outcome::Collected { amount } if amount.minor() == AMOUNT)
    }
}

impl Tried for RefundOrder {
    fn anew(&self) -> Self {
        Self { key: RefundKey { number: self.key.number + 1, ..self.key }, ..self.clone() }
    }

    fn reference(&self) -> String {
        self.key.to_string()
    }

    async fn send(&self, provider: &StripeProvider) -> Option<bool> {
        known(&provider.refund(self).await)
    }

    async fn look_up(&self, provider: &StripeProvider) -> Option<bool> {
        known(&provider.recall_refund(self.key, self.amount).await)
    }

    fn moves(&self, state: &State) -> usize {
        let key = Some(self.reference());
        let own = state.refunds.iter().filter(|one| one.metadata.get("guildhall_reference") == key.as_ref());
        own.filter(|refund| refund.status != "failed").count()
    }

    fn is_done(outcome: &Outcome) -> bool {
        matches!(outcome, Outcome::Refunded)
    }
}

fn known(answer: &RefundAnswer) -> Option<bool> {
    match answer {
        RefundAnswer::Sent | RefundAnswer::Processing => Some(true),
        RefundAnswer::Failed { .. } | RefundAnswer::NeverReceived => Some(false),
        RefundAnswer::Unknown => None,
    }
}

/// Plays the steps as the application would, and holds every answer against what was really done.
async fn play<O: Tried>(
    (simulator, provider): (&Simulator, &StripeProvider),
    first: O,
    steps: Vec<Step>,
) -> Vec<Try<O>> {
    let mut tries = vec![Try::of(first)];
    for step in steps {
        let now = simulator.now().timestamp();
        let newest = tries.len() - 1;
        let (at, said) = match step {
            Step::Fault(fault) => {
                simulator.fault(fault).await;
                continue;
            }
            Step::Wait(seconds) => {
                simulator.advance(seconds).await;
                continue;
            }
            Step::Send if !tries[newest].is_sent => (newest, tries[newest].order.send(provider).await),
            Step::SendLate(back) if !tries[newest.saturating_sub(back)].is_forgotten(now) => {
                let at = newest.saturating_sub(back);
                (at, tries[at].order.send(provider).await)
            }
            Step::LookUp => (newest, tries[newest].order.look_up(provider).await),
            Step::Send | Step::SendLate(_) => continue,
        };
        let is_sending = !matches!(step, Step::LookUp);
        learn(simulator, &mut tries, at, (is_sending, said));
    }
    tries
}

fn learn<O: Tried>(
    simulator: &Simulator,
    tries: &mut Vec<Try<O>>,
    at: usize,
    (is_sending, said): (bool, Option<bool>),
) {
    let now = simulator.now().timestamp();
    let (newest, moves) = (tries.len() - 1, tries[at].order.moves(&simulator.state()));
    let one = &mut tries[at];
    one.used(now);
    one.is_sent |= is_sending;
    match said {
        Some(true) => assert!(moves == 1 && !one.is_nothing, "it has what it never did"),
        Some(false) => assert_eq!(moves, 0, "something came of what nothing comes of"),
        None => {}
    }
    one.is_nothing |= said == Some(false);
    if at == newest && tries[at].is_nothing {
        let next = Try::of(tries[at].order.anew());
        tries.push(next);
    }
}

/// What holds in the end, when nothing goes wrong any more and the keys are forgotten.
async fn end<O: Tried>((simulator, provider): (&Simulator, &StripeProvider), mut tries: Vec<Try<O>>) {
    simulator.state().faults.clear();
    simulator.advance(25 * HOUR).await;
    let at = tries.len() - 1;
    let said = tries[at].order.look_up(provider).await;
    assert!(said.is_some(), "it stays open for ever");
    learn(simulator, &mut tries, at, (false, said));
    simulator.advance(240 * HOUR).await;

    let moved: Vec<_> = tries.iter().map(|one| one.order.moves(&simulator.state())).collect();
    assert!(moved.iter().sum::<usize>() <= 1, "{moved:?}");
    let told = events(simulator, provider).await;
    for (one, moves) in tries.iter().zip(&moved) {
        assert!(!one.is_nothing || *moves == 0, "something came of what nothing comes of");
        assert_eq!(done::<O>(&told, &one.order.reference()).len(), *moves);
    }
}

async fn events(simulator: &Simulator, provider: &StripeProvider) -> Vec<ProviderEvent> {
    simulator.fault(Fault::Reordered).await;
    let since = simulator.now() - TimeDelta::days(30);
    let told = provider.events(since, simulator.now()).await.unwrap();
    assert!(told.is_sorted_by_key(|event| event.at));
    told
}

/// The ids under which a reference is told to be done.
fn done<O: Tried>(told: &[ProviderEvent], reference: &str) -> BTreeSet<String> {
    let own = told.iter().filter(|event| event.reference == reference && O::is_done(&event.outcome));
    own.map(|event| event.external_id.clone()).collect()
}

/// Plays `story` with many steps and tokens, against one simulator that forgets in between.
fn hold(tokens: &'static [&'static str], story: &impl AsyncFn((&Simulator, &StripeProvider), &str, Vec<Step>)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let simulator = runtime.block_on(Simulator::start());
    let provider = provider(&simulator);
    let config = ProptestConfig { cases: CASES, max_shrink_iters: 256, failure_persistence: None, ..<_>::default() };
    let held = TestRunner::new(config).run(&(steps(), select(tokens)), |(steps, token)| {
        simulator.clear();
        runtime.block_on(story((&simulator, &provider), token, steps));
        Ok(())
    });
    held.unwrap_or_else(|error| panic!("{error}"));
}

/// Holds IQ-30: under any failures and repetitions money is taken once, an attempt that is said to have failed, or
/// never to have come, takes none, and what is taken is reported under our reference, once.
#[test]
fn money_is_taken_once() {
    let tokens = &["pm_card_ok", "pm_card_declined", "pm_card_step", "pm_bank_ok"];
    hold(tokens, &async |at: (&Simulator, &StripeProvider), token: &str, steps: Vec<Step>| {
        let first = order(1, AMOUNT, token, at.0.now());
        let tries = play(at, first, steps).await;
        end(at, tries).await;
    });
}

/// Holds G-17: the same of money that is sent back.
#[test]
fn money_is_sent_back_once() {
    let tokens = &["pm_card_ok", "pm_card_closed", "pm_bank_ok"];
    hold(tokens, &async |at: (&Simulator, &StripeProvider), token: &str, steps: Vec<Step>| {
        let taken = order(1, AMOUNT, token, at.0.now());
        assert_eq!(at.1.charge(&taken).await, ChargeAnswer::Processing);
        at.0.advance(120 * HOUR).await;
        let tries = play(at, refund_of(&taken, 2_345, at.0.now()), steps).await;
        end(at, tries).await;
    });
}

#[tokio::test]
async fn what_was_recalled_is_refused_when_it_comes() {
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    let (provider, late) = (provider(&simulator), order(1, AMOUNT, "pm_card_ok", simulator.now()));

    assert_eq!(provider.recall(late.key, late.amount).await, LookUp::NeverReceived);
    simulator.advance(KEY_CERTAIN).await;

    assert_eq!(provider.charge(&late).await, ChargeAnswer::Unknown);
    assert_eq!(provider.recall(late.key, late.amount).await, LookUp::NeverReceived);
    assert!(simulator.state().intents.is_empty());
}

/// A bank's late no is an event like any other, and a debit that is on its way is not recalled.
#[tokio::test]
async fn a_debit_that_the_bank_returns_fails_days_later() {
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    let (provider, debit) = (provider(&simulator), order(1, AMOUNT, "pm_bank_fails", simulator.now()));

    assert_eq!(provider.charge(&debit).await, ChargeAnswer::Processing);
    simulator.advance(72 * HOUR).await;
    assert_eq!(provider.recall(debit.key, debit.amount).await, LookUp::Received);
    assert!(events(&simulator, &provider).await.is_empty());
    simulator.advance(24 * HOUR).await;

    let told = events(&simulator, &provider).await;
    let [event] = &told[..] else { panic!("{told:?}") };
    assert_eq!(event.reference, debit.key.to_string());
    assert!(matches!(&event.outcome, Outcome::Failed { reason } if reason.contains("insufficient_funds")));
    assert!(matches!(provider.recall(debit.key, debit.amount).await, LookUp::Failed { .. }));
}

/// More happened than a page holds.
#[tokio::test]
async fn no_event_is_lost_between_two_pages() {
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    let provider = provider(&simulator);
    for _ in 0..230 {
        let paid = order(1, AMOUNT, "pm_card_ok", simulator.now());
        assert_eq!(provider.charge(&paid).await, ChargeAnswer::Processing);
    }
    let told = events(&simulator, &provider).await;
    assert_eq!(told.iter().map(|event| &event.reference).collect::<BTreeSet<_>>().len(), 230);
}

/// What is sent and what is listed say the same under the same id, so that either may come first, and both.
#[tokio::test]
async fn what_is_sent_says_what_is_listed() {
    const SECRET: &str = "whsec_1";
    let simulator = Simulator::start().await;
    simulator.advance(0).await;
    let provider = provider(&simulator).with_webhook_secrets(vec![WebhookSecret::new(SECRET)]);
    let paid = order(1, AMOUNT, "pm_card_ok", simulator.now());
    assert_eq!(provider.charge(&paid).await, ChargeAnswer::Processing);
    let back = refund_of(&paid, 2_345, simulator.now());
    simulator.advance(61).await;
    assert_eq!(provider.refund(&back).await, RefundAnswer::Sent);

    let read = |message: &Message| {
        let header = |name: &str| (name == "stripe-signature").then_some(message.signature.as_str());
        provider.read_message(&Delivery { header: &header, body: message.body.as_bytes() }, simulator.now())
    };
    let references = [paid.key.to_string(), back.key.to_string()];
    let messages = references.iter().flat_map(|reference| simulator.messages(reference, SECRET));
    let sent: Vec<_> = messages.map(|message| read(&message).unwrap()).collect();
    assert_eq!(sent.iter().map(|message| message.event.clone().unwrap()).collect::<Vec<_>>(), {
        events(&simulator, &provider).await
    });
    assert!(sent.iter().all(|message| message.id.starts_with("evt_")));

    let now = simulator.now().timestamp();
    let unheard_of = signed(r#"{"id":"evt_x","type":"x.y","created":5,"data":{"object":{}}}"#, SECRET, now);
    let ProviderMessage { id, kind, event, .. } = read(&unheard_of).unwrap();
    assert_eq!((id.as_str(), kind.as_str(), event), ("evt_x", "x.y", None));
    assert!(matches!(read(&signed("{}", SECRET, now)), Err(MessageError::Unreadable(_))));
    for unsigned in [signed("{}", "whsec_2", now), signed("{}", SECRET, now - 301)] {
        assert!(matches!(read(&unsigned), Err(MessageError::NotSigned(_))));
    }
    let deaf = script::provider(&simulator);
    let unread = deaf.read_message(&Delivery { header: &|_| None, body: b"{}" }, simulator.now());
    assert_eq!(unread, Err(MessageError::NotConnected));
}
