use serde_json::{Value, json};

/// A country that experts of the demo come from, with everything that its papers and banks ask for.
pub struct Home {
    pub country: &'static str,
    pub currency: &'static str,
    pub time_zone: &'static str,
    street: &'static str,
    city: &'static str,
    postal_code: &'static str,
    /// A taxpayer number whose form is valid; nobody's.
    pub tin: &'static str,
    /// The example account of the country's banks.
    pub account_number: &'static str,
    pub routing_number: Option<&'static str>,
}

pub const HOMES: [Home; 7] = [
    Home {
        country: "DE",
        currency: "EUR",
        time_zone: "Europe/Berlin",
        street: "Unter den Linden 5",
        city: "Berlin",
        postal_code: "10117",
        tin: "70182693953",
        account_number: "DE89370400440532013000",
        routing_number: None,
    },
    Home {
        country: "US",
        currency: "USD",
        time_zone: "America/New_York",
        street: "350 Fifth Avenue",
        city: "New York",
        postal_code: "10118",
        tin: "518274936",
        account_number: "000123456789",
        routing_number: Some("021000021"),
    },
    Home {
        country: "FR",
        currency: "EUR",
        time_zone: "Europe/Paris",
        street: "12 rue de Rivoli",
        city: "Paris",
        postal_code: "75004",
        tin: "2597561001322",
        account_number: "FR1420041010050500013M02606",
        routing_number: None,
    },
    Home {
        country: "GB",
        currency: "GBP",
        time_zone: "Europe/London",
        street: "10 Fleet Street",
        city: "London",
        postal_code: "EC4Y 1AU",
        tin: "4651640778",
        account_number: "GB29NWBK60161331926819",
        routing_number: None,
    },
    Home {
        country: "ES",
        currency: "EUR",
        time_zone: "Europe/Madrid",
        street: "Calle Mayor 1",
        city: "Madrid",
        postal_code: "28013",
        tin: "12345678Z",
        account_number: "ES9121000418450200051332",
        routing_number: None,
    },
    Home {
        country: "NL",
        currency: "EUR",
        time_zone: "Europe/Amsterdam",
        street: "Damrak 70",
        city: "Amsterdam",
        postal_code: "1012 LM",
        tin: "360194187",
        account_number: "NL91ABNA0417164300",
        routing_number: None,
    },
    Home {
        country: "IE",
        currency: "EUR",
        time_zone: "Europe/Dublin",
        street: "1 Grafton Street",
        city: "Dublin",
        postal_code: "D02 Y754",
        tin: "9053547B",
        account_number: "IE29AIBK93115212345678",
        routing_number: None,
    },
];

const FIRST_NAMES: [&str; 16] = [
    "Ada",
    "Grace",
    "Linus",
    "Marie",
    "Alan",
    "Emmy",
    "Niels",
    "Rosalind",
    "Carl",
    "Sofia",
    "Erwin",
    "Hedy",
    "Max",
    "Lise",
    "Otto",
    "Katherine",
];
const LAST_NAMES: [&str; 13] = [
    "Lindqvist",
    "Moreau",
    "Becker",
    "Okafor",
    "Santos",
    "Novak",
    "Keller",
    "Byrne",
    "Visser",
    "Romero",
    "Hughes",
    "Fischer",
    "Laurent",
];

/// How customers of the demo pay, and what becomes of it; "late" and "declined once" are what makes a season.
pub const PAYMENTS: [(&str, Option<&str>); 6] = [
    ("CARD", Some("sandbox_card_ok")),
    ("ACH", Some("sandbox_ach_ok")),
    ("NET_TERMS", None),
    ("CARD", Some("sandbox_card_declined_once")),
    ("NET_TERMS", Some("sandbox_terms_late")),
    ("CARD", Some("sandbox_card_declined")),
];

/// A customer's other way to pay, of which the bank or the card network takes back what came.
pub const TAKEN_BACK: [(&str, &str); 3] =
    [("CARD", "sandbox_card_charged_back"), ("ACH", "sandbox_ach_returned"), ("CARD", "sandbox_card_dispute_won")];

/// The account of the first expert, which the bank has closed: what is paid there comes back.
pub const CLOSED_ACCOUNT: &str = "DE13370400440532010003";

pub const TASKS: [(&str, &str); 6] = [
    ("Move our web shop to the cloud", "Two machines under a desk run our shop, and we want it somewhere safer."),
    ("Cut the bill of our data warehouse", "Our nightly jobs cost more every month, and nobody knows which of them."),
    ("Review the security of our platform", "Before the audit in spring somebody should look at who may do what."),
    ("Make our deployments boring", "Every release takes an evening and three people; it should take neither."),
    ("Rescue a slow database", "Reports time out since the summer, and adding machines has not helped."),
    ("Plan for the failure of a region", "We promised our customers that we survive it, and have never tried."),
];

impl Home {
    pub fn of(expert: usize) -> &'static Self {
        &HOMES[expert % HOMES.len()]
    }

    /// A home in another country.
    pub fn elsewhere(home: &Self) -> &'static Self {
        HOMES.iter().find(|other| other.country != home.country).unwrap_or(&HOMES[0])
    }

    pub fn address(&self) -> Value {
        json!({ "street": self.street, "city": self.city, "postalCode": self.postal_code, "country": self.country })
    }
}

/// The name of the demo's n-th person; no two of the first two hundred share one.
pub fn name(n: usize) -> String {
    format!("{} {}", FIRST_NAMES[n % FIRST_NAMES.len()], LAST_NAMES[n % LAST_NAMES.len()])
}

/// The registry's file: one certification for each expert.
pub fn certifications(experts: usize) -> String {
    let header = "issuer,external_id,holder,level,issued_on,expires_on\n".to_owned();
    (0..experts).fold(header, |file, n| file + &format!("ACME,A-{n},{},PROFESSIONAL,2026-01-15,2031-01-15\n", name(n)))
}
