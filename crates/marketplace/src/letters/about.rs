use events::{Recipient, Topic};
use kernel::{
    AccessGrantId, AccountId, BankDocumentId, BankLineId, CancellationRequestId, CertificationLinkId, ChargeId,
    CompanyCheckId, ComplaintId, ConversationId, CustomerRequestId, Dac7FormId, DisbursementBatchId, DisbursementId,
    DisputeId, DueDiligenceCaseId, EngagementId, EntityId, ExpertProfileId, HoldId, IdentityCallId, IdentityCheckId,
    MemberId, MessageId, PaymentRequestId, PayoutMethodId, ProposalId, RefundId, RegistrationId, ResponseId, ReviewId,
    StaffId, SuspendedMoneyId, UsTaxFormId,
};
use sea_orm::{ConnectionTrait, DbErr};

use super::invitation::Meeting;

/// What an event is about, as far as people are written of it: whose thing it is, and how it is called among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub topic: Topic,
    /// Follows "about": "your bill “Plan” over 195.00 EUR".
    pub name: String,
    pub expert: Option<AccountId>,
    pub customer: Option<AccountId>,
    /// The person whose own it is, as a profile is.
    pub person: Option<MemberId>,
    /// Who takes part in it, of either side.
    pub participants: Vec<MemberId>,
    /// Who works for the operator and is told something for themselves.
    pub colleague: Option<StaffId>,
    /// What is entered in calendars for it.
    pub meeting: Option<Meeting>,
}

impl About {
    /// Nobody's yet.
    pub fn new(topic: Topic, name: impl Into<String>) -> Self {
        let (expert, customer, person, participants) = (None, None, None, vec![]);
        Self { topic, name: name.into(), expert, customer, person, participants, colleague: None, meeting: None }
    }

    fn of_expert(topic: Topic, name: impl Into<String>, expert: AccountId) -> Self {
        Self { expert: Some(expert), ..Self::new(topic, name) }
    }

    fn between(topic: Topic, name: String, customer: AccountId, expert: AccountId) -> Self {
        Self { expert: Some(expert), customer: Some(customer), ..Self::new(topic, name) }
    }
}

/// Says what the thing with this id is and whose. `None`: nobody is written about its kind.
pub async fn about(db: &impl ConnectionTrait, subject: &str) -> Result<Option<About>, DbErr> {
    let prefix = subject.split('_').next().unwrap_or_default();
    match prefix {
        AccountId::PREFIX => Ok(Some(account(parsed(subject)?))),
        MemberId::PREFIX => Ok(Some(member(parsed(subject)?))),
        StaffId::PREFIX => Ok(Some(colleague(parsed(subject)?))),
        RegistrationId::PREFIX => registration(db, parsed(subject)?).await,
        ExpertProfileId::PREFIX => profile(db, parsed(subject)?).await,
        IdentityCheckId::PREFIX => identity_check(db, parsed(subject)?).await,
        CompanyCheckId::PREFIX => company_check(db, parsed(subject)?).await,
        IdentityCallId::PREFIX => identity_call(db, parsed(subject)?).await,
        CertificationLinkId::PREFIX => certification(db, parsed(subject)?).await,
        Dac7FormId::PREFIX => dac7_form(db, parsed(subject)?).await,
        UsTaxFormId::PREFIX => us_tax_form(db, parsed(subject)?).await,
        DueDiligenceCaseId::PREFIX => due_diligence_case(db, parsed(subject)?).await,
        _ => about_work(db, prefix, subject).await,
    }
}

async fn about_work(db: &impl ConnectionTrait, prefix: &str, subject: &str) -> Result<Option<About>, DbErr> {
    match prefix {
        CustomerRequestId::PREFIX => customer_request(db, parsed(subject)?).await,
        ResponseId::PREFIX => response(db, parsed(subject)?).await,
        ConversationId::PREFIX => conversation(db, parsed(subject)?).await,
        MessageId::PREFIX => message(db, parsed(subject)?).await,
        ProposalId::PREFIX => proposal(db, parsed(subject)?).await,
        EngagementId::PREFIX => engagement(db, parsed(subject)?).await,
        CancellationRequestId::PREFIX => cancellation(db, parsed(subject)?).await,
        AccessGrantId::PREFIX => access_grant(db, parsed(subject)?).await,
        ReviewId::PREFIX => review(db, parsed(subject)?).await,
        PaymentRequestId::PREFIX => bill(db, parsed(subject)?).await,
        DisputeId::PREFIX => dispute(db, parsed(subject)?).await,
        ComplaintId::PREFIX => complaint(db, parsed(subject)?).await,
        ChargeId::PREFIX => charge(db, parsed(subject)?).await,
        RefundId::PREFIX => refund(db, parsed(subject)?).await,
        SuspendedMoneyId::PREFIX => suspended_money(db, parsed(subject)?).await,
        PayoutMethodId::PREFIX => payout_method(db, parsed(subject)?).await,
        DisbursementId::PREFIX => disbursement(db, parsed(subject)?).await,
        DisbursementBatchId::PREFIX => bank_file(db, parsed(subject)?).await,
        BankDocumentId::PREFIX => bank_document(db, parsed(subject)?).await,
        BankLineId::PREFIX => bank_line(db, parsed(subject)?).await,
        HoldId::PREFIX => hold(db, parsed(subject)?).await,
        _ => Ok(None),
    }
}

