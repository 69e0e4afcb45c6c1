/// How deep the brackets of a document nest, without those in strings and comments. The parser goes down a level
/// of its stack with each, closed or not, before it counts any: a few kilobytes of `{a{a{a` would end the process.
pub fn nesting(text: &str) -> usize {
    let (mut rest, mut depth, mut deepest) = (text, 0_usize, 0_usize);
    while let Some(at) = rest.find(['{', '[', '(', '}', ']', ')', '"', '#']) {
        let (found, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match found {
            b'"' => after_string(after),
            b'#' => after_line(after),
            _ => after,
        };
        match found {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// What follows a string whose first quote is read. What is no whole string hides nothing: the parser, too, would
/// look at what follows.
fn after_string(text: &str) -> &str {
    if let Some(block) = text.strip_prefix("\"\"") {
        return end_of_block(block).map_or(block, |end| &block[end..]);
    }
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\r' => return &text[at..],
            '"' if !escaped => return &text[at + 1..],
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text
}

/// Where a block string ends: after three quotes without a backslash before them.
fn end_of_block(block: &str) -> Option<usize> {
    let mut ends = block.match_indices("\"\"\"");
    ends.find(|(at, _)| !block[..*at].ends_with('\\')).map(|(at, quotes)| at + quotes.len())
}

fn after_line(text: &str) -> &str {
    text.find(['\n', '\r']).map_or("", |end| &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_nest_wherever_they_stand() {
        assert_eq!(nesting("{ a { b(x: [1, [2]]) } c }"), 5);
        assert_eq!(nesting("{a"), 1);
        assert_eq!(nesting(&"[".repeat(1_000)), 1_000);
        assert_eq!(nesting("}}}{a}"), 1);
    }

    #[test]
    fn strings_and_comments_hide_what_is_in_them() {
        assert_eq!(nesting("{ a(x: \"{{{{\") } # {{{{"), 2);
        assert_eq!(nesting("{ a(x: \"\\\"{{{{\") }"), 2);
        assert_eq!(nesting("{ a(x: \"\"\"{{{{ \\\"\"\" \" {{\"\"\") }"), 2);
        assert_eq!(nesting("# {{{{\n{ a }"), 1);
    }

    #[test]
    fn what_only_looks_like_a_string_hides_nothing() {
        assert_eq!(nesting("\"{{\n{{{"), 3);
        assert_eq!(nesting("\"\"\"x\" {{{"), 3);
        assert_eq!(nesting("\"\" {{{"), 3);
    }
}
