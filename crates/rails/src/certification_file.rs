use std::{
    io::{self, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use chrono::NaiveDate;
use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord, Trim};
use experts::{CertificationLevel, Finding, RegisteredCertification, RegistryRow, RowProblem, RowProblemCode as Code};
use kernel::line;

/// The columns of the file, in any order; a first line names them.
const COLUMNS: [&str; 6] = ["issuer", "external_id", "holder", "level", "issued_on", "expires_on"];
/// What spreadsheets put before UTF-8.
const UTF_8_MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
/// No record is longer, in bytes: none that is read fills the memory, and none of a certification comes near it.
const RECORD_MAX: u64 = 64 * 1024;

/// The certifications of a CSV file in UTF-8, line by line. Of the file no more than a record is in memory at a time.
/// After a problem with the file as a whole there is nothing more.
pub struct CertificationFile<R> {
    reader: Reader<Bounded<R>>,
    /// Where the record begins that is being read, for [`Bounded`].
    record_at: Arc<AtomicU64>,
    columns: [usize; 6],
    /// What is wrong with the file as a whole.
    problem: Option<RowProblem>,
    is_over: bool,
}

/// Reads no further than [`RECORD_MAX`] bytes past the beginning of the record.
struct Bounded<R> {
    inner: R,
    read: u64,
    record_at: Arc<AtomicU64>,
}

impl<R: Read> CertificationFile<io::Chain<Cursor<Vec<u8>>, R>> {
    /// Begins to read: the header, and whether it is text that can be read.
    pub fn open(mut file: R) -> Self {
        let mut head = vec![];
        let begun = file.by_ref().take(3).read_to_end(&mut head);
        let foreign = matches!(head.as_slice(), [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]);
        if head == UTF_8_MARK {
            head.clear();
        }
        let record_at = Arc::new(AtomicU64::new(0));
        let inner = Cursor::new(head).chain(file);
        let bounded = Bounded { inner, read: 0, record_at: record_at.clone() };
        let reader = ReaderBuilder::new().trim(Trim::All).from_reader(bounded);
        let mut file = Self { reader, record_at, columns: [0; 6], problem: None, is_over: false };
        if foreign {
            file.problem = Some(problem(1, Code::EncodingUnsupported, "the file is UTF-16: save it as UTF-8"));
        } else if let Err(error) = begun {
            file.problem = Some(problem(1, Code::FieldInvalid, error.to_string()));
        } else {
            match file.reader.headers().map_err(|error| of_csv(&error)).and_then(columns) {
                Ok(columns) => file.columns = columns,
                Err(header) => file.problem = Some(header),
            }
        }
        file
    }
}

impl<R: Read> Iterator for CertificationFile<R> {
    type Item = Result<RegistryRow, RowProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(problem) = self.problem.take() {
            self.is_over = true;
            return Some(Err(problem));
        }
        if self.is_over {
            return None;
        }
        self.record_at.store(self.reader.position().byte(), Ordering::Relaxed);
        let mut row = StringRecord::new();
        match self.reader.read_record(&mut row) {
            Ok(true) => Some(registered(&row, self.columns)),
            Ok(false) => None,
            Err(error) => {
                let problem = of_csv(&error);
                self.is_over = matches!(error.kind(), ErrorKind::Io(_));
                Some(Err(problem))
            }
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let limit = self.record_at.load(Ordering::Relaxed) + RECORD_MAX + buffer.len() as u64;
        if self.read >= limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the record is longer than any certification"));
        }
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        Ok(read)
    }
}

/// Where each column stands.
fn columns(header: &StringRecord) -> Result<[usize; 6], RowProblem> {
    let refused = |message: String| problem(1, Code::ColumnsDiffer, message);
    if header.iter().any(|name| name.contains('\0')) {
        return Err(problem(1, Code::EncodingUnsupported, "the file is no text in UTF-8"));
    }
    let mut places = [0; 6];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        let found = header.iter().position(|other| other == name);
        *place = found.ok_or_else(|| refused(format!("the column {name} is missing")))?;
    }
    match header.iter().find(|name| !COLUMNS.contains(name)) {
        Some(name) => Err(refused(format!("{:?} is no column", shortened(name)))),
        None if header.len() > COLUMNS.len() => Err(refused("a column is there twice".to_owned())),
        None => Ok(places),
    }
}

fn registered(row: &StringRecord, columns: [usize; 6]) -> Result<RegistryRow, RowProblem> {
    let number = row.position().map_or(0, csv::Position::line);
    let [issuer, external_id, holder, level, issued_on, expires_on] =
        columns.map(|place| row.get(place).unwrap_or_default());
    let checked = |name, typed, max| {
        line(name, typed, 1..=max).map_err(|error| problem(number, Code::FieldInvalid, error.to_string()))
    };
    let day = |column: &str, text: &str| {
        let read = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| day.to_string() == text);
        let message = || format!("{column} {:?} is no day such as 2027-03-01", shortened(text));
        read.ok_or_else(|| problem(number, Code::DayInvalid, message()))
    };
    let finding = Finding {
        level: level_of(level).ok_or_else(|| {
            let message =
                format!("{:?} is no level: Foundational, Associate, Professional, Specialty", shortened(level));
            problem(number, Code::LevelUnknown, message)
        })?,
        issued_on: day("issued_on", issued_on)?,
        expires_on: if expires_on.is_empty() { None } else { Some(day("expires_on", expires_on)?) },
    };
    if finding.expires_on.is_some_and(|expires_on| expires_on < finding.issued_on) {
        return Err(problem(number, Code::PeriodInvalid, "expires_on comes before issued_on"));
    }
    let (issuer, external_id) = (checked("issuer", issuer, 100)?, checked("external_id", external_id, 100)?);
    let holder = checked("holder", holder, 200)?;
    let certification = RegisteredCertification { issuer, external_id, holder, finding };
    Ok(RegistryRow { line: number, certification })
}

fn level_of(name: &str) -> Option<CertificationLevel> {
    match name.to_lowercase().as_str() {
        "foundational" => Some(CertificationLevel::Foundational),
        "associate" => Some(CertificationLevel::Associate),
        "professional" => Some(CertificationLevel::Professional),
        "specialty" => Some(CertificationLevel::Specialty),
        _ => None,
    }
}

fn of_csv(error: &csv::Error) -> RowProblem {
    let number = error.position().map_or(1, csv::Position::line);
    if let ErrorKind::Io(cause) = error.kind()
        && cause.kind() == io::ErrorKind::FileTooLarge
    {
        problem(number, Code::RecordTooLong, format!("a record has more than {RECORD_MAX} bytes"))
    } else if let ErrorKind::UnequalLengths { expected_len, len, .. } = error.kind() {
        problem(number, Code::FieldCountDiffers, format!("{len} fields, and not {expected_len}"))
    } else if matches!(error.kind(), ErrorKind::Utf8 { .. }) {
        problem(number, Code::EncodingUnsupported, "the line is no text in UTF-8")
    } else {
        problem(number, Code::FieldInvalid, error.to_string())
    }
}

/// As much of a field as a message takes.
fn shortened(field: &str) -> String {
    field.chars().take(40).collect()
}

fn problem(line: u64, code: Code, message: impl Into<String>) -> RowProblem {
    RowProblem { line, code, message: message.into() }
}

#[cfg(test)]
mod tests;
