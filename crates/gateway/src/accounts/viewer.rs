use async_graphql::{Context, Enum, Object};
use kernel::Actor;

use super::{Account, Member, member::Invitation, staff::StaffMember};
use crate::{
    experts::ExpertProfile,
    loaders::load_kept,
    session::Session,
    user_error::{OrNull, answer},
};

pub struct Viewer;

/// Whoever sends the request.
#[Object]
impl Viewer {
    /// On whose behalf.
    async fn kind(&self, ctx: &Context<'_>) -> ViewerKind {
        match Session::of(ctx).actor {
            Actor::Member { .. } => ViewerKind::Member,
            Actor::Staff { .. } => ViewerKind::Staff,
            Actor::Newcomer => ViewerKind::Newcomer,
            Actor::Anonymous | Actor::System => ViewerKind::Anonymous, // The system sends no requests.
        }
    }

    /// As the token says; null for the anonymous.
    async fn email<'a>(&self, ctx: &Context<'a>) -> Option<&'a str> {
        Session::of(ctx).identity.as_ref().map(|identity| identity.email.as_str())
    }

    /// Whether the token shows a second factor, which the rights over money need.
    async fn second_factor(&self, ctx: &Context<'_>) -> bool {
        Session::of(ctx).identity.as_ref().is_some_and(|identity| identity.second_factor)
    }

    /// The account that the viewer acts for; null for others than members.
    async fn account(&self, ctx: &Context<'_>) -> OrNull<Account> {
        let id = Session::of(ctx).actor.account()?;
        Some(load_kept(ctx, id).await.map(Account))
    }

    /// The viewer as a member, with rights; null for others.
    async fn member(&self, ctx: &Context<'_>) -> OrNull<Member> {
        let id = Session::of(ctx).actor.member()?;
        Some(load_kept(ctx, id).await.map(Member))
    }

    /// The viewer as a member of the operator's staff, with rights; null for others.
    async fn staff_member(&self, ctx: &Context<'_>) -> OrNull<StaffMember> {
        let Session { app, actor, .. } = Session::of(ctx);
        let id = actor.staff()?;
        Some(answer(app.staff_member(*actor, id).await).map(StaffMember))
    }

    /// What the viewer shows as an expert; null if they made no profile.
    async fn expert_profile(&self, ctx: &Context<'_>) -> OrNull<ExpertProfile> {
        let Session { app, actor, .. } = Session::of(ctx);
        answer(app.my_expert_profile(*actor).await).transpose().map(|found| found.map(ExpertProfile))
    }

    /// The accounts that ask the viewer to act for them, those that wait the shortest first.
    async fn invitations(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Invitation>> {
        let Session { app, identity, .. } = Session::of(ctx);
        let Some(identity) = identity else { return Ok(vec![]) };
        Ok(answer(app.invitations(identity).await)?.into_iter().map(Invitation).collect())
    }
}

/// On whose behalf a request comes.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum ViewerKind {
    /// Of an account.
    Member,
    /// Of the operator.
    Staff,
    /// Signed in, and in no account yet: may open one or join one.
    Newcomer,
    /// Not signed in.
    Anonymous,
}
