use askama::Template;
use events::{AuditRow, Content, News, Recipient};

use super::{about::About, invitation::invitation, texts::Text};
use crate::{Error, Result};

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct PlainPage<'a>(&'a Page<'a>);

#[derive(Template)]
#[template(path = "letter.html")]
struct HtmlPage<'a>(&'a Page<'a>);

struct Page<'a> {
    name: &'a str,
    paragraphs: Vec<String>,
    /// As `2027-03-01 09:00 UTC`.
    at: String,
    id: &'a str,
}

/// A letter as it is read, in plain text and in HTML. What people typed is escaped in the one and stands as it is in
/// the other.
pub fn page(text: &Text, about: &About, event: &AuditRow, to: &Recipient) -> Result<Content> {
    let page = Page {
        name: &to.name,
        paragraphs: paragraphs(text, about, event),
        at: event.at.format("%F %H:%M UTC").to_string(),
        id: &event.subject,
    };
    let failed = |error: askama::Error| Error::Outside(format!("a letter cannot be written: {error}"));
    let (plain, html) = (PlainPage(&page).render().map_err(failed)?, HtmlPage(&page).render().map_err(failed)?);
    let meeting = text.invites.zip(about.meeting.as_ref());
    let invitation = meeting.map(|(method, meeting)| invitation(meeting, method, event.at));
    Ok(Content { subject: one_line(&named(text.subject, about)), text: plain, html, invitation })
}

/// The same as it stands in an inbox: without salutation and date, which are shown there anyway.
pub fn news(text: &Text, about: &About, event: &AuditRow) -> News {
    News { title: one_line(&named(text.subject, about)), words: paragraphs(text, about, event).join("\n\n") }
}

fn paragraphs(text: &Text, about: &About, event: &AuditRow) -> Vec<String> {
    let reason =
        event.reason.as_ref().filter(|_| text.tells_reason).map(|reason| format!("The reason given: {reason}"));
    let next = Some(text.next).filter(|next| !next.is_empty()).map(str::to_owned);
    let recorded = || event.reason.clone().unwrap_or_default();
    let says = text.says.map_or_else(recorded, |says| named(says, about));
    let says = says.lines().map(str::to_owned);
    says.chain([reason, next].into_iter().flatten()).collect()
}

/// The sentence with the name of the thing in the place of `{it}`; at its beginning with a capital.
fn named(sentence: &str, about: &About) -> String {
    let mut name = about.name.chars();
    let capital: String = name.next().map(|first| first.to_uppercase().chain(name).collect()).unwrap_or_default();
    match sentence.strip_prefix("{it}") {
        Some(rest) => format!("{capital}{}", rest.replace("{it}", &about.name)),
        None => sentence.replace("{it}", &about.name),
    }
}

/// A subject is one line, whatever was typed into it, and not a long one.
fn one_line(text: &str) -> String {
    const LENGTH_MAX: usize = 120;
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(LENGTH_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use events::Topic;
    use kernel::EventId;

    use super::*;
    use crate::letters::{recipients::To, texts::Text};

    const TEXT: Text = Text {
        to: To::Person,
        subject: "{it} was declined",
        says: Some("{it} was declined."),
        next: "Send another.",
        tells_reason: true,
        invites: None,
    };

    fn written(name: &str, reason: &str) -> Content {
        let about = About::new(Topic::Bills, name);
        let at = DateTime::UNIX_EPOCH;
        let event = AuditRow {
            id: EventId::generate(at),
            kind: "payment_request.declined".to_owned(),
            member_id: None,
            staff_id: None,
            account_id: None,
            subject: "preq_1".to_owned(),
            reason: Some(reason.to_owned()),
            at,
            recorded_at: at,
        };
        let to = Recipient { email: "ada@example.org".parse().unwrap(), name: "Ada".to_owned() };
        page(&TEXT, &about, &event, &to).unwrap()
    }

    #[test]
    fn what_people_typed_is_text_and_never_markup() {
        let content = written("the bill “<script>alert(1)</script>”", "<b>no</b> & never");
        assert!(content.text.contains("The bill “<script>alert(1)</script>” was declined."), "{}", content.text);
        assert!(content.text.contains("The reason given: <b>no</b> & never"));
        assert!(!content.html.contains("<script>") && !content.html.contains("<b>no"), "{}", content.html);
        assert!(content.html.contains("&#60;b&#62;no&#60;/b&#62; &#38; never"), "{}", content.html);
    }

    #[test]
    fn a_subject_is_one_short_line() {
        let subject = written(&format!("the bill\r\nBcc: eve@example.org {}", "x".repeat(200)), "").subject;
        assert!(!subject.contains(['\r', '\n']) && subject.chars().count() <= 121, "{subject}");
    }
}
