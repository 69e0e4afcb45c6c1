use chrono::NaiveDate;
use kernel::Money;

use super::{
    error::{AnswerError, AnswerProblem},
    tree::{Element, parse},
};
use reconciliation::{BankLine, Direction, ReturnReason};

/// What moved on an account, by its bank's books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub kind: StatementKind,
    /// The bank's own id of it, which its lines carry too.
    pub id: String,
    /// The bank's count of its statements of the account.
    pub sequence: Option<u64>,
    /// The account's IBAN, or the number that the bank has for it.
    pub account: String,
    /// Notifications have no balances.
    pub opening: Option<Balance>,
    pub closing: Option<Balance>,
    /// In their order. A payment of an entry that carries several has a line of its own.
    pub lines: Vec<BankLine>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// A day that is over (`camt.053`).
    Statement,
    /// What just happened (`camt.054`). The statement tells it again.
    Notification,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    pub amount: Money,
    /// `Debit` where the account is overdrawn.
    pub direction: Direction,
    pub on: NaiveDate,
}

/// A part of an entry, or the whole of it.
struct Part<'a> {
    amount: Money,
    direction: Direction,
    details: Option<&'a Element>,
}

pub fn read_statements(bytes: &[u8]) -> Result<Vec<Statement>, AnswerError> {
    let (message, document) = parse(bytes)?;
    let (kind, list, item) = match message.as_str() {
        "camt.053" => (StatementKind::Statement, "BkToCstmrStmt", "Stmt"),
        "camt.054" => (StatementKind::Notification, "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        _ => return Err(document.error(AnswerProblem::MessageUnknown(message))),
    };
    document.required(list)?.all(item).map(|item| statement(kind, item)).collect()
}

impl Statement {
    /// What its closing balance has that its opening balance and its lines do not explain, in minor units. Anything
    /// but zero means that the bank left a line out. `None` without both balances.
    pub fn unexplained_minor(&self) -> Option<i128> {
        let (opening, closing) = self.opening.zip(self.closing)?;
        let signed = |balance: Balance| i128::from(balance.direction.signed(balance.amount));
        let booked = self.lines.iter().filter(|line| line.booked_on.is_some());
        let moved: i128 = booked.map(|line| i128::from(line.signed_minor())).sum();
        Some(signed(closing) - signed(opening) - moved)
    }
}

fn statement(kind: StatementKind, item: &Element) -> Result<Statement, AnswerError> {
    let id = item.required("Id")?.text()?.to_owned();
    let account = item.required("Acct")?.required("Id")?;
    let number = account.text_at(["IBAN"])?.map_or_else(|| account.text_at(["Othr", "Id"]), |iban| Ok(Some(iban)))?;
    let sequence = item.text_at(["ElctrncSeqNb"])?;
    let mut lines: Vec<BankLine> = vec![];
    for entry in item.all("Ntry") {
        for part in parts(entry)? {
            let number = u32::try_from(lines.len() + 1).expect("elements are limited");
            lines.push(line(&id, number, entry, &part)?);
        }
    }
    Ok(Statement {
        kind,
        sequence: sequence.map(|text| text.parse().map_err(|_| item.invalid("number"))).transpose()?,
        account: number.ok_or_else(|| account.error(missing("Id", "IBAN")))?,
        // What was closing the day before, where a bank says that instead.
        opening: balance(item, "OPBD")?.map_or_else(|| balance(item, "PRCD"), |balance| Ok(Some(balance)))?,
        closing: balance(item, "CLBD")?,
        id,
        lines,
    })
}

fn balance(item: &Element, wanted: &str) -> Result<Option<Balance>, AnswerError> {
    let mut found = None;
    for balance in item.all("Bal") {
        if balance.required("Tp")?.required("CdOrPrtry")?.code()? != wanted {
            continue;
        }
        if found.is_some() {
            return Err(balance.error(AnswerProblem::Repeated { parent: item.name.clone(), child: "Bal" }));
        }
        found = Some(Balance {
            amount: balance.required("Amt")?.amount()?,
            direction: balance.required("CdtDbtInd")?.direction()?,
            on: balance.required("Dt")?.day()?,
        });
    }
    Ok(found)
}

/// The entry as a whole, or the payments that it was booked for, which then are all of it.
fn parts(entry: &Element) -> Result<Vec<Part<'_>>, AnswerError> {
    let amount = entry.required("Amt")?.amount()?;
    let direction = entry.required("CdtDbtInd")?.direction()?;
    let details: Vec<&Element> = entry.all("NtryDtls").flat_map(|details| details.all("TxDtls")).collect();
    if details.len() < 2 {
        return Ok(vec![Part { amount, direction, details: details.first().copied() }]);
    }
    let parts = details.into_iter().map(|details| part(details, direction)).collect::<Result<Vec<_>, _>>()?;
    let sum: i128 = parts.iter().map(|part| i128::from(part.direction.signed(part.amount))).sum();
    let is_all = sum == i128::from(direction.signed(amount))
        && parts.iter().all(|part| part.amount.currency() == amount.currency());
    if is_all { Ok(parts) } else { Err(entry.error(AnswerProblem::PartsDiffer)) }
}

fn part(details: &Element, direction: Direction) -> Result<Part<'_>, AnswerError> {
    let amount = match details.optional("Amt")? {
        Some(amount) => Some(amount),
        None => details.path(["AmtDtls", "TxAmt", "Amt"])?, // Until version 03.
    };
    let amount = amount.ok_or_else(|| details.error(missing("TxDtls", "Amt")))?.amount()?;
    let direction = details.optional("CdtDbtInd")?.map_or(Ok(direction), Element::direction)?;
    Ok(Part { amount, direction, details: Some(details) })
}

fn line(document: &str, number: u32, entry: &Element, part: &Part<'_>) -> Result<BankLine, AnswerError> {
    let details = part.details.unwrap_or(entry);
    let bank_reference = details.text_at(["Refs", "AcctSvcrRef"])?;
    Ok(BankLine {
        document: document.to_owned(),
        number,
        amount: part.amount,
        direction: part.direction,
        booked_on: booked_on(entry)?,
        end_to_end_id: details.reference_at(["Refs", "EndToEndId"])?,
        original_trace: None,
        bank_reference: bank_reference.map_or_else(|| entry.text_at(["AcctSvcrRef"]), |own| Ok(Some(own)))?,
        returned: returned(entry, details)?,
    })
}

/// `None` for what is only announced (`PDNG`, `FUTR`) or told besides (`INFO`).
fn booked_on(entry: &Element) -> Result<Option<NaiveDate>, AnswerError> {
    let status = entry.required("Sts")?;
    let code = if status.children.is_empty() { status.text()? } else { status.code()? }; // Bare until version 02.
    match code {
        "BOOK" => Ok(Some(entry.required("BookgDt")?.day()?)),
        "PDNG" | "FUTR" | "INFO" => Ok(None),
        _ => Err(status.invalid("status of an entry")),
    }
}

fn returned(entry: &Element, details: &Element) -> Result<Option<ReturnReason>, AnswerError> {
    let reversal = entry.optional("RvslInd")?.map_or(Ok(false), Element::flag)?;
    let Some(information) = details.optional("RtrInf")? else {
        return Ok(reversal.then_some(ReturnReason::Untold));
    };
    let reason = information.optional("Rsn")?.map(Element::code).transpose()?;
    Ok(Some(reason.map_or(ReturnReason::Untold, |code| ReturnReason::Code(code.to_owned()))))
}

fn missing(parent: &str, child: &'static str) -> AnswerProblem {
    AnswerProblem::Missing { parent: parent.to_owned(), child }
}
