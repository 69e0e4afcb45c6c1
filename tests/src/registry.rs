use marketplace::Marketplace;
use rails::CertificationFile;

/// The certifications that the stories' registry knows.
const CERTIFICATIONS: &str = "\
issuer,external_id,holder,level,issued_on,expires_on
acme,ADA-1,Ada Lovelace,ASSOCIATE,2026-01-15,2029-01-15
acme,ADA-2,Ada Lovelace,PROFESSIONAL,2026-01-15,2027-04-01
acme,ADA-LOW,Ada Lovelace,FOUNDATIONAL,2026-01-15,2029-01-15
acme,ADA-OLD,Ada Lovelace,ASSOCIATE,2020-01-15,2023-01-15
acme,GRACE-1,Grace Hopper,SPECIALTY,2026-06-01,2029-06-01
acme,LINUS-1,Linus Pauling,PROFESSIONAL,2026-06-01,2029-06-01
acme,MARIE-1,Marie Curie,ASSOCIATE,2026-06-01,2029-06-01
";

/// How many others are certified, each by name: "Expert 7" holds "CROWD-7".
const CROWD: usize = 12;

/// Imports what the stories' registry knows.
pub async fn imported(marketplace: &Marketplace) {
    let crowd = (0..CROWD).map(|n| format!("acme,CROWD-{n},Expert {n},ASSOCIATE,2026-01-15,2029-01-15\n"));
    let known = CERTIFICATIONS.to_owned() + &crowd.collect::<String>();
    let mut file = CertificationFile::open(known.as_bytes());
    marketplace.import_certifications(&mut file).await.expect("the stories' certifications are well formed");
}
