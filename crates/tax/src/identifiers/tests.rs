use super::*;

fn check_of(scheme: Scheme, country: &str, number: &str) -> Check {
    check(scheme, country.parse().unwrap(), &Identifier::tin(number).unwrap())
}

fn of_person(country: &str, number: &str) -> Check {
    check_of(Scheme::PersonTin, country, number)
}

const DISPUTED: Check = Check::Doubtful(Suspicion::DisputedRule);
const UNUSUAL: Check = Check::Doubtful(Suspicion::Unusual);
const PLACEHOLDER: Check = Check::Doubtful(Suspicion::Placeholder);
const NO_RULE: Check = Check::Doubtful(Suspicion::NoRule);

/// Holds G-59: where sources disagree, what is held here, and why.
#[test]
fn every_dispute_is_decided() {
    let decided = [
        ("DK", "0101111114", Check::Ok, "since 2007 numbers are given that the rule of eleven does not fit"),
        ("DK", "3111111118", Check::Invalid, "no source holds that November has 31 days"),
        ("CZ", "530101001", Check::Ok, "nine digits until 1953"),
        ("CZ", "540101001", DISPUTED, "nine digits after 1953: some took effect late"),
        ("CZ", "8001010001", DISPUTED, "ten digits that are no multiple of eleven were given until 1985"),
        ("SK", "540101001", DISPUTED, "Slovakia shares the birth number"),
        ("LV", "01011012345", DISPUTED, "the check digit is confirmed by no official source"),
        ("LV", "32000000007", DISPUTED, "nor is that of numbers without a date"),
        ("LV", "33000000007", UNUSUAL, "the law allows 32 to 39, and 32 alone has been seen"),
        ("RO", "8001011234567", DISPUTED, "the European Commission's paper knows no check digit"),
        ("SE", "6408833231", Check::Ok, "a coordination number: the day is raised by 60"),
        ("GR", "500000001", Check::Invalid, "the check digit is undisputed"),
        ("GR", "501234562", Check::Ok, "that 5 and 6 never begin a number is told by one source only"),
        ("ES", "54237A", Check::Ok, "a DNI may be written without its leading zeros"),
        ("ES", "K0867756N", Check::Ok, "K is checked as a DNI by the tax agency"),
        ("ES", "K0867756I", DISPUTED, "and as a firm by others"),
        ("PT", "018293476", DISPUTED, "that 0 never begins a number is not held by all"),
        ("IE", "9053547FC", DISPUTED, "second letters other than A, B, H and W are told by one source only"),
        ("FI", "010190900P", UNUSUAL, "from 900 on a number was given for a time only"),
        ("AT", "999999998", PLACEHOLDER, "a sequence, whatever its check digit"),
    ];
    for (country, number, held, why) in decided {
        assert_eq!(of_person(country, number), held, "{country} {number}: {why}");
    }
}

/// Holds G-59: numbers that people type where they have none go to a reviewer.
#[test]
fn a_sequence_is_doubtful_though_its_check_digit_is_right() {
    assert_eq!(of_person("ES", "12345678Z"), PLACEHOLDER);
    assert_eq!(of_person("US", "078-05-1120"), PLACEHOLDER);
    assert_eq!(of_person("DE", "86 095 742 719"), PLACEHOLDER);
    assert_eq!(of_person("GB", "AB123456C"), PLACEHOLDER);
}

#[test]
fn a_number_of_somebody_else_is_doubtful() {
    assert_eq!(of_person("ES", "A58818501"), UNUSUAL);
    assert_eq!(check_of(Scheme::EntityTin, "ES", "A58818501"), Check::Ok);
    assert_eq!(check_of(Scheme::EntityTin, "ES", "X7049034V"), UNUSUAL);
    assert_eq!(of_person("DE", "181/815/08155"), Check::Invalid);
    assert_eq!(check_of(Scheme::EntityTin, "DE", "181/815/08155"), Check::Ok);
}

#[test]
fn what_no_rule_decides_is_left_to_the_reviewer() {
    assert_eq!(of_person("BR", "123.456.789-09"), NO_RULE);
    assert_eq!(of_person("BR", "123"), Check::Invalid);
    assert_eq!(check_of(Scheme::BusinessRegister, "US", "C1234567"), NO_RULE);
}

/// Numbers that have no check digit, or that no oracle knows, by their form.
#[test]
fn a_number_without_a_check_digit_is_judged_by_its_form() {
    let register = |country: &str, number| {
        check(Scheme::BusinessRegister, country.parse().unwrap(), &Identifier::of_register(number).unwrap())
    };
    for (country, number) in [
        ("CY", "HE 40231"),
        ("GB", "SC 102530"),
        ("GR", "1220 3040 5000"),
        ("HU", "01-09-562739"),
        ("IE", "311 542"),
        ("IT", "MI-1935826"),
        ("LU", "B 82454"),
        ("MT", "C 42121"),
        ("NL", "17 04 25 06"),
        ("RO", "J40/8302/1997"),
    ] {
        assert_eq!(register(country, number), Check::Ok, "{country} {number}");
        assert_eq!(register(country, "§"), Check::Invalid, "{country}");
    }
    assert_eq!(of_person("US", "123-45-0000"), Check::Invalid);
    assert_eq!(of_person("US", "918-70-1234"), Check::Ok);
}

/// The name of the court is part of a German number.
#[test]
fn a_german_register_number_needs_its_court() {
    let number = |typed| Identifier::of_register(typed).unwrap();
    let check = |typed| check(Scheme::BusinessRegister, "DE".parse().unwrap(), &number(typed));
    assert_eq!(check("Amtsgericht München  HRB 42243"), Check::Ok);
    assert_eq!(check("HRB 42243"), UNUSUAL);
    assert_eq!(check("München"), Check::Invalid);
    assert_eq!(number(" Aachen   HRB 1 ").as_str(), "AACHEN HRB 1");
}

#[test]
fn a_number_has_one_spelling_and_is_shown_masked() {
    assert_eq!(Identifier::tin(" x-704 9034/v ").unwrap().as_str(), "X7049034V");
    for bad in ["", " - ", "123\u{0}", "12é45", &"1".repeat(31)] {
        assert!(Identifier::tin(bad).is_err(), "{bad:?}");
    }
    let number = Identifier::tin("70182693953").unwrap();
    assert_eq!(number.masked(), "*******3953");
    assert_eq!(Identifier::tin("1234").unwrap().masked(), "**34");
    assert_eq!(format!("{number:?}"), "Identifier(*******3953)");
}

/// Holds G-59: Greece's letters are EL, and Northern Ireland has its own.
#[test]
fn a_vat_number_begins_with_the_letters_of_its_state() {
    let greek = VatId::new("gr 094.259.216").unwrap();
    assert_eq!((greek.as_str(), greek.issuer().country().code()), ("EL094259216", "GR"));
    assert_eq!(VatId::new("EL094259216").unwrap(), greek);
    assert_eq!(greek.check(), Check::Ok);

    let northern = VatId::new("XI980780684").unwrap();
    assert_eq!((northern.issuer(), northern.issuer().country().code()), (VatIssuer::NorthernIreland, "GB"));
    assert_eq!((northern.check(), northern.masked().as_str()), (Check::Ok, "*******0684"));
    assert_eq!(VatId::new("BR12345678").unwrap().check(), NO_RULE);
    for bad in ["136695976", "ZZ1234", "EL", "§"] {
        assert!(VatId::new(bad).is_err(), "{bad}");
    }
}
