//! What time and the payment provider do to charges (1.14, 1.15). The provider is the sandbox's: what becomes of a
//! payment stands in its token.

use chrono::TimeDelta;

use super::{
    calendar::Instant,
    command::Token,
    state::{Attempt, BillState, ChargeState, Earning, Model, Payment},
};

/// How long an outcome is unknown before it is looked up.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(15);

/// After the first failure, the second and so on; then staff decide (IQ-31).
const RETRY_DAYS: [i64; 5] = [1, 3, 7, 15, 30];

/// What the provider makes of an attempt.
enum Fate {
    Collected {
        days: i64,
    },
    Declined,
    Failed {
        days: i64,
    },
    /// It has it, and its answer is lost.
    Unanswered {
        days: i64,
    },
    /// It never gets it.
    Lost,
}

fn fate(token: Token, number: usize) -> Fate {
    match token {
        Token::CardDeclined => Fate::Declined,
        Token::CardDeclinedOnce if number == 1 => Fate::Declined,
        Token::CardLost if number == 1 => Fate::Lost,
        Token::CardTimeout => Fate::Unanswered { days: 2 },
        Token::CardOk | Token::CardDeclinedOnce | Token::CardLost => Fate::Collected { days: 2 },
        Token::AchOk => Fate::Collected { days: 9 },
        Token::AchFailed => Fate::Failed { days: 4 },
        Token::TermsInTime | Token::TermsLate => unreachable!("a transfer is not pulled"),
    }
}

impl Model {
    /// ⏰ `next_attempt_at`: what waits to be asked is asked; on net terms the provider is told what to expect.
    pub fn charges_are_asked(&mut self, until: Instant) {
        for bill in 0..self.bills.len() {
            let asks = self.charge(bill).and_then(|charge| charge.ask_at).is_some_and(|at| at <= until);
            if !asks {
                continue;
            }
            let token = self.token(bill);
            if token.tender() == "NET_TERMS" { self.announce(bill, token) } else { self.attempt(bill) }
        }
    }

    fn token(&self, bill: usize) -> Token {
        let charge = self.charge(bill).expect("an approved bill has a charge");
        self.payment_methods[charge.paid_by].token
    }

    /// The customer's transfer comes a day before it is due, or five days after.
    fn announce(&mut self, bill: usize, token: Token) {
        let now = self.now;
        let charge = self.charge_mut(bill).expect("an approved bill has a charge");
        charge.ask_at = None;
        let comes_at = charge.due_at + TimeDelta::days(if token == Token::TermsLate { 5 } else { -1 });
        self.payments.push(Payment { bill, attempt: None, at: comes_at.max(now), succeeds: true, was_told: false });
    }

    /// One attempt at what is open.
    pub fn attempt(&mut self, bill: usize) {
        let (now, token) = (self.now, self.token(bill));
        let charge = self.charge_mut(bill).expect("an approved bill has a charge");
        let number = charge.attempts.len() + 1;
        (charge.ask_at, charge.in_flight, charge.state) = (None, true, ChargeState::Collecting);
        charge.attempts.push(Attempt::Processing);
        let reported = match fate(token, number) {
            Fate::Collected { days } => Some((days, true)),
            Fate::Failed { days } => Some((days, false)),
            Fate::Declined => {
                self.attempt_fails(bill, number, now);
                None
            }
            Fate::Unanswered { days } => {
                charge.stays_unknown(now, true);
                Some((days, true))
            }
            Fate::Lost => {
                charge.stays_unknown(now, false);
                None
            }
        };
        if let Some((days, succeeds)) = reported {
            let at = now + TimeDelta::days(days);
            self.payments.push(Payment { bill, attempt: Some(number), at, succeeds, was_told: false });
        }
    }

