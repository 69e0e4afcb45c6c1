//! Payouts by bank file, beside a bank of others: it reads what we write, books, refuses and returns, and we read what it
//! says. However it behaves, one payment of ours is one debit of its books.

use std::{fs, path::Path};

use chrono::{Days, NaiveDate, TimeDelta};
use kernel::{Clock, SystemClock};
use serde_json::{Value, json};
use support::{
    App, BANK_ROUTING, MockBank, Person, bank_tells, debited, exchange_in,
    steps::{
        money::{bill_approved, bill_input, bill_sent, booked},
        payouts::{GOOD, disbursements, method_status, payout, payout_method_input, payout_method_verified, payouts},
        work::{people, work_agreed_in},
    },
    story,
};

/// By which files, and in which currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Sepa,
    Nacha,
}

/// Where the payee's account is.
#[derive(Clone, Copy)]
enum At {
    AnotherBank,
    /// An account of the same bank, which is closed.
    SameBankClosed,
}

/// Wednesday, when the run is made; its file goes after the cutoff.
const RUN_DAY: &str = "2027-03-03";

/// An installation whose bank takes files, and its bank.
struct Scene {
    app: App,
    bank: MockBank,
    wire: Wire,
}

impl Scene {
    /// `None`, said loudly, where the bank cannot be had.
    async fn set(app: &App, wire: Wire) -> Option<Self> {
        let bank = MockBank::start(app.now()).await?;
        if wire == Wire::Nacha {
            bank.speaks_nacha().await;
        }
        let app = app.beside_with_exchange(bank.exchange()).await;
        Some(Self { app, bank, wire })
    }

    /// 97.50 are collected and go out to an account, in a file that lies there for the bank.
    async fn paid_out(&self, at: At) -> (Person<'_>, String) {
        let out = self.paid_out_as(None, at).await;
        assert_eq!(payouts(&out.0).await, [payout("97.50", "SENT")]);
        out
    }

    /// As [`Self::paid_out`], whatever becomes of it, to an account of this holder.
    async fn paid_out_as(&self, holder: Option<&str>, at: At) -> (Person<'_>, String) {
        let out = self.earned(holder, at).await;
        self.bank.advance_to(RUN_DAY.parse().unwrap()).await;
        self.app.advance_to(&format!("{RUN_DAY}T22:00:00Z")).await;
        out
    }

    /// A bill over 100.00 is approved, and its expert is paid to an account.
    async fn earned(&self, holder: Option<&str>, at: At) -> (Person<'_>, String) {
        let (customer, expert, card) = people(&self.app).await;
        let currency = self.wire.currency();
        let work = work_agreed_in(&customer, &expert, &card, ("10000.00", currency)).await;
        let mut input = bill_input(&expert, &work.engagement, "100.00");
        input["amount"]["currency"] = json!(currency);
        let bill = bill_sent(&expert, input).await;
        bill_approved(&customer, &bill).await;
        let method = self.paid_to(&expert, holder, at).await;
        (expert, method)
    }

    async fn paid_to(&self, expert: &Person<'_>, holder: Option<&str>, at: At) -> String {
        let mut input = payout_method_input(expert, GOOD).await;
        if let Some(holder) = holder {
            input["holder"] = json!(holder);
            input["holderReason"] = json!("The bank writes it so.");
        }
        match (self.wire, at) {
            (Wire::Nacha, At::AnotherBank) => {}
            (Wire::Nacha, At::SameBankClosed) => {
                input["accountNumber"] = json!("0000000003");
                input["routingNumber"] = json!(BANK_ROUTING);
            }
            (Wire::Sepa, at) => {
                input["rail"] = json!("SEPA");
                input["currency"] = json!("EUR");
                input["accountNumber"] = json!(iban(at));
                input["routingNumber"] = Value::Null;
            }
        }
        let payload = expert.run("payoutMethodAdd", input, "payoutMethod { id }").await;
        let id = payload["payoutMethod"]["id"].as_str().unwrap().to_owned();
        payout_method_verified(&self.app.operator(), &id).await;
        id
    }

