//! The files by which moov-io/ach tests itself. They are not part of this project: `GUILDHALL_ORACLES` says where
//! they lie.

use std::{collections::BTreeSet, fs};

use crate::{
    nacha::{Addenda, NachaError, Problem, RecordKind, read},
    oracles::oracles,
};

const TAKEN: [&str; 15] = [
    // Without batches: the bank says that nothing came back. Its lines end where the blanks begin.
    "FISERV-ZEROFILE-PIMRET825324_032720_110221.ach",
    "ccd-debit.ach",
    "cor-example.ach",
    "cor-read.ach",
    // Four batches with one number of addenda each.
    "flattenBatchesMultipleBatchHeaders.ach",
    // To a general ledger account, and an empty line at the end.
    "gl-debit.ach",
    // Longer than 94 columns by blanks alone.
    "long-line.ach",
    "ppd-credit.ach",
    // One line without breaks, its last block not filled: nothing is told by fillers.
    "ppd-debit-fixedLength.ach",
    "ppd-debit.ach",
    "ppd-mixedDebitCredit.ach",
    // A returned debit and a returned credit.
    "return-WEB.ach",
    "two-micro-deposits.ach",
    "web-credit.ach",
    "web-debit.ach",
];

fn unknown(field: &'static str, text: &str) -> Problem {
    Problem::CodeUnknown { field, text: text.to_owned() }
}

fn refused() -> Vec<(&'static str, usize, Problem)> {
    use RecordKind::{BatchHeader, Entry, FileHeader};
    let headless = |found| Problem::Misplaced { found, expected: FileHeader };
    vec![
        // International entries have another layout; also, it lacks the second of its five batches.
        ("20110805A.ach", 49, unknown("entry class", "IAT")),
        // Letters in the amount.
        ("invalid-two-micro-deposits.ach", 15, Problem::NotANumber { field: "amount", text: "00CCC00004".to_owned() }),
        ("nonascii-utf8.ach", 3, Problem::NotAscii { column: 67, byte: 0xC2 }),
        ("nonascii.ach", 3, Problem::NotAscii { column: 67, byte: 0xA6 }),
        // A return's addenda (and a reason, R96, that Nacha does not list) after an entry that is no return.
        ("pos-invalidReturnFile.ach", 4, unknown("addenda type", "99")),
        // A trace of another bank than the batch's, which moov takes when it is told to.
        ("ppd-debit-customTraceNumber.ach", 3, Problem::TraceOfAnother),
        // One column too many, so that no record begins where it should.
        ("ppd-debit-fixedLengthInvalid.ach", 1, Problem::LineTooLong { columns: 471 }),
        (
            "ppd-debit-invalid-entryDetail-checkDigit.ach",
            3,
            Problem::Differs { field: "check digit", declared: 5, counted: 4 },
        ),
        // The sender is no number.
        ("ppd-mixedDebitCredit-invalid.ach", 1, unknown("immediate origin", " 000TESTER")),
        // A bank's private reason, which moov takes when it is told to. What it means nobody has agreed with us.
        ("return-PPD-custom-reason-code.ach", 4, unknown("return reason", "R97")),
        // Parts of files, which moov takes when it is told to. Nothing vouches for their amounts, nor that they are
        // all that the bank sent.
        ("return-no-batch-controls.ach", 1, headless(BatchHeader)),
        ("return-no-batch-header.ach", 1, headless(Entry)),
        ("return-no-file-header-control.ach", 1, headless(BatchHeader)),
        ("web-invalidNOCFile.ach", 4, unknown("change code", "C92")),
    ]
}

/// Of what is sound, nothing is refused, and it is written as it was read; of what is not, nothing is taken.
#[test]
fn valid_files_are_taken_and_invalid_ones_refused_for_their_reason() {
    let Some(folder) = oracles("rails/nacha/moov") else { return };
    let found = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let found: BTreeSet<String> = found.filter(|name| name != "LICENSE").collect();
    let refused = refused();
    let told = TAKEN.into_iter().chain(refused.iter().map(|(name, ..)| *name));
    assert_eq!(found, told.map(str::to_owned).collect(), "each has its verdict");

    for name in TAKEN {
        let file = read(&fs::read(folder.join(name)).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read(file.text().unwrap().as_bytes()), Ok(file), "{name}");
    }
    for (name, line, problem) in refused {
        let answer = read(&fs::read(folder.join(name)).unwrap());
        assert_eq!(answer, Err(NachaError { line, problem }), "{name}");
    }
}

#[test]
fn returns_and_corrections_name_the_entry_that_they_are_about() {
    let Some(folder) = oracles("rails/nacha/moov") else { return };
    let told = |name: &str| {
        let file = read(&fs::read(folder.join(name)).unwrap()).unwrap();
        let entries = file.batches.into_iter().flat_map(|batch| batch.entries);
        let told = entries.map(|entry| match entry.addenda {
            Addenda::Return(back) => format!("{} {} {}", back.code, back.original, entry.amount),
            Addenda::Change(change) => format!("{} {} {}", change.code, change.original, change.corrected),
            Addenda::Notes(notes) => panic!("{notes:?}"),
        });
        told.collect::<Vec<_>>()
    };
    assert_eq!(told("return-WEB.ach"), ["R01 091400600000001 123.54 USD", "R03 091400600000003 45.65 USD"]);
    assert_eq!(told("cor-example.ach"), ["C01 121042880000001 1918171614"]);
}
