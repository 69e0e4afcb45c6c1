//! One script of calls, for the simulator and for a server that others wrote.

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{ChargeId, Money, RefundId};
use marketplace::{
    AttemptKey, ChargeAnswer, ChargeOrder, LookUp, Outcome, PaymentProvider, RefundAnswer, RefundKey, RefundOrder,
};
use rails::stripe::{StripeProvider, StripeSettings};
use stripe_simulator::Simulator;

/// The methods that it pays with, by the provider's names.
pub struct Methods {
    pub good: String,
    pub declined: String,
    pub needs_step: String,
}

/// The client of a simulator.
pub fn provider(simulator: &Simulator) -> StripeProvider {
    StripeProvider::new(StripeSettings::new(simulator.base(), "sk_test_1").unwrap()).unwrap()
}

pub fn usd(minor: i64) -> Money {
    Money::from_columns(minor, "USD").unwrap()
}

pub fn order(number: u16, minor: i64, token: &str, now: DateTime<Utc>) -> ChargeOrder {
    let key = AttemptKey { charge_id: ChargeId::generate(now), number };
    ChargeOrder { key, amount: usd(minor), provider_token: token.to_owned() }
}

pub fn refund_of(order: &ChargeOrder, minor: i64, now: DateTime<Utc>) -> RefundOrder {
    let key = RefundKey { refund_id: RefundId::generate(now), number: 1 };
    let (charge_id, provider_token) = (order.key.charge_id, order.provider_token.clone());
    RefundOrder { key, charge_id, amount: usd(minor), provider_token }
}

/// What holds wherever it is played. `settled` lets the index catch up, where there is one.
pub async fn play(
    provider: &StripeProvider,
    methods: &Methods,
    now: DateTime<Utc>,
    settled: impl AsyncFn(),
) -> (ChargeOrder, RefundOrder) {
    let good = order(1, 12_345, &methods.good, now);
    assert_eq!(provider.charge(&good).await, ChargeAnswer::Processing);
    let declined = order(1, 5_000, &methods.declined, now);
    let refused = provider.charge(&declined).await;
    assert!(matches!(&refused, ChargeAnswer::Failed { reason } if reason.contains("declined")), "{refused:?}");
    let stuck = order(1, 5_000, &methods.needs_step, now);
    assert!(matches!(provider.charge(&stuck).await, ChargeAnswer::Failed { .. }));
    let gone = order(1, 5_000, "pm_gone", now);
    assert!(matches!(provider.charge(&gone).await, ChargeAnswer::Failed { .. }));
    for token in ["../v1/customers", "pm_1/detach", "pm_1?x=1", ""] {
        let nonsense = order(1, 5_000, token, now);
        assert!(matches!(provider.charge(&nonsense).await, ChargeAnswer::Failed { .. }), "{token:?}");
    }
    settled().await;

    assert_eq!(provider.recall(good.key, good.amount).await, LookUp::Received);
    assert_eq!(provider.recall(good.key, usd(1)).await, LookUp::Unknown, "the amounts do not agree");
    assert!(matches!(provider.recall(declined.key, declined.amount).await, LookUp::Failed { .. }));
    assert!(matches!(provider.recall(stuck.key, stuck.amount).await, LookUp::Failed { .. }));
    let never = order(1, 700, &methods.good, now);
    for _ in 0..2 {
        assert_eq!(provider.recall(never.key, never.amount).await, LookUp::NeverReceived);
    }

    let back = refund_of(&good, 2_345, now);
    assert_eq!(provider.refund(&back).await, RefundAnswer::Sent);
    assert_eq!(provider.recall_refund(back.key, back.amount).await, RefundAnswer::Sent);
    assert_eq!(provider.recall_refund(back.key, usd(1)).await, RefundAnswer::Unknown, "the amounts do not agree");
    let elsewhere = RefundOrder { provider_token: "pm_other".to_owned(), ..refund_of(&good, 1, now) };
    assert!(matches!(provider.refund(&elsewhere).await, RefundAnswer::Failed { .. }));
    let unsent = refund_of(&good, 1, now);
    assert_eq!(provider.recall_refund(unsent.key, unsent.amount).await, RefundAnswer::NeverReceived);
    let of_nothing = refund_of(&never, 1, now);
    assert_eq!(provider.refund(&of_nothing).await, RefundAnswer::Unknown);

    let told = provider.events(now - TimeDelta::days(1), now + TimeDelta::days(1)).await.unwrap();
    let of = |order: &ChargeOrder| {
        let reference = order.key.to_string();
        let own = told.iter().filter(move |event| event.reference == reference);
        own.map(|event| event.outcome.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(&good), [Outcome::Collected { amount: good.amount }]);
    assert!(matches!(&of(&declined)[..], [Outcome::Failed { .. }]));
    assert_eq!(of(&never), []);
    (good, back)
}
