use accounts::AccountError;
use events::{Event, EventKind};
use experts::SellerRegistration;
use kernel::{Actor, Address, Country, Right};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct SaveSellerRegistration {
    pub legal_name: String,
    pub tax_country: Country,
    pub bank_address: Address,
}

impl Marketplace {
    /// An account declares who sells and where the bank knows them: whole, and in the place of what it declared
    /// before (IQ-09). The bank's address may differ here; it stops the registration and the payouts (MKT-03).
    pub async fn save_seller_registration(
        &self,
        actor: Actor,
        input: SaveSellerRegistration,
    ) -> Result<SellerRegistration> {
        let account = actor.account_by(Right::ManageSeller)?;
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let found = accounts::store::lock(&tx, account).await?.ok_or(AccountError::NotFound(account))?;
        found.ensure_not_closed()?;
        let SaveSellerRegistration { legal_name, tax_country, bank_address } = input;
        let seller = SellerRegistration::new(account, &legal_name, tax_country, bank_address, now)?;
        let event = Event::now(EventKind::SellerRegistrationSaved, actor, &account, now);

        experts::store::save_seller(&tx, &seller).await?;
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(seller)
    }
}
