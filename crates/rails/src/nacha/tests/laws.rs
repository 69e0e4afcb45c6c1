use chrono::{Days, NaiveDate};
use kernel::{Currency, Money};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select},
};

use crate::nacha::{
    AchFile, Addenda, BankNumber, Batch, Change, ChangeCode, Entry, EntryClass, FileHeader, FileModifier, Return,
    ReturnCode, ServiceClass, Text, Trace, TransactionCode, read,
};

fn text<const N: usize>() -> impl Strategy<Value = Text<N>> {
    vec(proptest::char::range(' ', '~'), 0..=N)
        .prop_map(|signs| Text::exact(&signs.into_iter().collect::<String>()).unwrap())
}

fn number() -> impl Strategy<Value = Text<10>> {
    "[0-9]{1,10}".prop_map(|number| Text::exact(&number).unwrap())
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..36_524).prop_map(|days| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + Days::new(days))
}

fn bank() -> impl Strategy<Value = BankNumber> {
    (0_u64..100_000_000).prop_map(|digits| BankNumber::of_eight(digits).unwrap())
}

fn trace() -> impl Strategy<Value = Trace> {
    (0_u64..1_000_000_000_000_000).prop_map(|digits| Trace::of_fifteen(digits).unwrap())
}

fn transaction(comes_back: bool) -> impl Strategy<Value = TransactionCode> {
    let codes = (20..60).filter_map(TransactionCode::of);
    select(codes.filter(|code| code.movement.comes_back() == comes_back).collect::<Vec<_>>())
}

fn returned() -> impl Strategy<Value = Addenda> {
    let code = (1..=85).prop_map(|number| ReturnCode::of(&format!("R{number:02}")).unwrap());
    (code, trace(), option::of(day()), bank(), text(), trace()).prop_map(
        |(code, original, died_on, original_bank, information, trace)| {
            Addenda::Return(Return { code, original, died_on, original_bank, information, trace })
        },
    )
}

fn changed() -> impl Strategy<Value = Addenda> {
    let code = (1..=14).prop_map(|number| ChangeCode::of(&format!("C{number:02}")).unwrap());
    (code, trace(), bank(), text(), trace()).prop_map(|(code, original, original_bank, corrected, trace)| {
        Addenda::Change(Change { code, original, original_bank, corrected, trace })
    })
}

/// An entry, whose trace the batch sets.
fn entry(class: EntryClass) -> impl Strategy<Value = Entry> {
    let sent = (transaction(false), vec(text(), 0..3).prop_map(Addenda::Notes)).boxed();
    let told = match class {
        EntryClass::Cor => (transaction(true), changed()).boxed(),
        EntryClass::Ccd | EntryClass::Ppd | EntryClass::Web | EntryClass::Tel | EntryClass::Pos => {
            prop_oneof![sent, (transaction(true), returned())].boxed()
        }
    };
    (told, bank(), text(), 0_i64..10_000_000_000, text(), text(), text(), trace()).prop_map(
        |((transaction, addenda), bank, account, cents, reference, name, discretionary, trace)| {
            let cents = if transaction.movement.moves_nothing() { 0 } else { cents };
            let amount = Money::from_minor(cents, Currency::USD).unwrap();
            Entry { transaction, bank, account, amount, reference, name, discretionary, trace, addenda }
        },
    )
}

/// A batch, which the file numbers.
fn batch() -> impl Strategy<Value = Batch> {
    let classes =
        [EntryClass::Ccd, EntryClass::Ppd, EntryClass::Web, EntryClass::Tel, EntryClass::Pos, EntryClass::Cor];
    let entries = select(classes.to_vec()).prop_flat_map(|class| (Just(class), vec(entry(class), 1..6)));
    let company = (text(), text(), text(), text(), text());
    (entries, company, option::of(day()), text(), text(), bank()).prop_map(
        |((class, mut entries), company, effective_on, settlement, originator_status, bank)| {
            for (sequence, entry) in (1..).zip(&mut entries) {
                entry.trace = Trace::new(bank, sequence * 7).unwrap();
            }
            let all = |credits| entries.iter().all(|entry| entry.transaction.movement.is_credit() == credits);
            let service = match (all(true), all(false)) {
                (true, _) => ServiceClass::Credits,
                (_, true) => ServiceClass::Debits,
                _ => ServiceClass::Mixed,
            };
            let (company_name, company_data, company_id, description, descriptive_date) = company;
            Batch {
                service,
                company_name,
                company_data,
                company_id,
                class,
                description,
                descriptive_date,
                effective_on,
                settlement,
                originator_status,
                bank,
                number: 0,
                entries,
            }
        },
    )
}

