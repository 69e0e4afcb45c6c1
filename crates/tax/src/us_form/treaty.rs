//! With whom the United States have an income tax treaty in force. Source: Internal Revenue Service, "United States
//! income tax treaties - A to Z". Left out are Hungary (ended for what is withheld from 2024 on), Russia and Belarus
//! (suspended); a claim by what is not here goes to a reviewer as one that is not known.

use kernel::Country;

const TREATIES: [&str; 64] = [
    "AM", "AU", "AT", "AZ", "BD", "BB", "BE", "BG", "CA", "CL", "CN", "CY", "CZ", "DK", "EG", "EE", "FI", "FR", "GE",
    "DE", "GR", "IS", "IN", "ID", "IE", "IL", "IT", "JM", "JP", "KZ", "KR", "KG", "LV", "LT", "LU", "MT", "MX", "MD",
    "MA", "NL", "NZ", "NO", "PK", "PH", "PL", "PT", "RO", "SK", "SI", "ZA", "ES", "LK", "SE", "CH", "TJ", "TH", "TT",
    "TN", "TR", "TM", "UA", "GB", "UZ", "VE",
];

pub fn has_treaty(country: Country) -> bool {
    TREATIES.contains(&country.code())
}
