use std::collections::BTreeSet;

use kernel::{Actor, Dac7FormId, InputError};
use tax::Dac7Form;

use super::{approve_dac7_form::ApproveDac7Form, reviewer::reviewer};
use crate::{Marketplace, Result};

/// How many forms one command approves.
const FORMS_MAX: usize = 100;

/// What became of one of several forms.
#[derive(Debug)]
pub struct ApprovalOutcome {
    pub dac7_form_id: Dac7FormId,
    pub result: Result<Dac7Form>,
}

impl Marketplace {
    /// A reviewer accepts several forms at once: those of which every check decided by itself. Each for itself, so that
    /// one that is refused holds up no other; doubts are decided one by one (IQ-42).
    pub async fn approve_dac7_forms(&self, actor: Actor, ids: Vec<Dac7FormId>) -> Result<Vec<ApprovalOutcome>> {
        reviewer(actor)?;
        let different: BTreeSet<_> = ids.iter().collect();
        if different.len() < ids.len() || !(1..=FORMS_MAX).contains(&ids.len()) {
            return Err(InputError::new("dac7FormIds", format!("must be 1 to {FORMS_MAX}, each once")).into());
        }
        let mut outcomes = Vec::with_capacity(ids.len());
        for dac7_form_id in ids {
            let clean = ApproveDac7Form { dac7_form_id, accepted_doubts: vec![] };
            outcomes.push(ApprovalOutcome { dac7_form_id, result: self.approve_dac7_form(actor, clean).await });
        }
        Ok(outcomes)
    }
}
