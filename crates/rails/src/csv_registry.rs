use std::{
    collections::{HashMap, hash_map::Entry},
    fmt,
    io::Read,
};

use async_trait::async_trait;
use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, Trim};
use experts::{CertificationLevel, Finding};
use kernel::line;
use marketplace::{CertificationRegistry, RegistryAnswer, RegistryError};

/// The columns of the file, in any order; a first line names them.
const COLUMNS: [&str; 6] = ["issuer", "external_id", "holder", "level", "issued_on", "expires_on"];
/// How many bad lines the refusal of a file names.
const PROBLEMS_SHOWN_MAX: usize = 20;

/// The certifications of a CSV file, wholly in memory. It never changes: a new file is read at the next start.
#[derive(Clone, Debug, Default)]
pub struct CsvRegistry {
    /// By issuer in lower case, and the id as written.
    certifications: HashMap<(String, String), Certification>,
}

#[derive(Clone, Debug)]
struct Certification {
    holder: String,
    finding: Finding,
}

/// The file is not taken, and nothing of it: every bad line, and what is wrong with it.
#[derive(Debug)]
pub struct CsvRegistryError {
    problems: Vec<(u64, String)>,
}

impl CsvRegistry {
    /// Reads a whole file, or refuses it whole.
    pub fn read(file: impl Read) -> Result<Self, CsvRegistryError> {
        let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(file);
        let columns = columns(reader.headers())?;
        let (mut certifications, mut problems) = (HashMap::new(), Vec::new());
        for row in reader.records() {
            let number = row.as_ref().map_or_else(line_of_error, line_of);
            let read = row.map_err(|error| error.to_string()).and_then(|row| certification(&row, columns));
            match read.and_then(|(key, certification)| add(&mut certifications, key, certification)) {
                Ok(()) => {}
                Err(problem) => problems.push((number, problem)),
            }
        }
        if problems.is_empty() { Ok(Self { certifications }) } else { Err(CsvRegistryError { problems }) }
    }

    /// How many certifications it knows.
    pub fn len(&self) -> usize {
        self.certifications.len()
    }

    pub fn is_empty(&self) -> bool {
        self.certifications.is_empty()
    }
}

#[async_trait]
impl CertificationRegistry for CsvRegistry {
    async fn look_up(&self, issuer: &str, external_id: &str) -> Result<RegistryAnswer, RegistryError> {
        let known = self.certifications.get(&(issuer.to_lowercase(), external_id.to_owned()));
        Ok(known.map_or(RegistryAnswer::Unknown, |Certification { holder, finding }| RegistryAnswer::Found {
            holder_name: holder.clone(),
            finding: finding.clone(),
        }))
    }
}

impl std::error::Error for CsvRegistryError {}

impl fmt::Display for CsvRegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self.problems.iter().take(PROBLEMS_SHOWN_MAX).collect();
        write!(f, "nothing was imported")?;
        for (number, problem) in &shown {
            write!(f, "; line {number}: {problem}")?;
        }
        match self.problems.len().saturating_sub(shown.len()) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

/// Where each column stands.
fn columns(header: Result<&StringRecord, csv::Error>) -> Result<[usize; 6], CsvRegistryError> {
    let refused = |problem| CsvRegistryError { problems: vec![(1, problem)] };
    let header = header.map_err(|error| refused(error.to_string()))?;
    let unknown = header.iter().find(|name| !COLUMNS.contains(name));
    let mut places = [0; 6];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        let found = header.iter().position(|other| other == name);
        *place = found.ok_or_else(|| refused(format!("the column {name} is missing")))?;
    }
    match unknown {
        Some(name) => Err(refused(format!("{name:?} is no column"))),
        None if header.len() > COLUMNS.len() => Err(refused("a column is there twice".to_owned())),
        None => Ok(places),
    }
}

