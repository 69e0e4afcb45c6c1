use chrono::{DateTime, Utc};
use kernel::{Currency, Money};

use super::{Asking, Charge, Refunds};
use crate::{PaymentError, Split};

/// What the expert gives back: what is open is taken off first, then comes what was collected (G-45). The shares of net
/// and fee are cumulative: all parts in sum are exactly the bill's.
impl Charge {
    /// What may still be given back: what is open and what was collected, less what was and what is promised.
    pub fn refundable(&self) -> Money {
        let Refunds { reduced, returned, promised, .. } = self.refunds;
        let gone = reduced.checked_add(returned).and_then(|gone| gone.checked_add(promised));
        let left = gone.and_then(|gone| self.amount.checked_sub(gone));
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
        let split = self.whole()?.part(self.done(), taken)?;
        if taken.is_zero() {
            return Ok((self, split));
        }
        let reduced = self.refunds.reduced.checked_add(taken)?;
        let promised = self.refunds.promised.checked_sub(taken)?;
        let charge = Self { refunds: Refunds { reduced, promised, ..self.refunds }, ..self };
        let charge = if charge.open().is_zero() { charge.settled() } else { charge };
        let asking = if charge.tender.is_pulled() { charge.asking } else { Asking::Due { at: now } };
        Ok((Self { asking, ..charge }, split))
    }

    /// Gives back `amount` of a promise out of what was collected.
    pub fn give_back(self, amount: Money) -> Result<(Self, Split), PaymentError> {
        let Refunds { returned, returned_fee, promised, .. } = self.refunds;
        let came = Split::of_bill(self.collected, self.collected_fee)?;
        let left = came.checked_sub(Split::of_bill(returned, returned_fee)?)?;
        let split = self.whole()?.part(returned, amount)?.within(left)?;
        let refunds = Refunds {
            returned: returned.checked_add(amount)?,
            returned_fee: returned_fee.checked_add(split.fee)?,
            promised: promised.checked_sub(amount)?,
            ..self.refunds
        };
        Ok((Self { refunds, ..self }, split))
    }

    /// What is open, in its parts.
    pub(crate) fn open_split(&self) -> Split {
        let whole = self.whole().expect("a fee is at most its amount");
        whole.part(self.done(), self.open()).expect("what is done and what is open are the whole")
    }

    /// The expert's part of what was taken off: with the parts of what came and of what is open, the net of the bill.
    pub fn reduced_net(&self) -> Money {
        let whole = self.whole().expect("a fee is at most its amount");
        let came = Split::of_bill(self.collected, self.collected_fee);
        let left = came.and_then(|came| whole.checked_sub(came)).and_then(|rest| rest.checked_sub(self.open_split()));
        left.expect("what came and what is open are at most the whole").net
    }
}

impl Refunds {
    pub const fn none(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { reduced: zero, returned: zero, returned_fee: zero, promised: zero }
    }
}
