use std::{iter::Peekable, vec::IntoIter};

use chrono::{NaiveDateTime, NaiveTime};
use kernel::{Currency, Money};

use super::{
    codes::{ChangeCode, EntryClass, ReturnCode, ServiceClass, TransactionCode},
    error::{NachaError, Problem, RecordKind},
    file::{AchFile, Addenda, Batch, Change, Entry, FileHeader, FileModifier, Return},
    numbers::Trace,
    record::{COLUMNS, Record},
    text::Text,
    totals::{BLOCK, Totals, records},
};

/// In bytes: a hundred thousand entries.
pub const FILE_MAX: usize = 10 * 1024 * 1024;

struct Reader {
    records: Peekable<IntoIter<Record>>,
    /// The last line.
    end: usize,
}

/// Reads a whole file. Fillers may be missing: nothing is told by them.
pub fn read(bytes: &[u8]) -> Result<AchFile, NachaError> {
    let records = lines(bytes)?;
    let end = records.last().map_or(1, |record| record.line);
    Reader { records: records.into_iter().peekable(), end }.file()
}

/// By line breaks, or without any by the columns.
fn lines(bytes: &[u8]) -> Result<Vec<Record>, NachaError> {
    if bytes.len() > FILE_MAX {
        return Err(NachaError { line: 1, problem: Problem::FileTooLarge });
    }
    let ends = bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n')).map_or(0, |last| last + 1);
    let bytes = &bytes[..ends];
    let is_fixed = !bytes.contains(&b'\n') && bytes.len().is_multiple_of(COLUMNS);
    let numbered = |(index, line): (usize, &[u8])| Record::of(index + 1, line.strip_suffix(b"\r").unwrap_or(line));
    if is_fixed {
        bytes.chunks(COLUMNS).enumerate().map(numbered).collect()
    } else {
        bytes.split(|byte| *byte == b'\n').enumerate().map(numbered).collect()
    }
}

impl Reader {
    fn file(mut self) -> Result<AchFile, NachaError> {
        let header = file_header(&self.take(RecordKind::FileHeader)?)?;
        let mut batches: Vec<Batch> = vec![];
        while self.peek() == RecordKind::BatchHeader {
            let after = batches.last().map(|batch| batch.number);
            batches.push(self.batch(after)?);
        }
        let control = self.take(RecordKind::FileControl)?;
        let file = AchFile { header, batches };
        let totals = Totals::of_all(&file.batches);
        control.declares("batch count", 2..=7, file.batches.len() as u64)?;
        control.declares("block count", 8..=13, records(&file).div_ceil(BLOCK) as u64)?;
        control.declares("entry and addenda count", 14..=21, totals.records)?;
        control.declares("entry hash", 22..=31, totals.hash)?;
        control.declares("total of debits", 32..=43, totals.debits)?;
        control.declares("total of credits", 44..=55, totals.credits)?;
        while self.peek() != RecordKind::End {
            self.take(RecordKind::Filler)?;
        }
        Ok(file)
    }

    fn batch(&mut self, after: Option<u32>) -> Result<Batch, NachaError> {
        let header = self.take(RecordKind::BatchHeader)?;
        let mut batch = batch_header(&header)?;
        header.ensure(after < Some(batch.number), Problem::OutOfOrder { field: "batch number" })?;
        batch.entries.push(self.entry(&batch)?);
        while self.peek() == RecordKind::Entry {
            batch.entries.push(self.entry(&batch)?);
        }
        let control = self.take(RecordKind::BatchControl)?;
        let totals = Totals::of(&batch);
        control.declares("service class", 2..=4, u64::from(batch.service.code()))?;
        control.declares("entry and addenda count", 5..=10, totals.records)?;
        control.declares("entry hash", 11..=20, totals.hash)?;
        control.declares("total of debits", 21..=32, totals.debits)?;
        control.declares("total of credits", 33..=44, totals.credits)?;
        let same_company = control.text(45) == batch.company_id;
        control.ensure(same_company, Problem::ControlOfAnother { field: "company" })?;
        let same_bank = control.bank("bank", 80)? == batch.bank;
        control.ensure(same_bank, Problem::ControlOfAnother { field: "bank" })?;
        control.declares("batch number", 88..=94, u64::from(batch.number))?;
        Ok(batch)
    }

    fn entry(&mut self, batch: &Batch) -> Result<Entry, NachaError> {
        let record = self.take(RecordKind::Entry)?;
        let mut entry = entry(&record)?;
        let movement = entry.transaction.movement;
        record.ensure(batch.service.holds(movement), Problem::ClassMixed)?;
        record.ensure(!movement.moves_nothing() || entry.amount.is_zero(), Problem::AmountMoved)?;
        record.ensure(entry.trace.bank() == batch.bank, Problem::TraceOfAnother)?;
        let rises = batch.entries.last().is_none_or(|last| last.trace < entry.trace);
        record.ensure(rises, Problem::OutOfOrder { field: "trace" })?;
        let mut notes = vec![];
        while self.peek() == RecordKind::Addenda {
            let addenda = self.take(RecordKind::Addenda)?;
            if movement.comes_back() {
                addenda.ensure(matches!(entry.addenda, Addenda::Notes(_)), Problem::AddendaUnexpected)?;
                entry.addenda = coming_back(&addenda, batch.class)?;
            } else {
                notes.push(note(&addenda, notes.len(), entry.trace)?);
            }
        }
        if !movement.comes_back() {
            record.ensure(batch.class != EntryClass::Cor, Problem::AddendaUnexpected)?;
            entry.addenda = Addenda::Notes(notes);
        }
        record.declares("addenda indicator", 79..=79, u64::from(entry.addenda.records() > 0))?;
        let answers = !matches!(entry.addenda, Addenda::Notes(_));
        record.ensure(answers == movement.comes_back(), Problem::AddendaUnexpected)?;
        Ok(entry)
    }

