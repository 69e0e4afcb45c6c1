use ::accounts::{AccountDetails, time_zone};
use async_graphql::{Context, ID, InputObject, Object};
use kernel::{Right, Rights};
use marketplace::{AppointStaff, Error, InviteMember, OpenAccount};

use super::{
    Account, Member, address,
    rights::{MemberRight, StaffRight},
    staff::StaffMember,
};
use crate::{money::CurrencyCode, place::AddressInput, session::Session};

payload!(AccountOpenPayload { account: Account });
payload!(AccountSuspendPayload { account: Account });
payload!(AccountReinstatePayload { account: Account });
payload!(AccountClosePayload { account: Account });
payload!(MemberInvitePayload { member: Member });
payload!(MemberJoinPayload { member: Member });
payload!(MemberRightsSetPayload { member: Member });
payload!(MemberRemovePayload { member: Member });
payload!(StaffAppointPayload { staff_member: StaffMember });
payload!(StaffDismissPayload { staff_member: StaffMember });

/// An account to open.
#[derive(InputObject)]
pub struct AccountOpenInput {
    /// 1 to 100 characters.
    name: String,
    address: AddressInput,
    /// An IANA name: "Europe/Berlin".
    time_zone: String,
    /// What it is shown sums in where nothing else decides.
    currency: CurrencyCode,
    /// The name of who opens it: 1 to 100 characters.
    member_name: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// An account that staff stop or let go on.
#[derive(InputObject)]
pub struct AccountSuspendInput {
    account_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// A suspended account to let go on.
#[derive(InputObject)]
pub struct AccountReinstateInput {
    account_id: ID,
    /// 1 to 1000 characters.
    reason: String,
}

/// One's own account, to be closed.
#[derive(InputObject)]
pub struct AccountCloseInput {
    /// So that no other account is closed by mistake.
    account_id: ID,
}

/// Somebody to ask.
#[derive(InputObject)]
pub struct MemberInviteInput {
    /// The address by which they sign in.
    email: String,
    /// 1 to 100 characters.
    name: String,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// An invitation to take.
#[derive(InputObject)]
pub struct MemberJoinInput {
    member_id: ID,
}

/// All that a member may do from now on.
#[derive(InputObject)]
pub struct MemberRightsSetInput {
    member_id: ID,
    /// Exactly these; what is not named is taken away.
    rights: Vec<MemberRight>,
}

/// A member who leaves.
#[derive(InputObject)]
pub struct MemberRemoveInput {
    member_id: ID,
}

/// Somebody who begins to work for the operator.
#[derive(InputObject)]
pub struct StaffAppointInput {
    /// The address by which they sign in.
    email: String,
    /// 1 to 100 characters.
    name: String,
    rights: Vec<StaffRight>,
    /// The same key with the same input gives the same answer; with other input it is refused.
    idempotency_key: String,
}

/// Somebody who ceases to work for the operator.
#[derive(InputObject)]
pub struct StaffDismissInput {
    staff_id: ID,
}

#[derive(Default)]
pub struct AccountMutations;

#[Object]
impl AccountMutations {
    /// Open an account and be its first member, with every right. For who is signed in and in no account.
    async fn account_open(
        &self,
        ctx: &Context<'_>,
        input: AccountOpenInput,
    ) -> async_graphql::Result<AccountOpenPayload> {
        let session = Session::of(ctx);
        let opened = async { session.app.open_account(session.signed_in()?, input.try_into()?).await };
        AccountOpenPayload::from_result(opened.await)
    }

    /// Stop an account: it begins nothing new. For staff with `REVIEW_REGISTRATIONS`.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        input: AccountSuspendInput,
    ) -> async_graphql::Result<AccountSuspendPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let suspended = async { app.suspend_account(*actor, input.account_id.parse()?, &input.reason).await };
        AccountSuspendPayload::from_result(suspended.await)
    }

    /// Let a suspended account go on. For staff with `REVIEW_REGISTRATIONS`.
    async fn account_reinstate(
        &self,
        ctx: &Context<'_>,
        input: AccountReinstateInput,
    ) -> async_graphql::Result<AccountReinstatePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let reinstated = async { app.reinstate_account(*actor, input.account_id.parse()?, &input.reason).await };
        AccountReinstatePayload::from_result(reinstated.await)
    }

