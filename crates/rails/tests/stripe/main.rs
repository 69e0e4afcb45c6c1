//! The client of Stripe's interface, against the simulator, and both against what others made of it.

#[cfg(test)]
mod laws;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod script;
