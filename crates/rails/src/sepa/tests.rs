use chrono::{DateTime, NaiveDate};
use disbursements::{AccountNumber, Rail};
use kernel::{Currency, DisbursementId, Money};
use proptest::{collection::vec, prelude::*};
use quick_xml::{Reader, events::Event};

use super::*;
use crate::Unwritable;

const IBAN: &str = "DE89370400440532013000";

fn id(number: u64) -> DisbursementId {
    format!("{}_019c000000007000800{number:013x}", DisbursementId::PREFIX).parse().unwrap()
}

fn eur(cents: i64) -> Money {
    Money::from_minor(cents, Currency::EUR).unwrap()
}

fn transfer(number: u64, name: &str, cents: i64) -> Result<Transfer, OrderRefusal> {
    let account = AccountNumber::new(Rail::Sepa, IBAN, None).unwrap();
    Transfer::new(id(number), &account, name, eur(cents))
}

fn debtor() -> Debtor {
    Debtor::new("Guildhall Betrieb GmbH", "NL91ABNA0417164300", Some("ABNANL2A")).unwrap()
}

fn order() -> Order {
    Order {
        file_identity: "PO-20270301-A".to_owned(),
        created_at: DateTime::from_timestamp(1_803_000_000, 0).unwrap(),
        execute_on: NaiveDate::from_ymd_opt(2027, 3, 2).unwrap(),
    }
}

/// The texts of the elements of that name, in order.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let (mut reader, mut found, mut open) = (Reader::from_str(xml), vec![], false);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) if element.local_name().as_ref() == name.as_bytes() => {
                open = true;
                found.push(String::new());
            }
            Event::End(_) => open = false,
            Event::Text(text) if open => found.last_mut().unwrap().push_str(&text.decode().unwrap()),
            Event::GeneralRef(entity) if open => {
                let text = format!("&{};", entity.decode().unwrap());
                found.last_mut().unwrap().push_str(&quick_xml::escape::unescape(&text).unwrap());
            }
            Event::Eof => return found,
            Event::Start(_)
            | Event::Empty(_)
            | Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => {}
        }
    }
}

#[test]
fn an_order_names_the_file_and_each_disbursement() {
    let transfers = [transfer(1, "Björk Ørsted & Søn", 97_500).unwrap(), transfer(2, "Ada", 1).unwrap()];

    let xml = payment_order(&debtor(), &order(), &transfers).unwrap();

    assert!(xml.contains(r#"xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09""#));
    assert_eq!(texts(&xml, "MsgId"), ["PO-20270301-A"]);
    assert_eq!(texts(&xml, "CreDtTm"), ["2027-02-19T01:20:00Z"]);
    assert_eq!(texts(&xml, "CtrlSum"), ["975.01"; 2]);
    assert_eq!(texts(&xml, "BtchBookg"), ["false"]);
    assert_eq!(texts(&xml, "InstdAmt"), ["975.00", "0.01"]);
    assert_eq!(texts(&xml, "EndToEndId"), [1, 2].map(|number| end_to_end_id(id(number))));
    assert_eq!(texts(&xml, "Nm")[2..], ["Bjork Orsted + Son", "Ada"]);
    assert_eq!(payment_order(&debtor(), &order(), &transfers), Ok(xml), "the same bytes each time");
}

#[test]
fn what_sepa_does_not_carry_is_refused() {
    assert_eq!(transfer(1, "李", 1).unwrap_err(), OrderRefusal::Name(Unwritable('李')));
    let dollars = Money::from_minor(1, Currency::USD).unwrap();
    let account = AccountNumber::new(Rail::Sepa, IBAN, None).unwrap();
    let refusal = Transfer::new(id(1), &account, "Ada", dollars).unwrap_err();
    assert_eq!(refusal, OrderRefusal::NotEuro(Currency::USD));
    assert!(matches!(Debtor::new("Ada", "US12", None), Err(DebtorRefusal::Iban(_))));

    let twice = [transfer(1, "Ada", 1).unwrap(), transfer(1, "Ada", 1).unwrap()];
    assert_eq!(payment_order(&debtor(), &order(), &twice), Err(OrderRefusal::Twice(id(1))));
    let long = Order { file_identity: "x".repeat(36), ..order() };
    for (order, transfers) in [
        (order(), vec![]),
        (order(), vec![transfer(1, "  ", 1).unwrap()]),
        (order(), vec![transfer(1, "Ada", 0).unwrap()]),
        (order(), vec![transfer(1, "Ada", 100_000_000_000).unwrap()]),
        (long, vec![transfer(1, "Ada", 1).unwrap()]),
    ] {
        let refusal = payment_order(&debtor(), &order, &transfers);
        assert!(matches!(refusal, Err(OrderRefusal::Rules(_))), "{refusal:?}");
    }
}

proptest! {
    #[test]
    fn an_end_to_end_id_leads_back_to_its_disbursement(number in 0..1_u64 << 52) {
        let told = end_to_end_id(id(number));
        prop_assert!(told.len() <= 35);
        prop_assert_eq!(disbursement_of(&told), Some(id(number)));
    }

    /// Whatever people are called, the order says it in letters that every bank reads, or there is no order.
    #[test]
    fn names_are_written_in_the_sepa_letters(names in vec("\\PC{1,90}", 1..4)) {
        let transfers = (1..).zip(&names).map(|(number, name)| transfer(number, name, 100));
        let Ok(transfers) = transfers.collect::<Result<Vec<_>, _>>() else { return Ok(()) };
        let Ok(xml) = payment_order(&debtor(), &order(), &transfers) else { return Ok(()) };
        let told = texts(&xml, "Nm").split_off(2);
        prop_assert_eq!(told.len(), names.len());
        for name in told {
            prop_assert!((1..=70).contains(&name.len()));
            prop_assert!(name.chars().all(sepa::charset::is_sepa_char), "{}", name);
        }
    }
}