fn account(id: AccountId) -> About {
    About { expert: Some(id), customer: Some(id), ..About::new(Topic::Account, "your account") }
}

fn member(id: MemberId) -> About {
    About { person: Some(id), ..About::new(Topic::Account, "your place in the account") }
}

fn colleague(id: StaffId) -> About {
    About { colleague: Some(id), ..About::new(Topic::Account, "your work") }
}

async fn registration(db: &impl ConnectionTrait, id: RegistrationId) -> Result<Option<About>, DbErr> {
    let Some(registration) = experts::store::find(db, id).await? else { return Ok(None) };
    let about = profile(db, registration.expert_profile_id).await?;
    Ok(about.map(|about| About { name: "your registration as an expert".to_owned(), ..about }))
}

async fn profile(db: &impl ConnectionTrait, id: ExpertProfileId) -> Result<Option<About>, DbErr> {
    let profile = experts::store::find_profile(db, id).await?;
    Ok(profile.map(|profile| About {
        person: Some(profile.member_id),
        ..About::of_expert(Topic::Registration, "your profile", profile.account_id)
    }))
}

async fn identity_check(db: &impl ConnectionTrait, id: IdentityCheckId) -> Result<Option<About>, DbErr> {
    let Some(check) = experts::store::find_check(db, id).await? else { return Ok(None) };
    let about = registration(db, check.registration_id).await?;
    Ok(about.map(|about| About { name: "your identity check".to_owned(), ..about }))
}

async fn company_check(db: &impl ConnectionTrait, id: CompanyCheckId) -> Result<Option<About>, DbErr> {
    let account = experts::store::find_company_check_account(db, id).await?;
    Ok(account.map(|account| About::of_expert(Topic::Registration, "the check of your company", account)))
}

/// Who booked a call is invited, and who holds it.
async fn identity_call(db: &impl ConnectionTrait, id: IdentityCallId) -> Result<Option<About>, DbErr> {
    let Some(call) = experts::store::find_call(db, id).await? else { return Ok(None) };
    let slot = experts::store::find_slots(db, &[call.call_slot_id]).await?.pop();
    let guest = accounts::store::find_member(db, call.member_id).await?;
    let (Some(slot), Some(guest)) = (slot, guest) else { return Ok(None) };
    let Some(organizer) = accounts::store::find_staff(db, slot.staff_id).await? else { return Ok(None) };
    let meeting = Meeting {
        id,
        time: slot.time,
        place: slot.place,
        organizer: Recipient { email: organizer.email, name: organizer.name },
        guest: Recipient { email: guest.email, name: guest.name },
    };
    Ok(Some(About {
        person: Some(call.member_id),
        colleague: Some(slot.staff_id),
        meeting: Some(meeting.clone()),
        ..About::of_expert(Topic::Registration, meeting.name(), guest.account_id)
    }))
}

async fn certification(db: &impl ConnectionTrait, id: CertificationLinkId) -> Result<Option<About>, DbErr> {
    let Some(link) = experts::store::find_link(db, id).await? else { return Ok(None) };
    let about = profile(db, link.expert_profile_id).await?;
    let name = format!("your certification {} of {}", link.external_id, link.issuer);
    Ok(about.map(|about| About { topic: Topic::Certifications, name, ..about }))
}

async fn dac7_form(db: &impl ConnectionTrait, id: Dac7FormId) -> Result<Option<About>, DbErr> {
    let account = tax::store::find_account(db, id).await?;
    Ok(account.map(|account| About::of_expert(Topic::Tax, "your DAC7 form", account)))
}

