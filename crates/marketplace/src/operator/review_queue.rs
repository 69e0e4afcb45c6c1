use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Backlog, Right};
use sea_orm::{ConnectionTrait, DbErr};

/// What waits for staff with a right, kind by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewQueue {
    Registrations,
    IdentityChecks,
    CompanyChecks,
    PayoutMethods,
    Certifications,
    Dac7Forms,
    UsTaxForms,
}

impl ReviewQueue {
    pub const ALL: [Self; 7] = [
        Self::Registrations,
        Self::IdentityChecks,
        Self::CompanyChecks,
        Self::PayoutMethods,
        Self::Certifications,
        Self::Dac7Forms,
        Self::UsTaxForms,
    ];

    /// Who works it off.
    pub const fn right(self) -> Right {
        match self {
            Self::Registrations | Self::IdentityChecks | Self::CompanyChecks | Self::PayoutMethods => {
                Right::ReviewRegistrations
            }
            Self::Certifications => Right::ReviewCertifications,
            Self::Dac7Forms | Self::UsTaxForms => Right::ReviewTaxForms,
        }
    }

    pub async fn backlog(self, db: &impl ConnectionTrait) -> Result<Option<Backlog>, DbErr> {
        match self {
            Self::Registrations => experts::store::registration_backlog(db).await,
            Self::IdentityChecks => experts::store::check_backlog(db).await,
            Self::CompanyChecks => experts::store::company_backlog(db).await,
            Self::PayoutMethods => disbursements::store::method_backlog(db).await,
            Self::Certifications => experts::store::certification_backlog(db).await,
            Self::Dac7Forms => tax::store::review_backlog(db).await,
            Self::UsTaxForms => tax::store::us_review_backlog(db).await,
        }
    }

    /// What staff are told of it: "2 DAC7 forms wait for review, the oldest for 3 days."
    pub fn words(self, Backlog { count, oldest_at }: Backlog, now: DateTime<Utc>) -> String {
        let (one, many) = self.names();
        let age = age(now - oldest_at);
        if count == 1 {
            format!("1 {one} waits for review, for {age}.")
        } else {
            format!("{count} {many} wait for review, the oldest for {age}.")
        }
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Registrations => ("registration", "registrations"),
            Self::IdentityChecks => ("identity check", "identity checks"),
            Self::CompanyChecks => ("company", "companies"),
            Self::PayoutMethods => ("bank account", "bank accounts"),
            Self::Certifications => ("certification", "certifications"),
            Self::Dac7Forms => ("DAC7 form", "DAC7 forms"),
            Self::UsTaxForms => ("tax form for the United States", "tax forms for the United States"),
        }
    }
}

fn age(waiting: TimeDelta) -> String {
    match (waiting.num_days(), waiting.num_hours()) {
        (0, 0) => "less than an hour".to_owned(),
        (0, 1) => "an hour".to_owned(),
        (0, hours) => format!("{hours} hours"),
        (1, _) => "a day".to_owned(),
        (days, _) => format!("{days} days"),
    }
}
