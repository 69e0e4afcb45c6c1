use kernel::{Currency, Money, MoneyError};

/// What an amount of a bill is made of: the expert's net, the operator's fee, and the tax that the operator collects.
/// No bill has tax yet.
///
/// Parts are shared out cumulatively, over all that came before, so that in sum they are exactly the whole: two refunds
/// of 400.00 and 834.56 give back the fee of 1,234.56 to the cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    pub net: Money,
    pub fee: Money,
    pub tax: Money,
}

impl Split {
    pub const fn nothing(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { net: zero, fee: zero, tax: zero }
    }

    /// An amount of which `fee` is fee; without tax.
    pub fn of_bill(amount: Money, fee: Money) -> Result<Self, MoneyError> {
        Ok(Self { net: amount.checked_sub(fee)?, fee, tax: Money::zero(amount.currency()) })
    }

    pub fn is_nothing(self) -> bool {
        self.net.is_zero() && self.fee.is_zero() && self.tax.is_zero()
    }

    pub fn total(self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.fee)?.checked_add(self.tax)
    }

    /// What the part `part` of this whole is made of, after `done` of it before.
    pub fn part(self, done: Money, part: Money) -> Result<Self, MoneyError> {
        self.first(done.checked_add(part)?)?.checked_sub(self.first(done)?)
    }

    /// The same amount with no more of anything than `left` has: what is too much goes where there is room, to the net
    /// first. What is as much as all that is left is all that is left.
    pub fn within(self, left: Self) -> Result<Self, MoneyError> {
        let mut rest = self.total()?;
        let mut fit = |wish: Money, room: Money| {
            let taken = wish.checked_min(room)?;
            rest = rest.checked_sub(taken)?;
            Ok::<_, MoneyError>(taken)
        };
        let (net, fee, tax) = (fit(self.net, left.net)?, fit(self.fee, left.fee)?, fit(self.tax, left.tax)?);
        let mut fill = |taken: Money, room: Money| {
            let more = room.checked_sub(taken)?.checked_min(rest)?;
            rest = rest.checked_sub(more)?;
            taken.checked_add(more)
        };
        let filled = Self { net: fill(net, left.net)?, fee: fill(fee, left.fee)?, tax: fill(tax, left.tax)? };
        if rest.is_zero() { Ok(filled) } else { Err(MoneyError::TooLarge) }
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self {
            net: self.net.checked_add(other.net)?,
            fee: self.fee.checked_add(other.fee)?,
            tax: self.tax.checked_add(other.tax)?,
        })
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        Ok(Self {
            net: self.net.checked_sub(other.net)?,
            fee: self.fee.checked_sub(other.fee)?,
            tax: self.tax.checked_sub(other.tax)?,
        })
    }

    /// What the first `done` of this whole is made of.
    fn first(self, done: Money) -> Result<Self, MoneyError> {
        let taxed = self.total()?;
        let tax = share(self.tax, done, taxed)?;
        let untaxed = done.checked_sub(tax)?;
        let fee = share(self.fee, untaxed, taxed.checked_sub(self.tax)?)?;
        Ok(Self { net: untaxed.checked_sub(fee)?, fee, tax })
    }
}