    /// Another worker of the same installation, at the same bank.
    async fn beside(&self) -> App {
        self.app.beside_with_exchange(self.bank.exchange()).await
    }

    /// The bank takes the file that lies there, and what it says of it at once is read.
    async fn taken(&self) {
        assert_eq!(self.bank.take_files().await, 1);
        self.app.sweep().await;
    }

    /// Both live day by day until then, and we read each morning what the bank says.
    async fn until(&self, day: &str) {
        let (mut today, last): (NaiveDate, NaiveDate) = (self.app.now().date_naive(), day.parse().unwrap());
        while today < last {
            today = today + Days::new(1);
            self.bank.advance_to(today).await;
            self.app.advance_to(&format!("{today}T06:00:00Z")).await;
        }
    }

    /// By Tuesday the bank says that it was paid.
    async fn arrives(&self, expert: &Person<'_>) {
        self.until("2027-03-09").await;
        assert_eq!(payouts(expert).await, [payout("97.50", "PAID")]);
        assert!(disbursements(expert).await[0]["bankTrace"].is_string());
    }

    /// The files, newest first.
    async fn files(&self) -> Vec<Value> {
        let query = "{ bankFiles { edges { node { fileIdentity status paymentCount attempts failure
            amount { amount currency } disbursements { edges { node { amount { amount } } } } } } } }";
        nodes(&self.app.operator().query(query, json!({})).await["bankFiles"])
    }

    /// What the bank sent and cannot be believed.
    async fn doubtful(&self) -> Vec<Value> {
        let query = "{ bankDocuments(onlyDoubtful: true, first: 100) { edges { node { kind problem } } } }";
        nodes(&self.app.operator().query(query, json!({})).await["bankDocuments"])
    }

    async fn breaks(&self) -> Vec<Value> {
        let query = "{ breaks { edges { node { id problem isCritical direction reference returnCode
            amount { amount } disbursement { id } } } } }";
        nodes(&self.app.operator().query(query, json!({})).await["breaks"])
    }

    /// How often the bank paid 97.50 out, as far as its own books say.
    async fn debits(&self) -> usize {
        let payments = self.bank.payments().await;
        payments.iter().filter(|payment| payment["booked_at"].is_string()).count()
    }

    /// Ends the scene: nothing of what the bank says is unexplained, and the books agree.
    async fn settled(self, files: &str, debits: usize) {
        assert_eq!(self.files().await[0]["status"], files);
        assert_eq!((self.debits().await, self.breaks().await), (debits, vec![]));
        assert_eq!(booked(&self.app, "expert_in_transit").await, 0);
        let unread = "select id from bank_document where kind = 'unreadable'";
        assert!(self.app.rows(unread).await.is_empty());
        self.app.finish().await;
    }
}

impl Wire {
    const fn currency(self) -> &'static str {
        match self {
            Self::Sepa => "EUR",
            Self::Nacha => "USD",
        }
    }
}

fn iban(at: At) -> &'static str {
    match at {
        At::AnotherBank => "DE02120300000000202051",
        At::SameBankClosed => "NL84MOCK0000000003",
    }
}

