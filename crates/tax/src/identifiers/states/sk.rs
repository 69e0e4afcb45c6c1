//! Slovakia. Source: Act 301/1995 on the birth number; Finančná správa, the DIČ; the register's IČO.

use super::{
    Check, Rules, Suspicion,
    cz::{birth_number, firm},
    digits, value,
};

pub const RULES: Rules = Rules { person, entity: tax_number, vat, register: firm };

/// A birth number, or the ten digits of the tax office.
fn person(number: &[u8]) -> Check {
    birth_number(number).or(tax_number(number))
}

/// Ten digits. That they are a multiple of eleven is published for those of VAT only.
fn tax_number(number: &[u8]) -> Check {
    let Some(digits) = digits::<10>(number).filter(|digits| digits[0] > 0) else { return Check::Invalid };
    Check::doubtful_unless(value(&digits).is_multiple_of(11), Suspicion::DisputedRule)
}

/// A firm's third digit is 2 to 4 or 7 to 9. Whether people use their birth number is not certain.
fn vat(number: &[u8]) -> Check {
    let fits =
        |digits: [u32; 10]| digits[0] > 0 && matches!(digits[2], 2..=4 | 7..=9) && value(&digits).is_multiple_of(11);
    let is_person = number.len() == 10 && birth_number(number) == Check::Ok;
    let of_person = Check::Doubtful(Suspicion::DisputedRule).max(Check::only_if(is_person));
    Check::only_if(digits::<10>(number).is_some_and(fits)).or(of_person)
}
