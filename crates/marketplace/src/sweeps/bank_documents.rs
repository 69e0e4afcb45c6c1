//! What the bank sent: what it says of our files, and what moved on the account. And the files that are done by it.

use std::sync::Arc;

use super::{BATCH_MAX, Step, Tally, each};
use crate::{BankExchange, Error, IncomingDocument, Marketplace, Result};

/// Takes in what is new. What was taken in is put away only then, so that nothing is lost if this process dies.
pub async fn run(app: &Marketplace) -> Result<Tally> {
    let Some(exchange) = app.outside.exchange.as_deref() else { return Ok(Tally::default()) };
    let incoming = exchange.incoming().await.map_err(|error| Error::Outside(error.to_string()))?;
    let incoming = incoming.into_iter().map(Arc::new).collect();
    let taken_in = each(incoming, async |document| take_in(app, exchange, &document).await).await;
    let done = disbursements::store::settled_batches(app.db.reader(), BATCH_MAX).await?;
    Ok(taken_in + each(done, async |id| app.settle_file(id).await).await)
}

async fn take_in(app: &Marketplace, exchange: &dyn BankExchange, document: &IncomingDocument) -> Result<Step> {
    let step = app.take_in_bank_document(document).await?;
    exchange.put_away(document).await.map_err(|error| Error::Outside(error.to_string()))?;
    Ok(step)
}
