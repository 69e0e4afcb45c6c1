use std::{
    fs::{self, File},
    path::Path,
};

use chrono::{DateTime, TimeDelta, Utc};
use disbursements::AccountNumber;
use kernel::{Clock, Currency, DisbursementBatchId, Money, SystemClock};
use reconciliation::{BankMessage, DocumentKind};
use tempfile::TempDir;

use super::*;
use crate::nacha::{BankNumber, Text};

const START: DateTime<Utc> = DateTime::UNIX_EPOCH;

struct Exchange {
    home: TempDir,
    folder: BankFolder,
}

impl Exchange {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let (out, incoming) = (home.path().join("out"), home.path().join("in"));
        let debtor = Debtor::new("Operator", "DE02120300000000202051", None).unwrap();
        let originator = Originator {
            bank: BankNumber::of_routing("121042882").unwrap(),
            bank_name: Text::exact("BANK").unwrap(),
            number: Text::exact("1234567890").unwrap(),
            name: Text::exact("OPERATOR").unwrap(),
            description: Text::exact("PAYOUT").unwrap(),
        };
        let folder = BankFolder::open(&out, &incoming, Some(debtor), Some(originator)).unwrap();
        Self { home, folder }
    }

    fn out(&self) -> PathBuf {
        self.home.path().join("out")
    }

    /// What lies there for the bank.
    fn lying(&self) -> Vec<String> {
        let entries = fs::read_dir(self.out()).unwrap().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| entry.metadata().unwrap().is_file());
        files.map(|entry| entry.file_name().into_string().unwrap()).collect()
    }

    /// The bank put this there so long ago.
    fn put(&self, name: &str, bytes: &[u8], ago: TimeDelta) {
        let path = self.home.path().join("in").join(name);
        fs::write(&path, bytes).unwrap();
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified((SystemClock.now() - ago).into()).unwrap();
    }
}

async fn handed_over(exchange: &Exchange) -> Answer {
    exchange.folder.hand_over(Rail::Sepa, "GH1", b"bytes").await
}

/// Holds invariant 8: the bank takes a file away, and the same is not laid down again, however often it is handed over.
#[tokio::test]
async fn a_file_is_laid_down_once() {
    let exchange = Exchange::new();
    for _ in 0..3 {
        assert_eq!(handed_over(&exchange).await, Answer::Taken);
        assert_eq!(exchange.lying(), ["GH1.xml"]);
    }
    assert_eq!(fs::read(exchange.out().join("GH1.xml")).unwrap(), b"bytes");
    fs::remove_file(exchange.out().join("GH1.xml")).unwrap(); // The bank took it.
    assert_eq!(handed_over(&exchange).await, Answer::Taken);
    assert!(exchange.lying().is_empty());
}

/// Holds invariant 8: whoever is killed between two steps leaves what the next one finishes.
#[tokio::test]
async fn a_file_that_was_begun_is_laid_down_by_the_next() {
    let begun = async |leaves: fn(&Path)| {
        let exchange = Exchange::new();
        leaves(&exchange.out());
        assert_eq!(handed_over(&exchange).await, Answer::Taken);
        assert_eq!(exchange.lying(), ["GH1.xml"]);
        assert_eq!(fs::read(exchange.out().join("GH1.xml")).unwrap(), b"bytes");
    };
    begun(|out| fs::write(out.join(".copies/a"), b"byt").unwrap()).await; // Killed in the first copy.
    begun(|out| {
        fs::write(out.join(".copies/a"), b"bytes").unwrap();
        fs::write(out.join(".notes/GH1.xml"), b"a").unwrap(); // Killed before it was moved.
    })
    .await;
}

/// Several at once, each as far as it comes: the file lies there once, and nothing is left over.
#[tokio::test(flavor = "multi_thread")]
async fn several_hand_it_over_at_once() {
    let exchange = std::sync::Arc::new(Exchange::new());
    for round in 0..20 {
        let identity = format!("GH{round}");
        let workers = (0..4).map(|_| {
            let (exchange, identity) = (exchange.clone(), identity.clone());
            tokio::spawn(async move { exchange.folder.hand_over(Rail::Sepa, &identity, b"bytes").await })
        });
        for worker in workers.collect::<Vec<_>>() {
            assert_eq!(worker.await.unwrap(), Answer::Taken);
        }
        assert_eq!(exchange.lying(), [format!("{identity}.xml")]);
        fs::remove_file(exchange.out().join(format!("{identity}.xml"))).unwrap();
    }
    assert_eq!(fs::read_dir(exchange.out().join(".copies")).unwrap().count(), 0);
}

