use kernel::{Actor, Page, Slice};
use requests::{Found, Search, SearchKey};

use super::{gate::certified, read_customer_requests::speaking_account};
use crate::{Marketplace, Result};

impl Marketplace {
    /// What is found among what others ask for and still take answers to, the best first: for experts behind the
    /// certification gate (IQ-16), and without what their account has hidden.
    pub async fn search_customer_requests(
        &self,
        actor: Actor,
        search: &Search,
        page: Page<SearchKey>,
    ) -> Result<Slice<Found>> {
        let (account, now) = (speaking_account(actor)?, self.clock.now());
        search.ensure_own(page.after)?;
        certified(self.db.reader(), account, now).await?;
        let tx = self.db.snapshot().await?;
        Ok(requests::store::search(&tx, (account, search), page, now).await?)
    }
}
