//! How words were taken apart and folded when the search was made; the rows of before are given words once.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

const WORD_LENGTH_MAX: usize = 64;

pub fn words(text: &str) -> Vec<String> {
    let letters = text.nfkd().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let folded: String = letters.nfkd().filter(|c| !is_accent(*c)).nfc().collect();
    let is_of_word = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let words = folded.unicode_words().flat_map(|word| word.split(|c| !is_of_word(c)));
    let words = words.map(|word| word.trim_start_matches(is_combining_mark));
    let words = words.filter(|word| word.contains(char::is_alphanumeric));
    words.map(|word| word.chars().take(WORD_LENGTH_MAX).collect()).collect()
}

fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}')
}
