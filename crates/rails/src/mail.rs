//! The post: an SMTP server, or a drawer for development.

use std::{str::FromStr, time::Duration};

use events::{Content, Invitation, InvitationMethod, Letter, MailProblem};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{ContentType, ContentTypeErr, Header, HeaderName, HeaderValue},
    },
    transport::smtp::Error as SmtpError,
};
use marketplace::Mailer;

/// How long the post may take over one letter.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hands letters to an SMTP server.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// Why a post cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    #[error("{0:?} is no address such as \"Guildhall <post@example.org>\"")]
    From(String),
    #[error("the address of the post is none such as smtps://user:password@host or smtp://host:587?tls=required")]
    Url(#[source] SmtpError),
}

/// Takes every letter and keeps it where it is: to be read in the browser.
pub struct DrawerMailer;

/// Marks what no person wrote, so that no absent person answers it (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl SmtpMailer {
    /// `url`: `smtps://user:password@host` for TLS from the first byte, `smtp://host:587?tls=required` for STARTTLS,
    /// `smtp://host:25` for neither. `from`: the sender of every letter.
    pub fn new(url: &str, from: &str) -> Result<Self, MailSetupError> {
        let from = Mailbox::from_str(from).map_err(|_| MailSetupError::From(from.to_owned()))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(MailSetupError::Url)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    fn message(&self, letter: &Letter) -> Result<Message, MailProblem> {
        let refused = |problem: &dyn std::error::Error| MailProblem::Refused(problem.to_string());
        let address =
            letter.to.email.as_str().parse().map_err(|error: lettre::address::AddressError| refused(&error))?;
        let content = &letter.content;
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.to.name.clone()), address))
            .subject(&content.subject)
            .date(letter.written_at.into())
            .message_id(Some(format!("<{}@{}>", letter.id, self.from.email.domain())))
            .header(AutoSubmitted)
            .multipart(body(content).map_err(|error| refused(&error))?);
        message.map_err(|error| refused(&error))
    }
}

/// The same for every reader: in plain text, in HTML, and for calendars (RFC 6047).
fn body(content: &Content) -> Result<MultiPart, ContentTypeErr> {
    let text = MultiPart::alternative_plain_html(content.text.clone(), content.html.clone());
    let Some(Invitation { method, calendar }) = &content.invitation else { return Ok(text) };
    let method = match method {
        InvitationMethod::Request => "REQUEST",
        InvitationMethod::Cancel => "CANCEL",
    };
    let kind = ContentType::parse(&format!("text/calendar; charset=utf-8; method={method}"))?;
    Ok(text.singlepart(SinglePart::builder().header(kind).body(calendar.clone())))
}

#[async_trait::async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, letter: &Letter) -> Result<(), MailProblem> {
        let sent = self.transport.send(self.message(letter)?).await;
        sent.map(drop).map_err(|error| {
            if error.is_permanent() {
                MailProblem::Refused(error.to_string())
            } else {
                MailProblem::Unreachable(error.to_string())
            }
        })
    }
}

#[async_trait::async_trait]
impl Mailer for DrawerMailer {
    async fn send(&self, _: &Letter) -> Result<(), MailProblem> {
        Ok(())
    }
}

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