    /// Close one's own account, once no work runs and no money is on its way. Needs `MANAGE_ACCOUNT`.
    async fn account_close(
        &self,
        ctx: &Context<'_>,
        input: AccountCloseInput,
    ) -> async_graphql::Result<AccountClosePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let closed = async { app.close_account(*actor, input.account_id.parse()?).await };
        AccountClosePayload::from_result(closed.await)
    }

    /// Ask somebody to act for the account; the invitation lives 14 days. Needs `MANAGE_ACCOUNT`.
    async fn member_invite(
        &self,
        ctx: &Context<'_>,
        input: MemberInviteInput,
    ) -> async_graphql::Result<MemberInvitePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let invited = async { app.invite_member(*actor, input.try_into()?).await };
        MemberInvitePayload::from_result(invited.await)
    }

    /// Take an invitation. Rights are given afterwards.
    async fn member_join(&self, ctx: &Context<'_>, input: MemberJoinInput) -> async_graphql::Result<MemberJoinPayload> {
        let session = Session::of(ctx);
        let joined = async { session.app.join_account(session.signed_in()?, input.member_id.parse()?).await };
        MemberJoinPayload::from_result(joined.await)
    }

    /// Give a member exactly these rights; somebody always keeps `MANAGE_ACCOUNT`. Needs `MANAGE_ACCOUNT`.
    async fn member_rights_set(
        &self,
        ctx: &Context<'_>,
        input: MemberRightsSetInput,
    ) -> async_graphql::Result<MemberRightsSetPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let rights: Rights = input.rights.into_iter().map(Right::from).collect();
        let set = async { app.set_member_rights(*actor, input.member_id.parse()?, rights).await };
        MemberRightsSetPayload::from_result(set.await)
    }

    /// Let a member go, or leave oneself. What the person is certified for goes with them. Others than oneself need
    /// `MANAGE_ACCOUNT`.
    async fn member_remove(
        &self,
        ctx: &Context<'_>,
        input: MemberRemoveInput,
    ) -> async_graphql::Result<MemberRemovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let removed = async { app.remove_member(*actor, input.member_id.parse()?).await };
        MemberRemovePayload::from_result(removed.await)
    }

    /// Appoint somebody to the operator's staff, who is no expert. For staff with `MANAGE_STAFF`.
    async fn staff_appoint(
        &self,
        ctx: &Context<'_>,
        input: StaffAppointInput,
    ) -> async_graphql::Result<StaffAppointPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let appointed = async { app.appoint_staff(*actor, input.try_into()?).await };
        StaffAppointPayload::from_result(appointed.await)
    }

    /// End an appointment; somebody always keeps `MANAGE_STAFF`. For staff with `MANAGE_STAFF`.
    async fn staff_dismiss(
        &self,
        ctx: &Context<'_>,
        input: StaffDismissInput,
    ) -> async_graphql::Result<StaffDismissPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let dismissed = async { app.dismiss_staff(*actor, input.staff_id.parse()?).await };
        StaffDismissPayload::from_result(dismissed.await)
    }
}

impl TryFrom<AccountOpenInput> for OpenAccount {
    type Error = Error;

    fn try_from(input: AccountOpenInput) -> Result<Self, Error> {
        let (address, time_zone) = (address(input.address)?, time_zone(&input.time_zone)?);
        let details = AccountDetails::new(&input.name, address, time_zone, input.currency.0)?;
        Ok(Self { details, member_name: input.member_name, idempotency_key: input.idempotency_key })
    }
}

impl TryFrom<MemberInviteInput> for InviteMember {
    type Error = Error;

    fn try_from(input: MemberInviteInput) -> Result<Self, Error> {
        let MemberInviteInput { email, name, idempotency_key } = input;
        Ok(Self { email: email.parse()?, name, idempotency_key })
    }
}

impl TryFrom<StaffAppointInput> for AppointStaff {
    type Error = Error;

    fn try_from(input: StaffAppointInput) -> Result<Self, Error> {
        let StaffAppointInput { email, name, rights, idempotency_key } = input;
        let rights = rights.into_iter().map(Right::from).collect();
        Ok(Self { email: email.parse()?, name, rights, idempotency_key })
    }
}
