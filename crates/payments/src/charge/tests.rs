use chrono::TimeDelta;
use kernel::Currency;

use super::*;

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

/// A charge of 1,234.56, of which 30.86 is the fee, as its approval leaves it.
pub(crate) fn invoiced(tender: Tender) -> Charge {
    Charge {
        id: ChargeId::generate(START),
        payment_request_id: PaymentRequestId::generate(START),
        engagement_id: EngagementId::generate(START),
        customer_account_id: AccountId::generate(START),
        expert_account_id: AccountId::generate(START),
        amount: usd(123_456),
        fee: usd(3_086),
        collected: usd(0),
        collected_fee: usd(0),
        reversed: Split::nothing(Currency::USD),
        refunds: Refunds::none(Currency::USD),
        written_off: Split::nothing(Currency::USD),
        payment_method_id: PaymentMethodId::generate(START),
        tender,
        approved_at: START,
        due_at: latency::due_at(tender, START),
        overdue_at: None,
        reminders: Reminders::NONE,
        attempts: 0,
        asking: Asking::Due { at: START },
        state: ChargeState::Invoiced,
    }
}

fn in_flight() -> Charge {
    invoiced(Tender::Card).begin_attempt_when_due(START).unwrap().0
}

fn event(charge: &Charge, minor: i64) -> Collected {
    let reference = Reference::Attempt(AttemptKey { charge_id: charge.id, number: charge.attempts });
    Collected { external_id: format!("ev_{minor}"), reference, amount: usd(minor), at: START }
}

fn failed() -> ChargeAnswer {
    ChargeAnswer::Failed { reason: "declined".into() }
}

/// Holds IQ-28.
#[test]
fn partial_collections_earn_the_whole_fee_together() {
    let charge = in_flight();
    let (event_1, event_2) = (event(&charge, 40_001), event(&charge, 83_455));
    let (charge, first) = charge.collect(event_1, START).unwrap();
    assert_eq!(charge.state, ChargeState::PartiallyCollected);
    assert_eq!(charge.asking, Asking::Due { at: START + TimeDelta::days(1) });

    let (charge, second) = charge.collect(event_2, START).unwrap();
    assert_eq!((charge.state, charge.asking), (ChargeState::Collected, Asking::Rests));
    assert_eq!(first.fee.checked_add(second.fee), Ok(charge.fee));
    assert_eq!(first.net.checked_add(second.net), Ok(usd(120_370)));
}

proptest::proptest! {
    /// However the money comes, nothing of it is lost, the fee is earned exactly once, and no more than the
    /// amount is collected.
    #[test]
    fn what_arrives_is_fee_net_or_the_customers(parts in proptest::collection::vec(1..=60_000_i64, 1..8)) {
        let mut charge = in_flight();
        let (mut kept, mut arrived) = (usd(0), usd(0));
        let mut fees = usd(0);
        for part in parts {
            let reported = event(&charge, part);
            let (next, collection) = charge.collect(reported, START).unwrap();
            let Collection { amount, excess, fee, net, .. } = collection;
            proptest::prop_assert_eq!(fee.checked_add(net), Ok(amount));
            kept = kept.checked_add(amount).unwrap().checked_add(excess).unwrap();
            fees = fees.checked_add(fee).unwrap();
            arrived = arrived.checked_add(usd(part)).unwrap();
            charge = next;
        }
        proptest::prop_assert_eq!(kept, arrived);
        let whole = charge.state == ChargeState::Collected;
        proptest::prop_assert_eq!(whole, arrived.minor() >= charge.amount.minor());
        proptest::prop_assert_eq!(charge.collected_fee, fees);
    }
}

#[test]
fn what_is_too_much_stays_the_customers() {
    let charge = in_flight();
    let too_much = event(&charge, 123_457);
    let (charge, collection) = charge.collect(too_much, START).unwrap();
    assert_eq!((collection.amount, collection.excess), (usd(123_456), usd(1)));

    let again = event(&charge, 5);
    let (charge, collection) = charge.collect(again, START).unwrap();
    assert_eq!((collection.amount, collection.excess, collection.net), (usd(0), usd(5), usd(0)));
    assert_eq!(charge.state, ChargeState::Collected);
}

#[test]
fn another_currency_is_refused() {
    let charge = in_flight();
    let euros = Collected { amount: Money::from_minor(1, Currency::EUR).unwrap(), ..event(&charge, 1) };
    assert!(matches!(charge.collect(euros, START), Err(PaymentError::OtherCurrency { .. })));
}

/// Holds IQ-31.
#[test]
fn a_charge_has_one_attempt_in_flight() {
    let charge = in_flight();
    assert_eq!(charge.clone().begin_attempt(START), Err(PaymentError::CollectionInFlight(charge.id)));
    assert_eq!(charge.clone().begin_attempt_when_due(START), Err(PaymentError::CollectionInFlight(charge.id)));
}

