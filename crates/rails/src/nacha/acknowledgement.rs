use reconciliation::{PaymentStatus, PaymentTold, StatusReport};

/// Why an acknowledgement is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcknowledgementError {
    #[error("line {0} is cut short")]
    Line(usize),
    #[error("it names no file")]
    NoFile,
}

const FIRST_WORD: &str = "ACKNOWLEDGEMENT ";
/// Of a file that the bank has: it was refused because it was there already.
const DUPLICATE: &str = "DUPL";

/// Whether it is one at all.
pub fn is_acknowledgement(bytes: &[u8]) -> bool {
    bytes.starts_with(FIRST_WORD.as_bytes())
}

/// What a bank says of a NACHA file that it was sent, in plain lines: `ACKNOWLEDGEMENT id`, `FILE identity`,
/// `STATUS status reason`, and for each entry `ENTRY trace reference amount ACCEPTED|REJECTED reason`. Nacha specifies no
/// acknowledgement; where a bank has words of its own, whoever carries its files turns them into these, or into
/// `pain.002`. Lines that begin otherwise are left aside.
pub fn read_acknowledgement(text: &str) -> Result<StatusReport, AcknowledgementError> {
    let (mut id, mut file_identity, mut file, mut payments) = (String::new(), None, None, vec![]);
    for (number, line) in (1..).zip(text.lines()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["ACKNOWLEDGEMENT", told, ..] => (*told).clone_into(&mut id),
            ["FILE", told, ..] => file_identity = Some((*told).to_owned()),
            ["STATUS", "RJCT", reasons @ ..] => file = Some(refusal(reasons)),
            ["ENTRY", _, reference, _, "REJECTED", reasons @ ..] => {
                payments.push(PaymentTold { end_to_end_id: (*reference).to_owned(), status: refusal(reasons) });
            }
            [word, ..] if words.len() < words_of(word) => return Err(AcknowledgementError::Line(number)),
            _ => {}
        }
    }
    let file_identity = file_identity.ok_or(AcknowledgementError::NoFile)?;
    Ok(StatusReport { id, file_identity, file, batches: vec![], payments })
}

/// How many words a line has at least that begins so.
fn words_of(word: &str) -> usize {
    match word {
        "ACKNOWLEDGEMENT" | "FILE" | "STATUS" => 2,
        "ENTRY" => 5,
        _ => 1,
    }
}

/// The first word is the bank's code; what follows says it for people.
fn refusal(reasons: &[&str]) -> PaymentStatus {
    match reasons.first() {
        Some(&DUPLICATE) => PaymentStatus::Duplicate,
        Some(code) => PaymentStatus::Rejected { reasons: vec![(*code).to_owned()] },
        None => PaymentStatus::Rejected { reasons: vec![] },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "ACKNOWLEDGEMENT A1\nCREATED 2027-03-03T00:00:00\nFILE 0000000001-2703031700A\n";

    fn read(tail: &str) -> StatusReport {
        read_acknowledgement(&format!("{HEAD}{tail}")).unwrap()
    }

    /// Holds G-43.
    #[test]
    fn what_is_refused_is_named_and_the_rest_is_not() {
        let taken = read("STATUS ACCP\nENTRY 1 REF1 1.00 ACCEPTED 2027-03-05\n");
        assert_eq!((taken.file_identity.as_str(), taken.of("REF1")), ("0000000001-2703031700A", None));
        let parted = read("STATUS PART\nENTRY 1 REF1 1.00 REJECTED R02 Account closed\nENTRY 2 REF2 1.00 ACCEPTED x\n");
        assert_eq!(parted.of("REF1"), Some(&PaymentStatus::Rejected { reasons: vec!["R02".to_owned()] }));
        assert_eq!((parted.of("REF2"), parted.file.as_ref()), (None, None));
        let refused = read("STATUS RJCT FF01 the whole file\n");
        assert_eq!(refused.of("REF1"), Some(&PaymentStatus::Rejected { reasons: vec!["FF01".to_owned()] }));
        assert_eq!(read("STATUS RJCT DUPL seen\n").file, Some(PaymentStatus::Duplicate));
    }

    #[test]
    fn what_is_cut_short_is_refused() {
        assert_eq!(read_acknowledgement("ACKNOWLEDGEMENT A1\n"), Err(AcknowledgementError::NoFile));
        assert_eq!(read_acknowledgement(&format!("{HEAD}ENTRY 1 REF1\n")), Err(AcknowledgementError::Line(4)));
    }
}
