//! Tables that are read row by row. Nothing outside `store` sees them.

pub mod letter;
pub mod notification;
pub mod notification_preference;
