use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use gateway::Limits;
use kernel::EmailAddress;
use marketplace::ChainHead;

/// An open backend for an expert services marketplace.
#[derive(Parser)]
#[command(name = "guildhall", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the GraphQL API, and do what falls due.
    Serve(Serve),
    /// Do what falls due, and serve nothing: beside processes that serve.
    Work(Work),
    /// Bring the database up to date, or see what is missing.
    #[command(subcommand)]
    Migrate(Migrate),
    /// Sign a token for somebody, with the local issuer's key.
    Token(Token),
    /// Manage the operator's staff.
    #[command(subcommand)]
    Admin(Admin),
    /// Manage the registry of certifications.
    #[command(subcommand)]
    Certifications(Certifications),
    /// Manage the keys to personal identifiers.
    #[command(subcommand)]
    Keys(Keys),
    /// Prove the books.
    #[command(subcommand)]
    Ledger(Ledger),
    /// Print the GraphQL schema.
    Schema,
    /// Do once what is due now, and end.
    Sweep(Sweep),
    /// Play a season of a marketplace through its own front door.
    Demo(PlayDemo),
}

#[derive(Args, Clone)]
pub struct DatabaseArgs {
    /// `sqlite://FILE` or `postgres://USER@HOST/NAME`.
    #[arg(long, env = "GUILDHALL_DATABASE_URL", default_value = "sqlite://guildhall.db")]
    pub database_url: String,
}

#[derive(Args, Clone)]
pub struct DataArgs {
    /// Where the local issuer keeps its key, and where the keys lie that personal identifiers are found by and opened
    /// with: every process on one database needs the same, and without them nobody reads the identifiers any more. Uploads
    /// lie there too unless they are kept elsewhere.
    #[arg(long, env = "GUILDHALL_DATA_DIR", default_value = "guildhall-data")]
    pub data_dir: PathBuf,
}

#[derive(Args, Clone)]
pub struct BlobArgs {
    /// Where uploads are kept: a folder, or `s3://BUCKET/PREFIX` with what the AWS tools read from the environment
    /// (`AWS_REGION`, `AWS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`). If not given, a folder of the data
    /// directory.
    #[arg(long, env = "GUILDHALL_BLOBS", value_name = "PLACE")]
    pub blobs: Option<String>,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Args, Clone)]
pub struct MailArgs {
    /// The post that takes letters: `smtps://USER:PASSWORD@HOST`, `smtp://HOST:587?tls=required` or `smtp://HOST:25`.
    /// Without it a sandbox keeps them to be read at `/letters`, and nobody else is written.
    #[arg(long, env = "GUILDHALL_MAIL_URL", hide_env_values = true, value_name = "URL")]
    pub mail_url: Option<String>,
    /// Who the letters are from: `Guildhall <post@example.org>`.
    #[arg(long, env = "GUILDHALL_MAIL_FROM", value_name = "SENDER")]
    pub mail_from: Option<String>,
}

/// Every process that serves or works needs the same. The secrets stand in the environment or in files, and nowhere else.
#[derive(Args, Clone)]
pub struct PaymentArgs {
    /// The payment service that collects from customers and sends back, as `https://api.stripe.com`: Stripe, or what
    /// speaks its interface. Its key is read from `GUILDHALL_PAYMENTS_KEY`. Without it approved bills wait.
    #[arg(id = "payments-url", long = "payments-url", env = "GUILDHALL_PAYMENTS_URL", value_name = "URL")]
    pub url: Option<String>,
    /// Read the payment service's key from this file instead.
    #[arg(
        id = "payments-key-file",
        long = "payments-key-file",
        env = "GUILDHALL_PAYMENTS_KEY_FILE",
        value_name = "FILE"
    )]
    pub key_file: Option<PathBuf>,
    /// Read from this file, instead of from `GUILDHALL_PAYMENTS_WEBHOOK_SECRETS`, what the payment service signs its
    /// messages with: one secret, or two while one is exchanged for another. With neither no messages are taken, and the
    /// service is asked once a minute.
    #[arg(
        id = "payments-webhook-secrets-file",
        long,
        env = "GUILDHALL_PAYMENTS_WEBHOOK_SECRETS_FILE",
        value_name = "FILE"
    )]
    pub webhook_secrets_file: Option<PathBuf>,
}

