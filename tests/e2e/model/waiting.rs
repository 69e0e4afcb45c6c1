//! What is left undone: the decisions, answers and next steps that wait for somebody. Histories that go on with it
//! reach the end of the line; chance alone seldom does.

use super::{
    cancellations::EndingTry,
    command::{Command, Does, Event, Silence},
    disputes::{DisputingTry, Share},
    grants::EnteringTry,
    marks::MarkingTry,
    reviews::ReviewingTry,
    state::Model,
    step::{Amount, By, What},
    talk::TalkingTry,
};

impl Model {
    /// Something that waits for somebody: a decision, an answer, the next step of the work. Nothing that is refused.
    pub fn goes_on(&self, (what, which): (u8, u8), by: By, sent: &[Command]) -> Option<Event> {
        let command = |by: By, does, party| Command { who: by.of(party), does, key: sent.len(), wording: 0 };
        let would_be_taken =
            |(does, party): &(Does, Option<usize>)| self.refusals(&command(By::Right, does.clone(), *party)).is_empty();
        let next = self.next_steps(which & !7).into_iter().filter_map(|what| self.does(&what));
        let mut next: Vec<_> = next.filter(would_be_taken).collect();
        let (does, party) = next.swap_remove(usize::from(what).checked_rem(next.len())?);
        Some(Event::Asked(command(by.for_what(&does), does, party)))
    }

    /// What the line asks for once it is under way; what begins something new is left to chance.
    fn next_steps(&self, which: u8) -> Vec<What> {
        let (is_odd, share) = (which & 8 != 0, Share::Hundredths(1 + which % 99));
        let mut next = vec![
            What::Respond(which, which / 8),
            What::Accepting(which | 128),
            What::Bill {
                engagement: which,
                amount: Amount::Cents(u32::from(which) * 100 + 1),
                is_final: false,
                answers: None,
            },
            What::Accept(which, which, Silence::Usual),
            if is_odd { What::DeclineProposal(which) } else { What::WithdrawProposal(which) },
            What::ApproveBill(which),
            What::ApproveBill(which),
            What::ApproveBill(which),
            What::Collect(which),
            if is_odd { What::RejectPayoutMethod(which) } else { What::VerifyPayoutMethod(which) },
            What::VerifyPayoutMethod(which),
            What::ConfirmPayoutMethod(which, true),
            What::Resume(which),
            What::CancelDisbursement(which),
            What::ResolveDisbursement(which, is_odd),
            What::End(EndingTry::Approve(which)),
            What::End(EndingTry::Reject(which)),
            What::End(EndingTry::Withdraw(which)),
            What::Dispute(DisputingTry::Answer(which)),
            What::Dispute(DisputingTry::Answer(which)),
            What::Dispute(DisputingTry::Settle(which, share)),
            What::Dispute(DisputingTry::Settle(which, if is_odd { Share::All } else { Share::None })),
            What::Enter(EnteringTry::Approve(which)),
            if is_odd { What::Enter(EnteringTry::Decline(which)) } else { What::Enter(EnteringTry::Withdraw(which)) },
            What::Enter(EnteringTry::Revoke(which)),
            What::Review(ReviewingTry::Write(which, 1 + which / 8 % 5)),
            What::Review(ReviewingTry::Publish(which)),
            What::Review(ReviewingTry::Reply(which)),
            What::Talk(TalkingTry::TakeOut(which, is_odd)),
            What::Talk(TalkingTry::MarkRead(which, is_odd)),
            What::Mark(MarkingTry::Restore(which)),
            What::Mark(MarkingTry::Unhide(which, which / 8)),
        ];
        if which >= 192 {
            let withdraw = What::Dispute(DisputingTry::Withdraw(which));
            next.extend([What::Complete(which), withdraw, What::Review(ReviewingTry::Remove(which))]);
        }
        if self.earnings.iter().any(|earning| !earning.is_taken) {
            next.push(What::RunPayouts { days_ago: which / 8 % 4, payee: None });
        }
        next
    }
}
