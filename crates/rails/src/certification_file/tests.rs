use super::*;

const HEADER: &str = "issuer,external_id,holder,level,issued_on,expires_on\n";

/// The rows of a file, and its problems as lines and codes.
fn read(file: impl Read) -> (usize, Vec<(u64, &'static str)>) {
    let (mut rows, mut problems) = (0, vec![]);
    for row in CertificationFile::open(file) {
        match row {
            Ok(_) => rows += 1,
            Err(RowProblem { line, code, .. }) => problems.push((line, code.name())),
        }
    }
    (rows, problems)
}

#[test]
fn a_file_is_read_in_any_order_of_columns_and_without_an_end() {
    let rows = "AWS,A-1,Ada Lovelace,ASSOCIATE,2026-01-15,2029-01-15\nAWS,A-2,Ada,specialty,2026-01-15,\n";
    assert_eq!(read(format!("{HEADER}{rows}").as_bytes()), (2, vec![]));
    let turned = "level,holder,issuer,external_id,expires_on,issued_on\nAssociate,Ada,AWS,A-1,,2026-01-15\n";
    assert_eq!(read(turned.as_bytes()), (1, vec![]));
    let marked = format!("\u{feff}{HEADER}{rows}"); // As spreadsheets write it.
    assert_eq!(read(marked.as_bytes()), (2, vec![]));
}

#[test]
fn every_bad_line_is_told_with_its_code() {
    let rows = "AWS,A-1,Ada,Associate,2026-01-15,\nAWS,A-2,Ada,Expert,2026-01-15,\nAWS,A-3,Ada,Associate,15.01.2026,\n\
                AWS,A-4,,Associate,2026-01-15,\nAWS,A-5\nAWS,A-6,Ada,Associate,2026-01-15,2025-01-15\n\
                AWS,A-7,Ada,Associate,2026-02-30,\nAWS,A-8,Ada,Associate,2026-1-5,\n";
    let mut file = format!("{HEADER}{rows}").into_bytes();
    file.extend(b"AWS,A-9,Ad\xE4,Associate,2026-01-15,\nAWS,B-1,Ada,Associate,2026-01-15,\n");
    let expected = vec![
        (3, "LEVEL_UNKNOWN"),
        (4, "DAY_INVALID"),
        (5, "FIELD_INVALID"),
        (6, "FIELD_COUNT_DIFFERS"),
        (7, "PERIOD_INVALID"),
        (8, "DAY_INVALID"),
        (9, "DAY_INVALID"),
        (10, "ENCODING_UNSUPPORTED"),
    ];
    assert_eq!(read(file.as_slice()), (2, expected));
}

#[test]
fn a_file_without_its_header_is_refused_whole() {
    for header in ["", "issuer,external_id\n", "issuer,external_id,holder,level,issued_on,expires_on,note\n"] {
        assert_eq!(read(header.as_bytes()), (0, vec![(1, "COLUMNS_DIFFER")]), "{header:?}");
    }
}

#[test]
fn utf_16_is_refused_with_and_without_its_mark() {
    let text: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(text.as_slice()), (0, vec![(1, "ENCODING_UNSUPPORTED")]));
    let marked = [&[0xFF, 0xFE], text.as_slice()].concat();
    assert_eq!(read(marked.as_slice()), (0, vec![(1, "ENCODING_UNSUPPORTED")]));
    let turned: Vec<u8> = "\u{feff}issuer".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(read(turned.as_slice()), (0, vec![(1, "ENCODING_UNSUPPORTED")]));
}

/// Counts what is taken of it, and never ends.
struct Endless<'a>(&'a [u8], &'a AtomicU64);

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            let at = self.1.fetch_add(1, Ordering::Relaxed);
            *byte = self.0[usize::try_from(at).unwrap() % self.0.len()];
        }
        Ok(buffer.len())
    }
}

#[test]
fn of_a_record_without_end_little_is_read() {
    let quoted = format!("{HEADER}\""); // A field that is never closed, over lines without end.
    for (begins, endless) in [("", "column,"), (HEADER, "AWS,"), (&quoted, "\n")] {
        let taken = AtomicU64::new(0);
        let file = begins.as_bytes().chain(Endless(endless.as_bytes(), &taken));
        assert_eq!(read(file).1.last().unwrap().1, "RECORD_TOO_LONG", "{endless:?}");
        assert!(taken.load(Ordering::Relaxed) < 4 * RECORD_MAX, "{endless:?}");
    }
}