    fn peek(&mut self) -> RecordKind {
        self.records.peek().map_or(RecordKind::End, Record::kind)
    }

    fn take(&mut self, expected: RecordKind) -> Result<Record, NachaError> {
        let found = self.peek();
        let end = NachaError { line: self.end, problem: Problem::Misplaced { found, expected } };
        let record = self.records.next().ok_or(end)?;
        record.ensure(found == expected, Problem::Misplaced { found, expected })?;
        Ok(record)
    }
}

fn file_header(record: &Record) -> Result<FileHeader, NachaError> {
    record.code("priority, or record size, blocking factor and format", 35..=40, |text| {
        (text == "094101").then_some(())
    })?;
    record.code("priority", 2..=3, |text| (text == "01").then_some(()))?;
    for (field, columns) in [("immediate destination", 4..=13), ("immediate origin", 14..=23)] {
        let is_number = |text: &str| {
            let digits = text.trim_start();
            (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
        };
        record.code(field, columns, is_number)?;
    }
    let time = record.number("creation time", 30..=33)?;
    let time = u32::try_from(time).ok().and_then(|time| NaiveTime::from_hms_opt(time / 100, time % 100, 0));
    let created_at = record.day("creation day", 24)?.zip(time).map(|(day, time)| NaiveDateTime::new(day, time));
    let untimely = || record.error(Problem::NotATime { field: "creation time", text: record.raw(24..=33).to_owned() });
    let modifier = |text: &str| match text {
        " " => Some(None),
        text => text.chars().next().and_then(FileModifier::new).map(Some),
    };
    Ok(FileHeader {
        destination: record.text(4),
        origin: record.text(14),
        created_at: created_at.ok_or_else(untimely)?,
        modifier: record.code("file ID modifier", 34..=34, modifier)?,
        destination_name: record.text(41),
        origin_name: record.text(64),
        reference: record.text(87),
    })
}

fn batch_header(record: &Record) -> Result<Batch, NachaError> {
    let service = |text: &str| ServiceClass::ALL.into_iter().find(|class| class.code().to_string() == text);
    let class = |text: &str| EntryClass::ALL.into_iter().find(|class| class.code() == text);
    let number = record.number("batch number", 88..=94)?;
    Ok(Batch {
        service: record.code("service class", 2..=4, service)?,
        company_name: record.text(5),
        company_data: record.text(21),
        company_id: record.text(41),
        class: record.code("entry class", 51..=53, class)?,
        description: record.text(54),
        descriptive_date: record.text(64),
        effective_on: record.day("effective day", 70)?,
        settlement: record.text(76),
        originator_status: record.text(79),
        bank: record.bank("originating bank", 80)?,
        number: u32::try_from(number).expect("seven digits"),
        entries: vec![],
    })
}

fn entry(record: &Record) -> Result<Entry, NachaError> {
    let code = record.number("transaction code", 2..=3)?;
    let bank = record.bank("receiving bank", 4)?;
    record.declares("check digit", 12..=12, u64::from(bank.check_digit()))?;
    let cents = i64::try_from(record.number("amount", 30..=39)?).expect("ten digits");
    Ok(Entry {
        transaction: record.code("transaction code", 2..=3, |_| TransactionCode::of(code))?,
        bank,
        account: record.text(13),
        amount: Money::from_minor(cents, Currency::USD).expect("digits have no sign"),
        reference: record.text(40),
        name: record.text(55),
        discretionary: record.text(77),
        trace: record.trace("trace", 80)?,
        addenda: Addenda::Notes(vec![]),
    })
}

fn note(record: &Record, before: usize, trace: Trace) -> Result<Text<80>, NachaError> {
    record.code("addenda type", 2..=3, |text| (text == "05").then_some(()))?;
    record.declares("addenda's number", 84..=87, before as u64 + 1)?;
    record.declares("entry's number", 88..=94, u64::from(trace.sequence()))?;
    Ok(record.text(4))
}

/// Notifications of change have a class of their own; returns come in the class of what was sent.
fn coming_back(record: &Record, class: EntryClass) -> Result<Addenda, NachaError> {
    if class == EntryClass::Cor {
        record.code("addenda type", 2..=3, |text| (text == "98").then_some(()))?;
        return Ok(Addenda::Change(Change {
            code: record.code("change code", 4..=6, ChangeCode::of)?,
            original: record.trace("original trace", 7)?,
            original_bank: record.bank("original receiving bank", 28)?,
            corrected: record.text(36),
            trace: record.trace("trace", 80)?,
        }));
    }
    record.code("addenda type", 2..=3, |text| (text == "99").then_some(()))?;
    Ok(Addenda::Return(Return {
        code: record.code("return reason", 4..=6, ReturnCode::of)?,
        original: record.trace("original trace", 7)?,
        died_on: record.day("day of death", 22)?,
        original_bank: record.bank("original receiving bank", 28)?,
        information: record.text(36),
        trace: record.trace("trace", 80)?,
    }))
}
