use kernel::{Currency, MemberId, Rights};
use proptest::prelude::*;

use super::*;
use crate::SilenceRule;

pub const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

pub fn usd(minor: i64) -> Money {
    Money::from_minor(minor, Currency::USD).unwrap()
}

pub fn member_of(account: AccountId) -> Actor {
    Actor::Member { member: MemberId::generate(START), account, rights: Rights::of_members(), second_factor: true }
}

/// An engagement over `maximum`, its expert and its customer.
pub fn engagement(maximum: Money) -> (Engagement, Actor, Actor) {
    let (customer, expert) = (AccountId::generate(START), AccountId::generate(START));
    let engagement = Engagement {
        id: EngagementId::generate(START),
        proposal_id: ProposalId::generate(START),
        customer_request_id: CustomerRequestId::generate(START),
        conversation_id: ConversationId::generate(START),
        customer_account_id: customer,
        expert_account_id: expert,
        title: "Move the shop to the cloud".into(),
        maximum,
        approved: usd(0),
        pending: usd(0),
        payment_method_id: PaymentMethodId::generate(START),
        billing: Billing::milestone(None),
        started_at: START,
        state: State::Active,
    };
    (engagement, member_of(expert), member_of(customer))
}

/// Holds G-14: scenario 5, to the cent.
#[test]
fn bills_never_exceed_what_remains() {
    let (engagement, expert, _) = engagement(usd(1_000_000));
    let engagement = engagement.bill(expert, usd(400_000), false).unwrap();
    let engagement = engagement.approved(usd(400_000), false, START).unwrap();
    let engagement = engagement.bill(expert, usd(300_000), false).unwrap();

    let refused = EngagementError::ExceedsRemaining { asked: usd(300_001), remaining: usd(300_000) };
    assert_eq!(engagement.clone().bill(expert, usd(300_001), false), Err(refused));
    let engagement = engagement.bill(expert, usd(300_000), false).unwrap();

    let engagement = engagement.freed(usd(300_000), false).unwrap();
    assert_eq!(engagement.remaining(), Ok(usd(300_000)));
}

#[test]
fn a_bill_in_another_currency_is_refused() {
    let (engagement, expert, _) = engagement(usd(100));
    let euro = Money::from_minor(1, Currency::EUR).unwrap();
    assert!(matches!(engagement.bill(expert, euro, false), Err(EngagementError::Money(_))));
}