async fn us_tax_form(db: &impl ConnectionTrait, id: UsTaxFormId) -> Result<Option<About>, DbErr> {
    let account = tax::store::find_us_form_account(db, id).await?;
    Ok(account.map(|account| About::of_expert(Topic::Tax, "your tax form for the United States", account)))
}

async fn due_diligence_case(db: &impl ConnectionTrait, id: DueDiligenceCaseId) -> Result<Option<About>, DbErr> {
    let case = tax::store::find_case(db, id).await?;
    Ok(case.map(|case| About::of_expert(Topic::Tax, "your tax data", case.account_id)))
}

async fn customer_request(db: &impl ConnectionTrait, id: CustomerRequestId) -> Result<Option<About>, DbErr> {
    let request = requests::store::find(db, id).await?;
    Ok(request.map(|request| About {
        customer: Some(request.customer_account_id),
        ..About::new(Topic::Requests, format!("the request “{}”", request.ask.title))
    }))
}

async fn response(db: &impl ConnectionTrait, id: ResponseId) -> Result<Option<About>, DbErr> {
    match requests::store::find_response(db, id).await? {
        Some(response) => conversation(db, response.conversation_id).await,
        None => Ok(None),
    }
}

/// It is news for whoever takes part.
async fn message(db: &impl ConnectionTrait, id: MessageId) -> Result<Option<About>, DbErr> {
    let Some(message) = requests::store::find_message(db, id).await? else { return Ok(None) };
    let participants = requests::store::participants_of(db, message.conversation_id).await?;
    let participants = participants.into_iter().map(|participant| participant.member_id).collect();
    let about = conversation(db, message.conversation_id).await?;
    Ok(about.map(|about| About { topic: Topic::Messages, participants, ..about }))
}

async fn conversation(db: &impl ConnectionTrait, id: ConversationId) -> Result<Option<About>, DbErr> {
    let Some(conversation) = requests::store::find_conversation(db, id).await? else { return Ok(None) };
    let about = customer_request(db, conversation.customer_request_id).await?;
    Ok(about.map(|about| About { expert: Some(conversation.expert_account_id), ..about }))
}

async fn proposal(db: &impl ConnectionTrait, id: ProposalId) -> Result<Option<About>, DbErr> {
    let proposal = proposals::store::find(db, id).await?;
    Ok(proposal.map(|proposal| {
        About::between(
            Topic::Proposals,
            format!("the proposal “{}” of at most {}", proposal.offer.title, proposal.offer.maximum),
            proposal.parties.customer_account_id,
            proposal.parties.expert_account_id,
        )
    }))
}

async fn engagement(db: &impl ConnectionTrait, id: EngagementId) -> Result<Option<About>, DbErr> {
    let engagement = engagements::store::find(db, id).await?;
    Ok(engagement.map(|engagement| {
        About::between(
            Topic::Engagements,
            format!("the engagement “{}”", engagement.title),
            engagement.customer_account_id,
            engagement.expert_account_id,
        )
    }))
}

async fn cancellation(db: &impl ConnectionTrait, id: CancellationRequestId) -> Result<Option<About>, DbErr> {
    match engagements::store::find_cancellation(db, id).await? {
        Some(request) => engagement(db, request.engagement_id).await,
        None => Ok(None),
    }
}

async fn access_grant(db: &impl ConnectionTrait, id: AccessGrantId) -> Result<Option<About>, DbErr> {
    let Some(grant) = engagements::store::find_grant(db, id).await? else { return Ok(None) };
    let engagement = engagements::store::find(db, grant.engagement_id).await?;
    let person = accounts::store::find_member(db, grant.member_id).await?;
    let (Some(engagement), Some(person)) = (engagement, person) else { return Ok(None) };
    let name = format!("the access ({}) of {} for “{}”", grant.level, person.name, engagement.title);
    let about = About::between(Topic::Engagements, name, grant.customer_account_id, grant.expert_account_id);
    Ok(Some(About { person: Some(grant.member_id), ..about }))
}

async fn review(db: &impl ConnectionTrait, id: ReviewId) -> Result<Option<About>, DbErr> {
    let Some(review) = engagements::store::find_review(db, id).await? else { return Ok(None) };
    let engagement = engagements::store::find(db, review.engagement_id).await?;
    Ok(engagement.map(|engagement| {
        let name = format!("the review of “{}”", engagement.title);
        About::between(Topic::Engagements, name, review.customer_account_id, review.expert_account_id)
    }))
}

