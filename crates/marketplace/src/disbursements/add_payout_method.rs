use accounts::AccountError;
use disbursements::{AccountNumber, DisbursementError, NewPayoutMethod, Payee, PayoutMethod};
use events::{Command, Event, EventKind};
use kernel::{Actor, ActorError, PayoutMethodId, Right};
use tax::BlindIndex;

use crate::{Error, Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AddPayoutMethod {
    pub method: NewPayoutMethod,
    pub idempotency_key: String,
}

impl Marketplace {
    /// The payee names a bank account. Staff review it, and no money goes there before (MKT-03, G-39).
    pub async fn add_payout_method(&self, actor: Actor, input: AddPayoutMethod) -> Result<PayoutMethod> {
        actor.may(Right::ManagePayouts)?;
        let account_id = actor.account().ok_or(ActorError::RightMissing(Right::ManagePayouts))?;
        let (command, now) = (input.command(actor, self.blind_index()?)?, self.clock.now());
        let id = PayoutMethodId::generate(now);
        self.ensure_served(&input.method)?;
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let method = disbursements::store::find_method(&tx, first).await?;
            return Ok(method.ok_or(DisbursementError::MethodNotFound(first))?);
        }
        let account = accounts::store::find(&tx, account_id).await?.ok_or(AccountError::NotFound(account_id))?;
        let payee = Payee { account_id, name: &account.details.name, address: &account.details.address };
        let keep = |number: &AccountNumber| Ok::<_, Error>(number.kept(&self.vault, id)?);
        let method = PayoutMethod::add(id, payee, input.method, now, keep)?;

        disbursements::store::insert_method(&tx, &method).await?;
        events::store::record(&tx, &Event::now(EventKind::PayoutMethodAdded, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(method)
    }

    fn ensure_served(&self, method: &NewPayoutMethod) -> Result<(), DisbursementError> {
        let NewPayoutMethod { rail, currency, .. } = *method;
        let is_served = self.outside.rail.as_ref().is_some_and(|connected| connected.serves(rail))
            || self.rails_by_file().contains(&rail);
        if is_served { Ok(()) } else { Err(DisbursementError::RailCurrencyUnsupported { rail, currency }) }
    }
}

impl AddPayoutMethod {
    fn command(&self, actor: Actor, index: &BlindIndex) -> Result<Command> {
        let NewPayoutMethod { currency, rail, address, .. } = &self.method;
        let payload = [
            currency.code(),
            &rail.to_string(),
            &self.method.account_number,
            self.method.routing_number.as_deref().unwrap_or_default(),
            &self.method.holder,
            self.method.holder_reason.as_deref().unwrap_or_default(),
            &address.street,
            &address.city,
            &address.postal_code,
            address.country.code(),
            &self.method.document_issued_on.to_string(),
        ];
        Ok(Command::new(actor, "payoutMethodAdd", &self.idempotency_key, &[&index.of_command(&payload)])?)
    }
}
