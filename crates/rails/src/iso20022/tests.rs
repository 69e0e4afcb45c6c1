use std::fs;

use kernel::Currency;
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;
use reconciliation::{BankLine, Direction, PaymentStatus, ReturnReason, StatusReport};

use crate::oracles::oracles;

const REPORT: &str = include_str!("tests/report.xml");
const STATEMENT: &str = include_str!("tests/statement.xml");

fn statement(xml: &str) -> Result<Statement, AnswerError> {
    let mut statements = read_statements(xml.as_bytes())?;
    assert_eq!(statements.len(), 1);
    Ok(statements.remove(0))
}

fn report(xml: &str) -> Result<StatusReport, AnswerError> {
    read_status_report(xml.as_bytes())
}

/// Why the document is refused once `from` is `to`.
fn problem<T: std::fmt::Debug>(
    read: impl Fn(&str) -> Result<T, AnswerError>,
    xml: &str,
    from: &str,
    to: &str,
) -> AnswerProblem {
    assert!(xml.contains(from), "{from}");
    read(&xml.replacen(from, to, 1)).expect_err(to).problem
}

fn rejected(reason: &str) -> PaymentStatus {
    PaymentStatus::Rejected { reasons: vec![reason.to_owned()] }
}

#[test]
fn a_statement_tells_each_payment_and_what_came_back() {
    let statement = statement(STATEMENT).unwrap();

    let opening = statement.opening.unwrap();
    assert_eq!((opening.amount.to_string(), opening.direction), ("1000.00 EUR".to_owned(), Direction::Credit));
    assert_eq!(statement.closing.unwrap().on.to_string(), "2027-03-02");
    assert_eq!((statement.account.as_str(), statement.sequence), ("NL91ABNA0417164300", Some(42)));
    assert_eq!(statement.unexplained_minor(), Some(0));
    let told = |line: &BankLine| {
        let returned = match &line.returned {
            Some(ReturnReason::Code(code)) => code.as_str(),
            Some(ReturnReason::Untold) => "?",
            None => "-",
        };
        let booked = line.booked_on.map_or("-".to_owned(), |day| day.to_string());
        let of = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
        let (id, bank) = (of(&line.end_to_end_id), of(&line.bank_reference));
        format!("{} {} {booked} {id} {bank} {returned}", line.number, line.signed_minor())
    };
    let lines: Vec<String> = statement.lines.iter().map(told).collect();
    assert_eq!(
        lines,
        [
            "1 -97500 2027-03-02 019c0000000070008000000000000001 BANK-1 -",
            // One entry for two payments: two lines.
            "2 -1000 2027-03-02 019c0000000070008000000000000002 BANK-2A -",
            "3 -234 2027-03-02 019c0000000070008000000000000003 BANK-2 -",
            "4 97500 2027-03-02 019c0000000070008000000000000001 BANK-3 AC04",
            "5 50 2027-03-02 - BANK-4 ?",
            // Announced, and in no balance.
            "6 -1 - 019c0000000070008000000000000004 BANK-5 -",
        ]
    );
    assert!(statement.lines.iter().all(|line| line.document == "STMT-42"));
}

/// Any version of a message, and any spelling of XML, says the same.
#[test]
fn versions_and_spellings_do_not_matter() {
    let read = statement(STATEMENT).unwrap();
    let spellings = [
        ("camt.053.001.08", "camt.053.001.02"),
        ("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>"),
        ("<Cd>AC04</Cd>", "<Prtry>AC04</Prtry>"),
        ("975.00", "975.00000"),
        ("BANK-1", "<![CDATA[BANK-1]]>"),
        ("BANK-1", "BANK&#45;1"),
        ("<Ntry>", "<!-- first --><Ntry>"),
        ("<Dt>2027-03-02</Dt></BookgDt>", "<DtTm>2027-03-02T23:30:00-05:00</DtTm></BookgDt>"),
        ("</Stmt>", "<x:Ntry xmlns:x=\"urn:other\"><Amt>1</Amt></x:Ntry></Stmt>"),
    ];
    for (from, to) in spellings {
        assert!(STATEMENT.contains(from), "{from}");
        assert_eq!(statement(&STATEMENT.replacen(from, to, 1)).as_ref(), Ok(&read), "{to}");
    }
    let prefixed = STATEMENT.replace("</", "</m:").replace('<', "<m:").replace("<m:/", "</").replace("<m:?", "<?");
    assert_eq!(statement(&prefixed.replace("xmlns=", "xmlns:m=")).as_ref(), Ok(&read), "{prefixed}");
}

#[test]
fn a_left_out_line_shows_in_the_balances() {
    assert_eq!(statement(STATEMENT).unwrap().unexplained_minor(), Some(0));
    let closing = STATEMENT.replacen("988.16", "988.17", 1);
    assert_eq!(statement(&closing).unwrap().unexplained_minor(), Some(1));
}

