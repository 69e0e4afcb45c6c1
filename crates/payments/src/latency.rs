//! How long it takes from approval until the money is here (IQ-31). A forecast: it moves no money.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use kernel::DayWindow;

use super::Tender;

/// Between which days the money of a bill is expected, in calendar days of UTC. On net terms the customer may
/// send it on any day until it is due; most do so at the end.
pub fn collection_window(tender: Tender, approved_at: DateTime<Utc>) -> DayWindow {
    let (earliest, latest) = match tender {
        Tender::Card => (1, 3),
        Tender::Ach => (7, 14),
        Tender::NetTerms { days } => (0, u64::from(days)),
    };
    let approved_on = approved_at.date_naive();
    DayWindow::between(approved_on + Days::new(earliest), approved_on + Days::new(latest))
}

/// From when on the charge is overdue: on net terms so many days after approval, else when the window is over.
pub fn due_at(tender: Tender, approved_at: DateTime<Utc>) -> DateTime<Utc> {
    match tender {
        Tender::NetTerms { days } => approved_at + TimeDelta::days(i64::from(days)),
        Tender::Card | Tender::Ach => {
            let latest = collection_window(tender, approved_at).latest();
            (latest + Days::new(1)).and_time(NaiveTime::MIN).and_utc()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn days(earliest: &str, latest: &str) -> DayWindow {
        DayWindow::between(earliest.parse().unwrap(), latest.parse().unwrap())
    }

    /// Holds IQ-31.
    #[test]
    fn each_tender_has_its_window() {
        let approved_at = at("2028-01-30T12:00:00Z");
        let window = |tender| collection_window(tender, approved_at);
        assert_eq!(window(Tender::Card), days("2028-01-31", "2028-02-02"));
        assert_eq!(window(Tender::Ach), days("2028-02-06", "2028-02-13"));
        assert_eq!(window(Tender::NetTerms { days: 30 }), days("2028-01-30", "2028-02-29"));
    }

    /// Holds IQ-31 over a leap day and the end of a year.
    #[test]
    fn windows_are_days_of_the_calendar() {
        for (tender, approved_at, window) in [
            (Tender::Card, "2028-02-27T23:59:59Z", ("2028-02-28", "2028-03-01")),
            (Tender::Card, "2027-02-27T00:00:00Z", ("2027-02-28", "2027-03-02")),
            (Tender::Ach, "2028-02-22T09:00:00Z", ("2028-02-29", "2028-03-07")),
            (Tender::NetTerms { days: 30 }, "2027-12-31T23:59:59Z", ("2027-12-31", "2028-01-30")),
            (Tender::Card, "2028-12-29T12:00:00Z", ("2028-12-30", "2029-01-01")),
        ] {
            let (earliest, latest) = window;
            assert_eq!(collection_window(tender, at(approved_at)), days(earliest, latest), "{approved_at}");
        }
        assert_eq!(due_at(Tender::Card, at("2028-02-26T12:00:00Z")), at("2028-03-01T00:00:00Z"));
        assert_eq!(due_at(Tender::NetTerms { days: 30 }, at("2028-01-30T08:00:00Z")), at("2028-02-29T08:00:00Z"));
    }

    #[test]
    fn a_charge_is_due_when_its_window_is_over() {
        let approved_at = at("2028-01-30T12:00:00Z");
        assert_eq!(due_at(Tender::Card, approved_at), at("2028-02-03T00:00:00Z"));
        assert_eq!(due_at(Tender::Ach, approved_at), at("2028-02-14T00:00:00Z"));
        assert_eq!(due_at(Tender::NetTerms { days: 30 }, approved_at), at("2028-02-29T12:00:00Z"));
    }
}
