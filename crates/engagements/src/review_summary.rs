use kernel::AccountId;

use super::Stars;

/// What the published reviews of an account come to. Counted from them whenever it is asked for, so that it cannot
/// drift from what everybody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewSummary {
    pub expert_account_id: AccountId,
    /// How many there are of each number of stars, from one star on.
    pub by_stars: [u32; Stars::MAX as usize],
}

impl ReviewSummary {
    /// Of an account without any.
    pub const fn none(expert_account_id: AccountId) -> Self {
        Self { expert_account_id, by_stars: [0; Stars::MAX as usize] }
    }

    pub fn count(&self) -> u32 {
        self.by_stars.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The average in tenths of a star, half up: 45 is 4.5. `None` without a review.
    pub fn average_tenths(&self) -> Option<u32> {
        let count = u64::from(self.count());
        if count == 0 {
            return None;
        }
        let stars: u64 = (1..).zip(self.by_stars).map(|(stars, count): (u64, u32)| stars * u64::from(count)).sum();
        u32::try_from((20 * stars + count) / (2 * count)).ok()
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    fn summary(by_stars: [u32; 5]) -> ReviewSummary {
        ReviewSummary { by_stars, ..ReviewSummary::none(AccountId::generate(DateTime::UNIX_EPOCH)) }
    }

    /// Holds G-35.
    #[test]
    fn an_average_is_rounded_half_up_to_a_tenth() {
        let average = |by_stars| summary(by_stars).average_tenths();
        assert_eq!(average([0; 5]), None);
        assert_eq!(average([0, 0, 0, 0, 7]), Some(50));
        assert_eq!(average([0, 0, 0, 1, 1]), Some(45));
        assert_eq!(average([0, 0, 0, 3, 1]), Some(43), "4.25");
        assert_eq!(average([0, 0, 0, 2, 1]), Some(43), "4.33");
        assert_eq!(average([1, 0, 0, 0, 2]), Some(37), "3.67");
        assert_eq!(average([u32::MAX / 5; 5]), Some(30));
    }

    proptest! {
        /// Holds G-35: the average lies between the worst and the best, and no further from the truth than rounding takes it.
        #[test]
        fn an_average_is_as_near_as_a_tenth_can_be(by_stars in proptest::array::uniform5(0..10_000_u32)) {
            let summary = summary(by_stars);
            prop_assume!(summary.count() > 0);
            let tenths = i64::from(summary.average_tenths().unwrap());
            let stars: i64 = (1..).zip(by_stars).map(|(stars, count): (i64, u32)| stars * i64::from(count)).sum();
            let count = i64::from(summary.count());
            prop_assert!((10..=50).contains(&tenths));
            prop_assert!((tenths * count - 10 * stars).abs() * 2 <= count);
        }
    }
}
