//! The books as plain text that hledger and ledger read: whoever distrusts ours adds them up with theirs.

use std::fmt::{self, Display, Formatter};

use super::{Booked, Entry, booked::major};

/// A transaction as an entry of a plain-text journal, dated by when it took effect, in UTC. Its reference is its
/// description, and an account is named by its kind and its owner.
pub struct JournalEntry<'a>(pub &'a Booked);

impl Display for JournalEntry<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Booked { id, reference, at, recorded_at, .. } = self.0;
        writeln!(f, "{} * {reference}", at.format("%Y-%m-%d"))?;
        writeln!(f, "    ; id:{id}, at:{}, recorded:{}", at.to_rfc3339(), recorded_at.to_rfc3339())?;
        self.0.entries.iter().try_for_each(|entry| leg(f, entry))
    }
}

/// Two blanks part the account from the amount; what is no plain word is quoted.
fn leg(f: &mut Formatter<'_>, entry: &Entry) -> fmt::Result {
    let owner = entry.owner_name().map(|owner| format!(":{owner}")).unwrap_or_default();
    let is_word = entry.currency.bytes().all(|byte| byte.is_ascii_alphabetic());
    let quote = if is_word { "" } else { "\"" };
    let amount = major(entry.amount_minor.into(), &entry.currency);
    writeln!(f, "    {}{owner}  {amount} {quote}{}{quote}", entry.kind, entry.currency)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use kernel::LedgerTransactionId;
    use uuid::Uuid;

    use super::*;
    use crate::Chained;

    fn entry(kind: &str, owner_id: Option<Uuid>, currency: &str, amount_minor: i64) -> Entry {
        let (kind, currency) = (kind.to_owned(), currency.to_owned());
        Entry { leg: 0, account_id: Uuid::nil(), kind, owner_id, currency, amount_minor, entry_no: None }
    }

    #[test]
    fn a_transaction_is_written_as_an_accountant_writes_it() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (id, owner) = (LedgerTransactionId::generate(at), Some(Uuid::nil()));
        let booked = Booked {
            id,
            reference: "approve:preq_1".to_owned(),
            at,
            recorded_at: at,
            payload_hash: None,
            reverses: None,
            is_sealed: true,
            chained: Chained::Waits,
            entries: vec![
                entry("buyer_receivable", owner, "USD", 1_000),
                entry("fee_unearned", owner, "USD", -25),
                entry("bank_cash", None, "JPY", -7),
                entry("bank_cash", None, "KWD", 1_005),
                entry("promo_issued", None, "service_credit", 5),
            ],
        };
        let acc = kernel::AccountId::from_uuid(Uuid::nil());
        let eng = kernel::EngagementId::from_uuid(Uuid::nil());
        let written = format!(
            "2027-01-15 * approve:preq_1\n    ; id:{id}, at:2027-01-15T08:00:00+00:00, recorded:2027-01-15T08:00:00+00:00\n    \
             buyer_receivable:{acc}  10.00 USD\n    fee_unearned:{eng}  -0.25 USD\n    bank_cash  -7 JPY\n    \
             bank_cash  1.005 KWD\n    promo_issued  5 \"service_credit\"\n"
        );
        assert_eq!(JournalEntry(&booked).to_string(), written);
    }
}
