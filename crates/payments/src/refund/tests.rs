use kernel::Currency;
use proptest::prelude::*;

use super::*;
use crate::{Asking, ChargeState, Collected, Reference, Tender, charge::tests::invoiced};

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

/// A bill of 1,234.56, paid by transfer, of which so much came.
fn charge(collected: i64) -> Charge {
    let charge = Charge { asking: Asking::Rests, ..invoiced(Tender::NetTerms { days: 30 }) };
    if collected == 0 { charge } else { arrive(charge, collected) }
}

fn arrive(charge: Charge, minor: i64) -> Charge {
    let reference = Reference::Transfer(charge.id);
    let event = Collected { external_id: "ev".into(), reference, amount: usd(minor), at: START };
    charge.collect(event, START).unwrap().0
}

fn offered(charge: &Charge, minor: i64) -> Refund {
    let new = NewRefund { id: RefundId::generate(START), charge, amount: usd(minor), reason: "the work was late" };
    Refund::offer_unasked(&new, START).unwrap()
}

fn requested(charge: &Charge, minor: i64) -> Refund {
    let new = NewRefund { id: RefundId::generate(START), charge, amount: usd(minor), reason: "the work was late" };
    Refund::request(&new, START).unwrap()
}

/// Gives it as far as it goes at once.
fn given(charge: Charge, minor: i64) -> (Charge, Refund) {
    let refund = offered(&charge, minor);
    let (charge, reduced) = charge.promise(refund.amount).unwrap().reduce(refund.amount, START).unwrap();
    let refund = refund.proceed(reduced, true, START).unwrap();
    let RefundState::Processing { .. } = refund.state else { return (charge, refund) };
    let (charge, returned) = charge.give_back(refund.to_return().unwrap()).unwrap();
    (charge, refund.claim(returned, START).unwrap().0)
}

fn sending() -> Refund {
    given(charge(123_456), 40_000).1
}

/// Holds G-45: what is open is taken off first, and all in sum is exactly the fee.
#[test]
fn what_is_open_is_taken_off_first() {
    let (charge, refund) = given(charge(100_000), 40_000);
    assert_eq!((refund.reduced.total(), refund.returned.map(Split::total)), (Ok(usd(23_456)), Some(Ok(usd(16_544)))));
    assert_eq!((charge.state, charge.open(), charge.refundable()), (ChargeState::Collected, usd(0), usd(83_456)));

    let (charge, rest) = given(charge, 83_456);
    let fees = [refund.reduced, refund.returned.unwrap(), rest.returned.unwrap()].map(|split| split.fee.minor());
    assert_eq!(fees.iter().sum::<i64>(), 3_086);
    assert_eq!(charge.refundable(), usd(0));
}

/// Holds G-44: what was never collected and is not owed any more is forgiven; money that comes after all is the
/// customer's.
#[test]
fn a_charge_that_is_taken_off_whole_is_forgiven() {
    let (charge, refund) = given(charge(0), 123_456);
    assert_eq!((charge.state, &refund.state), (ChargeState::Forgiven, &RefundState::Completed { at: START }));
    assert_eq!(charge.asking, Asking::Due { at: START }, "no transfer is expected any more, and that is told");
    assert_eq!(arrive(charge.announced(), 5).state, ChargeState::Forgiven);
}

#[test]
fn nobody_gives_back_more_than_is_left() {
    let whole = charge(123_456);
    assert_eq!(whole.can_refund(usd(0)), Err(PaymentError::AmountNotPositive));
    assert_eq!(whole.can_refund(usd(123_457)), Err(PaymentError::ExceedsRefundable { left: usd(123_456) }));
    let promised = whole.promise(usd(100_000)).unwrap();
    assert_eq!(promised.can_refund(usd(23_457)), Err(PaymentError::ExceedsRefundable { left: usd(23_456) }));
}

/// Holds G-17: while money is on its way nobody knows what is open.
#[test]
fn a_refund_waits_for_the_collection_in_flight() {
    let charge = Charge { asking: Asking::InFlight, ..charge(0) };
    let promised = charge.promise(usd(100)).unwrap();
    assert!(matches!(promised.reduce(usd(100), START), Err(PaymentError::CollectionInFlight(_))));
}