/// What cannot be read may be on its way still; a minute later it never will be.
#[tokio::test]
async fn what_lies_there_is_read_when_it_is_whole_and_put_away_once() {
    let exchange = Exchange::new();
    exchange.put("half.xml", b"<Document", TimeDelta::zero());
    exchange.put("later.xml.part", b"x", TimeDelta::minutes(10));
    exchange.put(".hidden", b"x", TimeDelta::minutes(10));
    exchange.put("old.txt", b"x", TimeDelta::minutes(10));
    let read = exchange.folder.incoming().await.unwrap();
    let names: Vec<_> = read.iter().map(|document| (document.name.as_str(), document.message.kind())).collect();
    assert_eq!(names, [("old.txt", DocumentKind::Unreadable)]);

    for _ in 0..2 {
        exchange.folder.put_away(&read[0]).await.unwrap();
        assert!(exchange.folder.incoming().await.unwrap().is_empty());
    }
    exchange.put("old.txt", b"x", TimeDelta::minutes(10)); // Again under the same name.
    let again = exchange.folder.incoming().await.unwrap();
    exchange.folder.put_away(&again[0]).await.unwrap();
    assert_eq!(fs::read_dir(exchange.home.path().join("in/.taken")).unwrap().count(), 2);
}

#[tokio::test]
async fn what_is_too_large_is_not_read() {
    let exchange = Exchange::new();
    exchange.put("large.xml", &vec![b' '; nacha::FILE_MAX + 1], TimeDelta::zero());
    assert!(exchange.folder.incoming().await.unwrap().is_empty());
    exchange.put("large.xml", &vec![b' '; nacha::FILE_MAX + 1], TimeDelta::minutes(10));
    let read = exchange.folder.incoming().await.unwrap();
    assert!(matches!(&read[0].message, BankMessage::Unreadable(problem) if problem.contains("more than")));
}

fn order(rail: Rail, earlier_files: u32) -> FileOrder {
    FileOrder {
        batch_id: DisbursementBatchId::generate(START),
        rail,
        made_at: START,
        execute_on: START.date_naive(),
        earlier_files,
        first_sequence: 1,
    }
}

fn payment(holder: &str) -> FilePayment {
    FilePayment {
        id: DisbursementId::generate(START),
        number: AccountNumber::new(Rail::Nacha, "000123456789", Some("021000021")).unwrap(),
        holder: holder.to_owned(),
        is_company: false,
        amount: Money::from_minor(100, Currency::USD).unwrap(),
    }
}

/// The files of a minute are told apart by one sign; when all are used up, the next minute's are.
#[test]
fn no_two_files_have_one_name() {
    let folder = Exchange::new().folder;
    let identity = |earlier| folder.render(&order(Rail::Nacha, earlier), &[payment("Ada")]).map(|file| file.identity);
    let identities: Vec<_> = (0..36).map(|earlier| identity(earlier).unwrap()).collect();
    let different: std::collections::HashSet<_> = identities.iter().collect();
    assert_eq!(different.len(), 36);
    assert_eq!(identity(36), Err(FileRefusal::Later));
}

/// Holds MKT-03: a payment that no file can carry is named, and why.
#[test]
fn a_payment_that_fits_into_no_file_is_named() {
    let (folder, odd) = (Exchange::new().folder, payment("名"));
    let refused = folder.render(&order(Rail::Nacha, 0), &[payment("Ada"), odd.clone()]).unwrap_err();
    assert!(matches!(refused, FileRefusal::Payment { id, .. } if id == odd.id), "{refused}");
    let dollars = folder.render(&order(Rail::Sepa, 0), &[payment("Ada")]).unwrap_err();
    assert!(dollars.to_string().contains("euro"), "{dollars}");
}
