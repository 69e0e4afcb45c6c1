//! The terms of an offer, written in limited Markdown: bold, italic, links and lists (G-11).

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// What the limited Markdown comes to, and nothing else.
const TAGS: [&str; 8] = ["a", "br", "em", "li", "ol", "p", "strong", "ul"];
/// Where links may lead: away from here, and into no script.
const SCHEMES: [&str; 3] = ["https", "http", "mailto"];

/// Lets through what is on the lists, whatever came before it.
static SIEVE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut sieve = Builder::empty();
    sieve
        .tags(HashSet::from(TAGS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener noreferrer"));
    sieve
});

/// The terms as HTML that can stand in any page: paragraphs, bold, italic, links away from here, and lists. What else
/// Markdown or HTML would make of them is shown as the words that it is, and pictures as their description.
pub fn html(terms: &str) -> String {
    let mut html = String::with_capacity(terms.len());
    pulldown_cmark::html::push_html(&mut html, Parser::new(terms).filter_map(limited));
    SIEVE.clean(&html).to_string()
}

/// The part of Markdown that is offered; the rest loses its form and keeps its words.
fn limited(event: Event<'_>) -> Option<Event<'_>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) | Event::Code(text) | Event::Text(text) => Some(Event::Text(text)),
        Event::Start(tag) if is_limited(tag.to_end()) => Some(Event::Start(tag)),
        Event::End(tag) if is_limited(tag) => Some(Event::End(tag)),
        Event::Start(tag) => is_block(tag.to_end()).then_some(Event::Start(Tag::Paragraph)),
        Event::End(tag) => is_block(tag).then_some(Event::End(TagEnd::Paragraph)),
        Event::SoftBreak => Some(Event::SoftBreak),
        Event::HardBreak => Some(Event::HardBreak),
        Event::Rule
        | Event::FootnoteReference(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::TaskListMarker(_) => None,
    }
}

fn is_limited(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::List(_) | TagEnd::Item)
}

/// What stands for itself, so that its words do not run into those beside it.
fn is_block(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::HtmlBlock)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every tag in some HTML, by its name.
    fn tags(html: &str) -> Vec<&str> {
        let names = html.split('<').skip(1).map(|rest| rest.trim_start_matches('/'));
        names.map(|rest| rest.split([' ', '>', '/']).next().unwrap()).collect()
    }

    /// Holds G-11.
    #[test]
    fn bold_italic_links_and_lists_are_shown() {
        let terms = "Plan **first**, then *move*: see [us](https://us.example/a?b=1&c=2).\n\n- one\n- two\n\n3. three";
        let shown = html(terms);
        for part in [
            "<strong>first</strong>",
            "<em>move</em>",
            "href=\"https://us.example/a?b=1&amp;c=2\"",
            "rel=\"nofollow noopener noreferrer\"",
            "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
            "<ol start=\"3\">\n<li>three</li>\n</ol>",
        ] {
            assert!(shown.contains(part), "{part} is not in {shown}");
        }
    }

    /// Holds G-11: nothing that runs, loads or pretends to be of the page.
    #[test]
    fn what_is_no_limited_markdown_is_shown_as_its_words() {
        for (terms, shown) in [
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
            ("a <b onclick=x>bold</b>", "<p>a &lt;b onclick=x&gt;bold&lt;/b&gt;</p>"),
            ("![a picture](https://spy.example/pixel.png)", "<p>a picture</p>"),
            ("# Heading", "<p>Heading</p>"),
            ("`code`", "<p>code</p>"),
            ("&lt;img src=x onerror=alert(1)&gt;", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ] {
            assert_eq!(html(terms).trim_end(), shown, "{terms}");
        }
    }

    /// Holds G-11.
    #[test]
    fn links_lead_away_from_here_and_into_no_script() {
        for target in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java&#x0A;script:alert(1)",
            "&#106;avascript:alert(1)",
            "data:text/html;base64,PHNjcmlwdD4=",
            "vbscript:x",
            "file:///etc/passwd",
            "/graphql",
            "//elsewhere.example",
            "?a=b",
        ] {
            for terms in [format!("[click]({target})"), format!("[click](<{target}>)"), format!("<{target}>")] {
                assert!(!html(&terms).contains("href"), "{terms}: {}", html(&terms));
            }
        }
        for target in ["https://a.example", "http://a.example/b", "mailto:ada@example.org"] {
            assert!(html(&format!("[write]({target})")).contains(&format!("href=\"{target}\"")), "{target}");
        }
    }

    proptest! {
        /// Holds G-11 for whatever somebody types.
        #[test]
        fn only_the_tags_on_the_list_come_out(terms in r#"([a-z <>/!"'=&#;:()\[\]*_`~\-+.0-9\n]|<script|javascript:|onerror=|<img|<!--|]\(){0,60}"#) {
            let shown = html(&terms);
            for tag in tags(&shown) {
                prop_assert!(TAGS.contains(&tag), "{tag:?} of {terms:?} in {shown}");
            }
            prop_assert!(!shown.contains("href=\"javascript"), "{shown}");
        }
    }
}
