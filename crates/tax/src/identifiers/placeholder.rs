//! Numbers that people type where they have none.

/// Examples from official papers, which are never issued.
const EXAMPLES: [(&str, &str); 9] = [
    ("DE", "86095742719"), // European Commission, country sheet of Germany.
    ("GB", "999999973"),   // HMRC's example of a VAT number.
    ("NL", "111222333"),   // Rijksdienst voor Identiteitsgegevens, test numbers.
    ("NL", "999999990"),
    ("PL", "44051401359"), // The example of the rule for the PESEL.
    ("PL", "1234563218"),  // The example of the rule for the NIP.
    ("US", "078051120"),   // Social Security Administration: printed in wallets, and misused ever since.
    ("US", "219099999"),   // Used in its advertisements.
    ("US", "457555462"),   // Published by its owner.
];

/// Fewer digits than these make a sequence too often by chance.
const LENGTH_MIN: usize = 6;

/// Whether the digits, but for the last that checks them, are all the same or count up or down; or the number is a
/// known example.
pub fn is_placeholder(country: &str, number: &[u8]) -> bool {
    EXAMPLES.iter().any(|(of, example)| *of == country && example.as_bytes() == number) || is_sequence(number)
}

fn is_sequence(number: &[u8]) -> bool {
    let digits: Vec<u8> = number.iter().filter(|byte| byte.is_ascii_digit()).map(|byte| byte - b'0').collect();
    let last_checks = number.last().is_some_and(u8::is_ascii_digit);
    let stem = if last_checks { digits.split_last().map_or(&digits[..], |(_, stem)| stem) } else { &digits[..] };
    let steps_by = |step: u8| stem.windows(2).all(|pair| (pair[0] + step) % 10 == pair[1]);
    stem.len() >= LENGTH_MIN && [0, 1, 9].into_iter().any(steps_by)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_and_examples_are_recognised() {
        for (country, number) in [("DE", "123456788"), ("ES", "12345678Z"), ("PT", "999999990"), ("US", "078051120")] {
            assert!(is_placeholder(country, number.as_bytes()), "{number}");
        }
        for (country, number) in [("DE", "136695976"), ("FR", "078051120"), ("IE", "12345A")] {
            assert!(!is_placeholder(country, number.as_bytes()), "{number}");
        }
    }
}