/// Holds IQ-31: what failed is attempted again after 1, 3, 7, 15 and 30 days, then by staff, at most 8 times.
#[test]
fn a_failed_attempt_is_repeated_until_staff_decide() {
    let mut charge = invoiced(Tender::Ach);
    let mut at = START;
    for days in [1, 3, 7, 15, 30] {
        let (begun, attempt) = charge.begin_attempt_when_due(at).unwrap();
        charge = begun.answered(attempt.key.number, &failed(), at);
        at += TimeDelta::days(days);
        assert_eq!((charge.state, charge.asking), (ChargeState::Overdue, Asking::Due { at }));
        let early = charge.clone().begin_attempt_when_due(at - TimeDelta::microseconds(1));
        assert!(matches!(early, Err(PaymentError::ChargeNotInState { .. })));
    }
    for number in 6..=8 {
        let (begun, attempt) = charge.begin_attempt(at).unwrap();
        assert_eq!(attempt.key.number, number);
        charge = begun.answered(number, &failed(), at);
        assert_eq!(charge.asking, Asking::Rests);
    }
    assert_eq!(charge.clone().begin_attempt(at), Err(PaymentError::AttemptsUsedUp(charge.id)));
}

/// Holds IQ-30: time resolves nothing, and nothing is sent a second time.
#[test]
fn what_is_unresolved_is_left_by_evidence_only() {
    let charge = in_flight().answered(1, &ChargeAnswer::Unknown, START);
    assert_eq!(charge.state, ChargeState::Unresolved);
    let much_later = START + TimeDelta::days(400);
    assert!(charge.clone().begin_attempt(much_later).is_err() && charge.clone().overdue(much_later).is_err());

    let found = charge.clone().answered(1, &ChargeAnswer::Processing, START);
    assert_eq!((found.state, found.asking), (ChargeState::Collecting, Asking::InFlight));
    let not_found = charge.clone().answered(1, &failed(), START);
    assert_eq!(not_found.state, ChargeState::Overdue);
    let paid = event(&charge, 123_456);
    assert_eq!(charge.collect(paid, START).unwrap().0.state, ChargeState::Collected);
}

#[test]
fn an_answer_that_comes_after_the_outcome_changes_nothing() {
    let charge = in_flight();
    let paid = event(&charge, 123_456);
    let (collected, _) = charge.collect(paid, START).unwrap();
    for answer in [ChargeAnswer::Processing, ChargeAnswer::Unknown, failed()] {
        assert_eq!(collected.clone().answered(1, &answer, START), collected);
    }
    let second = in_flight().answered(1, &failed(), START).begin_attempt(START).unwrap().0;
    assert_eq!(second.clone().answered(1, &failed(), START), second);
}

/// Holds IQ-33 and IQ-31.
#[test]
fn a_charge_is_overdue_once_and_as_of_its_due_instant() {
    let charge = in_flight();
    let due_at = charge.due_at;
    assert!(charge.clone().overdue(due_at - TimeDelta::microseconds(1)).is_err());
    let overdue = charge.overdue(due_at + TimeDelta::days(2)).unwrap();
    assert_eq!((overdue.state, overdue.overdue_at), (ChargeState::Overdue, Some(due_at)));
    assert!(overdue.clone().overdue(due_at).is_err());

    // The attempt is still in flight: no other begins, and its outcome counts.
    assert_eq!(overdue.clone().begin_attempt(due_at), Err(PaymentError::CollectionInFlight(overdue.id)));
    let paid = event(&overdue, 123_456);
    assert_eq!(overdue.collect(paid, due_at).unwrap().0.state, ChargeState::Collected);
}

#[test]
fn on_net_terms_the_customer_sends_the_money() {
    let charge = invoiced(Tender::NetTerms { days: 30 });
    assert_eq!(charge.clone().begin_attempt(START), Err(PaymentError::PaidByTransfer(charge.id)));
    let announced = charge.announced();
    assert_eq!((announced.state, announced.asking), (ChargeState::Invoiced, Asking::Rests));
    let transfer = Collected { reference: Reference::Transfer(announced.id), ..event(&announced, 23_456) };
    let (charge, _) = announced.collect(transfer, START).unwrap();
    assert_eq!((charge.state, charge.asking), (ChargeState::PartiallyCollected, Asking::Rests));
}

/// What is open is collected by the customer's other card; what is on its way, or not due on net terms, is not.
#[test]
fn another_method_binds_what_is_not_sent() {
    let method = |tender| {
        let (id, account) = (PaymentMethodId::generate(START), AccountId::generate(START));
        PaymentMethod::add(id, account, tender, Some("tok"), START).unwrap()
    };
    let (card, terms) = (method(Tender::Card), method(Tender::NetTerms { days: 30 }));
    let later = START + TimeDelta::days(40);

    let failed = invoiced(Tender::Ach).begin_attempt(START).unwrap().0.answered(1, &failed(), START);
    let bound = failed.clone().pay_with(&card, later).unwrap();
    assert_eq!((bound.payment_method_id, bound.asking), (card.id, Asking::Due { at: later }));
    assert_eq!(failed.pay_with(&terms, later), None);
    assert_eq!(in_flight().pay_with(&card, later), None);

    let on_terms = invoiced(Tender::NetTerms { days: 30 }).announced();
    assert_eq!(on_terms.clone().pay_with(&card, START), None);
    let overdue = on_terms.overdue(later).unwrap().pay_with(&card, later).unwrap();
    assert_eq!(overdue.tender, Tender::Card);
}