fn file() -> impl Strategy<Value = AchFile> {
    let modifiers = ('A'..='Z').chain('0'..='9').map(|modifier| FileModifier::new(modifier).unwrap());
    let created_at = (day(), 0..24_u32, 0..60_u32).prop_map(|(day, hour, minute)| day.and_hms_opt(hour, minute, 0));
    let modifier = option::of(select(modifiers.collect::<Vec<_>>()));
    (number(), number(), created_at, modifier, text(), text(), text(), vec(batch(), 0..4)).prop_map(
        |(destination, origin, created_at, modifier, destination_name, origin_name, reference, mut batches)| {
            let created_at = created_at.unwrap();
            for (number, batch) in (1..).zip(&mut batches) {
                batch.number = number;
            }
            let header =
                FileHeader { destination, origin, created_at, modifier, destination_name, origin_name, reference };
            AchFile { header, batches }
        },
    )
}

/// The columns of a line in which every digit counts: banks, amounts, counts, hashes and totals.
fn vouched(line: &str) -> Vec<usize> {
    match &line[..1] {
        "6" => (4..=12).chain(30..=39).chain(79..=87).collect(),
        "7" if line.starts_with("705") => (84..=94).collect(),
        "8" => (2..=44).chain(80..=94).collect(),
        "9" if !line.ends_with('9') => (2..=55).collect(),
        _ => vec![],
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(file in file()) {
        let text = file.text().unwrap();
        prop_assert!(text.lines().all(|line| line.len() == 94));
        prop_assert_eq!(text.lines().count() % 10, 0);
        prop_assert_eq!(read(text.as_bytes()), Ok(file.clone()));
        // Nor is anything lost where the line breaks are others, or none.
        prop_assert_eq!(read(text.replace('\n', "\r\n").as_bytes()), Ok(file.clone()));
        prop_assert_eq!(read(text.replace('\n', "").as_bytes()), Ok(file));
    }

    #[test]
    fn any_single_changed_digit_of_a_number_that_counts_is_refused(file in file(), at: Index, by in 1..=9_u8) {
        let text = file.text().unwrap();
        let places = text.lines().enumerate().flat_map(|(number, line)| {
            vouched(line).into_iter().map(move |column| number * 95 + column - 1)
        });
        let place = *at.get(&places.collect::<Vec<_>>());
        let mut bytes = text.into_bytes();
        bytes[place] = b'0' + (bytes[place] - b'0' + by) % 10;
        prop_assert!(read(&bytes).is_err(), "{}", String::from_utf8_lossy(&bytes));
    }

    /// What is cut off anywhere before the end of the control is no file.
    #[test]
    fn what_is_cut_off_is_refused(file in file(), at: Index) {
        let text = file.text().unwrap();
        let control = text.lines().position(|line| line.starts_with('9')).unwrap();
        let cut = at.index(control * 95 + 55);
        prop_assert!(read(&text.as_bytes()[..cut]).is_err());
    }

    #[test]
    fn whatever_is_read_there_is_an_answer(
        file in file(), changes in vec((any::<Index>(), any::<u8>()), 1..8), noise in vec(any::<u8>(), 0..400)
    ) {
        let mut bytes = file.text().unwrap().into_bytes();
        for (at, byte) in changes {
            let place = at.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&bytes);
        let _ = read(&noise);
    }
}
