//! What follows from the state, and is therefore never kept.

use super::{
    calendar::Instant,
    state::{Bill, BillState, Cents, Charge, DisbursementState, End, EngagementState, Model},
};

impl Model {
    /// 2.5 % or what staff set since, half up on the cent (IQ-28).
    pub fn fee(&self, amount: Cents, at: Instant) -> Cents {
        let in_force = self.fees.iter().filter(|(from, _)| *from <= at).max_by_key(|(from, _)| *from);
        let (_, basis_points) = in_force.expect("there always was a fee");
        (amount * basis_points + 5_000) / 10_000
    }

    /// The bills of an engagement.
    pub fn bills_of(&self, engagement: usize) -> impl Iterator<Item = &Bill> {
        self.bills.iter().filter(move |bill| bill.engagement == engagement)
    }

    pub fn approved(&self, engagement: usize) -> Cents {
        self.bills_of(engagement).filter(|bill| bill.is_approved()).map(|bill| bill.amount).sum()
    }

    /// What waits for a decision, or for its day.
    pub fn pending(&self, engagement: usize) -> Cents {
        self.bills_of(engagement).filter(|bill| bill.is_pending()).map(|bill| bill.amount).sum()
    }

    /// G-14.
    pub fn remaining(&self, engagement: usize) -> Cents {
        self.engagements[engagement].maximum - self.approved(engagement) - self.pending(engagement)
    }

    /// X18: the final bill stops the billing, also while it is disputed.
    pub fn engagement_state(&self, engagement: usize) -> EngagementState {
        match self.engagements[engagement].ended {
            Some((End::Completed, _)) => EngagementState::Completed,
            Some((End::Cancelled, _)) => EngagementState::Cancelled,
            None if self.bills_of(engagement).any(|bill| bill.is_final && bill.is_undecided()) => {
                EngagementState::FinalBilled
            }
            None => EngagementState::Active,
        }
    }

    /// Both sides of an engagement, the customer first.
    pub fn sides(&self, engagement: usize) -> [usize; 2] {
        [self.engagements[engagement].customer, self.engagements[engagement].expert]
    }

    pub fn charge(&self, bill: usize) -> Option<&Charge> {
        if let BillState::Approved { charge, .. } = &self.bills[bill].state { Some(charge) } else { None }
    }

    pub fn charge_mut(&mut self, bill: usize) -> Option<&mut Charge> {
        if let BillState::Approved { charge, .. } = &mut self.bills[bill].state { Some(charge) } else { None }
    }

    /// What a payee earned of what was collected, and what became of it: it waits, is on its way, or arrived. The
    /// two are the same, or money was lost or made.
    pub fn earned_and_held(&self, expert: usize) -> (Cents, Cents) {
        let is_of = |bill: &&Bill| self.engagements[bill.engagement].expert == expert;
        let net =
            |bill: &Bill| bill.charge().filter(|(_, charge)| charge.is_collected).map(|(fee, _)| bill.amount - fee);
        let earned = self.bills.iter().filter(is_of).filter_map(net).sum();
        let waits = self.earnings.iter().filter(|earning| earning.expert == expert && !earning.is_taken);
        let gone = self.disbursements.iter().filter(|sent| sent.expert == expert);
        let gone = gone.filter(|sent| sent.state.is_on_its_way() || sent.state == DisbursementState::Paid);
        (earned, waits.map(|earning| earning.amount).sum::<Cents>() + gone.map(|sent| sent.amount).sum::<Cents>())
    }

    /// What the customer asked of whom: request, customer and expert of a proposal.
    pub fn parties(&self, proposal: usize) -> (usize, usize) {
        let response = &self.responses[self.proposals[proposal].response];
        (self.requests[response.request].customer, response.expert)
    }
}

impl Bill {
    pub fn is_submitted(&self) -> bool {
        matches!(self.state, BillState::Submitted { .. })
    }

    /// Somebody, or silence, has still to say what becomes of it.
    pub fn is_undecided(&self) -> bool {
        matches!(self.state, BillState::Submitted { .. } | BillState::Frozen { .. })
    }

    pub fn is_pending(&self) -> bool {
        self.is_undecided() || matches!(self.state, BillState::Planned { .. })
    }

    pub fn is_approved(&self) -> bool {
        matches!(self.state, BillState::Approved { .. })
    }
}

impl DisbursementState {
    /// Money that left the payee's balance and has no outcome.
    pub fn is_on_its_way(self) -> bool {
        match self {
            Self::Scheduled | Self::Rendered | Self::Sent | Self::Unresolved { .. } => true,
            Self::Paid | Self::Rejected | Self::Returned | Self::Cancelled => false,
        }
    }
}