/// Every process that serves or works needs the same.
#[derive(Args, Clone)]
pub struct BankArgs {
    /// The folder that the operator's bank takes payment files from. With the bank's own folder and an account to pay
    /// from, payouts go there; without them they wait.
    #[arg(id = "bank-out", long = "bank-out", env = "GUILDHALL_BANK_OUT", value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The folder that the bank puts its answers and statements into. What was read is moved to `.taken` in it.
    #[arg(id = "bank-in", long = "bank-in", env = "GUILDHALL_BANK_IN", value_name = "DIR")]
    pub incoming: Option<PathBuf>,
    /// Whose account euro are paid from by SEPA (`pain.001.001.09`), as the bank has the name.
    #[arg(long = "bank-sepa-name", env = "GUILDHALL_BANK_SEPA_NAME", value_name = "NAME")]
    pub sepa_name: Option<String>,
    /// The account that euro are paid from.
    #[arg(long = "bank-sepa-iban", env = "GUILDHALL_BANK_SEPA_IBAN", value_name = "IBAN")]
    pub sepa_iban: Option<String>,
    /// The bank of that account, where it asks for its own name.
    #[arg(long = "bank-sepa-bic", env = "GUILDHALL_BANK_SEPA_BIC", value_name = "BIC")]
    pub sepa_bic: Option<String>,
    /// The bank that takes NACHA files, by its routing number.
    #[arg(long = "bank-nacha-routing", env = "GUILDHALL_BANK_NACHA_ROUTING", value_name = "NUMBER")]
    pub nacha_routing: Option<String>,
    /// What that bank is called.
    #[arg(long = "bank-nacha-bank-name", env = "GUILDHALL_BANK_NACHA_BANK_NAME", value_name = "NAME")]
    pub nacha_bank_name: Option<String>,
    /// What that bank knows the operator by: at most ten characters.
    #[arg(long = "bank-nacha-number", env = "GUILDHALL_BANK_NACHA_NUMBER", value_name = "NUMBER")]
    pub nacha_number: Option<String>,
    /// Who pays dollars, as payees' statements show it.
    #[arg(long = "bank-nacha-name", env = "GUILDHALL_BANK_NACHA_NAME", value_name = "NAME")]
    pub nacha_name: Option<String>,
    /// What payees' statements say that dollars are for.
    #[arg(
        long = "bank-nacha-description",
        env = "GUILDHALL_BANK_NACHA_DESCRIPTION",
        value_name = "TEXT",
        default_value = "PAYOUT"
    )]
    pub nacha_description: String,
}

/// How much the server bears with its clients.
#[derive(Args, Clone, Copy)]
pub struct LimitArgs {
    /// How many sockets may be open at once. Each needs a file: mind `ulimit -n`.
    #[arg(long, env = "GUILDHALL_SOCKETS", default_value_t = Limits::default().sockets, value_name = "COUNT")]
    pub sockets: usize,
    /// How many of them to one address. Behind a proxy everybody has the proxy's: then as many as in all.
    #[arg(long, env = "GUILDHALL_SOCKETS_PER_ADDRESS", default_value_t = Limits::default().sockets_per_address, value_name = "COUNT")]
    pub sockets_per_address: usize,
    /// How long the head of a request may take.
    #[arg(long, default_value_t = Limits::default().head.as_secs(), value_parser = seconds(), value_name = "SECONDS")]
    pub head_seconds: u64,
    /// How long the body of a request may take.
    #[arg(long, default_value_t = Limits::default().body.as_secs(), value_parser = seconds(), value_name = "SECONDS")]
    pub body_seconds: u64,
    /// How long a client may take to take an answer.
    #[arg(long, default_value_t = Limits::default().answer.as_secs(), value_parser = seconds(), value_name = "SECONDS")]
    pub answer_seconds: u64,
    /// How long a socket may be open without a request: longer than a proxy in front keeps one.
    #[arg(long, default_value_t = Limits::default().idle.as_secs(), value_parser = seconds(), value_name = "SECONDS")]
    pub idle_seconds: u64,
    /// How long to wait for what is under way when told to stop.
    #[arg(long, default_value_t = Limits::default().stop.as_secs(), value_parser = seconds(), value_name = "SECONDS")]
    pub stop_seconds: u64,
}

