//! The table of rights in the README, and what the code asks.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Right;

use super::deeds::{By, DEEDS};

const README: &str = include_str!("../../../README.md");

/// The rows of the table: a right or who else, and what the row names.
fn rows() -> Vec<(String, Vec<String>)> {
    let table = README.lines().skip_while(|line| !line.starts_with("| right |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        (cells[0].to_owned(), named(cells[1]))
    });
    rows.collect()
}

/// The names in a cell. "-Close" after "registrationSubmit" is "registrationClose"; what stands in brackets, and
/// from a blank on, says more of the name before it.
fn named(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = vec![];
    for item in without_brackets(cell).split(',').map(str::trim) {
        let word = item.split_whitespace().next().unwrap_or_default();
        match word.strip_prefix('-') {
            Some(verb) => {
                let noun = nouns(names.last().unwrap(), verb);
                names.push(format!("{noun}{verb}"));
            }
            None => names.push(word.to_owned()),
        }
    }
    names
}

/// What comes before the verb of a mutation: the longest beginning that makes another mutation with this verb.
fn nouns(name: &str, verb: &str) -> String {
    let ends = name.char_indices().rev().filter(|(_, letter)| letter.is_uppercase()).map(|(at, _)| at);
    let made = |noun: &&str| DEEDS.iter().any(|deed| deed.mutation == format!("{noun}{verb}"));
    ends.map(|end| &name[..end]).find(made).unwrap_or_else(|| panic!("{name}, -{verb} names no mutation")).to_owned()
}

fn without_brackets(cell: &str) -> String {
    let mut depth = 0;
    let mut text = String::new();
    for letter in cell.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if depth == 0 => text.push(letter),
            _ => {}
        }
    }
    text
}

/// The rights of the table, by the mutations that they open. "identityCheck…" is every mutation that begins so and
/// is named nowhere else.
fn documented() -> BTreeMap<String, BTreeSet<Right>> {
    let rights: BTreeMap<_, _> =
        Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF).map(|right| (right.name(), right)).collect();
    let mut documented: BTreeMap<String, BTreeSet<Right>> = BTreeMap::new();
    let mut beginnings = vec![];
    for (cell, names) in rows() {
        let Some(right) = cell.split('`').nth(1).map(|name| rights[name]) else { continue };
        let starred = cell.ends_with('*');
        assert_eq!(starred, right.needs_second_factor(), "the README's star at {right}");
        for name in names {
            match name.strip_suffix('…') {
                Some(beginning) => beginnings.push((beginning.to_owned(), right)),
                None => {
                    documented.entry(name).or_default().insert(right);
                }
            }
        }
    }
    for (beginning, right) in beginnings {
        for deed in DEEDS.iter().filter(|deed| deed.mutation.starts_with(&beginning)) {
            documented.entry(deed.mutation.to_owned()).or_insert_with(|| BTreeSet::from([right]));
        }
    }
    documented
}

/// Holds G-18: the README says of every mutation by which right it is opened, and of none that it is opened by
/// another.
#[test]
fn the_readme_names_the_right_of_every_mutation() {
    let documented = documented();
    for deed in DEEDS {
        let told = documented.get(deed.mutation).cloned().unwrap_or_default();
        let asked: BTreeSet<_> = deed.rights().into_iter().collect();
        match deed.by {
            By::Holder(..) | By::Speaker => {
                assert!(!told.is_empty(), "{} stands in no row of the README", deed.mutation);
            }
            By::Person | By::Participant | By::Member | By::Newcomer | By::Invited => {
                assert!(is_told_otherwise(deed.mutation), "{}", deed.mutation);
            }
        }
        assert!(told.is_subset(&asked), "{}: the README says {told:?}, asked is {asked:?}", deed.mutation);
    }
}

/// Whether a mutation stands in a row without a right: being the person, or in no account.
fn is_told_otherwise(mutation: &str) -> bool {
    let others = rows().into_iter().filter(|(cell, _)| !cell.contains('`'));
    others.flat_map(|(_, names)| names).any(|name| name == mutation)
}

#[test]
fn every_right_has_a_row_and_every_row_a_meaning() {
    let rows = rows();
    for right in Right::OF_MEMBERS.into_iter().chain(Right::OF_STAFF) {
        let name = format!("`{right}`");
        assert_eq!(rows.iter().filter(|(cell, _)| cell.contains(&name)).count(), 1, "{right}");
    }
    let known: BTreeSet<_> =
        DEEDS.iter().map(|deed| deed.mutation).chain(super::roots::ROOTS.iter().map(|(name, _)| *name)).collect();
    for name in rows.iter().flat_map(|(_, names)| names).filter(|name| !name.ends_with('…')) {
        assert!(known.contains(name.as_str()), "the README names {name}, which is not there");
    }
}
