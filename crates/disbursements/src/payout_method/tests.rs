use chrono::TimeDelta;
use kernel::{MemberId, Rights, Sealed};

use super::*;

fn at(day: u32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(2028, 2, day).unwrap().and_hms_opt(9, 0, 0).unwrap().and_utc()
}

fn address(street: &str) -> Address {
    Address::new(street, "Berlin", "10117", "DE".parse().unwrap()).unwrap()
}

fn new() -> NewPayoutMethod {
    NewPayoutMethod {
        currency: Currency::EUR,
        rail: Rail::Sepa,
        account_number: "DE44 5001 0517 5407 3249 31".into(),
        routing_number: None,
        holder: "ADA'S CLOUDS".into(),
        holder_reason: None,
        address: address("Unter den Linden 5"),
        document_issued_on: at(1).date_naive(),
    }
}

fn add(new: NewPayoutMethod) -> Result<PayoutMethod, DisbursementError> {
    let (id, account_id) = (PayoutMethodId::generate(at(1)), AccountId::generate(at(1)));
    let address = &address("Unter den Linden 5");
    let kept = KeptNumber { sealed: Sealed { key: 1, text: "sealed".into() }, last_four: "4931".into() };
    PayoutMethod::add(id, Payee { account_id, name: "Ada’s Clouds", address }, new, at(1), |_| Ok(kept))
}

fn owner(method: &PayoutMethod) -> Actor {
    let account = method.expert_account_id;
    Actor::Member { member: MemberId::generate(at(1)), account, rights: Rights::NONE, second_factor: true }
}

fn verified() -> PayoutMethod {
    add(new()).unwrap().verify("bank letter 17", false, at(2)).unwrap()
}

/// Holds MKT-03.
#[test]
fn the_bank_has_the_address_of_the_account() {
    let elsewhere = NewPayoutMethod { address: address("Unter den Linden 6"), ..new() };
    assert_eq!(add(elsewhere), Err(DisbursementError::BankAddressDiffers));
}

/// Holds G-39.
#[test]
fn another_holder_needs_a_reason() {
    let stranger = NewPayoutMethod { holder: "Bob".into(), ..new() };
    assert_eq!(add(stranger.clone()), Err(DisbursementError::HolderDiffers));
    let blank = NewPayoutMethod { holder_reason: Some("  ".into()), ..stranger.clone() };
    assert_eq!(add(blank), Err(DisbursementError::HolderDiffers));
    let explained = NewPayoutMethod { holder_reason: Some("trades under his own name".into()), ..stranger };
    assert!(add(explained).unwrap().bank.holder_reason.is_some());
    assert_eq!(add(new()).unwrap().bank.holder_reason, None);
}

/// Holds G-39.
#[test]
fn a_bank_document_is_at_most_three_months_old() {
    let of = |year, month, day| {
        let document_issued_on = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        add(NewPayoutMethod { document_issued_on, ..new() })
    };
    assert!(of(2027, 11, 1).is_ok());
    assert!(matches!(of(2027, 10, 31), Err(DisbursementError::DocumentTooOld { .. })));
    assert!(matches!(of(2028, 2, 3), Err(DisbursementError::Input(_))));
}

/// Holds G-41.
#[test]
fn a_rail_carries_its_own_currency() {
    let dollars = NewPayoutMethod { currency: Currency::USD, ..new() };
    assert!(matches!(add(dollars), Err(DisbursementError::RailCurrencyUnsupported { .. })));
}

/// Holds G-39: 1 February 2028 is a Tuesday.
#[test]
fn a_review_is_overdue_after_five_business_days() {
    let method = add(new()).unwrap();
    assert_eq!(method.review_due_at(), Some(at(9) - TimeDelta::hours(9)));
    let alerted = method.alert(at(9)).unwrap();
    assert!(alerted.clone().alert(at(10)).is_err());
    assert!(alerted.verify("bank letter 17", false, at(10)).is_ok());
}

#[test]
fn one_is_not_reviewed_by_oneself_nor_twice_nor_without_proof() {
    let method = add(new()).unwrap();
    assert_eq!(method.clone().verify("seen", true, at(2)), Err(DisbursementError::SelfReview));
    assert_eq!(method.clone().reject("no", true, at(2)), Err(DisbursementError::SelfReview));
    assert_eq!(method.verify(" ", false, at(2)), Err(DisbursementError::EvidenceRequired));
    assert!(matches!(verified().reject("no", false, at(3)), Err(DisbursementError::MethodNotInState { .. })));
}

/// Holds G-39.
#[test]
fn an_errored_method_is_confirmed_with_a_fresh_document_and_reviewed_again() {
    let errored = verified().errored("AC04", at(3)).unwrap();
    let owner = owner(&errored);
    let old = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    assert!(matches!(errored.clone().confirm(owner, old, at(4)), Err(DisbursementError::DocumentTooOld { .. })));
    let confirmed = errored.confirm(owner, at(4).date_naive(), at(4)).unwrap();
    assert_eq!(confirmed.review_due_at(), Some(at(12) - TimeDelta::hours(9)));
    assert!(confirmed.errored("AC04", at(5)).is_none());
}

/// Holds G-41.
#[test]
fn a_method_with_money_on_its_way_stays() {
    let method = verified();
    let owner = owner(&method);
    assert_eq!(method.clone().remove(owner, true, at(3)), Err(DisbursementError::InFlight(method.id)));
    let removed = method.remove(owner, false, at(3)).unwrap();
    assert!(removed.remove(owner, false, at(3)).is_err());
}

#[test]
fn to_others_a_method_does_not_exist() {
    let method = verified();
    assert_eq!(method.clone().remove(Actor::System, false, at(3)), Err(DisbursementError::MethodNotFound(method.id)));
}
