//! A valid input for every mutation, and what must come before it. Where one needs what another made, the order is
//! that of the deeds.

mod access;
mod accounts;
mod bank;
mod experts;
mod money;
mod more;
mod refunds;
mod reviews;
mod work;
mod write_offs;

pub use more::filled;

use super::world::{Act, World};

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    if let Some(act) = access::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = accounts::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = bank::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = experts::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = reviews::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = work::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = refunds::act(world, mutation).await {
        return Some(act);
    }
    if let Some(act) = write_offs::act(world, mutation).await {
        return Some(act);
    }
    money::act(world, mutation).await
}
