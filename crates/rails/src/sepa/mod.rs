//! Orders to pay euro, as SEPA banks take them: ISO 20022 `pain.001.001.09`.

mod order;

pub use order::{Debtor, DebtorRefusal, Order, OrderRefusal, Transfer, disbursement_of, end_to_end_id, payment_order};

#[cfg(test)]
mod tests;
