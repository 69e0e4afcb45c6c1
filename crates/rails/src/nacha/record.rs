use std::ops::RangeInclusive;

use chrono::NaiveDate;

use super::{
    error::{NachaError, Problem, RecordKind},
    numbers::{BankNumber, Trace},
    text::Text,
};

pub(super) const COLUMNS: usize = 94;

/// One line of 94 columns, printable ASCII throughout.
pub(super) struct Record {
    pub line: usize,
    columns: String,
}

impl Record {
    /// Blanks that were cut off the end of the line are put back, and those past the last column are ignored: mail
    /// and transfer programs do both, and neither takes a digit away.
    pub fn of(line: usize, bytes: &[u8]) -> Result<Self, NachaError> {
        if let Some(place) = bytes.iter().position(|byte| !matches!(byte, b' '..=b'~')) {
            return Err(NachaError { line, problem: Problem::NotAscii { column: place + 1, byte: bytes[place] } });
        }
        let columns = String::from_utf8_lossy(bytes.trim_ascii_end()).into_owned();
        if columns.len() > COLUMNS {
            return Err(NachaError { line, problem: Problem::LineTooLong { columns: columns.len() } });
        }
        Ok(Self { line, columns: format!("{columns:COLUMNS$}") })
    }

    pub fn kind(&self) -> RecordKind {
        match self.columns.as_bytes()[0] {
            b'1' => RecordKind::FileHeader,
            b'5' => RecordKind::BatchHeader,
            b'6' => RecordKind::Entry,
            b'7' => RecordKind::Addenda,
            b'8' => RecordKind::BatchControl,
            b'9' if self.columns.bytes().all(|byte| byte == b'9') => RecordKind::Filler,
            b'9' => RecordKind::FileControl,
            _ => RecordKind::Unknown,
        }
    }

    /// The columns as they stand, counted from 1.
    pub fn raw(&self, columns: RangeInclusive<usize>) -> &str {
        &self.columns[columns.start() - 1..*columns.end()]
    }

    /// The `N` columns from `first` on.
    pub fn text<const N: usize>(&self, first: usize) -> Text<N> {
        Text::exact(self.raw(first..=first + N - 1)).expect("it is printable, and as long as its columns")
    }

    pub fn number(&self, field: &'static str, columns: RangeInclusive<usize>) -> Result<u64, NachaError> {
        let text = self.raw(columns);
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| text.parse().ok()).flatten();
        number.ok_or_else(|| self.error(Problem::NotANumber { field, text: text.to_owned() }))
    }

    pub fn bank(&self, field: &'static str, first: usize) -> Result<BankNumber, NachaError> {
        let number = self.number(field, first..=first + 7)?;
        Ok(BankNumber::of_eight(number).expect("eight columns hold eight digits"))
    }

    pub fn trace(&self, field: &'static str, first: usize) -> Result<Trace, NachaError> {
        let number = self.number(field, first..=first + 14)?;
        Ok(Trace::of_fifteen(number).expect("fifteen columns hold fifteen digits"))
    }

    /// A day of this century, as six digits. `None` where it is left open by blanks or zeros.
    pub fn day(&self, field: &'static str, first: usize) -> Result<Option<NaiveDate>, NachaError> {
        let text = self.raw(first..=first + 5);
        if text.trim().is_empty() || text == "000000" {
            return Ok(None);
        }
        let digits = self.number(field, first..=first + 5)?;
        let [year, month, day] = [digits / 10_000, digits / 100 % 100, digits % 100];
        let month_day = u32::try_from(month).ok().zip(u32::try_from(day).ok());
        let day = i32::try_from(2000 + year).ok().zip(month_day);
        let day = day.and_then(|(year, (month, day))| NaiveDate::from_ymd_opt(year, month, day));
        day.map(Some).ok_or_else(|| self.error(Problem::NotATime { field, text: text.to_owned() }))
    }

    /// Finds what the columns stand for, or says that nothing does.
    pub fn code<T>(
        &self,
        field: &'static str,
        columns: RangeInclusive<usize>,
        find: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, NachaError> {
        let text = self.raw(columns);
        find(text).ok_or_else(|| self.error(Problem::CodeUnknown { field, text: text.to_owned() }))
    }

    /// That the record declares what was counted.
    pub fn declares(
        &self,
        field: &'static str,
        columns: RangeInclusive<usize>,
        counted: u64,
    ) -> Result<(), NachaError> {
        let declared = self.number(field, columns)?;
        self.ensure(declared == counted, Problem::Differs { field, declared, counted })
    }

    pub fn ensure(&self, holds: bool, problem: Problem) -> Result<(), NachaError> {
        if holds { Ok(()) } else { Err(self.error(problem)) }
    }

    pub fn error(&self, problem: Problem) -> NachaError {
        NachaError { line: self.line, problem }
    }
}
