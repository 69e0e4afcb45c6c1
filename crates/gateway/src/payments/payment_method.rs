use async_graphql::{Enum, ID, Object};
use chrono::{DateTime, Utc};
use kernel::PaymentMethodId;
use marketplace::NewTender;

use crate::loaders::loader;

loader!(PaymentMethodId => ::payments::PaymentMethod, ::payments::store::find_payment_methods);

pub struct PaymentMethod(pub ::payments::PaymentMethod);

/// How an account pays. What it is charged by lies with the payment provider.
#[Object]
impl PaymentMethod {
    pub async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }

    async fn tender(&self) -> Tender {
        self.0.tender.into()
    }

    /// How many calendar days after approval a bill falls due; null unless on net terms.
    async fn net_days(&self) -> Option<u16> {
        match self.0.tender {
            ::payments::Tender::NetTerms { days } => Some(days),
            ::payments::Tender::Card | ::payments::Tender::Ach => None,
        }
    }

    async fn added_at(&self) -> DateTime<Utc> {
        self.0.added_at
    }
}

/// What an expert can be paid with. There is no promotional credit among it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Tender {
    Card,
    /// A direct debit of a bank account.
    Ach,
    /// A transfer by the customer, some days after approval.
    NetTerms,
}

impl From<::payments::PaymentMethod> for PaymentMethod {
    fn from(method: ::payments::PaymentMethod) -> Self {
        Self(method)
    }
}

impl From<::payments::Tender> for Tender {
    fn from(tender: ::payments::Tender) -> Self {
        match tender {
            ::payments::Tender::Card => Self::Card,
            ::payments::Tender::Ach => Self::Ach,
            ::payments::Tender::NetTerms { .. } => Self::NetTerms,
        }
    }
}

impl From<Tender> for NewTender {
    fn from(tender: Tender) -> Self {
        match tender {
            Tender::Card => Self::Card,
            Tender::Ach => Self::Ach,
            Tender::NetTerms => Self::NetTerms,
        }
    }
}
