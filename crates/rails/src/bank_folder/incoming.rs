//! Reads what the bank sent, and puts away what was taken in.

use std::{
    collections::HashSet,
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Read},
    path::Path,
};

use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Clock, SystemClock};
use marketplace::IncomingDocument;
use reconciliation::{AccountStatement, BankMessage, DocumentKind};
use sha2::{Digest, Sha256};

use super::BankFolderUnusable;
use crate::{
    iso20022::{AnswerError, AnswerProblem, Statement, StatementKind, read_statements, read_status_report},
    nacha,
};

/// Where what was taken in lies.
const TAKEN: &str = ".taken";
/// How many documents are read at once.
const DOCUMENTS_MAX: usize = 100;
/// No message of a bank that is read here is larger.
const BYTES_MAX: usize = nacha::FILE_MAX;
/// What cannot be read may still be on its way; after so long it is whole.
const WHOLE_AFTER: TimeDelta = TimeDelta::minutes(1);
/// What is left aside: an account's day so far, and returns between banks, of which the account is told besides.
const TOLD_ELSEWHERE: [&str; 2] = ["camt.052", "pacs.004"];
/// How a statement in BAI2 begins, as American banks send it. Its movements come as notifications too.
const BAI2: &[u8] = b"01,";
/// What is being written has such a name, by everybody's custom.
const UNFINISHED: [&str; 4] = ["tmp", "part", "filepart", "writing"];

pub fn prepare(folder: &Path) -> Result<(), BankFolderUnusable> {
    let taken = folder.join(TAKEN);
    fs::create_dir_all(&taken).map_err(|error| BankFolderUnusable::Folder(taken, error))
}

/// The oldest first.
pub fn read(folder: &Path) -> io::Result<Vec<IncomingDocument>> {
    let mut lying = vec![];
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let facts = entry.metadata()?;
        if facts.is_file() && !is_unfinished(&name) {
            lying.push((facts.modified()?, name));
        }
    }
    lying.sort();
    lying.truncate(DOCUMENTS_MAX);
    let read = lying.into_iter().map(|(_, name)| document(folder, name));
    Ok(read.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn is_unfinished(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    name.starts_with('.') || ending.is_some_and(|ending| UNFINISHED.contains(&ending))
}

/// `None`: it is gone, or may not be whole yet.
fn document(folder: &Path, name: String) -> io::Result<Option<IncomingDocument>> {
    let mut file = match File::open(folder.join(&name)) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None), // Another process was faster.
        Err(error) => return Err(error),
    };
    let is_whole = is_whole(&file.metadata()?)?;
    let mut bytes = vec![];
    let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    Read::by_ref(&mut file).take(limit).read_to_end(&mut bytes)?;
    let message = message(&bytes);
    if matches!(message, BankMessage::Unreadable(_)) && !is_whole {
        return Ok(None);
    }
    Ok(Some(IncomingDocument { name, digest: format!("{:x}", Sha256::digest(&bytes)), message }))
}

fn is_whole(facts: &Metadata) -> io::Result<bool> {
    // Of the machine's own time: the sandbox's clock moves no file.
    Ok(SystemClock.now() - DateTime::<Utc>::from(facts.modified()?) >= WHOLE_AFTER)
}

/// Under its own name, or beside one of that name.
pub fn put_away(folder: &Path, document: &IncomingDocument) -> io::Result<()> {
    let (from, taken) = (folder.join(&document.name), folder.join(TAKEN));
    let wanted = taken.join(&document.name);
    let to = if wanted.try_exists()? { taken.join(format!("{}-{}", document.digest, document.name)) } else { wanted };
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()), // Another process was faster.
        done => done,
    }
}

fn message(bytes: &[u8]) -> BankMessage {
    if bytes.len() > BYTES_MAX {
        return BankMessage::Unreadable(format!("it has more than {BYTES_MAX} bytes"));
    }
    if bytes.starts_with(b"101") {
        returns(bytes)
    } else if nacha::is_acknowledgement(bytes) {
        acknowledgement(bytes)
    } else if bytes.starts_with(BAI2) {
        BankMessage::Aside
    } else {
        answer(bytes)
    }
}

fn acknowledgement(bytes: &[u8]) -> BankMessage {
    match nacha::read_acknowledgement(&String::from_utf8_lossy(bytes)) {
        Ok(report) => BankMessage::Status(report),
        Err(error) => BankMessage::Unreadable(error.to_string()),
    }
}

fn returns(bytes: &[u8]) -> BankMessage {
    match nacha::read(bytes) {
        Ok(file) => BankMessage::Lines {
            kind: DocumentKind::Returns,
            lines: file.returned(),
            statements: vec![],
            problem: None,
        },
        Err(error) => BankMessage::Unreadable(error.to_string()),
    }
}

fn answer(bytes: &[u8]) -> BankMessage {
    match read_status_report(bytes) {
        Ok(report) => BankMessage::Status(report),
        Err(error) if matches!(error.problem, AnswerProblem::MessageUnknown(_)) => statements(bytes),
        Err(error) => BankMessage::Unreadable(error.to_string()),
    }
}

fn statements(bytes: &[u8]) -> BankMessage {
    let statements = match read_statements(bytes) {
        Ok(statements) => statements,
        Err(error) => return other(&error),
    };
    if let Some(twice) = told_twice(&statements) {
        return BankMessage::Unreadable(format!("{twice} is in it twice"));
    }
    let is_statement = statements.iter().any(|statement| statement.kind == StatementKind::Statement);
    let kind = if is_statement { DocumentKind::Statement } else { DocumentKind::Notification };
    let problem = statements.iter().find_map(contradiction);
    let held = statements.iter().filter_map(account_statement).collect();
    let lines = statements.into_iter().flat_map(|statement| statement.lines).collect();
    BankMessage::Lines { kind, lines, statements: held, problem }
}

/// What the bank tells in these, its notifications, statements and files of returns tell too.
fn other(error: &AnswerError) -> BankMessage {
    let is_told_elsewhere =
        matches!(&error.problem, AnswerProblem::MessageUnknown(name) if TOLD_ELSEWHERE.contains(&name.as_str()));
    if is_told_elsewhere { BankMessage::Aside } else { BankMessage::Unreadable(error.to_string()) }
}

/// The name of two statements: nobody can say which of them a line is of.
fn told_twice(statements: &[Statement]) -> Option<&str> {
    let mut names = HashSet::new();
    statements.iter().map(|statement| statement.id.as_str()).find(|name| !names.insert(*name))
}

/// `None` where it does not say what the account held at both ends.
fn account_statement(statement: &Statement) -> Option<AccountStatement> {
    let (opening, closing) = statement.opening.zip(statement.closing)?;
    Some(AccountStatement {
        statement: statement.id.clone(),
        account: statement.account.clone(),
        currency: closing.amount.currency(),
        opening_minor: opening.direction.signed(opening.amount),
        closing_minor: closing.direction.signed(closing.amount),
        closes_on: closing.on,
    })
}

/// A statement whose lines are not all of what moved.
fn contradiction(statement: &Statement) -> Option<String> {
    let unexplained = statement.unexplained_minor().filter(|minor| *minor != 0)?;
    Some(format!("{} does not explain {unexplained} minor units of its closing balance", statement.id))
}
