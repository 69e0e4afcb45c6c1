use kernel::{Due, Timer};

/// Invitations that nobody took up (IQ-26).
pub const INVITATION_ENDS: Timer = Timer {
    table: "member",
    running: "t.state = 'invited'",
    due: Due::At("invitation_expires_at"),
    parties: &["account_id"],
};
