//! What is not paid, or taken back: how customers are reminded, how staff give up, what becomes of money that comes late,
//! and of money that banks and card networks take back.

mod assignments;
mod clawbacks;
mod late_money;
mod reminders;
mod write_offs;

use support::{
    App, Person,
    steps::{
        money::payment_method_added,
        work::{people, work_agreed},
    },
};

/// Work over 10,000.00 USD that is paid in a way of which the sandbox knows the end; its customer, its expert and the
/// engagement.
async fn paid_by<'a>(app: &'a App, tender: &str, token: &str) -> (Person<'a>, Person<'a>, String) {
    let (customer, expert, _) = people(app).await;
    let method = payment_method_added(&customer, tender, Some(token)).await;
    let work = work_agreed(&customer, &expert, &method, "10000.00").await;
    (customer, expert, work.engagement)
}
