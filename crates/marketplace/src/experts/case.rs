use std::collections::{HashMap, HashSet};

use accounts::{Account, AccountError, Countries, StaffDomains};
use chrono::{DateTime, NaiveDate, Utc};
use experts::{Application, CompanyKind, Dac7, ExpertError, ExpertProfile, Registration, SellerRegistration};
use kernel::{AccountId, ExpertProfileId, MemberId, Vault};
use sea_orm::ConnectionTrait;
use tax::{Dac7Form, Status};

use crate::Result;

/// All that a registration is judged by, gathered from where it is kept.
pub(super) struct Case {
    pub profile: ExpertProfile,
    pub dac7: Dac7,
    account: Account,
    seller: Option<SellerRegistration>,
    company: CompanyKind,
    country_is_eligible: bool,
    is_staff: bool,
}

/// What several registrations are judged by, read together: as many statements for all as for one.
pub(super) struct Cases {
    profiles: HashMap<ExpertProfileId, ExpertProfile>,
    accounts: HashMap<AccountId, Account>,
    sellers: HashMap<AccountId, SellerRegistration>,
    /// The versions of each account's form, newest first.
    forms: HashMap<AccountId, Vec<Dac7Form>>,
    /// The accounts that are companies and show it.
    companies: HashSet<AccountId>,
    countries: Countries,
    today: NaiveDate,
    staff: HashSet<MemberId>,
}

impl Case {
    pub async fn of(
        db: &impl ConnectionTrait,
        vault: &dyn Vault,
        registration: &Registration,
        operator: &StaffDomains,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        Cases::of(db, vault, std::slice::from_ref(registration), operator, now).await?.case(registration)
    }

    pub fn application(&self) -> Application<'_> {
        Application {
            profile: &self.profile,
            seller: self.seller.as_ref(),
            account_address: &self.account.details.address,
            company: self.company,
            country_is_eligible: self.country_is_eligible,
            is_staff: self.is_staff,
            dac7: self.dac7,
        }
    }
}

impl Cases {
    pub async fn of(
        db: &impl ConnectionTrait,
        vault: &dyn Vault,
        registrations: &[Registration],
        operator: &StaffDomains,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let profile_ids: Vec<_> = registrations.iter().map(|registration| registration.expert_profile_id).collect();
        let account_ids: Vec<_> = registrations.iter().map(|registration| registration.account_id).collect();
        let profiles = experts::store::find_profiles(db, &profile_ids).await?;
        let members: Vec<_> = profiles.iter().map(|profile| profile.member_id).collect();
        let mut forms: HashMap<_, Vec<_>> = HashMap::new();
        for form in tax::store::versions_of(db, vault, &account_ids).await? {
            forms.entry(form.account_id).or_default().push(form);
        }
        let accounts = accounts::store::find_many(db, &account_ids).await?;
        let companies = accounts::store::find_companies(db, &account_ids).await?;
        let sellers = experts::store::find_sellers(db, &account_ids).await?;
        Ok(Self {
            profiles: profiles.into_iter().map(|profile| (profile.id, profile)).collect(),
            accounts: accounts.into_iter().map(|account| (account.id, account)).collect(),
            sellers: sellers.into_iter().map(|seller| (seller.account_id, seller)).collect(),
            forms,
            companies: companies.into_iter().map(|company| company.account_id).collect(),
            countries: Countries::new(accounts::store::countries(db).await?),
            today: now.date_naive(),
            staff: staff_among(db, &members, operator).await?,
        })
    }

    /// What one of them is judged by.
    pub fn case(&self, registration: &Registration) -> Result<Case> {
        let (profile_id, account_id) = (registration.expert_profile_id, registration.account_id);
        let profile = self.profiles.get(&profile_id).cloned().ok_or(ExpertError::ProfileNotFound(profile_id))?;
        let account = self.accounts.get(&account_id).cloned().ok_or(AccountError::NotFound(account_id))?;
        Ok(Case {
            is_staff: self.staff.contains(&profile.member_id),
            dac7: dac7(self.forms.get(&account_id).map(Vec::as_slice).unwrap_or_default()),
            seller: self.sellers.get(&account_id).cloned(),
            company: self.company(&account),
            country_is_eligible: self.countries.are_eligible(account.details.address.country, self.today),
            profile,
            account,
        })
    }

    fn company(&self, account: &Account) -> CompanyKind {
        if !self.companies.contains(&account.id) {
            CompanyKind::None
        } else if self.countries.check_companies(account.details.address.country, self.today) {
            CompanyKind::Checked
        } else {
            CompanyKind::Unchecked
        }
    }
}

/// Those of the members who work for the operator: who is appointed, and who signs in under its domains (IQ-12).
async fn staff_among(
    db: &impl ConnectionTrait,
    members: &[MemberId],
    operator: &StaffDomains,
) -> Result<HashSet<MemberId>> {
    let mut staff: HashSet<_> = accounts::store::staff_among(db, members).await?.into_iter().collect();
    if !operator.is_empty() {
        let found = accounts::store::find_members(db, members).await?.into_iter();
        staff.extend(found.filter(|member| operator.hold(&member.email)).map(|member| member.id));
    }
    Ok(staff)
}

/// Where an account's form stands, of which these are the versions, newest first: an approved one counts while a newer
/// one is written.
fn dac7(versions: &[Dac7Form]) -> Dac7 {
    let latest = versions.first();
    let submitted_at = latest.and_then(Dac7Form::submission).map(|submission| submission.at);
    if let Some(at) = Dac7Form::effective(versions).and_then(Dac7Form::approved_at) {
        return Dac7::Approved { submitted_at: submitted_at.map_or(at, |submitted_at| submitted_at.min(at)), at };
    }
    let Some(form) = latest else { return Dac7::NotSubmitted };
    match (form.status(), submitted_at) {
        (Status::Submitted | Status::InReview, Some(at)) => Dac7::Submitted { at },
        (Status::ChangesRequested, _) => Dac7::ChangesRequested,
        (Status::Draft, _) if !form.changes().is_empty() => Dac7::ChangesRequested,
        (
            Status::Draft
            | Status::Submitted
            | Status::InReview
            | Status::Approved
            | Status::ReconfirmationDue
            | Status::Expired,
            _,
        ) => Dac7::NotSubmitted,
    }
}
