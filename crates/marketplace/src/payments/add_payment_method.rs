use events::{Command, Event, EventKind};
use kernel::{Actor, PaymentMethodId, Right};
use payments::{NET_DAYS_DEFAULT, PaymentError, PaymentMethod, Tender};

use crate::{Marketplace, Result};

#[derive(Clone, Debug)]
pub struct AddPaymentMethod {
    pub tender: NewTender,
    /// The provider's name for the card or the bank account; net terms need none.
    pub provider_token: Option<String>,
    pub idempotency_key: String,
}

/// What a customer may name. How long net terms run is not theirs to choose (IQ-31), and a promotional credit
/// cannot be said (IQ-35).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewTender {
    Card,
    Ach,
    NetTerms,
}

impl Marketplace {
    /// The customer names what its bills are paid with.
    pub async fn add_payment_method(&self, actor: Actor, input: AddPaymentMethod) -> Result<PaymentMethod> {
        let account_id = actor.account_by(Right::Pay)?;
        let (command, now) = (input.command(actor)?, self.clock.now());
        let id = PaymentMethodId::generate(now);
        let tx = self.db.begin().await?;

        if let Some(receipt) = events::store::claim(&tx, &command, &id.to_string(), now).await? {
            let first = receipt.answer_to(&command)?.parse()?;
            let method = payments::store::find_payment_method(&tx, first).await?;
            return Ok(method.ok_or(PaymentError::PaymentMethodNotFound(first))?);
        }
        let token = input.provider_token.as_deref();
        let method = PaymentMethod::add(id, account_id, input.tender.agreed(), token, now)?;

        payments::store::insert_payment_method(&tx, &method).await?;
        events::store::record(&tx, &Event::now(EventKind::PaymentMethodAdded, actor, &id, now)).await?;
        tx.commit().await?;

        Ok(method)
    }
}

impl AddPaymentMethod {
    fn command(&self, actor: Actor) -> Result<Command> {
        let (tender, token) = (format!("{:?}", self.tender), self.provider_token.as_deref().unwrap_or_default());
        Ok(Command::new(actor, "paymentMethodAdd", &self.idempotency_key, &[&tender, token])?)
    }
}

impl NewTender {
    const fn agreed(self) -> Tender {
        match self {
            Self::Card => Tender::Card,
            Self::Ach => Tender::Ach,
            Self::NetTerms => Tender::NetTerms { days: NET_DAYS_DEFAULT },
        }
    }
}