/// Holds X18 and G-15.
#[test]
fn the_final_bill_stands_alone_and_completes_the_work() {
    let (engagement, expert, _) = engagement(usd(100));
    let waiting = engagement.clone().bill(expert, usd(10), false).unwrap();
    assert_eq!(waiting.bill(expert, usd(10), true), Err(EngagementError::BillsPending(engagement.id)));

    let id = engagement.id;
    let billed = engagement.bill(expert, usd(10), true).unwrap();
    assert_eq!(billed.state, State::FinalBilled);
    assert_eq!(billed.clone().bill(expert, usd(1), false), Err(EngagementError::FinalBillPending(id)));

    let resumed = billed.clone().freed(usd(10), true).unwrap();
    assert_eq!((resumed.state, resumed.remaining()), (State::Active, Ok(usd(100))));

    let completed = billed.approved(usd(10), true, START).unwrap();
    assert_eq!(completed.state, State::Completed { at: START });
    assert_eq!(completed.bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
}

/// Holds G-13 and X7: scenario 6, first half.
#[test]
fn what_was_agreed_at_acceptance_is_not_billed_again() {
    let (engagement, expert, _) = engagement(usd(100));
    let id = engagement.id;
    for (billing, refused) in [
        (Billing::Upfront, EngagementError::UpfrontAlreadyBilled(id)),
        (Billing::Scheduled, EngagementError::ScheduleBillsItself(id)),
    ] {
        let engagement = Engagement { billing, ..engagement.clone() };
        assert_eq!(engagement.clone().bill(expert, usd(1), false), Err(refused));
        let over = engagement.complete(expert, false, START).unwrap();
        assert_eq!(over.bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
    }
}

/// Holds G-48.
#[test]
fn silence_means_something_only_where_somebody_is_asked() {
    for billing in [Billing::Upfront, Billing::Scheduled] {
        assert_eq!(billing.never_silent(None), Ok(billing));
        let refused = Err(EngagementError::SilenceRuleNotApplicable);
        assert_eq!(billing.never_silent(Some(SilenceRule::Wait)), refused);
        assert_eq!(billing.silence(), None);
    }
    let waits = Billing::milestone(Some(SilenceRule::Wait));
    assert_eq!(waits.never_silent(Some(SilenceRule::Wait)), Ok(waits));
    assert_eq!(Billing::milestone(None).silence(), Some(SilenceRule::default()));
}

/// Holds G-15 and X17.
#[test]
fn work_completes_only_when_no_bill_waits() {
    let (engagement, expert, customer) = engagement(usd(100));
    let id = engagement.id;
    assert_eq!(engagement.clone().complete(expert, true, START), Err(EngagementError::BillsPending(id)));
    assert_eq!(engagement.clone().complete(customer, false, START), Err(EngagementError::NotFound(id)));
    let completed = engagement.complete(expert, false, START).unwrap();
    assert_eq!(completed.clone().complete(expert, false, START), Err(EngagementError::NotActive(id)));
    assert_eq!(completed.bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
}

/// Holds G-46: what was sent is decided as always, also after.
#[test]
fn a_cancelled_engagement_takes_no_more_bills_and_decides_those_it_has() {
    let (engagement, expert, _) = engagement(usd(100));
    let id = engagement.id;
    let billed = engagement.bill(expert, usd(60), false).unwrap();
    let cancelled = billed.cancel(START).unwrap();
    assert_eq!(cancelled.state, State::Cancelled { at: START });
    assert_eq!(cancelled.clone().bill(expert, usd(1), false), Err(EngagementError::NotActive(id)));
    assert_eq!(cancelled.clone().complete(expert, false, START), Err(EngagementError::NotActive(id)));
    assert_eq!(cancelled.clone().cancel(START), Err(EngagementError::NotActive(id)));
    let approved = cancelled.clone().approved(usd(60), true, START).unwrap();
    assert_eq!((approved.state, approved.approved), (cancelled.state, usd(60)));
    assert_eq!(cancelled.clone().freed(usd(60), true).unwrap().state, cancelled.state);
}

/// Holds G-29 and G-14.
#[test]
fn a_bill_that_is_settled_for_a_part_frees_the_rest() {
    let (engagement, expert, _) = engagement(usd(100));
    let billed = engagement.bill(expert, usd(60), true).unwrap();
    let settled = billed.settled_for(usd(60), usd(25)).unwrap();
    assert_eq!((settled.remaining(), settled.state), (Ok(usd(75)), State::FinalBilled));
    let completed = settled.approved(usd(25), true, START).unwrap();
    assert_eq!((completed.approved, completed.state), (usd(25), State::Completed { at: START }));
}

/// Holds IQ-35.
#[test]
fn a_credit_is_no_payment_method() {
    let credit = "crg_019a0000000070008000000000000000";
    assert_eq!(Engagement::never_a_credit(credit), Err(EngagementError::CreditCannotPayExpert));
    assert_eq!(Engagement::never_a_credit(&PaymentMethodId::generate(START).to_string()), Ok(()));
}

#[test]
fn each_side_does_only_what_is_its_own() {
    let (engagement, expert, customer) = engagement(usd(100));
    let (id, method) = (engagement.id, PaymentMethodId::generate(START));
    let not_found = Err(EngagementError::NotFound(id));
    assert_eq!(engagement.clone().bill(customer, usd(1), false), not_found);
    assert_eq!(engagement.clone().change_payment_method(expert, method), not_found);
    assert_eq!(engagement.change_payment_method(customer, method).unwrap().payment_method_id, method);
}

proptest! {
    /// Holds invariant 4 for any order of bills and decisions.
    #[test]
    fn approved_and_pending_stay_within_the_maximum(
        steps in proptest::collection::vec((0..3_u8, 1..=60_i64, any::<bool>()), 1..40)
    ) {
        let (mut engagement, expert, _) = engagement(usd(100));
        for (step, amount, is_final) in steps {
            let before = engagement.clone();
            let after = match step {
                0 => engagement.bill(expert, usd(amount), is_final),
                1 => engagement.approved(usd(amount), is_final, START),
                _ => engagement.freed(usd(amount), is_final),
            };
            engagement = after.unwrap_or(before);
            let spoken_for = engagement.approved.checked_add(engagement.pending).unwrap();
            prop_assert!(spoken_for.minor() <= 100);
            prop_assert_eq!(spoken_for.checked_add(engagement.remaining().unwrap()), Ok(usd(100)));
        }
    }
}