fn nodes(connection: &Value) -> Vec<Value> {
    connection["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

/// Tells a story over both kinds of file.
macro_rules! over_both {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        mod $name {
            use super::*;

            $(#[$doc])*
            #[story]
            async fn by_sepa(app: &App) {
                if let Some(scene) = Scene::set(app, Wire::Sepa).await {
                    told::$name(scene).await;
                }
            }

            $(#[$doc])*
            #[story]
            async fn by_nacha(app: &App) {
                if let Some(scene) = Scene::set(app, Wire::Nacha).await {
                    told::$name(scene).await;
                }
            }
        }
    )*};
}

over_both! {
    /// Holds G-43 and invariant 8: what goes out in a file is paid when the bank's books say so, and once.
    a_payout_arrives;
    /// Holds G-43: the bank refuses one payment before it books it; the money is the payee's again.
    a_closed_account_is_refused;
    /// Holds G-43.
    what_the_operator_cannot_cover_is_refused;
    /// Holds G-43: the bank refuses the file, and nothing of it goes out.
    a_file_is_refused_whole;
    /// Holds invariant 8: the same file comes to the bank twice, and is taken once.
    a_file_comes_twice;
    /// Holds G-43: a bank that says nothing of a file tells of its payments all the same.
    a_bank_says_nothing_of_files;
    /// Holds G-43 and scenario 16: what was paid comes back, and waits.
    a_payout_comes_back;
    /// Holds G-41: a day becomes a holiday while a file waits for it.
    a_holiday_comes_between;
    /// Holds invariant 8: staff, workers and restarts meet, and one file carries each payment.
    workers_meet;
}

mod told {
    use super::*;

    pub async fn a_payout_arrives(scene: Scene) {
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        let file = scene.files().await.remove(0);
        let over = json!({ "amount": "97.50", "currency": scene.wire.currency() });
        assert_eq!(
            (&file["status"], &file["paymentCount"], &file["attempts"]),
            (&json!("ACCEPTED"), &json!(1), &json!(1))
        );
        let carried = json!([{ "node": { "amount": { "amount": "97.50" } } }]);
        assert_eq!((&file["amount"], &file["disbursements"]["edges"]), (&over, &carried));
        assert_eq!(scene.debits().await, 0);

        scene.taken().await;
        scene.arrives(&expert).await;
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }

    pub async fn a_closed_account_is_refused(scene: Scene) {
        let (expert, method) = scene.paid_out(At::SameBankClosed).await;
        scene.taken().await;
        scene.until("2027-03-08").await;
        let refused = disbursements(&expert).await.remove(0);
        assert_eq!((&refused["status"], &refused["reportStatus"]), (&json!("REJECTED"), &json!("FAILED")));
        let code = if scene.wire == Wire::Sepa { "AC04" } else { "R02" };
        assert_eq!(refused["failure"], code);
        assert_eq!(method_status(&expert, &method).await, "ERRORED");
        assert_eq!(booked(&scene.app, "expert_available").await, -9_750);
        drop(expert);
        scene.settled("REJECTED", 0).await;
    }

    pub async fn what_the_operator_cannot_cover_is_refused(scene: Scene) {
        scene.bank.set("ACME", json!({ "behaviour": "insufficient-funds", "balance": 100 })).await;
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        scene.taken().await;
        scene.until("2027-03-08").await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "REJECTED")]);
        drop(expert);
        scene.settled("REJECTED", 0).await;
    }

    pub async fn a_file_is_refused_whole(scene: Scene) {
        scene.bank.behaves("reject-file").await;
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        scene.taken().await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "REJECTED")]);
        assert_eq!(scene.files().await[0]["failure"], "FF01");
        drop(expert);
        scene.settled("REJECTED", 0).await;
    }

    pub async fn a_file_comes_twice(scene: Scene) {
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        let lying = laid_down(&scene);
        let bytes = fs::read(&lying).unwrap();
        scene.taken().await;
        fs::write(&lying, bytes).unwrap();
        scene.taken().await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
        scene.arrives(&expert).await;
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }

    pub async fn a_bank_says_nothing_of_files(scene: Scene) {
        scene.bank.behaves("silent").await;
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        scene.taken().await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
        scene.arrives(&expert).await;
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }

    pub async fn a_payout_comes_back(scene: Scene) {
        scene.bank.set("ACME", json!({ "behaviour": "return-later", "parameters": { "days": 3 } })).await;
        let (expert, method) = scene.paid_out(At::AnotherBank).await;
        scene.taken().await;
        scene.until("2027-03-08").await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
        scene.until("2027-03-16").await;
        let returned = disbursements(&expert).await.remove(0);
        assert_eq!((&returned["status"], &returned["reportStatus"]), (&json!("RETURNED"), &json!("FAILED")));
        assert_eq!(method_status(&expert, &method).await, "ERRORED");
        assert_eq!(booked(&scene.app, "expert_available").await, -9_750);
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }

    pub async fn a_holiday_comes_between(scene: Scene) {
        let (expert, _) = scene.paid_out(At::AnotherBank).await;
        scene.taken().await;
        scene.bank.rests_on(&["2027-03-04", "2027-03-05"]).await;
        scene.until("2027-03-07").await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
        scene.until("2027-03-10").await;
        assert_eq!(payouts(&expert).await, [payout("97.50", "PAID")]);
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }

    pub async fn workers_meet(scene: Scene) {
        let (expert, _) = scene.earned(None, At::AnotherBank).await;
        scene.app.advance_to(&format!("{RUN_DAY}T09:30:00Z")).await;
        scene.app.advance_without_sweeps(TimeDelta::hours(13)).await;
        let others = [scene.beside().await, scene.beside().await, scene.beside().await];
        let sweeps = others.iter().map(|other| async move { other.sweep().await });
        futures_util::future::join_all(sweeps).await;
        assert_eq!(scene.files().await.len(), 1);
        assert_eq!(payouts(&expert).await, [payout("97.50", "SENT")]);
        scene.bank.advance_to(RUN_DAY.parse().unwrap()).await;
        scene.taken().await;
        scene.arrives(&expert).await;
        drop(expert);
        scene.settled("SETTLED", 1).await;
    }
}

