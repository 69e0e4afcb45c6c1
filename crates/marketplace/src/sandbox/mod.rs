//! What only the sandbox can do.

mod advance_clock;
mod hold_clock;
