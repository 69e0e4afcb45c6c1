//! Accountants who never saw our code: hledger and ledger, as Debian has them.

use std::{collections::BTreeMap, str::FromStr};

use chrono::{Days, NaiveDate};
use kernel::AccountId;
use ledger::{
    AccountKind,
    store::{ChainPlace, balances_of, chained_of_payee},
};
use marketplace::{billing_events, export_journal};
use rust_decimal::Decimal;
use serde_json::json;
use tokio::process::Command;

use crate::{
    App,
    peer::{PEERS_REQUIRED, fed},
    skipped::skipped,
};

/// What the accounts of each kind come to in each currency: debit positive, and nothing that is zero.
type Sums = BTreeMap<(String, String), Decimal>;

const TRIAL_BALANCE: &str = "query T($at: DateTime) { trialBalance(at: $at) {
    kind debit { amount currency } credit { amount } } }";

/// What a payee's account of a kind adds to what the payee has; what is unfunded only names the currency.
const COUNTS: [(AccountKind, i128); 5] = [
    (AccountKind::ExpertPending, 1),
    (AccountKind::ExpertAvailable, 1),
    (AccountKind::ExpertInTransit, 1),
    (AccountKind::ExpertReceivable, -1),
    (AccountKind::ExpertUnfunded, 0),
];

/// A program that adds up a plain-text journal.
#[derive(Clone, Copy, Debug)]
enum Accountant {
    Hledger,
    Ledger,
}

impl App {
    /// The books as a plain-text journal.
    pub async fn journal(&self) -> String {
        let mut journal = Vec::new();
        export_journal(self.marketplace.db(), &mut journal, |_| ()).await.expect("the books can be read");
        String::from_utf8(journal).expect("a journal is text")
    }

    /// Whoever adds up the exported journal comes to the trial balance of the front door: of everything, and as of the
    /// end of each of `days`.
    pub async fn accountants_agree(&self, days: &[NaiveDate]) {
        let journal = self.journal().await;
        for accountant in [Accountant::Hledger, Accountant::Ledger] {
            if !accountant.is_here().await {
                continue;
            }
            for day in days.iter().copied().map(Some).chain([None]) {
                let (theirs, ours) = (accountant.sums(&journal, day).await, self.trial_balance(day).await);
                assert_eq!(theirs, ours, "{accountant:?} as of {day:?}");
            }
        }
    }

    /// What the billing feeds of all payees say of their balances is what the books hold (G-44).
    pub async fn feeds_come_to_the_balances(&self) {
        self.sweep().await;
        let db = self.marketplace.db().reader();
        let payees = "select distinct owner_id from ledger_account where kind like 'expert_%'";
        for payee in self.rows(payees).await {
            let payee = AccountId::from_uuid(payee.try_get("", "owner_id").expect("a payee"));
            let postings = chained_of_payee(db, payee, ChainPlace::default(), u64::from(u32::MAX)).await;
            let mut told = BTreeMap::<_, i128>::new();
            for event in postings.expect("it is read").iter().flat_map(|(_, booked)| billing_events(booked, payee)) {
                *told.entry(event.currency).or_default() += if event.affects_balance { event.signed_minor } else { 0 };
            }
            let mut held = BTreeMap::<_, i128>::new();
            for (kind, amount) in balances_of(db, payee).await.expect("it is read") {
                let Some((_, counts)) = COUNTS.iter().find(|(counted, _)| *counted == kind) else { continue };
                let code = amount.currency().code().to_owned();
                *held.entry(code).or_default() += counts * i128::from(amount.minor());
            }
            assert_eq!(told, held, "the feed of {payee}");
        }
    }

    async fn trial_balance(&self, day: Option<NaiveDate>) -> Sums {
        let at = day.map(|day| format!("{day}T23:59:59.999999Z"));
        let rows = self.operator().query(TRIAL_BALANCE, json!({ "at": at })).await;
        let amount = |column: &serde_json::Value| decimal(column["amount"].as_str().expect("an amount is text"));
        let sum = |row: &serde_json::Value| {
            let text = |value: &serde_json::Value| value.as_str().expect("it is text").to_owned();
            let key = (text(&row["kind"]), text(&row["debit"]["currency"]));
            (key, amount(&row["debit"]) - amount(&row["credit"]))
        };
        let rows = rows["trialBalance"].as_array().expect("a list").iter().map(sum);
        rows.filter(|(_, sum)| !sum.is_zero()).collect()
    }
}

impl Accountant {
    const fn program(self) -> &'static str {
        match self {
            Self::Hledger => "hledger",
            Self::Ledger => "ledger",
        }
    }

    async fn is_here(self) -> bool {
        let program = self.program();
        let found = Command::new(program).arg("--version").output().await;
        if let Err(error) = &found {
            skipped(PEERS_REQUIRED, &format!("what needs {program}, which is not here: {error}."));
        }
        found.is_ok()
    }

    /// What the accounts of each kind come to by the end of a day.
    async fn sums(self, journal: &str, day: Option<NaiveDate>) -> Sums {
        let mut command = Command::new(self.program());
        command.args(["-f", "-", "balance", "--flat"]).args(match self {
            Self::Hledger => &["--no-total", "--layout=tidy", "--output-format=csv"][..],
            Self::Ledger => &["--no-total", "--no-color", "--balance-format", "%(account)\t%(display_total)\n"],
        });
        if let Some(day) = day {
            command.args(["--end", &(day + Days::new(1)).to_string()]);
        }
        let told = fed(command, journal).await;
        let mut sums = Sums::new();
        for (account, currency, amount) in self.read(&told) {
            let kind = account.split(':').next().expect("a text has a first part").to_owned();
            *sums.entry((kind, currency)).or_default() += amount;
        }
        sums.retain(|_, sum| !sum.is_zero());
        sums
    }

    /// Account, currency and amount of each line.
    fn read(self, told: &str) -> Vec<(String, String, Decimal)> {
        match self {
            Self::Hledger => told.lines().skip(1).map(tidy_line).collect(),
            Self::Ledger => report_lines(told),
        }
    }
}

/// `"account","period","start","end","commodity","value"`.
fn tidy_line(line: &str) -> (String, String, Decimal) {
    let cells: Vec<_> = line.trim_matches('"').split("\",\"").collect();
    let [account, _, _, _, currency, value] = cells[..] else { panic!("{line} is no tidy line") };
    (account.to_owned(), currency.to_owned(), decimal(value))
}

/// An account's name stands before its first currency alone.
fn report_lines(told: &str) -> Vec<(String, String, Decimal)> {
    let mut last = "";
    let mut line = |line| {
        let (account, sum) = str::split_once(line, '\t').unwrap_or((last, line));
        last = account;
        let (value, currency) = sum.trim().split_once(' ').unwrap_or((sum, ""));
        (account.to_owned(), currency.to_owned(), decimal(value))
    };
    told.lines().map(&mut line).collect()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}")).normalize()
}
