//! What the bank sent: what it says of our files, and what moved on the account. And the files that are done by it.

use super::{BATCH_MAX, Step, Tally};
use crate::{BankExchange, Error, IncomingDocument, Marketplace, Result};

/// Takes in what is new. What was taken in is put away only then, so that nothing is lost if this process dies.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let Some(exchange) = app.outside.exchange.as_deref() else { return Ok(Tally::default()) };
    let incoming = exchange.incoming().await.map_err(|error| Error::Outside(error.to_string()))?;
    let mut tally = Tally::default();
    for document in incoming {
        tally.count(take_in(app, exchange, &document).await?);
    }
    tally.done = tally.done.saturating_add(app.settle_files(BATCH_MAX).await?);
    Ok(tally)
}

async fn take_in(app: &Marketplace, exchange: &dyn BankExchange, document: &IncomingDocument) -> Result<Step> {
    let is_new = !reconciliation::store::has_document(app.db.reader(), &document.digest).await?;
    let step = if is_new { app.take_in_bank_document(document).await? } else { Step::Left };
    exchange.put_away(document).await.map_err(|error| Error::Outside(error.to_string()))?;
    Ok(step)
}