impl LimitArgs {
    pub fn limits(self) -> Limits {
        Limits {
            head: Duration::from_secs(self.head_seconds),
            body: Duration::from_secs(self.body_seconds),
            idle: Duration::from_secs(self.idle_seconds),
            answer: Duration::from_secs(self.answer_seconds),
            stop: Duration::from_secs(self.stop_seconds),
            sockets: self.sockets,
            sockets_per_address: self.sockets_per_address,
        }
    }
}

fn seconds() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..=3_600)
}

#[derive(Args, Clone, Copy)]
pub struct SandboxArgs {
    /// Play: an embedded payment provider and payout rail, and a clock that staff move by hand. A database is a
    /// sandbox from the first time on, or never, and for every process that serves it or works on it.
    #[arg(long)]
    pub sandbox: bool,
}

#[derive(Args, Clone, Copy)]
pub struct SweepArgs {
    /// How often to look for what is due, in seconds.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub sweep_seconds: u64,
}

#[derive(Args)]
pub struct Serve {
    /// The address to listen on.
    #[arg(long, env = "GUILDHALL_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub blobs: BlobArgs,
    /// Import this file of certifications before serving, as `guildhall certifications import` does.
    #[arg(long, env = "GUILDHALL_CERTIFICATIONS", value_name = "FILE")]
    pub certifications: Option<PathBuf>,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub payments: PaymentArgs,
    #[command(flatten)]
    pub bank: BankArgs,
    #[command(flatten)]
    pub limits: LimitArgs,
    #[command(flatten)]
    pub sandbox: SandboxArgs,
    #[command(flatten)]
    pub sweeps: SweepArgs,
    /// Four eyes: a DAC7 form that one reviewer approves counts when a second one approves it too.
    #[arg(long, env = "GUILDHALL_FOUR_EYES")]
    pub four_eyes: bool,
    /// A mail domain of the operator's own people, who are never experts; may be given several times.
    #[arg(long, env = "GUILDHALL_STAFF_DOMAINS", value_delimiter = ',', value_name = "DOMAIN")]
    pub staff_domain: Vec<String>,
    /// Serve only, and leave what falls due to `guildhall work` in other processes.
    #[arg(long, conflicts_with = "sweep_seconds")]
    pub no_sweeps: bool,
}

#[derive(Args)]
pub struct Work {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub blobs: BlobArgs,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub payments: PaymentArgs,
    #[command(flatten)]
    pub bank: BankArgs,
    #[command(flatten)]
    pub sandbox: SandboxArgs,
    #[command(flatten)]
    pub sweeps: SweepArgs,
}

#[derive(Subcommand)]
pub enum Migrate {
    /// Run the migrations that are missing.
    Up(DatabaseArgs),
    /// List the migrations that are missing.
    Status(DatabaseArgs),
}

#[derive(Args)]
pub struct Token {
    /// Whose token: the e-mail address of a member, of staff, or of somebody new.
    #[arg(long)]
    pub member: EmailAddress,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub data: DataArgs,
    /// How long it is good for, in hours; a sandbox's tokens last for ten years of its clock.
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(i64).range(1..=720))]
    pub hours: i64,
    /// Leave out the second factor, as if only a password had been shown.
    #[arg(long)]
    pub without_second_factor: bool,
}

#[derive(Subcommand)]
pub enum Admin {
    /// Appoint the operator's first member of staff, with every right.
    Bootstrap(Bootstrap),
}