/// As [`Money::share`], and nothing of nothing.
fn share(amount: Money, part: Money, whole: Money) -> Result<Money, MoneyError> {
    if whole.is_zero() { Ok(amount) } else { amount.share(part, whole) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::from_minor(minor, Currency::USD).unwrap()
    }

    fn split(net: i64, fee: i64, tax: i64) -> Split {
        Split { net: usd(net), fee: usd(fee), tax: usd(tax) }
    }

    fn total(split: Split) -> i64 {
        split.total().unwrap().minor()
    }

    /// Holds G-45 and IQ-28, scenario 8: 1,234.56 at 2.5 %.
    #[test]
    fn two_refunds_give_back_the_fee_to_the_cent() {
        let bill = Split::of_bill(usd(123_456), usd(3_086)).unwrap();
        let first = bill.part(usd(0), usd(40_000)).unwrap();
        let second = bill.part(usd(40_000), usd(83_456)).unwrap();
        assert_eq!((first.fee, second.fee), (usd(1_000), usd(2_086)));
        assert_eq!(first.checked_add(second), Ok(bill));
    }

    #[test]
    fn what_does_not_fit_goes_to_the_net_first() {
        let left = split(10, 10, 10);
        assert_eq!(split(2, 12, 0).within(left), Ok(split(4, 10, 0)));
        assert_eq!(split(12, 9, 1).within(left), Ok(split(10, 10, 2)));
        assert_eq!(split(30, 0, 0).within(left), Ok(left));
        assert_eq!(split(31, 0, 0).within(left), Err(MoneyError::TooLarge));
    }

    fn wholes() -> impl Strategy<Value = Split> {
        (1..1_000_000_i64, 0..=100_i64, 0..=100_i64).prop_map(|(amount, fee, tax)| {
            let fee = amount * fee / 100;
            split(amount - fee, fee, amount * tax / 100)
        })
    }

    /// What may befall a charge, in hundredths of what it can befall.
    #[derive(Clone, Copy, Debug)]
    enum Deed {
        Collect(i64),
        Reduce(i64),
        Refund(i64),
    }

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        let part = 1..=100_i64;
        let deed = prop_oneof![
            part.clone().prop_map(Deed::Collect),
            part.clone().prop_map(Deed::Reduce),
            part.prop_map(Deed::Refund)
        ];
        prop::collection::vec(deed, 0..12)
    }

    proptest! {
        /// Holds IQ-28 and G-45: however a whole is parted, nothing is negative and nothing lost, of net, fee and tax.
        #[test]
        fn the_parts_add_up_to_the_whole(whole in wholes(), cuts in prop::collection::vec(0..=100_i64, 0..8)) {
            let (all, mut done, mut sum) = (total(whole), 0, Split::nothing(Currency::USD));
            for part in cuts.into_iter().map(Some).chain([None]) {
                let part = part.map_or(all - done, |part| (all - done) * part / 100);
                let piece = whole.part(usd(done), usd(part)).unwrap();
                prop_assert_eq!(total(piece), part);
                (done, sum) = (done + part, sum.checked_add(piece).unwrap());
            }
            prop_assert_eq!(sum, whole);
        }

        /// Holds G-45: also where refunds come between collections and reductions, what is given back is never more
        /// than came, of net, fee and tax; and all of it given back is all that came.
        #[test]
        fn refunds_between_collections_give_back_what_came(whole in wholes(), deeds in deeds()) {
            let all = total(whole);
            let nothing = Split::nothing(Currency::USD);
            let (mut done, mut collected, mut reduced, mut back) = (0, nothing, nothing, nothing);
            for deed in deeds.into_iter().chain([Deed::Collect(100), Deed::Refund(100)]) {
                match deed {
                    Deed::Collect(part) | Deed::Reduce(part) => {
                        let part = (all - done) * part / 100;
                        let piece = whole.part(usd(done), usd(part)).unwrap();
                        let side = if matches!(deed, Deed::Collect(_)) { &mut collected } else { &mut reduced };
                        (done, *side) = (done + part, side.checked_add(piece).unwrap());
                    }
                    Deed::Refund(part) => {
                        let part = (total(collected) - total(back)) * part / 100;
                        let left = collected.checked_sub(back).unwrap();
                        let piece = whole.part(usd(total(back)), usd(part)).unwrap().within(left).unwrap();
                        prop_assert_eq!(total(piece), part);
                        back = back.checked_add(piece).unwrap();
                    }
                }
            }
            prop_assert_eq!(collected.checked_add(reduced), Ok(whole));
            prop_assert_eq!(back, collected);
        }
    }
}
