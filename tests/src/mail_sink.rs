use std::process::Stdio;

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout},
};

use crate::Peer;

/// A sink in Python: takes mail, and tells each message as a line. The first attempt is turned away for the time
/// being, and a mailbox that begins with "nobody" for ever.
const SINK: &str = "
import asyncio, email, email.policy, json
from aiosmtpd.smtp import SMTP

class Sink:
    attempts = 0
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith('nobody'):
            return '550 no such mailbox'
        envelope.rcpt_tos.append(address)
        return '250 OK'
    async def handle_DATA(self, server, session, envelope):
        self.attempts += 1
        if self.attempts == 1:
            return '451 try again later'
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        part = lambda kind: message.get_body(preferencelist=(kind,)).get_content()
        calendars = [part for part in message.walk() if part.get_content_type() == 'text/calendar']
        print(json.dumps(dict(
            sender=envelope.mail_from, recipients=envelope.rcpt_tos, subject=message['subject'], to=message['to'],
            id=message['message-id'], auto=message['auto-submitted'], text=part('plain'), html=part('html'),
            kind=message.get_content_type(),
            calendars=[dict(method=part.get_param('method'), content=part.get_content()) for part in calendars],
            defects=[str(defect) for defect in message.defects])), flush=True)
        return '250 OK'

async def main():
    sink = Sink()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(sink, enable_SMTPUTF8=True), '127.0.0.1', 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
";

/// An SMTP server of others, which reads what is sent as they would.
pub struct MailSink {
    server: Child,
    told: Lines<BufReader<ChildStdout>>,
    /// Where it listens, as `smtp://127.0.0.1:4025`.
    pub url: String,
}

impl MailSink {
    /// `None`, said loudly, where it cannot be had.
    pub async fn start() -> Option<Self> {
        let python = Peer::python(&["aiosmtpd==1.4.6"])?;
        let server = python.command().args(["-c", SINK]).stdout(Stdio::piped()).spawn();
        let mut server = server.expect("the interpreter was found");
        let mut told = BufReader::new(server.stdout.take().expect("it is piped")).lines();
        let port = line(&mut told).await;
        Some(Self { server, told, url: format!("smtp://127.0.0.1:{port}") })
    }

    /// The next message that it took.
    pub async fn message(&mut self) -> Value {
        serde_json::from_str(&line(&mut self.told).await).expect("it tells JSON")
    }

    pub async fn stop(mut self) {
        self.server.kill().await.expect("it is ours");
    }
}

async fn line(told: &mut Lines<BufReader<ChildStdout>>) -> String {
    told.next_line().await.expect("it is there").expect("the sink goes on telling")
}