/// The one file that lies there for the bank.
fn laid_down(scene: &Scene) -> std::path::PathBuf {
    let entries = fs::read_dir(scene.bank.out()).unwrap().map(|entry| entry.unwrap());
    let mut files = entries.filter(|entry| entry.metadata().unwrap().is_file());
    let file = files.next().expect("a file lies there");
    assert!(files.next().is_none(), "and no other");
    file.path()
}

/// Holds invariant 8: a payout that the bank paid twice is seen in its statement, and staff say what became of it. So
/// does somebody who makes a new file of what was sent, and whose own books would show nothing.
#[story]
async fn what_is_paid_twice_is_found(app: &App) {
    let Some(scene) = Scene::set(app, Wire::Sepa).await else { return };
    let (expert, _) = scene.paid_out(At::AnotherBank).await;
    let lying = laid_down(&scene);
    let once = fs::read_to_string(&lying).unwrap();
    scene.taken().await;
    let identity = scene.files().await[0]["fileIdentity"].as_str().unwrap().to_owned();
    fs::write(&lying, once.replace(&identity, "ANOTHER")).unwrap();
    scene.taken().await;
    scene.until("2027-03-09").await;

    assert_eq!((payouts(&expert).await, scene.debits().await), (vec![payout("97.50", "PAID")], 2));
    let found = scene.breaks().await;
    let paid = &disbursements(&expert).await[0];
    assert!(!found.is_empty());
    for one in &found {
        let told = (&one["problem"], &one["isCritical"], &one["disbursement"]["id"]);
        assert_eq!(told, (&json!("PAID_TWICE"), &json!(true), &paid["id"]));
        let input = |evidence| json!({ "breakId": one["id"], "evidence": evidence, "idempotencyKey": scene.app.key() });
        let operator = scene.app.operator();
        assert_eq!(operator.refusal("breakResolve", input(" ")).await, "EVIDENCE_REQUIRED");
        let resolved = operator.run("breakResolve", input("The payee sent it back."), "resolved { evidence }").await;
        assert_eq!(resolved["resolved"]["evidence"], "The payee sent it back.");
        assert_eq!(operator.refusal("breakResolve", input("Again.")).await, "BREAK_NOT_IN_STATE");
    }
    drop(expert);
    scene.settled("SETTLED", 2).await;
}

/// Holds G-43: a statement that leaves something out is not believed, and what else the bank tells is.
#[story]
async fn a_statement_with_a_gap_is_doubted(app: &App) {
    let Some(scene) = Scene::set(app, Wire::Sepa).await else { return };
    assert_eq!(scene.doubtful().await, Vec::<Value>::new());
    scene.bank.behaves("statement-gap").await;
    let (expert, _) = scene.paid_out(At::AnotherBank).await;
    scene.taken().await;
    scene.arrives(&expert).await;
    let doubtful = scene.doubtful().await;
    assert!(!doubtful.is_empty());
    for one in &doubtful {
        let problem = one["problem"].as_str().unwrap();
        assert!(problem.contains("does not explain") || problem.contains("begins with"), "{problem}");
        assert_eq!(one["kind"], "STATEMENT");
    }
    drop(expert);
    scene.settled("SETTLED", 1).await;
}

