use events::{Event, EventKind};
use kernel::{Actor, UploadId};

use crate::{Marketplace, Result, sweeps::Step};

impl Marketplace {
    /// An upload that nothing uses goes: first its promise, then its bytes, then its row. Whatever line a crash stops
    /// it on, it is still due.
    pub(crate) async fn discard_upload(&self, id: UploadId) -> Result<Step> {
        if !self.give_up_upload(id).await? {
            return Ok(Step::Left);
        }
        self.outside.blobs.delete(id).await?;
        let tx = self.db.begin().await?;
        files::store::delete(&tx, id).await?;
        tx.commit().await?;
        Ok(Step::Done)
    }

    /// From here on nobody can take it into use. `false`: somebody did meanwhile, or it is gone.
    async fn give_up_upload(&self, id: UploadId) -> Result<bool> {
        let now = self.clock.now();
        let tx = self.db.begin().await?;

        let Some(upload) = files::store::lock(&tx, id).await? else { return Ok(false) };
        let before = upload.state;
        let Some(upload) = upload.discard(now) else { return Ok(false) };
        if upload.state != before {
            files::store::save(&tx, &upload).await?;
            events::store::record(&tx, &Event::now(EventKind::UploadDiscarded, Actor::System, &id, now)).await?;
        }
        tx.commit().await?;

        Ok(true)
    }
}
