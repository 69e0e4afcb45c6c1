//! How countries write postal codes. Source: Universal Postal Union, addressing sheets.

use kernel::Address;

/// `9` is a digit, `A` a letter, `X` either; what stands between them is not looked at.
const FORMS: [(&str, &[&str]); 29] = [
    ("AT", &["9999"]),
    ("BE", &["9999"]),
    ("BG", &["9999"]),
    ("CY", &["9999"]),
    ("CZ", &["99999"]),
    ("DE", &["99999"]),
    ("DK", &["9999"]),
    ("EE", &["99999"]),
    ("ES", &["99999"]),
    ("FI", &["99999"]),
    ("FR", &["99999"]),
    ("GB", &["A99AA", "A999AA", "AA99AA", "AA999AA", "A9A9AA", "AA9A9AA"]),
    ("GR", &["99999"]),
    ("HR", &["99999"]),
    ("HU", &["9999"]),
    ("IE", &["A9XXXXX"]),
    ("IT", &["99999"]),
    ("LT", &["99999"]),
    ("LU", &["9999"]),
    ("LV", &["9999"]),
    ("MT", &["AAA9999"]),
    ("NL", &["9999AA"]),
    ("PL", &["99999"]),
    ("PT", &["9999999"]),
    ("RO", &["999999"]),
    ("SE", &["99999"]),
    ("SI", &["9999"]),
    ("SK", &["99999"]),
    ("US", &["99999", "999999999"]),
];

/// Whether the postal code has a form of its country, perhaps after the country's letters; of countries that are not
/// on the list, always.
pub fn is_usual(address: &Address) -> bool {
    let country = address.country.code();
    let Some((_, forms)) = FORMS.iter().find(|(code, _)| *code == country) else { return true };
    let written = address.postal_code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
    let code: String = written.collect();
    let bare = code.strip_prefix(country).or_else(|| code.strip_prefix(&country[..1])).unwrap_or(&code);
    forms.iter().any(|form| has(form, &code) || has(form, bare))
}

fn has(form: &str, code: &str) -> bool {
    let fits = |(form, sign): (char, char)| match form {
        '9' => sign.is_ascii_digit(),
        'A' => sign.is_ascii_uppercase(),
        _ => sign.is_ascii_alphanumeric(),
    };
    form.chars().count() == code.chars().count() && form.chars().zip(code.chars()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_usual_in(country: &str, postal_code: &str) -> bool {
        is_usual(&Address::new("Street 1", "City", postal_code, country.parse().unwrap()).unwrap())
    }

    #[test]
    fn postal_codes_are_written_as_their_country_writes_them() {
        for (country, code) in [
            ("DE", "10117"),
            ("PL", "00-950"),
            ("PT", "1000-001"),
            ("SE", "114 55"),
            ("NL", "1011 ab"),
            ("LV", "LV-1050"),
            ("LU", "L-1110"),
            ("IE", "D02 AF30"),
            ("GB", "SW1A 1AA"),
            ("GB", "M1 1AE"),
            ("MT", "VLT 1117"),
            ("US", "10001-1234"),
            ("AE", ""),
            ("BR", "whatever"),
        ] {
            assert!(is_usual_in(country, code), "{country} {code}");
        }
        for (country, code) in [
            ("DE", "1011"),
            ("DE", ""),
            ("NL", "AB 1011"),
            ("GB", "10117"),
            ("US", "1000"),
            ("PT", "1000-00é"),
            ("LU", "FL-1110"),
        ] {
            assert!(!is_usual_in(country, code), "{country} {code}");
        }
    }
}