async fn bill(db: &impl ConnectionTrait, id: PaymentRequestId) -> Result<Option<About>, DbErr> {
    let request = payments::store::find(db, id).await?;
    Ok(request.map(|request| {
        About::between(
            Topic::Bills,
            format!("the bill “{}” over {}", request.bill.name, request.bill.amount),
            request.bill.customer_account_id,
            request.bill.expert_account_id,
        )
    }))
}

async fn dispute(db: &impl ConnectionTrait, id: DisputeId) -> Result<Option<About>, DbErr> {
    match payments::store::find_dispute(db, id).await? {
        Some(dispute) => bill(db, dispute.payment_request_id).await,
        None => Ok(None),
    }
}

async fn complaint(db: &impl ConnectionTrait, id: ComplaintId) -> Result<Option<About>, DbErr> {
    let complaint = payments::store::find_complaint(db, id).await?;
    Ok(complaint.map(|complaint| About {
        person: Some(complaint.member_id),
        ..About::new(Topic::Account, format!("your complaint of {}", complaint.filed_at.format("%F")))
    }))
}

async fn charge(db: &impl ConnectionTrait, id: ChargeId) -> Result<Option<About>, DbErr> {
    match payments::store::find_charge(db, id).await? {
        Some(charge) => bill(db, charge.payment_request_id).await,
        None => Ok(None),
    }
}

async fn refund(db: &impl ConnectionTrait, id: RefundId) -> Result<Option<About>, DbErr> {
    let Some(refund) = payments::store::find_refund(db, id).await? else { return Ok(None) };
    let about = bill(db, refund.payment_request_id).await?;
    Ok(about.map(|about| About { name: format!("the refund of {} of {}", refund.amount, about.name), ..about }))
}

async fn suspended_money(db: &impl ConnectionTrait, id: SuspendedMoneyId) -> Result<Option<About>, DbErr> {
    let Some(money) = payments::store::find_suspended(db, id).await? else { return Ok(None) };
    let about = charge(db, money.event.reference.charge_id()).await?;
    Ok(about.map(|about| About { name: format!("{} for {}", money.event.amount, about.name), ..about }))
}

async fn payout_method(db: &impl ConnectionTrait, id: PayoutMethodId) -> Result<Option<About>, DbErr> {
    let method = disbursements::store::find_method(db, id).await?;
    Ok(method.map(|method| {
        About::of_expert(
            Topic::Payouts,
            format!("your bank account {}", method.bank.number.masked()),
            method.expert_account_id,
        )
    }))
}

async fn disbursement(db: &impl ConnectionTrait, id: DisbursementId) -> Result<Option<About>, DbErr> {
    let disbursement = disbursements::store::find(db, id).await?;
    Ok(disbursement.map(|disbursement| {
        About::of_expert(
            Topic::Payouts,
            format!("the payment of {} to you", disbursement.amount),
            disbursement.expert_account_id,
        )
    }))
}

async fn bank_file(db: &impl ConnectionTrait, id: DisbursementBatchId) -> Result<Option<About>, DbErr> {
    let file = disbursements::store::find_batch(db, id).await?;
    Ok(file
        .map(|file| About::new(Topic::Payouts, format!("the bank file {} over {}", file.file_identity, file.amount))))
}

async fn bank_document(db: &impl ConnectionTrait, id: BankDocumentId) -> Result<Option<About>, DbErr> {
    let document = reconciliation::store::find_document(db, id).await?;
    Ok(document.map(|document| About::new(Topic::Payouts, format!("the document {}", document.name))))
}

async fn bank_line(db: &impl ConnectionTrait, id: BankLineId) -> Result<Option<About>, DbErr> {
    let recorded = reconciliation::store::find_line(db, id).await?;
    Ok(recorded.map(|recorded| {
        let (amount, statement, number) = (recorded.line.amount, &recorded.line.document, recorded.line.number);
        About::new(Topic::Payouts, format!("{amount} in line {number} of {statement}"))
    }))
}

async fn hold(db: &impl ConnectionTrait, id: HoldId) -> Result<Option<About>, DbErr> {
    let hold = disbursements::store::find_hold(db, id).await?;
    Ok(hold.map(|hold| About::of_expert(Topic::Payouts, "your payouts", hold.expert_account_id)))
}

fn parsed<Id: EntityId>(subject: &str) -> Result<Id, DbErr> {
    subject.parse().map_err(|error: kernel::IdError| DbErr::Type(error.to_string()))
}
