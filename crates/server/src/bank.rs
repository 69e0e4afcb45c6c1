use std::sync::Arc;

use anyhow::{Context, Result, bail};
use marketplace::Marketplace;
use rails::{
    BankFolder,
    nacha::{BankNumber, Originator, Text},
    sepa::Debtor,
};

use crate::cli::BankArgs;

/// The application, whose payouts go to the bank that is named; a sandbox plays its own. What is named by half is an
/// error: nobody is to find out from payouts that wait.
pub fn with_bank(app: Marketplace, args: &BankArgs) -> Result<Marketplace> {
    let is_sandbox = app.clock_hand().is_some();
    Ok(match folder(args, is_sandbox)? {
        Some(folder) => app.with_exchange(Arc::new(folder)),
        None => app,
    })
}

/// `None`: nothing is said.
fn folder(args: &BankArgs, is_sandbox: bool) -> Result<Option<BankFolder>> {
    let (debtor, originator) = (debtor(args)?, originator(args)?);
    let (out, incoming) = match (&args.out, &args.incoming) {
        (None, None) if debtor.is_none() && originator.is_none() => return Ok(None),
        _ if is_sandbox => bail!("a sandbox plays the bank itself: leave out what begins with --bank"),
        (Some(out), Some(incoming)) => (out, incoming),
        (None, _) => bail!("the bank needs --bank-out: the folder that it takes files from"),
        (_, None) => bail!("the bank needs --bank-in: the folder that it puts its answers into"),
    };
    if debtor.is_none() && originator.is_none() {
        bail!("the bank needs an account to pay from: --bank-sepa-iban, or --bank-nacha-routing");
    }
    Ok(Some(BankFolder::open(out, incoming, debtor, originator)?))
}

fn debtor(args: &BankArgs) -> Result<Option<Debtor>> {
    match (&args.sepa_name, &args.sepa_iban) {
        (Some(name), Some(iban)) => {
            let debtor = Debtor::new(name, iban, args.sepa_bic.as_deref());
            Ok(Some(debtor.context("--bank-sepa-name, --bank-sepa-iban and --bank-sepa-bic name no account")?))
        }
        (None, None) if args.sepa_bic.is_none() => Ok(None),
        _ => bail!("an account that pays euro needs both --bank-sepa-name and --bank-sepa-iban"),
    }
}

fn originator(args: &BankArgs) -> Result<Option<Originator>> {
    let named = [&args.nacha_routing, &args.nacha_bank_name, &args.nacha_number, &args.nacha_name];
    let [Some(routing), Some(bank_name), Some(number), Some(name)] = named else {
        if named.iter().any(|one| one.is_some()) {
            bail!(
                "an account that pays dollars needs all of --bank-nacha-routing, --bank-nacha-bank-name, \
                 --bank-nacha-number and --bank-nacha-name"
            );
        }
        return Ok(None);
    };
    Ok(Some(Originator {
        bank: BankNumber::of_routing(routing).context("--bank-nacha-routing is no routing number")?,
        bank_name: Text::cut(bank_name).context("--bank-nacha-bank-name cannot be written in a file")?,
        number: Text::exact(number)
            .context("--bank-nacha-number has more than ten characters, or others than a file's")?,
        name: Text::cut(name).context("--bank-nacha-name cannot be written in a file")?,
        description: Text::cut(&args.nacha_description)
            .context("--bank-nacha-description cannot be written in a file")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str, is_sandbox: bool) -> Result<Option<BankFolder>, String> {
        let dir = tempfile::tempdir().unwrap();
        let words = words.replace("DIR", dir.path().to_str().unwrap());
        let args = BankArgs::of(words.split_whitespace());
        folder(&args, is_sandbox).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_bank_is_named_whole_or_not_at_all() {
        const FOLDERS: &str = "--bank-out DIR/out --bank-in DIR/in";
        const EURO: &str = "--bank-sepa-name Operator --bank-sepa-iban DE02120300000000202051";
        const DOLLARS: &str = "--bank-nacha-routing 121042882 --bank-nacha-bank-name Bank --bank-nacha-number 1234567890 \
                               --bank-nacha-name Operator";
        assert!(said("", false).unwrap().is_none());
        for whole in
            [format!("{FOLDERS} {EURO}"), format!("{FOLDERS} {DOLLARS}"), format!("{FOLDERS} {EURO} {DOLLARS}")]
        {
            assert!(said(&whole, false).unwrap().is_some(), "{whole}");
            assert!(said(&whole, true).unwrap_err().contains("sandbox"));
        }
        let refused = [
            (EURO.to_owned(), "--bank-out"),
            (format!("--bank-out DIR/out {EURO}"), "--bank-in"),
            (FOLDERS.to_owned(), "an account to pay from"),
            (format!("{FOLDERS} --bank-sepa-name Operator"), "--bank-sepa-iban"),
            (format!("{FOLDERS} --bank-nacha-routing 121042882"), "--bank-nacha-number"),
            (format!("{FOLDERS} {}", EURO.replace("DE02", "DE03")), "name no account"),
            (format!("{FOLDERS} {}", DOLLARS.replace("121042882", "121042881")), "no routing number"),
            (format!("--bank-out DIR/a --bank-in DIR/a/b {EURO}"), "lies in the other"),
        ];
        for (words, why) in refused {
            let said = said(&words, false).unwrap_err();
            assert!(said.contains(why), "{words}: {said}");
        }
    }
}
