use ::ledger::major;
use async_graphql::{Context, Enum, ID, Object};
use chrono::{DateTime, Utc};
use marketplace::{BillingAction, BillingEventKind, FeedLine, Subject};

use super::subject::{bill, disbursement};
use crate::{disbursements::Disbursement, money::Decimal, payments::PaymentRequest, user_error::OrNull};

pub struct BillingEvent(pub FeedLine);

/// One line of a payee's billing feed. It never changes, and no line is ever put before it.
#[Object]
impl BillingEvent {
    /// Unique in all feeds, and lasting.
    async fn id(&self) -> ID {
        id(&self.0.event.reference, self.0.event.kind)
    }

    /// The event that this one follows from: of a collection or a refund the invoice, of a failed disbursement the
    /// disbursement; null for the first.
    async fn parent_id(&self) -> Option<ID> {
        use BillingEventKind as Kind;
        let parent = match (self.0.event.kind, self.0.about?, self.0.event.action) {
            (Kind::DisbursementFailure, Subject::Disbursement(it), _) => (format!("paid:{it}"), Kind::Disbursement),
            (_, Subject::Disbursement(_), _) | (_, _, BillingAction::Invoiced) => return None,
            (Kind::OperatorRevShare | Kind::OperatorRevShareRefund, Subject::Bill(it), _) => {
                (format!("approve:{it}"), Kind::OperatorRevShare)
            }
            (_, Subject::Bill(it), _) => (format!("approve:{it}"), Kind::SellerRevShare),
        };
        Some(id(&parent.0, parent.1))
    }

    async fn kind(&self) -> BillingEventType {
        self.0.event.kind.into()
    }

    async fn action(&self) -> BillingEventAction {
        self.0.event.action.into()
    }

    /// In major units, with a sign: what is the payee's gain is positive.
    async fn amount(&self) -> Decimal {
        Decimal::written(major(self.0.event.signed_minor, &self.0.event.currency))
    }

    async fn currency(&self) -> String {
        self.0.event.currency.clone()
    }

    /// Whether it changes what the payee has. The sum of all that do is what is pending, available and on its way, less
    /// what is owed back.
    async fn affects_balance(&self) -> bool {
        self.0.event.affects_balance
    }

    /// When it took effect.
    async fn at(&self) -> DateTime<Utc> {
        self.0.event.at
    }

    /// When it was booked.
    async fn recorded_at(&self) -> DateTime<Utc> {
        self.0.event.recorded_at
    }

    /// The bill that it is about; null if it is about none.
    async fn payment_request(&self, ctx: &Context<'_>) -> OrNull<PaymentRequest> {
        bill(ctx, self.0.about).await
    }

    /// The disbursement that it is about; null if it is about none.
    async fn disbursement(&self, ctx: &Context<'_>) -> OrNull<Disbursement> {
        disbursement(ctx, self.0.about).await
    }
}

/// What became of the money.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum BillingEventAction {
    /// A bill was approved.
    Invoiced,
    /// It will not be collected: the expert gave it back before it was, or it is given up.
    Forgiven,
    /// It was collected, or what was collected went back.
    Collected,
    /// It went to the payee's bank, or came back from there.
    Disbursed,
}

/// Whose part it is, and what of.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum BillingEventType {
    /// What the customer pays, before the fee.
    SellerRevShare,
    /// The operator's fee: negative.
    OperatorRevShare,
    /// What the payee gave back: negative.
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

/// `collect:col_…/SELLER_REV_SHARE`.
fn id(reference: &str, kind: BillingEventKind) -> ID {
    let kind = match kind {
        BillingEventKind::SellerRevShare => "SELLER_REV_SHARE",
        BillingEventKind::OperatorRevShare => "OPERATOR_REV_SHARE",
        BillingEventKind::SellerRevShareRefund => "SELLER_REV_SHARE_REFUND",
        BillingEventKind::OperatorRevShareRefund => "OPERATOR_REV_SHARE_REFUND",
        BillingEventKind::BalanceAdjustment => "BALANCE_ADJUSTMENT",
        BillingEventKind::Disbursement => "DISBURSEMENT",
        BillingEventKind::DisbursementFailure => "DISBURSEMENT_FAILURE",
    };
    ID(format!("{reference}/{kind}"))
}

impl From<BillingAction> for BillingEventAction {
    fn from(action: BillingAction) -> Self {
        match action {
            BillingAction::Invoiced => Self::Invoiced,
            BillingAction::Forgiven => Self::Forgiven,
            BillingAction::Collected => Self::Collected,
            BillingAction::Disbursed => Self::Disbursed,
        }
    }
}

impl From<BillingEventKind> for BillingEventType {
    fn from(kind: BillingEventKind) -> Self {
        match kind {
            BillingEventKind::SellerRevShare => Self::SellerRevShare,
            BillingEventKind::OperatorRevShare => Self::OperatorRevShare,
            BillingEventKind::SellerRevShareRefund => Self::SellerRevShareRefund,
            BillingEventKind::OperatorRevShareRefund => Self::OperatorRevShareRefund,
            BillingEventKind::BalanceAdjustment => Self::BalanceAdjustment,
            BillingEventKind::Disbursement => Self::Disbursement,
            BillingEventKind::DisbursementFailure => Self::DisbursementFailure,
        }
    }
}