/// Holds G-43: what is wrong with one document holds up no other, and a line over nothing moves nothing.
#[story]
async fn one_document_holds_up_no_other(app: &App) {
    let home = tempfile::tempdir().unwrap();
    let app = app.beside_with_exchange(exchange_in(home.path())).await;
    let (first, nothing) = (debited("first", "12.00"), debited("nothing", "0.00"));
    let (start, end) = (first.find("<Ntfctn>").unwrap(), first.find("</BkTo").unwrap());
    let twice = format!("{}{}{}", &first[..end], &first[start..end], &first[end..]);
    for (name, told) in [("1.xml", &twice), ("2.xml", &nothing), ("3.xml", &debited("last", "13.00"))] {
        bank_tells(home.path(), name, told);
        whole_long_ago(&home.path().join("in").join(name));
    }
    assert_eq!(app.sweep().await.failed, 0);
    let rows = app.rows("select name, problem from bank_document order by name").await;
    let problems = rows.iter().map(|row| row.try_get::<Option<String>>("", "problem").unwrap());
    assert_eq!(problems.collect::<Vec<_>>(), [Some("N-first is in it twice".to_owned()), None, None]);
    let lines = app.rows("select reference from bank_line").await;
    assert_eq!(lines.iter().map(|row| row.try_get("", "reference").unwrap()).collect::<Vec<String>>(), ["last"]);
}

/// What cannot be read is given a minute to become whole.
fn whole_long_ago(path: &Path) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified((SystemClock.now() - TimeDelta::hours(1)).into()).unwrap();
}

/// Holds G-41: a bank that takes a file and carries nothing out is noticed, once.
#[story]
async fn a_file_that_is_not_carried_out_is_noticed(app: &App) {
    let Some(scene) = Scene::set(app, Wire::Sepa).await else { return };
    let (expert, _) = scene.paid_out(At::AnotherBank).await; // And the bank never looks into its folder.
    let told = async || scene.app.rows("select kind from audit_row where kind = 'batch.stale'").await.len();
    scene.app.advance_to("2027-03-08T14:59:59Z").await;
    assert_eq!(told().await, 0);
    scene.app.advance_to("2027-03-20T00:00:00Z").await;
    assert_eq!((told().await, payouts(&expert).await), (1, vec![payout("97.50", "SENT")]));
}

/// Holds G-41: a payee names an account that the operator's bank can be told, and no other.
#[story]
async fn a_payee_is_paid_by_the_rails_that_the_bank_takes(app: &App) {
    let home = tempfile::tempdir().unwrap();
    let app = app.beside_with_exchange(exchange_in(home.path())).await;
    let (_, expert, _) = people(&app).await;
    let mut input = payout_method_input(&expert, GOOD).await;
    input["rail"] = json!("SANDBOX");
    assert_eq!(expert.refusal("payoutMethodAdd", input.clone()).await, "RAIL_CURRENCY_UNSUPPORTED");
    input["rail"] = json!("NACHA");
    expert.run("payoutMethodAdd", input, "payoutMethod { id }").await;
}

/// Holds MKT-03: what no file can carry is the payee's to mend, and holds up nobody else.
#[story]
async fn a_name_that_no_file_carries_holds_up_nobody(app: &App) {
    let Some(scene) = Scene::set(app, Wire::Nacha).await else { return };
    let (expert, method) = scene.paid_out_as(Some("\u{540d}"), At::AnotherBank).await;
    assert_eq!(payouts(&expert).await, [payout("97.50", "CANCELLED")]);
    assert_eq!(method_status(&expert, &method).await, "ERRORED");
    assert_eq!(booked(&scene.app, "expert_available").await, -9_750);
}
