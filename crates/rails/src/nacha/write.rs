use chrono::NaiveDate;

use super::{
    file::{AchFile, Addenda, Batch, Entry, FileHeader, FileModifier},
    record::COLUMNS,
    totals::{BLOCK, Totals, records},
};

/// A number does not fit into its columns: too many entries for one file, or too much money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {field} {number} has more than {columns} digits: divide the file")]
pub struct TooLarge {
    pub field: &'static str,
    pub number: u64,
    pub columns: usize,
}

impl AchFile {
    /// The bytes of the file: the same for the same value, with counts, totals, hashes, check digits and fillers.
    pub fn text(&self) -> Result<String, TooLarge> {
        let mut lines = vec![file_header(&self.header)];
        for batch in &self.batches {
            lines.push(batch_header(batch)?);
            for entry in &batch.entries {
                lines.push(entry_detail(entry)?);
                lines.extend(addenda(entry)?);
            }
            lines.push(batch_control(batch)?);
        }
        lines.push(file_control(self)?);
        lines.resize(lines.len().next_multiple_of(BLOCK), "9".repeat(COLUMNS));
        Ok(lines.join("\n") + "\n")
    }
}

fn file_header(header: &FileHeader) -> String {
    format!(
        "101{:>10}{:>10}{}{}094101{:<23}{:<23}{:<8}",
        header.destination,
        header.origin,
        header.created_at.format("%y%m%d%H%M"),
        header.modifier.map_or(' ', FileModifier::letter),
        header.destination_name,
        header.origin_name,
        header.reference,
    )
}

fn batch_header(batch: &Batch) -> Result<String, TooLarge> {
    Ok(format!(
        "5{}{:<16}{:<20}{:<10}{}{:<10}{:<6}{}{:>3}{:<1}{}{}",
        batch.service.code(),
        batch.company_name,
        batch.company_data,
        batch.company_id,
        batch.class.code(),
        batch.description,
        batch.descriptive_date,
        day(batch.effective_on, "000000"),
        batch.settlement,
        batch.originator_status,
        batch.bank,
        digits("batch number", u64::from(batch.number), 7)?,
    ))
}

fn entry_detail(entry: &Entry) -> Result<String, TooLarge> {
    Ok(format!(
        "6{:02}{}{}{:<17}{}{:<15}{:<22}{:<2}{}{}",
        entry.transaction.code(),
        entry.bank,
        entry.bank.check_digit(),
        entry.account,
        digits("amount", entry.amount.minor().unsigned_abs(), 10)?,
        entry.reference,
        entry.name,
        entry.discretionary,
        u8::from(entry.addenda.records() > 0),
        entry.trace,
    ))
}

fn addenda(entry: &Entry) -> Result<Vec<String>, TooLarge> {
    match &entry.addenda {
        Addenda::Notes(notes) => (1..)
            .zip(notes)
            .map(|(number, note)| {
                let number = digits("addenda's number", number, 4)?;
                Ok(format!("705{note:<80}{number}{:07}", entry.trace.sequence()))
            })
            .collect(),
        Addenda::Return(back) => Ok(vec![format!(
            "799{}{}{}{}{:<44}{}",
            back.code,
            back.original,
            day(back.died_on, "      "),
            back.original_bank,
            back.information,
            back.trace,
        )]),
        Addenda::Change(change) => Ok(vec![format!(
            "798{}{}{:6}{}{:<29}{:15}{}",
            change.code, change.original, "", change.original_bank, change.corrected, "", change.trace,
        )]),
    }
}

fn batch_control(batch: &Batch) -> Result<String, TooLarge> {
    let totals = Totals::of(batch);
    Ok(format!(
        "8{}{}{:010}{}{}{:<10}{:25}{}{}",
        batch.service.code(),
        digits("entry and addenda count", totals.records, 6)?,
        totals.hash,
        digits("total of debits", totals.debits, 12)?,
        digits("total of credits", totals.credits, 12)?,
        batch.company_id,
        "",
        batch.bank,
        digits("batch number", u64::from(batch.number), 7)?,
    ))
}

fn file_control(file: &AchFile) -> Result<String, TooLarge> {
    let totals = Totals::of_all(&file.batches);
    Ok(format!(
        "9{}{}{}{:010}{}{}{:39}",
        digits("batch count", file.batches.len() as u64, 6)?,
        digits("block count", records(file).div_ceil(BLOCK) as u64, 6)?,
        digits("entry and addenda count", totals.records, 8)?,
        totals.hash,
        digits("total of debits", totals.debits, 12)?,
        digits("total of credits", totals.credits, 12)?,
        "",
    ))
}

/// `open` where there is none.
fn day(day: Option<NaiveDate>, open: &str) -> String {
    day.map_or_else(|| open.to_owned(), |day| day.format("%y%m%d").to_string())
}

fn digits(field: &'static str, number: u64, columns: usize) -> Result<String, TooLarge> {
    let text = format!("{number:0columns$}");
    if text.len() == columns { Ok(text) } else { Err(TooLarge { field, number, columns }) }
}
