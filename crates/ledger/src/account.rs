use std::fmt;

use kernel::{AccountId, EngagementId};
use uuid::Uuid;

/// The side on which an account of a kind grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Debit,
    Credit,
}

/// Declares the chart: each kind with its lasting name, the key of its row in `ledger_account_kind`.
macro_rules! chart {
    ($($(#[$doc:meta])* $kind:ident = $name:literal, $side:ident;)*) => {
        /// What an account holds. The order is the order of locking: what a use case locks to read before it
        /// posts comes first, so that two transactions never wait for each other.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum AccountKind {
            $($(#[$doc])* $kind,)*
        }

        impl AccountKind {
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its lasting name.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// Where it grows.
            pub const fn side(self) -> Side {
                match self {
                    $(Self::$kind => Side::$side,)*
                }
            }
        }
    };
}

chart! {
    /// What a payee owes back; repaid first by the next collection. Of the payee.
    ExpertReceivable = "expert_receivable", Debit;
    /// Collected, its hold running. Of the payee.
    ExpertPending = "expert_pending", Credit;
    /// What the next payout run may take. Of the payee.
    ExpertAvailable = "expert_available", Credit;
    /// On a disbursement. Of the payee.
    ExpertInTransit = "expert_in_transit", Credit;
    /// Memo: the net of approved bills that is not collected. Never payable. Of the payee.
    ExpertUnfunded = "expert_unfunded", Credit;
    /// Approved or issued, not yet collected. Of the customer.
    BuyerReceivable = "buyer_receivable", Debit;
    /// The customer's own money with us: overpaid, or a refund that failed. Of the customer.
    BuyerCredit = "buyer_credit", Credit;
    /// Memo: the fee that was approved and is not collected. Of the engagement.
    FeeUnearned = "fee_unearned", Credit;
    /// Owed to a partner: mark-ups, the funding of rebates. Of the partner.
    PartnerPayable = "partner_payable", Credit;
    /// Promotional units left. Of the credit grant.
    PromoWallet = "promo_wallet", Credit;
    /// Promotional units given.
    PromoIssued = "promo_issued", Debit;
    /// Promotional units used.
    PromoRedeemed = "promo_redeemed", Credit;
    /// The fee on engagements from requests.
    FeeRevenue = "fee_revenue", Credit;
    /// The fee on engagements from private offers, and listing fees.
    ListingRevenue = "listing_revenue", Credit;
    /// Fees of support plans.
    SupportRevenue = "support_revenue", Credit;
    /// Tax that the operator must collect.
    TaxPayable = "tax_payable", Credit;
    /// Withheld from payees for an authority.
    WithholdingPayable = "withholding_payable", Credit;
    /// At the payment provider, on its way.
    PspClearing = "psp_clearing", Debit;
    /// The provider's costs; the only expense of the main line.
    PspCost = "psp_cost", Debit;
    /// At the bank.
    BankCash = "bank_cash", Debit;
    /// Owed as refund, not yet sent; must return to zero.
    RefundClearing = "refund_clearing", Credit;
    /// What payees owed and finance staff gave up.
    ChargebackLoss = "chargeback_loss", Debit;
    /// Money that nobody could assign yet; must return to zero.
    Suspense = "suspense", Credit;
}

/// Whose an account is; what belongs to the operator has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    Account(AccountId),
    Engagement(EngagementId),
}

/// One account of the books, in every currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Account {
    pub kind: AccountKind,
    /// `None` for the operator's own.
    pub owner: Option<Owner>,
}

impl AccountKind {
    /// Whether accounts of the kind have an owner, and so a stored balance and a floor of nothing.
    pub const fn is_owned(self) -> bool {
        match self {
            Self::ExpertReceivable
            | Self::ExpertPending
            | Self::ExpertAvailable
            | Self::ExpertInTransit
            | Self::ExpertUnfunded
            | Self::BuyerReceivable
            | Self::BuyerCredit
            | Self::FeeUnearned
            | Self::PartnerPayable
            | Self::PromoWallet => true,
            Self::PromoIssued
            | Self::PromoRedeemed
            | Self::FeeRevenue
            | Self::ListingRevenue
            | Self::SupportRevenue
            | Self::TaxPayable
            | Self::WithholdingPayable
            | Self::PspClearing
            | Self::PspCost
            | Self::BankCash
            | Self::RefundClearing
            | Self::ChargebackLoss
            | Self::Suspense => false,
        }
    }

    /// Whether it counts money; promotional units are none (IQ-35).
    pub const fn is_cash(self) -> bool {
        !matches!(self, Self::PromoWallet | Self::PromoIssued | Self::PromoRedeemed)
    }

    /// The kind of a row's name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl Owner {
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Account(id) => id.uuid(),
            Self::Engagement(id) => id.uuid(),
        }
    }
}

impl Account {
    pub const fn operator(kind: AccountKind) -> Self {
        Self { kind, owner: None }
    }

    pub const fn of(kind: AccountKind, owner: AccountId) -> Self {
        Self { kind, owner: Some(Owner::Account(owner)) }
    }

    pub const fn of_engagement(kind: AccountKind, owner: EngagementId) -> Self {
        Self { kind, owner: Some(Owner::Engagement(owner)) }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.name())?;
        match self.owner {
            Some(Owner::Account(id)) => write!(f, " of {id}"),
            Some(Owner::Engagement(id)) => write!(f, " of {id}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_name() {
        for kind in AccountKind::ALL {
            assert_eq!(AccountKind::named(kind.name()), Some(*kind));
        }
        assert_eq!(AccountKind::named("petty_cash"), None);
    }
}
