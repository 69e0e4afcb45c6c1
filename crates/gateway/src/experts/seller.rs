use std::{collections::HashMap, sync::Arc};

use async_graphql::{Enum, Object, dataloader::Loader};
use chrono::{DateTime, Utc};
use kernel::AccountId;
use marketplace::Error;

use crate::{loaders::Rows, place::Address};

pub struct SellerRegistration(pub ::experts::SellerRegistration);

/// What an account declares to sell at all: one an account, shared by its experts.
#[Object]
impl SellerRegistration {
    /// The seller before the law.
    async fn legal_name(&self) -> &str {
        &self.0.legal_name
    }

    async fn kind(&self) -> SellerKind {
        match self.0.kind {
            ::experts::SellerKind::Individual => SellerKind::Individual,
        }
    }

    /// Where the seller is resident for tax: an ISO 3166 code of two letters.
    async fn tax_country(&self) -> &str {
        self.0.tax_country.code()
    }

    /// The holder's address as the bank keeps it. No payout goes through unless it is the account's address.
    async fn bank_address(&self) -> Address {
        (&self.0.bank_address).into()
    }

    async fn saved_at(&self) -> DateTime<Utc> {
        self.0.saved_at
    }
}

/// Who sells.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum SellerKind {
    /// A person in their own name.
    Individual,
}

/// What an account declared to sell at all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SellerOf(pub AccountId);

impl Loader<SellerOf> for Rows {
    type Value = ::experts::SellerRegistration;
    type Error = Arc<Error>;

    async fn load(&self, keys: &[SellerOf]) -> Result<HashMap<SellerOf, Self::Value>, Arc<Error>> {
        let accounts: Vec<_> = keys.iter().map(|key| key.0).collect();
        let found = self.0.seller_registrations_of(self.1, &accounts).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|seller| (SellerOf(seller.account_id), seller)).collect())
    }
}

impl From<::experts::SellerRegistration> for SellerRegistration {
    fn from(seller: ::experts::SellerRegistration) -> Self {
        Self(seller)
    }
}