#[test]
fn an_unclear_statement_is_refused_with_its_place() {
    let of = |from, to| problem(statement, STATEMENT, from, to);
    let missing = |parent: &str, child| AnswerProblem::Missing { parent: parent.to_owned(), child };
    let invalid = |element: &str, text: &str, wanted| AnswerProblem::Invalid {
        element: element.to_owned(),
        text: text.to_owned(),
        wanted,
    };
    assert_eq!(of("<CdtDbtInd>DBIT</CdtDbtInd>", ""), missing("Ntry", "CdtDbtInd"));
    assert_eq!(of("DBIT", "DEBT"), invalid("CdtDbtInd", "DEBT", "CRDT or DBIT"));
    assert_eq!(of("975.00", "975.001"), invalid("Amt", "975.001", "amount in its currency"));
    assert_eq!(of("975.00", "-975.00"), invalid("Amt", "-975.00", "amount in its currency"));
    assert_eq!(of("Ccy=\"EUR\">975", "Ccy=\"EURO\">975"), invalid("Amt", "975.00", "amount in a currency"));
    assert_eq!(of("<Sts><Cd>BOOK", "<Sts><Cd>BOOKED"), invalid("Sts", "", "status of an entry"));
    assert_eq!(of("2027-03-02</Dt></BookgDt>", "2027-02-30</Dt></BookgDt>"), invalid("BookgDt", "", "day"));
    assert_eq!(of("<Id>STMT-42</Id>", "<Id> </Id>"), invalid("Id", "", "text"));
    let repeated = AnswerProblem::Repeated { parent: "Stmt".to_owned(), child: "Id" };
    assert_eq!(of("<Id>STMT-42</Id>", "<Id>A</Id><Id>B</Id>"), repeated);
    assert_eq!(of("10.00", "10.01"), AnswerProblem::PartsDiffer);
    assert_eq!(of("<Ccy>EUR</Ccy>", "<Ccy>&eur;</Ccy>"), AnswerProblem::Unsafe);
    assert_eq!(of("<Document", "<!DOCTYPE a [<!ENTITY b \"c\">]><Document"), AnswerProblem::Unsafe);
    assert!(matches!(of("camt.053", "camt.052"), AnswerProblem::MessageUnknown(_)));
    assert!(matches!(of("tech:xsd:camt", "tech:xml:camt"), AnswerProblem::MessageUnknown(_)));
    assert!(matches!(of("UTF-8", "ISO-8859-1"), AnswerProblem::NotXml(_)));
    assert!(matches!(of("</Document>", ""), AnswerProblem::NotXml(_)));
    assert!(matches!(of("</Document>", "</Document><Document/>"), AnswerProblem::NotXml(_)));

    let placed = statement(&STATEMENT.replacen("DBIT", "DEBT", 1)).unwrap_err();
    let place = usize::try_from(placed.at).unwrap();
    assert!(STATEMENT[place..].starts_with("<CdtDbtInd>DBIT"), "{placed}");
}

#[test]
fn a_report_tells_of_each_payment() {
    let read = report(REPORT).unwrap();

    assert_eq!((read.id.as_str(), read.file_identity.as_str()), ("RPT-1", "PO-20270301-A"));
    assert_eq!(read.file, Some(PaymentStatus::Partly));
    assert_eq!(read.of("019c0000000070008000000000000001"), Some(&PaymentStatus::Accepted));
    assert_eq!(read.of("019c0000000070008000000000000002"), Some(&rejected("AC04")));
    assert_eq!(read.of("019c0000000070008000000000000003"), None, "it is partly taken, and this is not named");
    assert!(!rejected("AC04").is_with_bank());
}

/// A file that the bank had before was taken, whatever it calls that.
#[test]
fn a_verdict_on_the_file_is_one_on_its_payments() {
    let verdict = |status: &str, reason: &str| {
        let whole = format!("<GrpSts>{status}</GrpSts><StsRsnInf><Rsn>{reason}</Rsn></StsRsnInf></OrgnlGrpInfAndSts>");
        let head = REPORT.split("<GrpSts>").next().unwrap();
        report(&format!("{head}{whole}</CstmrPmtStsRpt></Document>")).unwrap().of("any").cloned()
    };
    assert_eq!(verdict("RJCT", "<Cd>DUPL</Cd>"), Some(PaymentStatus::Duplicate));
    assert_eq!(verdict("RJCT", "<Prtry>DUPL</Prtry>"), Some(PaymentStatus::Duplicate));
    assert_eq!(verdict("RJCT", "<Cd>FF01</Cd>"), Some(rejected("FF01")));
    for status in ["ACTC", "ACCP", "ACSP", "ACSC", "ACWC"] {
        assert_eq!(verdict(status, "<Cd>NARR</Cd>"), Some(PaymentStatus::Accepted), "{status}");
    }
    assert_eq!(verdict("PDNG", "<Cd>NARR</Cd>"), Some(PaymentStatus::Received));
    assert_eq!(verdict("PART", "<Cd>NARR</Cd>"), None);
    let unknown = problem(report, REPORT, "<TxSts>ACCP", "<TxSts>OK");
    let wanted = "status";
    assert_eq!(unknown, AnswerProblem::Invalid { element: "TxSts".to_owned(), text: "OK".to_owned(), wanted });
}