    /// It is tried again later, or left to staff. What is said of an attempt with an outcome changes nothing.
    fn attempt_fails(&mut self, bill: usize, number: usize, at: Instant) {
        let charge = self.charge_mut(bill).expect("an approved bill has a charge");
        match charge.attempts[number - 1] {
            Attempt::Processing | Attempt::Unknown { .. } => charge.attempts[number - 1] = Attempt::Failed,
            Attempt::Failed | Attempt::Collected => return,
        }
        if charge.in_flight && charge.attempts.len() == number {
            let days = RETRY_DAYS.get(number - 1);
            charge.ask_at = days.map(|days| at + TimeDelta::days(*days));
            (charge.in_flight, charge.state) = (false, ChargeState::Overdue);
        }
    }

    /// What the provider has to report is taken in, once.
    pub fn provider_reports(&mut self) -> bool {
        let now = self.now;
        let mut news: Vec<Payment> = vec![];
        for payment in self.payments.iter_mut().filter(|payment| !payment.was_told && payment.at <= now) {
            payment.was_told = true;
            news.push(payment.clone());
        }
        news.sort_by_key(|payment| payment.at);
        for Payment { bill, attempt, at, succeeds, .. } in &news {
            match attempt {
                Some(number) if !succeeds => self.attempt_fails(*bill, *number, *at),
                Some(_) | None => self.money_comes(*bill, *attempt),
            }
        }
        !news.is_empty()
    }

    /// A collected event: what was open is paid, and its net is the expert's; what comes beyond it is the customer's.
    fn money_comes(&mut self, bill: usize, attempt: Option<usize>) {
        let (amount, now) = (self.bills[bill].amount, self.now);
        let expert = self.engagements[self.bills[bill].engagement].expert;
        let BillState::Approved { fee, charge, .. } = &mut self.bills[bill].state else {
            unreachable!("only approved bills are paid")
        };
        if let Some(number) = attempt {
            charge.attempts[number - 1] = Attempt::Collected;
        }
        if charge.is_collected {
            self.credit += amount;
            return;
        }
        (charge.is_collected, charge.state) = (true, ChargeState::Collected);
        (charge.in_flight, charge.ask_at) = (false, None);
        let net = amount - *fee;
        if net > 0 {
            self.earnings.push(Earning { expert, amount: net, since: now, is_taken: false });
        }
    }

    /// What was never answered is looked up; only the provider's word moves it on (IQ-30).
    pub fn unknown_attempts_are_looked_up(&mut self, until: Instant) {
        let now = self.now;
        for bill in 0..self.bills.len() {
            let attempts = self.charge(bill).map(|charge| charge.attempts.clone()).unwrap_or_default();
            for (index, attempt) in attempts.into_iter().enumerate() {
                let Attempt::Unknown { since, arrived } = attempt else { continue };
                if since + PATIENCE > until {
                    continue;
                }
                if !arrived {
                    self.attempt_fails(bill, index + 1, now);
                } else if let Some(charge) = self.charge_mut(bill) {
                    charge.attempts[index] = Attempt::Processing;
                    if charge.state == ChargeState::Unresolved {
                        charge.state = ChargeState::Collecting;
                    }
                }
            }
        }
    }

    /// ⏰ `due_at` passed unpaid. Of what is unresolved nobody can say so.
    pub fn charges_fall_due(&mut self, until: Instant) {
        for bill in 0..self.bills.len() {
            let Some(charge) = self.charge_mut(bill) else { continue };
            let is_unpaid = match charge.state {
                ChargeState::Invoiced | ChargeState::Collecting | ChargeState::Overdue => true,
                ChargeState::Collected | ChargeState::Unresolved => false,
            };
            if is_unpaid && !charge.fell_due && charge.due_at <= until {
                (charge.fell_due, charge.state) = (true, ChargeState::Overdue);
            }
        }
    }
}

impl super::state::Charge {
    fn stays_unknown(&mut self, since: Instant, arrived: bool) {
        self.state = ChargeState::Unresolved;
        *self.attempts.last_mut().expect("an attempt was begun") = Attempt::Unknown { since, arrived };
    }
}