fn certification(row: &StringRecord, columns: [usize; 6]) -> Result<((String, String), Certification), String> {
    let [issuer, external_id, holder, level, issued_on, expires_on] =
        columns.map(|place| row.get(place).unwrap_or_default());
    let checked = |name, typed, max| line(name, typed, 1..=max).map_err(|error| error.to_string());
    let finding = Finding {
        level: level_of(level)?,
        issued_on: day("issued_on", issued_on)?,
        expires_on: if expires_on.is_empty() { None } else { Some(day("expires_on", expires_on)?) },
    };
    if finding.expires_on.is_some_and(|expires_on| expires_on < finding.issued_on) {
        return Err("expires_on comes before issued_on".to_owned());
    }
    let key = (checked("issuer", issuer, 100)?.to_lowercase(), checked("external_id", external_id, 100)?);
    Ok((key, Certification { holder: checked("holder", holder, 200)?, finding }))
}

fn add(
    certifications: &mut HashMap<(String, String), Certification>,
    key: (String, String),
    certification: Certification,
) -> Result<(), String> {
    match certifications.entry(key) {
        Entry::Occupied(taken) => {
            let (issuer, external_id) = taken.key();
            Err(format!("{external_id} of {issuer} is there twice"))
        }
        Entry::Vacant(free) => {
            free.insert(certification);
            Ok(())
        }
    }
}

fn level_of(name: &str) -> Result<CertificationLevel, String> {
    match name.to_lowercase().as_str() {
        "foundational" => Ok(CertificationLevel::Foundational),
        "associate" => Ok(CertificationLevel::Associate),
        "professional" => Ok(CertificationLevel::Professional),
        "specialty" => Ok(CertificationLevel::Specialty),
        _ => Err(format!("{name:?} is no level: Foundational, Associate, Professional, Specialty")),
    }
}

fn day(column: &str, text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| format!("{column} {text:?} is no day such as 2027-03-01"))
}

fn line_of(row: &StringRecord) -> u64 {
    row.position().map_or(0, csv::Position::line)
}

fn line_of_error(error: &csv::Error) -> u64 {
    error.position().map_or(0, csv::Position::line)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "issuer,external_id,holder,level,issued_on,expires_on\n";

    fn read(rows: &str) -> Result<CsvRegistry, String> {
        CsvRegistry::read(format!("{HEADER}{rows}").as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_is_taken_in_any_order_of_columns_and_without_an_end() {
        let registry =
            read("AWS,A-1,Ada Lovelace,ASSOCIATE,2026-01-15,2029-01-15\nAWS,A-2,Ada,specialty,2026-01-15,\n");
        assert_eq!(registry.unwrap().len(), 2);
        let turned = "level,holder,issuer,external_id,expires_on,issued_on\nAssociate,Ada,AWS,A-1,,2026-01-15\n";
        assert_eq!(CsvRegistry::read(turned.as_bytes()).unwrap().len(), 1);
    }

    #[test]
    fn one_bad_line_refuses_the_file_and_every_bad_line_is_named() {
        let refused = read(
            "AWS,A-1,Ada,Associate,2026-01-15,\nAWS,A-2,Ada,Expert,2026-01-15,\nAWS,A-3,Ada,Associate,15.01.2026,\n\
             AWS,A-1,Ada,Associate,2026-01-15,\nAWS,A-4,,Associate,2026-01-15,\nAWS,A-5\n\
             AWS,A-6,Ada,Associate,2026-01-15,2025-01-15\n",
        );
        let message = refused.unwrap_err();
        for number in [3, 4, 5, 6, 7, 8] {
            assert!(message.contains(&format!("line {number}:")), "{message}");
        }
        assert!(!message.contains("line 2:"), "{message}");
    }

    #[test]
    fn a_file_without_its_header_is_refused() {
        for header in ["", "issuer,external_id\n", "issuer,external_id,holder,level,issued_on,expires_on,note\n"] {
            assert!(CsvRegistry::read(header.as_bytes()).is_err(), "{header:?}");
        }
    }
}
