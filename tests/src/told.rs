use std::collections::BTreeMap;

use kernel::{Actor, Currency, Money};
use marketplace::{Outlook, PaymentStanding};

use crate::App;

/// What is owed to payees in one currency, as the books have it.
const OWED: &str = "select account.kind, account.currency, cast(-sum(balance.balance_minor) as bigint) as minor
    from ledger_account account join ledger_balance balance on balance.account_id = account.id
    where account.kind in ('expert_in_transit', 'expert_available', 'expert_unfunded')
    group by account.kind, account.currency having sum(balance.balance_minor) <> 0";

impl App {
    /// Every unpaid cent has a reason: of every bill the parts are its net, and what is unpaid waits for something
    /// that is named. What staff are told to come is what the books owe.
    pub async fn every_cent_is_told(&self) {
        let rows = self.rows("select id from payment_request order by id").await;
        let ids: Vec<_> = rows.iter().map(|row| row.try_get("", "id").expect("a bill has an id")).collect();
        for ids in ids.chunks(100) {
            let outlooks = self.marketplace.outlooks(ids).await.expect("every bill has an outlook");
            assert_eq!(outlooks.len(), ids.len());
            outlooks.iter().for_each(is_told);
        }
        self.plan_is_what_is_owed().await;
    }

    async fn plan_is_what_is_owed(&self) {
        let plan = self.marketplace.payout_plan(Actor::System).await.expect("there is a plan");
        let mut told = BTreeMap::new();
        let mut tell = |kind: &str, amount: Money| {
            if !amount.is_zero() {
                told.insert((kind.to_owned(), amount.currency().code().to_owned()), amount.minor());
            }
        };
        for total in &plan.totals {
            tell("expert_in_transit", total.in_transit);
            tell("expert_available", total.available);
            tell("expert_unfunded", total.unfunded);
            let planned = plan.payouts.iter().filter(|payout| payout.key.currency == total.blocked.currency());
            let planned = sum(total.blocked.currency(), planned.map(|payout| payout.amount));
            let owed = sum(total.blocked.currency(), [total.in_transit, total.available, total.unfunded]);
            assert_eq!(planned.checked_add(total.blocked), Ok(owed), "what has no run is blocked");
        }
        let owed = self.rows(OWED).await.into_iter().map(|row| {
            let text = |column| row.try_get::<String>("", column).expect("text");
            ((text("kind"), text("currency")), row.try_get::<i64>("", "minor").expect("a sum"))
        });
        assert_eq!(told, owed.collect(), "what staff are told to come is what the books owe");
    }
}

fn is_told(outlook: &Outlook) {
    let (id, currency) = (outlook.bill.id, outlook.bill.bill.amount.currency());
    let parts = sum(currency, outlook.parts.iter().map(|part| part.amount));
    assert_eq!(parts, outlook.net.unwrap_or(Money::zero(currency)), "the parts of {id} are its net");
    match outlook.standing {
        PaymentStanding::AwaitsDay | PaymentStanding::AwaitsDecision | PaymentStanding::InDispute => {
            assert!(outlook.unpaid.is_zero(), "nobody owes {id} yet");
        }
        PaymentStanding::Declined | PaymentStanding::Withdrawn | PaymentStanding::Cancelled => {
            assert!(outlook.reasons().is_empty(), "{id}");
        }
        PaymentStanding::AwaitsCollection
        | PaymentStanding::AwaitsRun
        | PaymentStanding::InTransit
        | PaymentStanding::PartiallyPaid
        | PaymentStanding::Paid
        | PaymentStanding::WrittenOff
        | PaymentStanding::Refunded => {
            let gone = outlook.paid.checked_add(outlook.refunded).expect("amounts of one currency");
            assert_eq!(gone.checked_add(outlook.unpaid), Ok(parts), "{id}");
            assert_eq!(
                outlook.unpaid.is_zero(),
                outlook.reasons().is_empty(),
                "every unpaid cent of {id} has a reason"
            );
            for part in &outlook.parts {
                assert_eq!(part.is_unpaid(), !part.reasons.is_empty(), "{part:?}");
            }
        }
    }
}

fn sum(currency: Currency, amounts: impl IntoIterator<Item = Money>) -> Money {
    let zero = Money::zero(currency);
    amounts.into_iter().try_fold(zero, Money::checked_add).expect("amounts of one currency")
}
