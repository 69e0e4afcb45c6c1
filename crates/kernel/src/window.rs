use chrono::NaiveDate;

/// The days between which something is expected, the first and the last included. A forecast: it moves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayWindow {
    earliest: NaiveDate, // Invariant: not after the latest.
    latest: NaiveDate,
}

impl DayWindow {
    /// Between two days, whichever is the later.
    pub fn between(one: NaiveDate, other: NaiveDate) -> Self {
        Self { earliest: one.min(other), latest: one.max(other) }
    }

    pub const fn earliest(self) -> NaiveDate {
        self.earliest
    }

    pub const fn latest(self) -> NaiveDate {
        self.latest
    }

    /// What is left of it on `day`; `None` once it is over.
    pub fn left_on(self, day: NaiveDate) -> Option<Self> {
        (day <= self.latest).then_some(Self { earliest: self.earliest.max(day), ..self })
    }

    /// The smallest window that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self { earliest: self.earliest.min(other.earliest), latest: self.latest.max(other.latest) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(from: u32, to: u32) -> DayWindow {
        let day = |day| NaiveDate::from_ymd_opt(2028, 1, day).unwrap();
        DayWindow::between(day(from), day(to))
    }

    #[test]
    fn a_window_shrinks_as_days_pass_and_ends() {
        let left = |day| window(3, 5).left_on(window(day, day).earliest());
        assert_eq!(
            [left(1), left(4), left(5), left(6)],
            [Some(window(3, 5)), Some(window(4, 5)), Some(window(5, 5)), None]
        );
        assert_eq!(window(5, 3), window(3, 5));
        assert_eq!(window(3, 4).with(window(7, 9)), window(3, 9));
    }
}
