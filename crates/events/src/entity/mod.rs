//! Tables that are read row by row. Nothing outside `store` sees them.

pub mod letter;
