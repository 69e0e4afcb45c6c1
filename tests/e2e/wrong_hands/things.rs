//! Whose every thing is, by the database: what the answers are judged by.

use std::collections::BTreeMap;

use kernel::{
    AccessGrantId, AccountId, CancellationRequestId, CertificationLinkId, ChargeId, CompanyCheckId, ComplaintId,
    ConversationId, CredentialIssuerId, CustomerRequestId, Dac7FormId, DisbursementId, DisputeId, EngagementId,
    ExpertProfileId, IdentityCheckId, MemberId, PaymentMethodId, PaymentRequestId, PayoutMethodId, ProposalId,
    RefundId, RegistrationId, ResponseId, ReviewId, UsTaxFormId,
};
use sea_orm::prelude::Uuid;
use support::App;

use super::who::Sides;

/// A type, the prefix of its ids, its table, and the columns that say whose it is.
struct Kind {
    name: &'static str,
    prefix: &'static str,
    table: &'static str,
    owner: &'static str,
    customer: &'static str,
    expert: &'static str,
}

const fn owned(name: &'static str, prefix: &'static str, table: &'static str, owner: &'static str) -> Kind {
    Kind { name, prefix, table, owner, customer: "null", expert: "null" }
}

const fn shared(name: &'static str, prefix: &'static str, table: &'static str) -> Kind {
    let (customer, expert) = ("thing.customer_account_id", "thing.expert_account_id");
    Kind { name, prefix, table, owner: "null", customer, expert }
}

const KINDS: [Kind; 26] = [
    owned("Account", AccountId::PREFIX, "account thing", "thing.id"),
    owned("Member", MemberId::PREFIX, "member thing", "thing.account_id"),
    owned("ExpertProfile", ExpertProfileId::PREFIX, "expert_profile thing", "thing.account_id"),
    owned("Registration", RegistrationId::PREFIX, "registration thing", "thing.account_id"),
    owned(
        "IdentityCheck",
        IdentityCheckId::PREFIX,
        "identity_check thing join registration on registration.id = thing.registration_id",
        "registration.account_id",
    ),
    owned("CompanyCheck", CompanyCheckId::PREFIX, "company_check thing", "thing.account_id"),
    owned("CertificationLink", CertificationLinkId::PREFIX, "certification_link thing", "thing.account_id"),
    owned("CredentialIssuer", CredentialIssuerId::PREFIX, "credential_issuer thing", "null"),
    owned("Dac7Form", Dac7FormId::PREFIX, "dac7_form thing", "thing.account_id"),
    owned("UsTaxForm", UsTaxFormId::PREFIX, "us_tax_form thing", "thing.account_id"),
    owned("PaymentMethod", PaymentMethodId::PREFIX, "payment_method thing", "thing.account_id"),
    owned("PayoutMethod", PayoutMethodId::PREFIX, "payout_method thing", "thing.expert_account_id"),
    owned("Complaint", ComplaintId::PREFIX, "complaint thing", "thing.account_id"),
    owned("Disbursement", DisbursementId::PREFIX, "disbursement thing", "thing.expert_account_id"),
    // Whoever answered a request, or was written to, is on its other side: one row a conversation.
    Kind {
        expert: "conversation.expert_account_id",
        ..shared(
            "CustomerRequest",
            CustomerRequestId::PREFIX,
            "customer_request thing left join conversation on conversation.customer_request_id = thing.id",
        )
    },
    shared("Response", ResponseId::PREFIX, "response thing"),
    shared("Conversation", ConversationId::PREFIX, "conversation thing"),
    shared("Proposal", ProposalId::PREFIX, "proposal thing"),
    shared("Engagement", EngagementId::PREFIX, "engagement thing"),
    shared("CancellationRequest", CancellationRequestId::PREFIX, "cancellation_request thing"),
    shared("AccessGrant", AccessGrantId::PREFIX, "access_grant thing"),
    shared("Review", ReviewId::PREFIX, "review thing"),
    shared("PaymentRequest", PaymentRequestId::PREFIX, "payment_request thing"),
    shared("Dispute", DisputeId::PREFIX, "dispute thing"),
    shared("Charge", ChargeId::PREFIX, "charge thing"),
    shared("Refund", RefundId::PREFIX, "refund thing"),
];

/// What everybody sees for the time being: profiles of active experts, what they are certified for (IQ-15), and what is
/// said of them (G-35).
const PUBLIC: [(&str, &str); 3] = [
    (ExpertProfileId::PREFIX, "select expert_profile_id as id from registration where state = 'active'"),
    (ReviewId::PREFIX, "select id from review where state = 'published'"),
    (
        CertificationLinkId::PREFIX,
        "select thing.id as id from certification_link thing
         join registration on registration.expert_profile_id = thing.expert_profile_id
         where registration.state = 'active' and thing.state = 'verified'",
    ),
];

/// Everything that can be found by its id.
pub struct Things {
    sides: BTreeMap<String, Sides>,
    kinds: BTreeMap<&'static str, Vec<String>>,
}

impl Things {
    pub async fn of(app: &App) -> Self {
        let mut things = Self { sides: BTreeMap::new(), kinds: BTreeMap::new() };
        for kind in &KINDS {
            things.read(app, kind).await;
        }
        for row in app.rows("select conversation_id as id, member_id as member from conversation_member").await {
            let id = |column: &str| row.try_get::<Uuid>("", column).unwrap().simple().to_string();
            let sides = things.sides.get_mut(&format!("{}_{}", ConversationId::PREFIX, id("id"))).unwrap();
            sides.participants.insert(format!("{}_{}", MemberId::PREFIX, id("member")));
        }
        for row in app.rows("select id from customer_request where direct_account_id is not null").await {
            let id = row.try_get::<Uuid>("", "id").unwrap().simple();
            things.sides.get_mut(&format!("{}_{id}", CustomerRequestId::PREFIX)).unwrap().direct = true;
        }
        for (prefix, sql) in PUBLIC {
            for row in app.rows(sql).await {
                let id = format!("{prefix}_{}", row.try_get::<Uuid>("", "id").unwrap().simple());
                things.sides.get_mut(&id).unwrap().public = true;
            }
        }
        things
    }

    async fn read(&mut self, app: &App, kind: &Kind) {
        let Kind { name, prefix, table, owner, customer, expert } = *kind;
        let sql = format!(
            "select thing.id as id, {owner} as owner, {customer} as customer, {expert} as expert from {table}
             order by thing.id desc"
        );
        for row in app.rows(&sql).await {
            let account = |column| {
                let id = row.try_get::<Option<Uuid>>("", column).unwrap();
                id.map(|id| format!("{}_{}", AccountId::PREFIX, id.simple()))
            };
            let id = format!("{prefix}_{}", row.try_get::<Uuid>("", "id").unwrap().simple());
            let sides = self.sides.entry(id.clone()).or_default();
            (sides.owner, sides.customer) = (account("owner"), account("customer"));
            sides.experts.extend(account("expert"));
            let ids = self.kinds.entry(name).or_default();
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
    }

    /// Those of one type, the newest first.
    pub fn of_type(&self, name: &str) -> &[String] {
        self.kinds.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn sides(&self, id: &str) -> &Sides {
        self.sides.get(id).unwrap_or_else(|| panic!("{id} is of a kind that tests/e2e/wrong_hands/things.rs lacks"))
    }
}

/// An id of the same kind that nobody was given.
pub fn missing(like: &str) -> String {
    let prefix = like.split('_').next().unwrap();
    format!("{prefix}_0195506f8a0070008000000000000000")
}
