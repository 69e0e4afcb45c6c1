use std::io::Write;

use ledger::{JournalEntry, store};

use crate::{Db, Error, Result};

/// How many transactions are held at once.
const PAGE: u64 = 500;

/// Writes the books as a plain-text journal, all of one instant, in the order of booking; how many transactions it
/// wrote. It holds a page of rows at a time; `seen` is called after each page with how many were written.
pub async fn export_journal(db: &Db, journal: &mut impl Write, mut seen: impl FnMut(u64)) -> Result<u64> {
    let books = db.snapshot().await?;
    let (mut last, mut written) = (None, 0);
    loop {
        let page = store::transactions_after(&books, last, PAGE).await?;
        let Some(end) = page.last() else { return Ok(written) };
        last = Some(end.id);
        for booked in &page {
            writeln!(journal, "{}", JournalEntry(booked)).map_err(|error| Error::Outside(error.to_string()))?;
            written += 1;
        }
        seen(written);
    }
}
