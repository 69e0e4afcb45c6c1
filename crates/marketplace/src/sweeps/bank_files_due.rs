//! Disbursements that wait for a bank file.

use chrono::{DateTime, Utc};
use kernel::NextDue;

use super::{Tally, each};
use crate::{Marketplace, Result};

/// Makes one file a rail; what does not fit into it goes into the next.
pub async fn run(app: &Marketplace, _until: DateTime<Utc>) -> Result<Tally> {
    let rails = app.rails_by_file().to_vec();
    Ok(each(rails, async |rail| app.make_bank_file(rail).await).await)
}

pub fn next_due(app: &Marketplace, after: DateTime<Utc>) -> Option<NextDue> {
    let rails = app.rails_by_file();
    (!rails.is_empty()).then(|| disbursements::store::next_file_due(rails, after))
}
