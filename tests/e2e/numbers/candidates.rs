//! Numbers as they come: by chance in the shape that a state's numbers have, and right ones with a slip.

use fastrand::Rng;

use super::plans::Plan;

const STEMS_A_PLAN: usize = 120;
const SLIPS_A_NUMBER: usize = 2;
/// Fixed, so that a failure comes again.
const SEED: u64 = 59;

const DIGITS: &str = "0123456789";
const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// For each stem by chance everything that the shape leaves open, so that what is right is among it.
///
/// In a shape `#` is a digit, `@` a letter, `[0-9X]` one of those, `<dd>`, `<mm>` and `<yy>` parts of a date, `?` any
/// digit in turn and `*` any letter in turn. What else it holds stands as it is.
pub fn fresh(plan: &Plan) -> Vec<String> {
    let mut chance = Rng::with_seed(SEED);
    let each = STEMS_A_PLAN.div_ceil(plan.shapes.len());
    let stems = plan.shapes.iter().flat_map(|shape| std::iter::repeat_n(*shape, each));
    stems.flat_map(|shape| filled(&stem(shape, &mut chance))).collect()
}

/// The number with a sign altered, two exchanged, one lost or one too many.
pub fn altered<'a>(plan: &'a Plan, number: &str) -> Vec<(&'a Plan, String)> {
    let mut chance = Rng::with_seed(number.bytes().fold(SEED, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte)));
    (0..SLIPS_A_NUMBER).map(|_| (plan, slip(number, &mut chance))).collect()
}

fn stem(shape: &str, chance: &mut Rng) -> String {
    let mut rest = shape;
    let mut made = String::new();
    while let Some(sign) = rest.chars().next() {
        let (part, length) = match sign {
            '#' => (one_of(DIGITS, chance), 1),
            '@' => (one_of(LETTERS, chance), 1),
            '[' => between(rest, ']', |choice| one_of(&spelt_out(choice), chance)),
            '<' => between(rest, '>', |part| of_date(part, chance)),
            sign => (sign.to_string(), sign.len_utf8()),
        };
        made.push_str(&part);
        rest = &rest[length..];
    }
    made
}

/// What stands for the part in brackets that `rest` begins with, and how long that part is.
fn between(rest: &str, end: char, made: impl FnOnce(&str) -> String) -> (String, usize) {
    let length = rest.find(end).expect("a shape closes what it opens");
    (made(&rest[1..length]), length + 1)
}

fn of_date(part: &str, chance: &mut Rng) -> String {
    let number = match part {
        "dd" => chance.u32(1..=31),
        "mm" => chance.u32(1..=12),
        "yy" => chance.u32(0..100),
        other => panic!("{other} is no part of a date"),
    };
    format!("{number:02}")
}

/// The stem with everything in turn where it is open.
fn filled(stem: &str) -> Vec<String> {
    stem.chars().fold(vec![String::new()], |begun, sign| {
        let own = sign.to_string();
        let signs = match sign {
            '?' => DIGITS,
            '*' => LETTERS,
            _ => &own,
        };
        begun.iter().flat_map(|begun| signs.chars().map(move |sign| format!("{begun}{sign}"))).collect()
    })
}

/// Every sign of a choice: `0-3X` is `0123X`. A hyphen that comes first is one.
fn spelt_out(choice: &str) -> String {
    let signs: Vec<char> = choice.chars().collect();
    let mut all = String::new();
    for (at, sign) in signs.iter().enumerate() {
        match (at.checked_sub(1).and_then(|before| signs.get(before)), signs.get(at + 1)) {
            (Some(first), Some(last)) if *sign == '-' => all.extend(*first..=*last),
            _ => all.push(*sign),
        }
    }
    all
}

fn slip(number: &str, chance: &mut Rng) -> String {
    let mut signs: Vec<char> = number.chars().collect();
    let at = chance.usize(..signs.len());
    match chance.u8(..5) {
        0 => drop(signs.remove(at)),
        1 => signs.insert(at, signs[at]),
        2 if at + 1 < signs.len() => signs.swap(at, at + 1),
        _ => {
            let kind = if signs[at].is_ascii_digit() { DIGITS } else { LETTERS };
            signs[at] = one_of(kind, chance).chars().next().expect("one is chosen");
        }
    }
    signs.into_iter().collect()
}

fn one_of(choice: &str, chance: &mut Rng) -> String {
    let signs: Vec<char> = choice.chars().collect();
    chance.choice(&signs).expect("there is a choice").to_string()
}
