use events::{Event, EventKind};
use kernel::{Actor, Dac7FormId};
use tax::{Dac7Form, TaxError};

use super::{
    counting::counts_again,
    reviewer::{is_own, reviewer},
};
use crate::{Marketplace, Result, postings::When};

#[derive(Clone, Debug)]
pub struct ApproveDac7Form {
    pub dac7_form_id: Dac7FormId,
    /// The doubts that the reviewer looked into, by name: `TIN_UNCHECKED:BR`.
    pub accepted_doubts: Vec<String>,
}

impl Marketplace {
    /// A reviewer accepts a form: it counts from now on, what its experts have filed is complete, and what was held for
    /// want of it is paid again (IQ-10, IQ-42). Where two reviewers are needed, the first one's approval is a proposal.
    pub async fn approve_dac7_form(&self, actor: Actor, input: ApproveDac7Form) -> Result<Dac7Form> {
        let (by, id, now) = (reviewer(actor)?, input.dac7_form_id, self.clock.now());
        let tx = self.db.begin().await?;

        let form = tax::store::lock_among_versions(&tx, &self.vault, id).await?.ok_or(TaxError::NotFound(id))?;
        let (is_own, doubts) = (is_own(&tx, by, &form).await?, form.doubts());
        let approve = if self.needs_second_reviewer { Dac7Form::approve_by_two } else { Dac7Form::approve };
        let form = approve(form, by, is_own, &input.accepted_doubts, now)?;
        let is_approved = form.approved_at().is_some();
        let accepted = doubts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let kind = if is_approved { EventKind::Dac7FormApproved } else { EventKind::Dac7FormApprovalProposed };
        let event = Event::now(kind, actor, &id, now);
        let event = if doubts.is_empty() { event } else { event.because(accepted) };

        tax::store::save(&tx, &self.vault, &form).await?;
        events::store::record(&tx, &event).await?;
        if is_approved {
            counts_again(&tx, &form, actor, When::now(now)).await?;
        }
        tx.commit().await?;

        Ok(form)
    }
}
