//! IBANs of every country that python-stdnum knows, against the check of a payout method's number.

use std::collections::{BTreeMap, BTreeSet};

use disbursements::{AccountNumber, Rail};
use support::Peer;

/// For every country of the register, numbers by chance with check digits that the library computed, each followed by
/// a slip of it; with what the library says, `national` where only the bank's own check digits are wrong.
const SCRIPT: &str = r#"
import random, re, sys
from stdnum import iban, numdb
from stdnum.exceptions import ValidationError

chance = random.Random(int(sys.argv[1]))
signs = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}

def verdict(number):
    if iban.is_valid(number):
        return "ok"
    return "national" if iban.is_valid(number, check_country=False) else "refused"

def made(country, structure):
    parts = re.findall(r"([0-9]+)!([nac])", structure)
    bban = "".join(chance.choice(signs[kind]) for length, kind in parts for _ in range(int(length)))
    return country + iban.calc_check_digits(country + "00" + bban) + bban

def slipped(number):
    at = chance.randrange(4, len(number) - 1)
    if chance.random() < 0.2:
        return number[:at] + number[at + 1:]
    kind = "n" if number[at].isdigit() else "a"
    return number[:at] + chance.choice(signs[kind]) + number[at + 1:]

for _, country, _, facts, _ in sorted(numdb.get("iban").prefixes):
    for _ in range(120):
        number = made(country, facts["bban"])
        for each in (number, slipped(number)):
            print(each, verdict(each))
"#;

/// Countries of the register that the library of ours lacks: nobody there can be paid by IBAN yet.
const LACKING: [&str; 2] = ["HN", "PK"];

/// Banks of these countries have check digits of their own within the number. They are not looked at here: whoever
/// slips is caught by the check digits of the IBAN itself, and whether there is such an account the bank alone knows,
/// which is asked while a method is pending (G-39).
const WITH_NATIONAL_CHECKS: [&str; 4] = ["BE", "ES", "ME", "NO"];

/// Holds G-39.
#[tokio::test]
async fn ibans_are_judged_as_python_stdnum_does() {
    let Some(peer) = Peer::python(&["python-stdnum==2.2"]) else { return };
    let told = peer.run(SCRIPT, &["39"], "").await;

    let mut verdicts = BTreeMap::<_, usize>::new();
    for (number, verdict) in told.lines().filter_map(|line| line.split_once(' ')) {
        let (country, ours) = (&number[..2], AccountNumber::new(Rail::Sandbox, number, None).is_ok());
        let expected = verdict != "refused" && !LACKING.contains(&country);
        assert_eq!(ours, expected, "{number}: {verdict}");
        *verdicts.entry((verdict, country)).or_default() += 1;
    }

    let countries = |of: &str| -> BTreeSet<_> {
        verdicts.keys().filter(|(verdict, _)| *verdict == of).map(|(_, country)| *country).collect()
    };
    assert_eq!(countries("national"), BTreeSet::from(WITH_NATIONAL_CHECKS));
    assert!(countries("ok").len() >= 85 && countries("refused").len() >= 85, "{verdicts:?}");
    assert!(LACKING.iter().all(|country| countries("ok").contains(country)), "a decision that is needed no more");
}