#[test]
fn what_fills_the_memory_is_refused() {
    let head = r#"<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">"#;
    let of = |body: String| read_statements(format!("{head}{body}").as_bytes()).unwrap_err().problem;
    assert_eq!(of("<a>".repeat(DEPTH_MAX)), AnswerProblem::TooDeep);
    assert_eq!(of("<a/>".repeat(ELEMENTS_MAX)), AnswerProblem::TooManyElements);
    assert_eq!(of(" ".repeat(FILE_MAX)), AnswerProblem::FileTooLarge);
    let names = [0, 1, 2, 3, 4, 5, 6, 7, 8].map(|number| format!(" xmlns:a{number}=\"b\"")).concat();
    assert!(matches!(of(format!("<a{names}/>")), AnswerProblem::NotXml(_)));
}

/// What a bank of others answers, as it was kept.
#[test]
fn the_answers_of_another_bank_are_read() {
    let Some(folder) = oracles("rails") else { return };
    let file = |name: &str| fs::read(folder.join(name)).unwrap();

    let report = read_status_report(&file("msg_pain.002.001.10_1.xml")).unwrap();
    assert_eq!(
        (report.file_identity.as_str(), report.file.as_ref()),
        ("PO-20260701-RS1", Some(&PaymentStatus::Accepted))
    );
    assert!(["po-1", "po-2"].iter().all(|id| report.of(id) == Some(&PaymentStatus::Accepted)));

    let told = |name: &str| {
        let statement = read_statements(&file(name)).unwrap().remove(0);
        let balances = statement.opening.zip(statement.closing);
        let balances = balances.map(|(opening, closing)| (opening.amount.minor(), closing.amount.minor()));
        assert!(statement.lines.iter().all(|line| line.amount.currency() == Currency::EUR));
        let lines = statement.lines.iter().map(|line| {
            let id = line.end_to_end_id.as_deref().unwrap();
            (id.to_owned(), line.signed_minor(), line.booked_on.unwrap().to_string(), line.returned.is_some())
        });
        assert!(statement.unexplained_minor().is_none_or(|minor| minor == 0));
        (balances, lines.collect::<Vec<_>>())
    };
    let paid = |id: &str, minor| (id.to_owned(), minor, "2026-07-02".to_owned(), false);
    let back = ("po-2".to_owned(), 12_345, "2026-07-03".to_owned(), true);
    let outgoing = vec![paid("po-1", -97_500), paid("po-2", -12_345)];
    assert_eq!(told("msg_camt.053.001.08_5.xml"), (Some((12_500_000, 12_500_000)), vec![]));
    assert_eq!(told("msg_camt.053.001.08_8.xml"), (Some((12_500_000, 12_390_155)), outgoing.clone()));
    assert_eq!(told("msg_camt.053.001.08_11.xml"), (Some((12_390_155, 12_402_500)), vec![back.clone()]));
    assert_eq!(told("msg_camt.054.001.08_4.xml"), (None, outgoing));
    assert_eq!(told("msg_camt.054.001.08_3.xml"), (None, vec![back]));
    let other = read_statements(&file("msg_pacs.004.001.09_2.xml")).unwrap_err().problem;
    assert_eq!(other, AnswerProblem::MessageUnknown("pacs.004".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever is read, there is an answer; and nothing that is cut off is one.
    #[test]
    fn a_spoilt_document_is_read_or_refused(
        changes in vec((any::<Index>(), any::<u8>()), 1..6), cut: Index, noise in vec(any::<u8>(), 0..200)
    ) {
        for xml in [STATEMENT, REPORT] {
            let mut bytes = xml.as_bytes().to_vec();
            for (at, byte) in &changes {
                let place = at.index(bytes.len());
                bytes[place] = *byte;
            }
            let _ = (read_statements(&bytes), read_status_report(&bytes));
            let cut = &xml.trim_end().as_bytes()[..cut.index(xml.trim_end().len())];
            prop_assert!(read_statements(cut).is_err() && read_status_report(cut).is_err());
        }
        prop_assert!(read_statements(&noise).is_err());
    }
}
