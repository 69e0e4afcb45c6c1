use chrono::{DateTime, TimeDelta, Utc};
use kernel::{Backlog, Right};
use sea_orm::{ConnectionTrait, DbErr};

/// What waits for staff with a right, kind by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewQueue {
    Registrations,
    IdentityChecks,
    /// Experts who have to have a video call, while nobody offers one.
    Calls,
    CompanyChecks,
    PayoutMethods,
    Certifications,
    Dac7Forms,
    UsTaxForms,
    Reviews,
    Complaints,
}

impl ReviewQueue {
    pub const ALL: [Self; 10] = [
        Self::Registrations,
        Self::IdentityChecks,
        Self::Calls,
        Self::CompanyChecks,
        Self::PayoutMethods,
        Self::Certifications,
        Self::Dac7Forms,
        Self::UsTaxForms,
        Self::Reviews,
        Self::Complaints,
    ];

    /// Who works it off.
    pub const fn right(self) -> Right {
        match self {
            Self::Registrations | Self::IdentityChecks | Self::Calls | Self::CompanyChecks | Self::PayoutMethods => {
                Right::ReviewRegistrations
            }
            Self::Certifications => Right::ReviewCertifications,
            Self::Dac7Forms | Self::UsTaxForms => Right::ReviewTaxForms,
            Self::Reviews => Right::Moderate,
            Self::Complaints => Right::HandleComplaints,
        }
    }

    pub async fn backlog(self, db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Backlog>, DbErr> {
        match self {
            Self::Registrations => experts::store::registration_backlog(db).await,
            Self::IdentityChecks => experts::store::check_backlog(db).await,
            Self::Calls => experts::store::calls_wanted(db, now).await,
            Self::CompanyChecks => experts::store::company_backlog(db).await,
            Self::PayoutMethods => disbursements::store::method_backlog(db).await,
            Self::Certifications => experts::store::certification_backlog(db).await,
            Self::Dac7Forms => tax::store::review_backlog(db).await,
            Self::UsTaxForms => tax::store::us_review_backlog(db).await,
            Self::Reviews => engagements::store::review_backlog(db).await,
            Self::Complaints => payments::store::complaint_backlog(db).await,
        }
    }

    /// What staff are told of it: "2 DAC7 forms wait for review, the oldest for 3 days."
    pub fn words(self, Backlog { count, oldest_at }: Backlog, now: DateTime<Utc>) -> String {
        let ((one, many), age) = (self.names(), age(now - oldest_at));
        let wanted = match self {
            Self::Calls => "a video call that nobody offers",
            Self::Complaints => "an answer",
            Self::Registrations
            | Self::IdentityChecks
            | Self::CompanyChecks
            | Self::PayoutMethods
            | Self::Certifications
            | Self::Dac7Forms
            | Self::UsTaxForms
            | Self::Reviews => "review",
        };
        if count == 1 {
            format!("1 {one} waits for {wanted}, for {age}.")
        } else {
            format!("{count} {many} wait for {wanted}, the oldest for {age}.")
        }
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Registrations => ("registration", "registrations"),
            Self::IdentityChecks => ("identity check", "identity checks"),
            Self::Calls => ("expert", "experts"),
            Self::CompanyChecks => ("company", "companies"),
            Self::PayoutMethods => ("bank account", "bank accounts"),
            Self::Certifications => ("certification", "certifications"),
            Self::Dac7Forms => ("DAC7 form", "DAC7 forms"),
            Self::UsTaxForms => ("tax form for the United States", "tax forms for the United States"),
            Self::Reviews => ("customer's word on an expert", "customers' words on experts"),
            Self::Complaints => ("complaint", "complaints"),
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
