use accounts::{AccountError, Staff};
use events::{Command, Event, EventKind, IdempotencyError};
use kernel::{Actor, EmailAddress, Right, Rights, StaffId};
use sea_orm::DatabaseTransaction;

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AppointStaff {
    pub email: EmailAddress,
    pub name: String,
    pub rights: Rights,
    pub idempotency_key: String,
}

impl Marketplace {
    /// Somebody begins to work for the operator, and so is no expert (IQ-12).
    pub async fn appoint_staff(&self, actor: Actor, input: AppointStaff) -> Result<Staff> {
        actor.may(Right::ManageStaff)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = StaffId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            return Ok(accounts::store::find_staff(&tx, first).await?.ok_or(AccountError::StaffNotFound(first))?);
        }
        let staff = appointment(&tx, id, input).await?;
        if !accounts::store::insert_staff(&tx, &staff).await? {
            return Err(AccountError::StaffAlreadyAppointed(staff.email).into());
        }
        let event = Event::now(EventKind::StaffAppointed, actor, &id, now).because(staff.rights().to_names());
        events::store::record(&tx, &event).await?;
        tx.commit().await?;

        Ok(staff)
    }
}

async fn appointment(tx: &DatabaseTransaction, id: StaffId, input: AppointStaff) -> Result<Staff> {
    let member = accounts::store::active_member_by_email(tx, &input.email).await?;
    if let Some(member) = &member {
        // Under this lock an expert files too: of the two, the second sees the first.
        accounts::store::lock(tx, member.account_id).await?;
    }
    let is_expert = match member.as_ref().and_then(|member| member.subject()) {
        Some(subject) => experts::store::is_live_expert(tx, subject).await?,
        None => false,
    };
    Ok(Staff::appoint(id, input.email, &input.name, input.rights, is_expert)?)
}

impl AppointStaff {
    fn command(&self, actor: Actor) -> Result<Command, IdempotencyError> {
        let rights = self.rights.to_names();
        Command::new(actor, "staffAppoint", &self.idempotency_key, &[self.email.as_str(), &self.name, &rights])
    }
}
