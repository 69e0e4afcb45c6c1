use async_graphql::{Context, ID, Interface, Object};
use kernel::{
    AccessGrantId, AccountId, Actor, CancellationRequestId, CertificationLinkId, ChargeId, CompanyCheckId, ComplaintId,
    ConversationId, CredentialIssuerId, CustomerRequestId, Dac7FormId, DisbursementId, DisputeId, EngagementId,
    EntityId, ExpertProfileId, IdentityCheckId, InputError, MemberId, PaymentMethodId, PaymentRequestId,
    PayoutMethodId, ProposalId, RefundId, RegistrationId, ResponseId, ReviewId, UsTaxFormId,
};
use marketplace::{Error, Marketplace};

use crate::{
    accounts::{Account, Member},
    disbursements::{Disbursement, PayoutMethod},
    engagements::{AccessGrant, CancellationRequest, Engagement, Review},
    experts::{CertificationLink, CompanyCheck, CredentialIssuer, ExpertProfile, IdentityCheck, Registration},
    payments::{Charge, Complaint, Dispute, PaymentMethod, PaymentRequest, Refund},
    proposals::Proposal,
    requests::{Conversation, CustomerRequest, Response},
    session::Session,
    tax::{Dac7Form, UsTaxForm},
    user_error::{OrNull, answer},
};

/// Declares what can be found by its id alone: by the use case that its own query calls, so that nobody sees
/// more this way.
macro_rules! nodes {
    ($($id:ident => $node:ident by $find:ident;)*) => {
        /// Anything that has an id. The id tells what it is: "preq_…" is a payment request.
        #[derive(Interface)]
        #[graphql(field(name = "id", ty = "ID", desc = "The same for ever."))]
        pub enum Node {
            $($node($node),)*
        }

        async fn find(app: &Marketplace, actor: Actor, id: &str) -> Result<Node, Error> {
            let prefix = id.split('_').next().unwrap_or_default();
            $(if prefix == <$id as EntityId>::PREFIX {
                return Ok($node(app.$find(actor, id.parse::<$id>()?).await?).into());
            })*
            Err(InputError::new("id", "is no id that was given to you").into())
        }
    };
}

nodes! {
    AccountId => Account by account;
    MemberId => Member by member;
    ExpertProfileId => ExpertProfile by expert_profile;
    RegistrationId => Registration by registration;
    IdentityCheckId => IdentityCheck by identity_check;
    CompanyCheckId => CompanyCheck by company_check;
    CertificationLinkId => CertificationLink by certification_link;
    CredentialIssuerId => CredentialIssuer by credential_issuer;
    Dac7FormId => Dac7Form by dac7_form;
    UsTaxFormId => UsTaxForm by us_tax_form;
    CustomerRequestId => CustomerRequest by customer_request;
    ResponseId => Response by response;
    ConversationId => Conversation by conversation;
    ProposalId => Proposal by proposal;
    EngagementId => Engagement by engagement;
    CancellationRequestId => CancellationRequest by cancellation_request;
    AccessGrantId => AccessGrant by access_grant;
    ReviewId => Review by review;
    PaymentMethodId => PaymentMethod by payment_method;
    PaymentRequestId => PaymentRequest by payment_request;
    DisputeId => Dispute by dispute;
    ComplaintId => Complaint by complaint;
    ChargeId => Charge by charge;
    RefundId => Refund by refund;
    PayoutMethodId => PayoutMethod by payout_method;
    DisbursementId => Disbursement by disbursement;
}

#[derive(Default)]
pub struct NodeQueries;

#[Object]
impl NodeQueries {
    /// Anything by its id; null, with an error, if there is no such thing or it is not yours to see.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> OrNull<Node> {
        let Session { app, actor, .. } = Session::of(ctx);
        Some(answer(find(app, *actor, &id).await))
    }
}