/// Holds G-34.
#[test]
fn a_request_is_answered_once() {
    let charge = charge(123_456);
    let asked = requested(&charge, 500);
    assert_eq!((asked.kind, asked.word()), (RefundKind::Partial, None));
    let less = asked.clone().offer(usd(400), &charge, START).unwrap();
    assert_eq!((less.asked, less.amount, less.word()), (Some(usd(500)), usd(400), Some(RefundWord::Pending)));
    assert_eq!(less.clone().refuse("no", START), Err(PaymentError::RefundAlreadyDecided(less.id)));
    let refused = asked.refuse("the work is as agreed", START).unwrap();
    assert_eq!(refused.problem(), Some("the work is as agreed"));
    assert_eq!(refused.clone().offer(usd(1), &charge, START), Err(PaymentError::RefundAlreadyDecided(refused.id)));
}

/// Holds G-17: an outcome stays, and an unknown one is left by evidence only.
#[test]
fn an_answer_is_the_last_word_on_its_send() {
    let refund = sending();
    let (key, later) = (refund.key(), START + TimeDelta::hours(1));
    let unknown = refund.clone().answered(key, &RefundAnswer::Unknown, later);
    assert!(unknown.is_to_be_looked_up(later + LOOK_UP_INTERVAL) && !unknown.is_to_be_looked_up(later));
    assert!(unknown.clone().claim(Split::nothing(Currency::USD), later).is_err(), "nothing is sent a second time");

    let failed = RefundAnswer::Failed { reason: "the card is closed".into() };
    assert_eq!((unknown.is_unresolved(), refund.is_unresolved().is_err()), (Ok(()), true));
    let failed = unknown.answered(key, &failed, later);
    assert_eq!((failed.word(), failed.problem()), (Some(RefundWord::ActionRequired), Some("the card is closed")));
    assert_eq!(failed.clone().answered(key, &RefundAnswer::Sent, later), failed, "it has its outcome");

    let (anew, key_2) = failed.give_data(None, later).unwrap().claim(Split::nothing(Currency::USD), later).unwrap();
    assert_eq!((anew.returned, key_2.number), (refund.returned, 2));
    assert_eq!(anew.clone().answered(key, &RefundAnswer::Sent, later), anew, "of another send");
    assert_eq!(anew.answered(key_2, &RefundAnswer::Sent, later).word(), Some(RefundWord::Completed));
}

/// Holds G-17: what is known never to have come there is sent anew, under another key and booked no second time.
#[test]
fn what_never_came_there_is_sent_anew() {
    let refund = sending();
    let later = START + TimeDelta::hours(1);
    let waits = refund.clone().answered(refund.key(), &RefundAnswer::NeverReceived, later);
    assert!(waits.is_to_be_sent(later));
    let (anew, key) = waits.claim(Split::nothing(Currency::USD), later).unwrap();
    assert_eq!((anew.returned, key.number), (refund.returned, 2));
}

#[test]
fn a_key_survives_being_sent() {
    let refund_id = RefundId::generate(START);
    for number in [1, 2, 11] {
        let key = RefundKey { refund_id, number };
        assert_eq!(key.to_string().parse(), Ok(key));
    }
    for other in ["", "rf_", "rf_1_2", &format!("{refund_id}_1"), &format!("{refund_id}_02"), "chg_1"] {
        assert!(other.parse::<RefundKey>().is_err(), "{other:?}");
    }
}

/// Holds G-45.
#[test]
fn the_total_is_typed_again() {
    let total = |typed| confirm_total([usd(40), usd(2)], usd(typed));
    assert_eq!((total(42), total(41).is_err()), (Ok(()), true));
    assert!(matches!(total(43), Err(PaymentError::TotalNotConfirmed { .. })));
}

proptest! {
    /// Holds IQ-34 and G-45: whatever comes and whatever is given back in between, nothing is negative, no more is
    /// given back than came or was owed, and what is left can be given back to the last cent.
    #[test]
    fn all_of_a_bill_can_be_given_back(deeds in prop::collection::vec((any::<bool>(), 1..=100_i64), 0..10)) {
        let mut charge = charge(0);
        for (arrives, part) in deeds {
            let left = if arrives { charge.open() } else { charge.refundable() }.minor();
            let minor = left * part / 100;
            if minor > 0 {
                charge = if arrives { arrive(charge, minor) } else { given(charge, minor).0 };
            }
            let net = charge.open_split().net.checked_add(charge.reduced_net()).unwrap();
            let came = charge.collected.checked_sub(charge.collected_fee).unwrap();
            prop_assert_eq!(net.checked_add(came), Ok(usd(120_370)), "the parts of the net are the net");
        }
        let left = charge.refundable().minor();
        if left > 0 {
            charge = given(charge, left).0;
        }
        prop_assert_eq!(charge.refunds.returned, charge.collected);
        prop_assert_eq!(charge.refunds.returned_fee, charge.collected_fee);
        prop_assert_eq!(charge.open(), usd(0));
    }
}
