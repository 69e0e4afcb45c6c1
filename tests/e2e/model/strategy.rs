//! How histories are made up: which steps are frequent enough for the line to be walked to its end, and which are
//! rare enough not to stand in its way.

use proptest::{option, prelude::*, sample::select};

use super::{
    cancellations,
    command::{Bank, Silence, Token},
    disputes, grants, marks, reviews,
    step::{Amount, By, Step, Until, What},
    talk, terms,
};

/// One step of a history.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        34 => (what(), by(), any::<(u8, u8)>()).prop_map(|(what, by, instead)| Step::Try { what, by, instead }),
        30 => (any::<(u8, u8)>(), by()).prop_map(|(which, by)| Step::GoOn { which, by }),
        10 => (any::<u8>(), any::<bool>()).prop_map(|(which, otherwise)| Step::Again { which, otherwise }),
        18 => (until(), prop::bool::weighted(0.5)).prop_map(|(until, swept)| Step::Pass { until, swept }),
        8 => Just(Step::Sweep),
    ]
}

fn by() -> impl Strategy<Value = By> {
    prop_oneof![
        12 => Just(By::Right),
        1 => select(&[By::Stranger, By::OtherSide, By::Colleague, By::OneFactor][..]),
    ]
}

fn until() -> impl Strategy<Value = Until> {
    let due = (0..4_u8, select(&[-1, 0, 0, 0, 1][..]));
    prop_oneof![
        1 => (1..=120_u8).prop_map(Until::Minutes),
        3 => (1..=72_u8).prop_map(Until::Hours),
        1 => (1..=31_u8).prop_map(Until::Days),
        10 => due.prop_map(|(which, seconds)| Until::Due { which, seconds }),
    ]
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        20 => offers(),
        30 => bills(),
        12 => charges(),
        18 => payouts(),
        7 => cancellations::tries().prop_map(What::End),
        20 => disputes::tries().prop_map(What::Dispute),
        9 => grants::tries().prop_map(What::Enter),
        12 => reviews::tries().prop_map(What::Review),
        8 => talk::tries().prop_map(What::Talk),
        5 => marks::tries().prop_map(What::Mark),
    ]
}

/// From a request to agreed work.
fn offers() -> impl Strategy<Value = What> {
    let maximum = prop_oneof![8 => 1_u32..=2_000_000, 1 => Just(0)];
    let hours = option::weighted(0.4, 0..=96_u8);
    let silence = prop_oneof![
        4 => Just(Silence::Usual), 2 => (1..=12_i64).prop_map(Silence::Days), 1 => Just(Silence::Waits),
    ];
    prop_oneof![
        3 => any::<u8>().prop_map(What::OpenRequest),
        1 => any::<u8>().prop_map(What::Accepting),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(which, who)| What::Respond(which, who)),
        1 => any::<u8>().prop_map(What::WithdrawResponse),
        4 => (any::<u8>(), maximum, terms::tries(), hours)
            .prop_map(|(which, maximum, plan, hours)| What::Propose(which, maximum, plan, hours)),
        5 => (any::<u8>(), any::<u8>(), silence).prop_map(|(which, by, silence)| What::Accept(which, by, silence)),
        1 => any::<u8>().prop_map(What::DeclineProposal),
        1 => any::<u8>().prop_map(What::WithdrawProposal),
    ]
}

/// From a bill to its decision, and the end of the work. Small amounts round, and the last cent counts.
fn bills() -> impl Strategy<Value = What> {
    let amount = prop_oneof![
        6 => (1..=250_000_u32).prop_map(Amount::Cents),
        3 => (0..=100_u32).prop_map(Amount::Cents),
        1 => (0..=1_u8).prop_map(Amount::Remaining),
    ];
    let bill = (any::<u8>(), amount, prop::bool::weighted(0.08), option::weighted(0.15, any::<u8>()));
    prop_oneof![
        8 => bill.prop_map(|(engagement, amount, is_final, answers)| What::Bill { engagement, amount, is_final, answers }),
        5 => any::<u8>().prop_map(What::ApproveBill),
        2 => any::<u8>().prop_map(What::DeclineBill),
        2 => any::<u8>().prop_map(What::WithdrawBill),
        1 => any::<u8>().prop_map(What::Complete),
    ]
}

fn charges() -> impl Strategy<Value = What> {
    let token = select(
        &[
            Token::CardOk,
            Token::CardDeclined,
            Token::CardDeclinedOnce,
            Token::CardTimeout,
            Token::CardLost,
            Token::AchOk,
            Token::AchFailed,
            Token::TermsInTime,
            Token::TermsLate,
        ][..],
    );
    prop_oneof![
        3 => (any::<u8>(), token).prop_map(|(who, token)| What::AddPaymentMethod(who, token)),
        4 => (any::<u8>(), any::<u8>()).prop_map(|(which, by)| What::ChangePaymentMethod(which, by)),
        3 => any::<u8>().prop_map(What::Collect),
        1 => (select(&[0, 100, 250, 333, 1_000][..]), option::of(-2..=48_i8))
            .prop_map(|(basis_points, hours)| What::SetFee(basis_points, hours)),
    ]
}

fn payouts() -> impl Strategy<Value = What> {
    let bank = select(
        &[
            Bank::Pays,
            Bank::Refuses,
            Bank::Unanswered,
            Bank::Unanswered,
            Bank::Returns,
            Bank::LosesOnce,
            Bank::LosesOnce,
            Bank::Rejects,
        ][..],
    );
    let day = select(&[None, None, None, Some(1), Some(5), Some(15), Some(28), Some(29), Some(31)][..]);
    prop_oneof![
        5 => (any::<u8>(), bank).prop_map(|(who, bank)| What::AddPayoutMethod(who, bank)),
        5 => any::<u8>().prop_map(What::VerifyPayoutMethod),
        1 => any::<u8>().prop_map(What::RejectPayoutMethod),
        3 => (any::<u8>(), prop::bool::weighted(0.9)).prop_map(|(which, fresh)| What::ConfirmPayoutMethod(which, fresh)),
        2 => any::<u8>().prop_map(What::RemovePayoutMethod),
        2 => (any::<u8>(), day, 0..=50_000_u16).prop_map(|(who, day, minimum)| What::SetPreference(who, day, minimum)),
        2 => any::<u8>().prop_map(What::Pause),
        2 => any::<u8>().prop_map(What::Resume),
        5 => (0..=4_u8, option::weighted(0.3, any::<u8>()))
            .prop_map(|(days_ago, payee)| What::RunPayouts { days_ago, payee }),
        3 => any::<u8>().prop_map(What::CancelDisbursement),
        3 => (any::<u8>(), any::<bool>()).prop_map(|(which, received)| What::ResolveDisbursement(which, received)),
    ]
}
