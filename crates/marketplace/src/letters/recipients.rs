use std::collections::BTreeSet;

use accounts::{Member, MemberState, Staff, StaffState};
use events::{AuditRow, Recipient};
use kernel::{AccountId, EmailAddress, MemberId, Right};
use sea_orm::{ConnectionTrait, DbErr};

use super::about::About;

/// Whom a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Members of the expert's account who hold the right.
    Expert(Right),
    /// Members of the expert's account who hold one of the rights.
    ExpertAny(&'static [Right]),
    /// Members of the customer's account who hold the right.
    Customer(Right),
    /// Those of the two accounts that the event did not come from, as far as they hold one of its rights.
    OtherSide { expert: &'static [Right], customer: Right },
    /// Those who take part in it on the side that the event did not come from.
    OtherParticipants,
    /// Those whose saved searches found it.
    Finders,
    /// The person whose thing it is.
    Person,
    /// The person whose thing it is, of what they did themselves too: it is their receipt.
    Filer,
    /// The operator's staff who hold the right.
    Staff(Right),
    /// The member of the operator's staff whom it is about.
    Colleague,
}

impl To {
    /// Whether whoever did it is told of it too.
    pub fn is_for_who_did_it(self) -> bool {
        match self {
            Self::Filer => true,
            Self::Expert(_)
            | Self::ExpertAny(_)
            | Self::Customer(_)
            | Self::OtherSide { .. }
            | Self::OtherParticipants
            | Self::Finders
            | Self::Person
            | Self::Staff(_)
            | Self::Colleague => false,
        }
    }
}

/// Somebody who is told something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    pub recipient: Recipient,
    /// Who it is of whose account, where they have an inbox: active members do, staff and those who are invited do not.
    pub member: Option<(MemberId, AccountId)>,
}

/// Who is told of an event, each once.
pub async fn recipients(
    db: &impl ConnectionTrait,
    to: To,
    about: &About,
    event: &AuditRow,
) -> Result<BTreeSet<Reader>, DbErr> {
    let from = event.account_id;
    match to {
        To::Expert(right) => members(db, about.expert, &[right]).await,
        To::ExpertAny(rights) => members(db, about.expert, rights).await,
        To::Customer(right) => members(db, about.customer, &[right]).await,
        To::OtherSide { expert, customer } => {
            let mut both = members(db, about.expert.filter(|id| Some(*id) != from), expert).await?;
            both.extend(members(db, about.customer.filter(|id| Some(*id) != from), &[customer]).await?);
            Ok(both)
        }
        To::OtherParticipants => {
            let is_other = |member: &Member| Some(member.account_id) != from;
            active(db, &about.participants, is_other).await
        }
        To::Finders => active(db, &requests::store::finders(db, event.id).await?, |_| true).await,
        To::Person | To::Filer => person(db, about).await,
        To::Staff(right) => staff(db, right).await,
        To::Colleague => colleague(db, about).await,
    }
}

async fn members(
    db: &impl ConnectionTrait,
    account: Option<AccountId>,
    rights: &[Right],
) -> Result<BTreeSet<Reader>, DbErr> {
    let Some(account) = account else { return Ok(BTreeSet::new()) };
    let members = accounts::store::active_members_of(db, account).await?;
    let holds = |member: &Member| match &member.state {
        MemberState::Active { rights: held, .. } => rights.iter().any(|right| held.contains(*right)),
        MemberState::Invited { .. } | MemberState::Removed { .. } => false,
    };
    Ok(members.into_iter().filter(holds).map(of_member).collect())
}

/// Those of `members` who are still there, and as `is_meant` says.
async fn active(
    db: &impl ConnectionTrait,
    members: &[MemberId],
    is_meant: impl Fn(&Member) -> bool,
) -> Result<BTreeSet<Reader>, DbErr> {
    let members = accounts::store::find_members(db, members).await?;
    let is_told = |member: &Member| match &member.state {
        MemberState::Active { .. } => is_meant(member),
        MemberState::Invited { .. } | MemberState::Removed { .. } => false,
    };
    Ok(members.into_iter().filter(is_told).map(of_member).collect())
}

async fn person(db: &impl ConnectionTrait, about: &About) -> Result<BTreeSet<Reader>, DbErr> {
    let Some(id) = about.person else { return Ok(BTreeSet::new()) };
    Ok(accounts::store::find_member(db, id).await?.map(of_member).into_iter().collect())
}

async fn colleague(db: &impl ConnectionTrait, about: &About) -> Result<BTreeSet<Reader>, DbErr> {
    let Some(id) = about.colleague else { return Ok(BTreeSet::new()) };
    Ok(accounts::store::find_staff(db, id).await?.map(of_staff).into_iter().collect())
}

async fn staff(db: &impl ConnectionTrait, right: Right) -> Result<BTreeSet<Reader>, DbErr> {
    let appointed = accounts::store::appointed_staff(db).await?;
    let holds = |staff: &Staff| match &staff.state {
        StaffState::Appointed { rights } => rights.contains(right),
        StaffState::Dismissed { .. } => false,
    };
    Ok(appointed.into_iter().filter(holds).map(of_staff).collect())
}

/// The address of whoever did it, if it was a person.
pub async fn actor(db: &impl ConnectionTrait, event: &AuditRow) -> Result<Option<EmailAddress>, DbErr> {
    if let Some(id) = event.member_id {
        return Ok(accounts::store::find_member(db, id).await?.map(|member| member.email));
    }
    let Some(id) = event.staff_id else { return Ok(None) };
    Ok(accounts::store::find_staff(db, id).await?.map(|staff| staff.email))
}

fn of_staff(staff: Staff) -> Reader {
    Reader { recipient: Recipient { email: staff.email, name: staff.name }, member: None }
}

fn of_member(member: Member) -> Reader {
    let inbox = match &member.state {
        MemberState::Active { .. } => Some((member.id, member.account_id)),
        MemberState::Invited { .. } | MemberState::Removed { .. } => None,
    };
    Reader { recipient: Recipient { email: member.email, name: member.name }, member: inbox }
}
