use chrono::NaiveDate;
use kernel::Currency;

/// What an account held when a statement of the bank began and when it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountStatement {
    /// The bank's own id of it.
    pub statement: String,
    /// The account's IBAN, or the number that the bank has for it.
    pub account: String,
    pub currency: Currency,
    /// In minor units, and negative where it was overdrawn.
    pub opening_minor: i64,
    pub closing_minor: i64,
    pub closes_on: NaiveDate,
}

impl AccountStatement {
    /// What is wrong if this is the next statement after that one: a statement begins where the one before ended, or one
    /// in between is missing.
    pub fn gap_after(&self, before: &Self) -> Option<String> {
        (self.opening_minor != before.closing_minor).then(|| {
            let (this, that, code) = (&self.statement, &before.statement, self.currency.code());
            let (opens, closed) = (self.opening_minor, before.closing_minor);
            format!("{this} begins with {opens} minor units of {code}, and {that} before it ended with {closed}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(name: &str, opening_minor: i64, closing_minor: i64) -> AccountStatement {
        let (statement, account) = (name.to_owned(), "1".to_owned());
        let closes_on = NaiveDate::from_ymd_opt(2027, 3, 3).unwrap();
        AccountStatement { statement, account, currency: Currency::EUR, opening_minor, closing_minor, closes_on }
    }

    /// Holds G-43: what moved between two statements is in one of them.
    #[test]
    fn a_statement_begins_where_the_one_before_ended() {
        let first = statement("S1", 100, -20);
        assert_eq!(statement("S2", -20, 5).gap_after(&first), None);
        let gap = statement("S3", 20, 5).gap_after(&first).unwrap();
        assert!(gap.contains("S3 begins with 20") && gap.contains("S1 before it ended with -20"), "{gap}");
    }
}
