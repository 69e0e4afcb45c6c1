use chrono::{DateTime, Utc};
use kernel::AccountId;
use ledger::{AccountKind, Booked};

/// One line of a payee's billing feed, of the shape that sellers' own books expect (G-44). It is read from a posting
/// that never changes, so it never changes either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillingEvent {
    pub kind: BillingEventKind,
    pub action: BillingAction,
    /// The reference of the posting that it is read from. With `kind` it names the event.
    pub reference: String,
    /// In minor units: what is the payee's gain is positive.
    pub signed_minor: i128,
    /// The three letters of the currency.
    pub currency: String,
    /// Whether it changes what the payee has: what is invoiced does not, before it is collected.
    pub affects_balance: bool,
    pub at: DateTime<Utc>,
    pub recorded_at: DateTime<Utc>,
}

/// What became of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillingAction {
    /// A bill was approved.
    Invoiced,
    /// It will not be collected.
    Forgiven,
    /// It was collected, or what was collected went back.
    Collected,
    /// It went to the payee's bank, or came back from there.
    Disbursed,
}

/// Whose part it is, and what of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BillingEventKind {
    /// What the customer pays, before the fee.
    SellerRevShare,
    /// The operator's fee: negative.
    OperatorRevShare,
    /// What the payee gave back of the first: negative.
    SellerRevShareRefund,
    /// The fee that came back with it.
    OperatorRevShareRefund,
    /// Whatever else moved the balance: a chargeback, a debt given up.
    BalanceAdjustment,
    /// What went to the bank: negative.
    Disbursement,
    /// What came back from there.
    DisbursementFailure,
}

/// What one posting is for a payee: nothing where it only moves the payee's money from one place to another.
pub fn billing_events(booked: &Booked, payee: AccountId) -> Vec<BillingEvent> {
    let mut currencies: Vec<_> = booked.entries.iter().map(|entry| entry.currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    currencies.into_iter().flat_map(|currency| Part { booked, payee, currency }.events()).collect()
}

/// What a posting does in one currency.
struct Part<'a> {
    booked: &'a Booked,
    payee: AccountId,
    currency: &'a str,
}

impl Part<'_> {
    fn events(&self) -> Vec<BillingEvent> {
        use BillingAction::{Collected, Disbursed, Forgiven, Invoiced};
        use BillingEventKind::{
            BalanceAdjustment, Disbursement, DisbursementFailure, OperatorRevShare, OperatorRevShareRefund,
            SellerRevShare, SellerRevShareRefund,
        };
        let (net, revenue, unearned) =
            (self.balance(), self.credit(AccountKind::FeeRevenue), self.credit(AccountKind::FeeUnearned));
        let unfunded = self.of_payee(AccountKind::ExpertUnfunded);
        let event = self.booked.reference.split(':').next().unwrap_or_default();
        let (action, affects_balance, parts) = match event {
            "approve" | "writeoff_undone" => {
                (Invoiced, false, vec![(SellerRevShare, unfunded + unearned), (OperatorRevShare, -unearned)])
            }
            "writeoff" => (Forgiven, false, vec![(SellerRevShare, unfunded + unearned), (OperatorRevShare, -unearned)]),
            "reduce" => {
                let gross = unfunded + unearned;
                (Forgiven, false, vec![(SellerRevShareRefund, gross), (OperatorRevShareRefund, -unearned)])
            }
            "collect" => (Collected, true, vec![(SellerRevShare, net + revenue), (OperatorRevShare, -revenue)]),
            "refund" => {
                (Collected, true, vec![(SellerRevShareRefund, net + revenue), (OperatorRevShareRefund, -revenue)])
            }
            "paid" => (Disbursed, true, vec![(Disbursement, net)]),
            "returned" => (Disbursed, true, vec![(DisbursementFailure, net)]),
            _ => (Collected, true, vec![(BalanceAdjustment, net)]),
        };
        let parts = parts.into_iter().filter(|(_, signed_minor)| *signed_minor != 0);
        parts.map(|(kind, signed_minor)| self.event(kind, action, signed_minor, affects_balance)).collect()
    }

    fn event(
        &self,
        kind: BillingEventKind,
        action: BillingAction,
        signed_minor: i128,
        affects_balance: bool,
    ) -> BillingEvent {
        let Booked { reference, at, recorded_at, .. } = self.booked;
        let (reference, currency) = (reference.clone(), self.currency.to_owned());
        let (at, recorded_at) = (*at, *recorded_at);
        BillingEvent { kind, action, reference, signed_minor, currency, affects_balance, at, recorded_at }
    }

    /// By how much more the payee has, or less is owed.
    fn balance(&self) -> i128 {
        [
            AccountKind::ExpertPending,
            AccountKind::ExpertAvailable,
            AccountKind::ExpertInTransit,
            AccountKind::ExpertReceivable,
        ]
        .map(|kind| self.of_payee(kind))
        .iter()
        .sum()
    }

    fn of_payee(&self, kind: AccountKind) -> i128 {
        self.sum(kind, Some(self.payee))
    }

    fn credit(&self, kind: AccountKind) -> i128 {
        self.sum(kind, None)
    }

    /// Of one owner, or of all: credit positive.
    fn sum(&self, kind: AccountKind, owner: Option<AccountId>) -> i128 {
        let entries = self.booked.entries.iter().filter(|entry| entry.kind == kind.name());
        let entries = entries.filter(|entry| entry.currency == self.currency);
        let of_owner = entries.filter(|entry| owner.is_none_or(|owner| entry.owner_id == Some(owner.uuid())));
        of_owner.map(|entry| -i128::from(entry.amount_minor)).sum()
    }
}
