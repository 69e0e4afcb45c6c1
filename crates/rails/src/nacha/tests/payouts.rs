use chrono::NaiveDate;
use disbursements::{AccountNumber, Rail};
use kernel::{Currency, DisbursementId, Money};

use reconciliation::{BankLine, Direction, ReturnReason};

use crate::{
    Unwritable,
    nacha::{
        Addenda, BankNumber, Credit, CreditRefusal, FileModifier, Movement, Originator, Return, ReturnCode, Run, Text,
        TextRefusal, Trace, credits, read, reference,
    },
};

fn id(number: u8) -> DisbursementId {
    format!("{}_019c0000000070008000{:012x}", DisbursementId::PREFIX, number).parse().unwrap()
}

fn usd(cents: i64) -> Money {
    Money::from_minor(cents, Currency::USD).unwrap()
}

fn account() -> AccountNumber {
    AccountNumber::new(Rail::Nacha, "12345678", Some("231380104")).unwrap()
}

fn originator() -> Originator {
    Originator {
        bank: BankNumber::of_routing("121042882").unwrap(),
        bank_name: Text::cut("Example Bank").unwrap(),
        number: Text::exact("1234567890").unwrap(),
        name: Text::cut("Guildhall").unwrap(),
        description: Text::cut("Payout").unwrap(),
    }
}

fn run() -> Run {
    let day = NaiveDate::from_ymd_opt(2027, 3, 1).unwrap();
    let modifier = FileModifier::new('A').unwrap();
    Run {
        created_at: day.and_hms_opt(17, 5, 0).unwrap(),
        modifier,
        effective_on: day.succ_opt().unwrap(),
        first_sequence: 1,
    }
}

/// The bytes, column by column.
#[test]
fn a_payout_run_is_written_as_nacha_lays_it_out() {
    let person = Credit::new(id(1), &account(), "Björk Ørsted", false, usd(97_500)).unwrap();
    let company = Credit::new(id(2), &account(), "Byron & Babbage Analytical Engines", true, usd(12_345)).unwrap();

    let file = credits(&originator(), &run(), &[person, company]).unwrap();

    let expected = [
        "101 12104288212345678902703011705A094101EXAMPLE BANK           GUILDHALL                      ",
        "5220GUILDHALL                           1234567890CCDPAYOUT          270302   1121042880000001",
        "62223138010412345678         0000012345008000000000002BYRON & BABBAGE ANALYT  0121042880000001",
        "822000000100231380100000000000000000000123451234567890                         121042880000001",
        "5220GUILDHALL                           1234567890PPDPAYOUT          270302   1121042880000002",
        "62223138010412345678         0000097500008000000000001BJORK ORSTED            0121042880000002",
        "822000000100231380100000000000000000000975001234567890                         121042880000002",
        "9000002000001000000020046276020000000000000000000109845                                       ",
    ];
    let text = file.text().unwrap();
    assert_eq!(text.lines().collect::<Vec<_>>()[..8], expected);
    assert_eq!(text.lines().skip(8).collect::<Vec<_>>(), ["9".repeat(94), "9".repeat(94)]);
    assert_eq!(file.header.identity(), "1234567890-2703011705A");
    assert_eq!(read(text.as_bytes()), Ok(file));
}

/// References of ids that were made at once differ, and fit.
#[test]
fn each_disbursement_has_its_own_reference() {
    assert_eq!(reference(id(1)).as_str(), "008000000000001");
    assert_ne!(reference(id(1)), reference(id(2)));
    assert_eq!(reference(id(255)).as_str().len(), 15);
}

#[test]
fn what_nacha_does_not_carry_is_refused() {
    let credit = |account: &AccountNumber, name, amount| Credit::new(id(1), account, name, false, amount);
    let iban = AccountNumber::new(Rail::Sandbox, "DE44500105175407324931", None).unwrap();
    let euro = Money::from_minor(1, Currency::EUR).unwrap();
    let refusals = [
        (credit(&iban, "Ada", usd(1)), CreditRefusal::NoRouting),
        (credit(&account(), "Ada", euro), CreditRefusal::NotDollars(Currency::EUR)),
        (credit(&account(), "Ada", usd(0)), CreditRefusal::Amount(usd(0))),
        (credit(&account(), "Ada", usd(10_000_000_000)), CreditRefusal::Amount(usd(10_000_000_000))),
        (credit(&account(), "  ", usd(1)), CreditRefusal::NoName),
        (credit(&account(), "李", usd(1)), CreditRefusal::Text(TextRefusal::Unwritable(Unwritable('李')))),
    ];
    for (answer, refusal) in refusals {
        assert_eq!(answer, Err(refusal));
    }
    assert_eq!(credits(&originator(), &run(), &[]), Err(CreditRefusal::Nothing));
    let twice = [1, 2].map(|cents| credit(&account(), "Ada", usd(cents)).unwrap());
    assert_eq!(credits(&originator(), &run(), &twice), Err(CreditRefusal::Twice(reference(id(1)))));
    let late = Run { first_sequence: 9_999_999, ..run() };
    let two = [1, 2].map(|number| Credit::new(id(number), &account(), "Ada", false, usd(1)).unwrap());
    assert!(credits(&originator(), &late, &two[..1]).is_ok());
    assert_eq!(credits(&originator(), &late, &two), Err(CreditRefusal::TracesSpent));
}

/// A bank sends back what it could not pay: the line leads to the entry by its trace and by its reference.
#[test]
fn a_returned_credit_is_money_that_comes_in() {
    let two = [1, 2].map(|number| Credit::new(id(number), &account(), "Ada", false, usd(97_500)).unwrap());
    let mut file = credits(&originator(), &run(), &two).unwrap();
    assert_eq!(file.returned(), [], "nothing came back yet");

    let entry = &mut file.batches[0].entries[1];
    entry.transaction.movement = Movement::ReturnedCredit;
    entry.addenda = Addenda::Return(Return {
        code: ReturnCode::of("R02").unwrap(),
        original: Trace::new(originator().bank, 7).unwrap(),
        died_on: None,
        original_bank: entry.bank,
        information: Text::default(),
        trace: entry.trace,
    });

    let expected = BankLine {
        document: "1234567890-2703011705A".to_owned(),
        number: 2,
        amount: usd(97_500),
        direction: Direction::Credit,
        booked_on: NaiveDate::from_ymd_opt(2027, 3, 2),
        end_to_end_id: Some(reference(id(2)).as_str().to_owned()),
        original_trace: Some("121042880000007".to_owned()),
        bank_reference: Some("121042880000002".to_owned()),
        returned: Some(ReturnReason::Code("R02".to_owned())),
    };
    assert_eq!(read(file.text().unwrap().as_bytes()).unwrap().returned(), [expected]);
}
