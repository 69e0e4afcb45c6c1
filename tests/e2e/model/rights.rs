//! Who may send what (section 3).

use super::{
    command::Who,
    rules::{Codes, codes},
};

/// Which right a command needs, whose thing it acts on, and what others are told.
pub type Asks = (Right, Option<(usize, Vec<&'static str>)>);

/// What section 3 asks of whoever sends a command.
#[derive(Clone, Copy)]
pub enum Right {
    /// A right of members that needs no second factor.
    Of,
    WithMfa,
    /// What an apprentice holds too.
    RequestAccess,
    /// No right, but a part in a conversation; and what colleagues without one are told.
    TakesPart(&'static [&'static str]),
    Staff,
    StaffWithMfa,
}

impl Right {
    /// What somebody lacks of it; no right is implied by another.
    pub fn missing(self, who: Who) -> Codes {
        if let (Self::TakesPart(told), Who::Colleague(_)) = (self, who) {
            return told.iter().copied().collect();
        }
        let (of_staff, needs_second_factor) = match self {
            Self::Of | Self::RequestAccess | Self::TakesPart(_) => (false, false),
            Self::WithMfa => (false, true),
            Self::Staff => (true, false),
            Self::StaffWithMfa => (true, true),
        };
        let (is_staff, holds_rights, second_factor) = match who {
            Who::Member(_) => (false, true, true),
            Who::OneFactor(_) => (false, true, false),
            Who::Colleague(_) => (false, false, true),
            Who::Apprentice(_) => (false, matches!(self, Self::RequestAccess), true),
            Who::Staff => (true, true, true),
            Who::StaffOneFactor => (true, true, false),
            Who::Clerk => (true, false, true),
        };
        let holds_right = holds_rights && is_staff == of_staff;
        let lacks_factor = holds_right && needs_second_factor && !second_factor;
        codes([(!holds_right, "RIGHT_MISSING"), (lacks_factor, "MFA_REQUIRED")])
    }
}
