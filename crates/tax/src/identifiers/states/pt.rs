//! Portugal. Source: Decreto-Lei 14/2013 on the NIF of persons and firms; VIES. The register's NIPC is the NIF.

use super::{Check, Rules, Suspicion, digits, weighted};

pub const RULES: Rules = Rules { person: nif, entity: nif, vat: nif, register: nif };

/// Nine digits, the last a check digit. That none begins with 0 is not held by all.
fn nif(number: &[u8]) -> Check {
    let Some(digits) = digits::<9>(number) else { return Check::Invalid };
    let check = (11 - weighted(&digits, &[9, 8, 7, 6, 5, 4, 3, 2]) % 11) % 11 % 10;
    Check::doubtful_unless(digits[0] > 0, Suspicion::DisputedRule).max(Check::only_if(check == digits[8]))
}
