use chrono::{DateTime, Utc};
use kernel::{Currency, Money, MoneyError};

use super::{Asking, Charge, Refunds};
use crate::{PaymentError, Split};

/// What the expert gives back: what is open is taken off first, then comes what was collected (G-45). The shares of net
/// and fee are cumulative: all parts in sum are exactly the bill's.
impl Charge {
    /// What may still be given back: what is open and what was collected, less what was and what is promised.
    pub fn refundable(&self) -> Money {
        let Refunds { returned, promised, .. } = self.refunds;
        let there = self.kept().total().and_then(|kept| kept.checked_add(self.open()));
        let gone = returned.checked_add(promised);
        let left = there.and_then(|there| there.checked_sub(gone?));
        left.expect("no more is given back and promised than the amount")
    }

    /// Whether `amount` may be given back: above zero, and no more than is left (G-45).
    pub fn can_refund(&self, amount: Money) -> Result<(), PaymentError> {
        if amount.is_zero() {
            return Err(PaymentError::AmountNotPositive);
        }
        let left = self.refundable();
        if amount.checked_min(left)? == amount { Ok(()) } else { Err(PaymentError::ExceedsRefundable { left }) }
    }

    /// The expert offers `amount`: nobody can offer it again.
    pub fn promise(self, amount: Money) -> Result<Self, PaymentError> {
        self.can_refund(amount)?;
        let promised = self.refunds.promised.checked_add(amount)?;
        Ok(Self { refunds: Refunds { promised, ..self.refunds }, ..self })
    }

    /// Whether a collection is on its way that may change what is open: a refund waits for it (G-17).
    pub fn is_in_flight(&self) -> bool {
        self.asking == Asking::InFlight
    }

    /// Takes as much of a promise off what is open as there is. Nothing left to owe is Collected, or Forgiven if nothing
    /// ever came (G-44). Which transfer to expect is told anew.
    pub fn reduce(self, promise: Money, now: DateTime<Utc>) -> Result<(Self, Split), PaymentError> {
        if self.is_in_flight() {
            return Err(PaymentError::CollectionInFlight(self.id));
        }
        let taken = promise.checked_min(self.open())?;
        let split = self.open_part(taken)?;
        if taken.is_zero() {
            return Ok((self, split));
        }
        let reduced = self.refunds.reduced.checked_add(taken)?;
        let reduced_fee = self.refunds.reduced_fee.checked_add(split.fee)?;
        let promised = self.refunds.promised.checked_sub(taken)?;
        let charge = Self { refunds: Refunds { reduced, reduced_fee, promised, ..self.refunds }, ..self };
        let charge = if charge.open().is_zero() { charge.settled() } else { charge };
        Ok((charge.expects_anew(now), split))
    }

    /// Gives back `amount` of a promise out of what was collected.
    pub fn give_back(self, amount: Money) -> Result<(Self, Split), PaymentError> {
        let Refunds { returned, returned_fee, promised, .. } = self.refunds;
        let split = self.returned_part(amount)?;
        let refunds = Refunds {
            returned: returned.checked_add(amount)?,
            returned_fee: returned_fee.checked_add(split.fee)?,
            promised: promised.checked_sub(amount)?,
            ..self.refunds
        };
        Ok((Self { refunds, ..self }, split))
    }

    /// What is open, in its parts: what is neither collected, nor taken off, nor given up.
    pub(crate) fn open_split(&self) -> Split {
        let gone = self.reduced().and_then(|reduced| self.kept().checked_add(reduced)?.checked_add(self.written_off));
        let left = self.whole().and_then(|whole| Ok(whole.checked_sub(gone?)?));
        left.expect("what is done is at most the whole")
    }

    /// What the part `part` of what is open is made of.
    pub(super) fn open_part(&self, part: Money) -> Result<Split, PaymentError> {
        Ok(self.whole()?.part(self.done(), part)?.within(self.open_split())?)
    }

    /// What is left of what was collected: neither taken back nor given back.
    pub fn returnable(&self) -> Split {
        let Refunds { returned, returned_fee, .. } = self.refunds;
        let left = Split::of_bill(returned, returned_fee).and_then(|returned| self.kept().checked_sub(returned));
        left.expect("no more is given back than came")
    }

    /// What was collected and not taken back, in its parts.
    pub(super) fn kept(&self) -> Split {
        let came = Split::of_bill(self.collected, self.collected_fee);
        came.and_then(|came| came.checked_sub(self.reversed)).expect("no more is taken back than came")
    }

    /// What the part `part` of what came is made of, as it goes back: to the customer, or by the bank. Both count on from
    /// each other; where money came again after it was taken back, the count stays at the whole.
    pub(super) fn returned_part(&self, part: Money) -> Result<Split, PaymentError> {
        let before = self.refunds.returned.checked_add(self.reversed.total()?)?;
        let before = before.checked_min(self.amount.checked_sub(part)?)?;
        Ok(self.whole()?.part(before, part)?.within(self.returnable())?)
    }

    /// The expert's part of what was taken off: with the parts of what came, of what is open and of what was given up,
    /// the net of the bill.
    pub fn reduced_net(&self) -> Money {
        self.reduced().expect("a fee is at most its amount").net
    }

    fn reduced(&self) -> Result<Split, MoneyError> {
        Split::of_bill(self.refunds.reduced, self.refunds.reduced_fee)
    }
}

impl Refunds {
    pub const fn none(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { reduced: zero, reduced_fee: zero, returned: zero, returned_fee: zero, promised: zero }
    }
}
