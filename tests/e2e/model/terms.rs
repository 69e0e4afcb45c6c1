//! How agreed work is paid (1.8 to 1.10): at once, by bills as it goes on, or on fixed days; and what its end leaves of
//! what was planned.

use chrono::{Days, NaiveDate, TimeDelta};
use proptest::{prelude::*, sample::select};
use serde_json::{Value, json};

use super::{
    calendar::{self, Instant},
    command::Silence,
    rules::{Codes, codes},
    state::{Approver, Bill, BillState, Cents, End, Model},
    system::money,
};

/// How many payments a schedule has at most (G-49).
const LINES_MAX: usize = 86;

/// The three types of payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Plan {
    Upfront,
    Milestone,
    /// Each day, and what is paid on it.
    Scheduled(Vec<(NaiveDate, Cents)>),
}

/// What somebody offers: a schedule by its first day counted from today, the days between two and how many there are.
#[derive(Clone, Copy, Debug)]
pub enum PlanTry {
    Milestone,
    Upfront,
    Scheduled { first: i16, gap: u8, lines: u8, flaw: Flaw },
}

#[derive(Clone, Copy, Debug)]
pub enum Flaw {
    None,
    /// A cent too much.
    Sum,
    /// The last day twice.
    Days,
}

pub fn tries() -> impl Strategy<Value = PlanTry> {
    let first = prop_oneof![10 => 0..20_i16, 2 => -12..0_i16];
    let lines = prop_oneof![30 => 1..=4_u8, 1 => select(&[0, 86, 87][..])];
    let flaw = select(&[Flaw::None, Flaw::None, Flaw::None, Flaw::None, Flaw::None, Flaw::Sum, Flaw::Days][..]);
    let scheduled = (first, 1..=20_u8, lines, flaw);
    prop_oneof![
        6 => Just(PlanTry::Milestone),
        2 => Just(PlanTry::Upfront),
        4 => scheduled.prop_map(|(first, gap, lines, flaw)| PlanTry::Scheduled { first, gap, lines, flaw }),
    ]
}

impl PlanTry {
    /// What it comes to today, over so much.
    pub fn over(self, maximum: Cents, today: NaiveDate) -> Plan {
        let (first, gap, lines, flaw) = match self {
            Self::Milestone => return Plan::Milestone,
            Self::Upfront => return Plan::Upfront,
            Self::Scheduled { first, gap, lines, flaw } => (first, gap, lines, flaw),
        };
        let begin = today + TimeDelta::days(first.into());
        let day = |line: u8| begin + Days::new(u64::from(line) * u64::from(gap));
        let part = maximum / Cents::from(lines.max(1));
        let mut plan: Vec<_> = (0..lines).map(|line| (day(line), part)).collect();
        if let Some((_, last)) = plan.last_mut() {
            *last = maximum - part * Cents::from(lines - 1);
        }
        match flaw {
            Flaw::None => {}
            Flaw::Sum => plan.iter_mut().take(1).for_each(|(_, amount)| *amount += 1),
            Flaw::Days => plan.extend(plan.last().copied()),
        }
        Plan::Scheduled(plan)
    }
}

impl Plan {
    /// IQ-27, G-13: what cannot be offered at all.
    pub fn guards(&self, maximum: Cents, now: Instant) -> Codes {
        let mut refused = codes([(maximum == 0, "AMOUNT_NOT_POSITIVE")]);
        if let Self::Scheduled(lines) = self {
            let sum: Cents = lines.iter().map(|(_, amount)| amount).sum();
            let has_nothing = lines.iter().any(|(_, amount)| *amount == 0);
            refused.extend(codes([(has_nothing, "AMOUNT_NOT_POSITIVE"), (sum != maximum, "SCHEDULE_SUM_DIFFERS")]));
        }
        refused.into_iter().chain(self.guards_of_days(now)).collect()
    }

    /// G-49: 1 to 86 days that rise, one of them in the past at most; when it is offered and when it is accepted.
    pub fn guards_of_days(&self, now: Instant) -> Codes {
        let Self::Scheduled(lines) = self else { return Codes::new() };
        let rise = lines.is_sorted_by(|(one, _), (next, _)| one < next);
        let passed = lines.iter().filter(|(on, _)| *on < now.date_naive()).count();
        let stands = (1..=LINES_MAX).contains(&lines.len()) && rise && passed <= 1;
        codes([(!stands, "SCHEDULE_DATES_INVALID")])
    }

    /// G-48: silence is chosen where there are bills to be silent on.
    pub fn guards_of_silence(&self, silence: Silence) -> Codes {
        let has_bills = *self == Self::Milestone;
        codes([(!has_bills && silence != Silence::Usual, "SILENCE_RULE_NOT_APPLICABLE")])
    }

    /// G-13: only a milestone engagement takes bills.
    pub fn guards_of_billing(&self) -> Codes {
        match self {
            Self::Milestone => Codes::new(),
            Self::Upfront => Codes::from(["UPFRONT_ALREADY_BILLED"]),
            Self::Scheduled(_) => Codes::from(["SCHEDULE_BILLS_ITSELF"]),
        }
    }

    /// As the API calls it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Upfront => "UPFRONT",
            Self::Milestone => "MILESTONE",
            Self::Scheduled(_) => "SCHEDULED",
        }
    }

    /// As the API takes it.
    pub fn schedule(&self) -> Value {
        let Self::Scheduled(lines) = self else { return Value::Null };
        lines.iter().map(|(on, amount)| json!({ "dueOn": on, "amount": money(*amount) })).collect()
    }
}

impl Model {
    /// G-32: the customer has agreed to every bill there will be; one over the maximum is approved at once, and the days
    /// of a schedule are planned. A day before the acceptance is due at it.
    pub fn bill_acceptance(&mut self, engagement: usize) {
        let (now, work) = (self.now, self.engagements[engagement].clone());
        match work.plan {
            Plan::Milestone => {}
            Plan::Upfront => {
                let bill = self.plan_bill(engagement, work.maximum, now);
                self.approve(bill, now, Approver::Acceptance);
            }
            Plan::Scheduled(lines) => {
                for (on, amount) in lines {
                    self.plan_bill(engagement, amount, calendar::midnight(on).max(now));
                }
            }
        }
    }

    fn plan_bill(&mut self, engagement: usize, amount: Cents, due_at: Instant) -> usize {
        self.bills.push(Bill { engagement, amount, is_final: false, state: BillState::Planned { due_at } });
        self.bills.len() - 1
    }

    /// ⏰ `scheduled_on`, at 00:00 UTC: approved as of then, under its fee.
    pub fn schedules_bill(&mut self, until: Instant) {
        for bill in 0..self.bills.len() {
            if let BillState::Planned { due_at } = self.bills[bill].state
                && due_at <= until
            {
                self.approve(bill, due_at, Approver::Acceptance);
            }
        }
    }

    /// Work ends, as of `at`: what was planned for later is cancelled, what was due by then is not (G-15, X17), and
    /// nobody has to say whether it should end, or goes into the customer's account.
    pub fn end(&mut self, engagement: usize, end: End, at: Instant) {
        self.engagements[engagement].ended = Some((end, at));
        for bill in 0..self.bills.len() {
            if let BillState::Planned { due_at } = self.bills[bill].state
                && self.bills[bill].engagement == engagement
            {
                if due_at > at {
                    self.bills[bill].state = BillState::Cancelled;
                } else {
                    self.approve(bill, due_at, Approver::Acceptance);
                }
            }
        }
        self.overtake_cancellation(engagement);
        self.end_grants(engagement);
    }
}