#[derive(Args)]
pub struct Bootstrap {
    /// The e-mail address under which the person signs in.
    #[arg(long)]
    pub email: EmailAddress,
    /// What the person is called.
    #[arg(long, default_value = "Operator")]
    pub name: String,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

#[derive(Subcommand)]
pub enum Certifications {
    /// Import a CSV file in UTF-8 with the columns issuer, `external_id`, holder, level, `issued_on`, `expires_on` (empty
    /// if it never ends). It is the whole truth of every issuer that it names; certifications of theirs that are not in
    /// it are known no more. A file with a bad line is refused whole, and every bad line is told.
    Import(ImportCertifications),
}

#[derive(Args)]
pub struct ImportCertifications {
    /// The file to import.
    pub file: PathBuf,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

#[derive(Subcommand)]
pub enum Keys {
    /// Seal every personal identifier with a new data key while other processes work. Killed, it is run again and goes on.
    /// A later run drops the old key, after an hour and once nothing is sealed with it.
    Rotate(RotateKeys),
}

#[derive(Args)]
pub struct RotateKeys {
    /// Wrap the data keys with a new master key in the data directory instead, and seal nothing anew.
    #[arg(long)]
    pub master: bool,
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub data: DataArgs,
}

#[derive(Subcommand)]
pub enum Ledger {
    /// Compute everything in the books again from their rows, beside processes that work: that each transaction balances,
    /// is sealed, and is what was posted; that the chain of closed batches holds, so that no row was changed after; that
    /// stored balances are the sums of their legs and above their floors; that all accounts together come to nothing. What
    /// is wrong is told by its reference, a line each, and the command fails.
    Verify(VerifyLedger),
    /// Write the books as a plain-text journal, beside processes that work: a transaction an entry, dated by when it took
    /// effect, under its reference. hledger and ledger read it, and come to the same balances, today as of any day.
    Export(ExportLedger),
}

#[derive(Args)]
pub struct ExportLedger {
    /// What the journal is written for.
    #[arg(long, value_enum, default_value_t)]
    pub format: JournalFormat,
    /// The file, which must not be there yet; standard output if not given.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

/// The plain-text accounting whose words a journal uses.
#[derive(Clone, Copy, Default, ValueEnum)]
pub enum JournalFormat {
    /// What both hledger and ledger read.
    #[default]
    Hledger,
}

#[derive(Args)]
pub struct VerifyLedger {
    /// What an earlier run said the chain ended with: fails if that batch is not there any more, for whoever can write to
    /// the database can cut off the end of the chain.
    #[arg(long, value_name = "NUMBER:DIGEST")]
    pub head: Option<ChainHead>,
    #[command(flatten)]
    pub database: DatabaseArgs,
}

#[derive(Args)]
pub struct Sweep {
    #[command(flatten)]
    pub database: DatabaseArgs,
    #[command(flatten)]
    pub blobs: BlobArgs,
    #[command(flatten)]
    pub mail: MailArgs,
    #[command(flatten)]
    pub payments: PaymentArgs,
    #[command(flatten)]
    pub bank: BankArgs,
}

#[derive(Args)]
pub struct PlayDemo {
    #[command(flatten)]
    pub demo: Demo,
    #[command(flatten)]
    pub blobs: BlobArgs,
}

#[derive(Args, Clone)]
pub struct Demo {
    /// What chance decides is decided by this number: the same seed gives the same season.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many experts take part.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub experts: u32,
    /// How many days the season lasts.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(30..=1_000))]
    pub days: u32,
    /// Keep the season in this database, which must be empty; without it, it is forgotten.
    #[arg(long, env = "GUILDHALL_DATABASE_URL")]
    pub database_url: Option<String>,
    /// Fill the database with so many submitted DAC7 forms of all states and kinds instead, and play no season: a
    /// reviewer's morning. Serve it afterwards with `guildhall serve --sandbox --database-url URL`, and review as
    /// `guildhall token --member olga@operator.example --database-url URL`.
    #[arg(long, value_name = "FORMS", requires = "database_url",
          value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub queue: Option<u32>,
    /// Print figures for machines instead of tables for people.
    #[arg(long)]
    pub json: bool,
}

#[cfg(test)]
impl BankArgs {
    /// As typed.
    pub fn of<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        use clap::{Command, FromArgMatches};

        let command = Self::augment_args(Command::new("guildhall").no_binary_name(true));
        Self::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }
}
