//! What people do in most stories, told once, through the front door.

pub mod access;
pub mod accounts;
pub mod experts;
pub mod forecast;
pub mod letters;
pub mod money;
pub mod payouts;
pub mod refunds;
pub mod reviews;
pub mod tax;
pub mod us_tax;
pub mod work;
pub mod write_offs;
