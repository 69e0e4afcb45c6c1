//! How something that never came is refused from now on: its key is taken.

use super::{
    REFERENCE_FIELD,
    http::{CallError, Http},
    wire::Tombstone,
};

/// Takes `reference` as a key for something that moves no money: whoever sends the attempt or the refund after all is
/// told that the key is taken, whatever it is a key to. Doing it again finds the same.
///
/// [`CallError::KeyTaken`]: what is recalled was there first, and may have done anything.
pub async fn put(http: &Http, reference: &str) -> Result<(), CallError> {
    let form = [
        ("payment_method_types[]", "card".to_owned()),
        (REFERENCE_FIELD, reference.to_owned()),
        ("metadata[guildhall_recalled]", "true".to_owned()),
    ];
    let tombstone: Tombstone = match http.post("setup_intents", &form, Some(reference)).await {
        Err(CallError::Refused(refusal)) => return Err(CallError::Open(format!("nothing takes the key: {refusal}"))),
        answer => answer?,
    };
    if tombstone.object != "setup_intent" || tombstone.reference() != Some(reference) {
        return Err(CallError::Open(format!("{} is no tombstone of {reference}", tombstone.id)));
    }
    // Tidy, and no more: it has no means of payment, and the key stays taken.
    let path = format!("setup_intents/{}/cancel", tombstone.id);
    if let Err(error) = http.post::<Tombstone>(&path, &[], None).await {
        tracing::debug!(reference, error = &error as &dyn std::error::Error, "a tombstone stays open");
    }
    Ok(())
}
