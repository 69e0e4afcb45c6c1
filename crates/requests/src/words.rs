use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

/// What is kept of a word, in characters: both backends refuse or cut words that have no end.
const WORD_LENGTH_MAX: usize = 64;
/// Stands in no word, and both backends take it for a letter.
const MARK: char = '·';

/// The words of a text in their order, as they are searched: in small letters, without accents, and without anything that
/// a backend reads as more than a letter or a digit. Whoever types `strasse` or `STRAẞE` finds `Straße`.
pub fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let words = folded.unicode_words().flat_map(|word| word.split(|c| !is_of_word(c)));
    let words = words.map(|word| word.trim_start_matches(is_combining_mark)); // A mark without a letter is none of it.
    words.filter(|word| word.contains(char::is_alphanumeric)).map(shortened).collect()
}

/// What a skill is known by: `c#` is not `c++`, and no word of a text is either of them.
pub fn skill_key(skill: &str) -> String {
    let mut key = MARK.to_string();
    for c in folded(skill).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(WORD_LENGTH_MAX) {
        match c {
            ' ' => key.push(MARK),
            c if is_of_word(c) => key.push(c),
            c => key.extend(format!("{MARK}{:x}{MARK}", u32::from(c)).chars()),
        }
    }
    key
}

/// Compatibility characters as the letters that they stand for, small, and without accents. Twice capital and back is
/// what makes `ß` and `SS`, or `ς` and `σ`, the same.
fn folded(text: &str) -> String {
    let letters = text.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    letters.nfkd().filter(|c| !is_accent(*c)).nfc().collect()
}

/// The marks that other letters carry in Latin, Greek and Cyrillic. Vowel signs of other scripts are letters of theirs.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn shortened(word: &str) -> String {
    word.chars().take(WORD_LENGTH_MAX).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        for (typed, found) in [
            ("Straße STRASSE strasse", "strasse"),
            ("Zürich ZÜRICH zurich Zu\u{308}rich", "zurich"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ"),
            ("İSTANBUL istanbul ıstanbul", "istanbul"),
            ("ﬁne FINE ｆｉｎｅ", "fine"),
        ] {
            assert!(words(typed).iter().all(|word| word == found), "{typed}: {:?}", words(typed));
        }
    }

    #[test]
    fn what_is_no_letter_parts_words() {
        assert_eq!(words("node.js, don't; a_b C++ 3.5"), ["node", "js", "don", "t", "a", "b", "c", "3", "5"]);
        assert_eq!(words("\"x\" NEAR(y*) -z 🦀 ' \\ : ^ {q}"), ["x", "near", "y", "z", "q"]);
        assert_eq!(words("移行する"), ["移", "行", "す", "る"]);
        assert_eq!(words("हिन्दी"), ["हिन्दी"]);
        assert_eq!(words("*** \"\" 🦀 \u{301}"), [""; 0]);
    }

    #[test]
    fn skills_are_told_apart_by_what_is_no_letter_too() {
        assert_ne!(skill_key("C++"), skill_key("C#"));
        assert_eq!(skill_key("Amazon  Aurora"), skill_key(" amazon aurora"));
        assert_ne!(skill_key("Amazon Aurora"), skill_key("AmazonAurora"));
        assert!(!words("rust").contains(&skill_key("rust")));
    }

    proptest! {
        /// A word that was folded is folded.
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,60}") {
            let once = words(&text);
            prop_assert_eq!(words(&once.join(" ")), once);
        }

        /// Neither backend can be told anything by a word but the word.
        #[test]
        fn a_word_holds_nothing_that_a_backend_reads(text in any::<String>()) {
            for word in words(&text).iter().chain([&skill_key(&text)]) {
                prop_assert!(word.chars().all(|c| is_of_word(c) || c == MARK), "{}", word);
                prop_assert!(word.len() <= 2_046 && !word.is_empty());
            }
        }
    }
}
