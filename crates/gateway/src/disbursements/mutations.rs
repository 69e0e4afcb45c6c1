use async_graphql::{Context, Object};

use super::{
    Disbursement, PayoutMethod, PayoutPreference, PayoutRun,
    inputs::{
        DisbursementCancelInput, DisbursementResolveInput, PayoutMethodAddInput, PayoutMethodConfirmInput,
        PayoutMethodRejectInput, PayoutMethodRemoveInput, PayoutMethodVerifyInput, PayoutPauseInput,
        PayoutPreferenceSetInput, PayoutResumeInput, PayoutRunInput,
    },
};
use crate::session::Session;

payload!(PayoutMethodAddPayload { payout_method: PayoutMethod });
payload!(PayoutMethodVerifyPayload { payout_method: PayoutMethod });
payload!(PayoutMethodRejectPayload { payout_method: PayoutMethod });
payload!(PayoutMethodConfirmPayload { payout_method: PayoutMethod });
payload!(PayoutMethodRemovePayload { payout_method: PayoutMethod });
payload!(PayoutPreferenceSetPayload { payout_preference: PayoutPreference });
payload!(PayoutPausePayload { payout_preference: PayoutPreference });
payload!(PayoutResumePayload { payout_preference: PayoutPreference });
payload!(PayoutRunPayload { payout_run: PayoutRun });
payload!(DisbursementCancelPayload { disbursement: Disbursement });
payload!(DisbursementResolvePayload { disbursement: Disbursement });

#[derive(Default)]
pub struct DisbursementMutations;

#[Object]
impl DisbursementMutations {
    /// Name a bank account to be paid to. Staff review it before money goes there. For the payee; needs
    /// `MANAGE_PAYOUTS`.
    async fn payout_method_add(
        &self,
        ctx: &Context<'_>,
        input: PayoutMethodAddInput,
    ) -> async_graphql::Result<PayoutMethodAddPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let added = async { app.add_payout_method(*actor, input.try_into()?).await };
        PayoutMethodAddPayload::from_result(added.await)
    }

    /// Find a bank account to be its payee's: money goes there from the next run on. For staff with
    /// `REVIEW_REGISTRATIONS`.
    async fn payout_method_verify(
        &self,
        ctx: &Context<'_>,
        input: PayoutMethodVerifyInput,
    ) -> async_graphql::Result<PayoutMethodVerifyPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let verified =
            async { app.verify_payout_method(*actor, input.payout_method_id.parse()?, &input.evidence).await };
        PayoutMethodVerifyPayload::from_result(verified.await)
    }

    /// Refuse a bank account. For staff with `REVIEW_REGISTRATIONS`.
    async fn payout_method_reject(
        &self,
        ctx: &Context<'_>,
        input: PayoutMethodRejectInput,
    ) -> async_graphql::Result<PayoutMethodRejectPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let rejected = async { app.reject_payout_method(*actor, input.payout_method_id.parse()?, &input.reason).await };
        PayoutMethodRejectPayload::from_result(rejected.await)
    }

    /// Say that a bank account still holds after the bank refused or returned money; it is reviewed again. For
    /// the payee; needs `MANAGE_PAYOUTS`.
    async fn payout_method_confirm(
        &self,
        ctx: &Context<'_>,
        input: PayoutMethodConfirmInput,
    ) -> async_graphql::Result<PayoutMethodConfirmPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let PayoutMethodConfirmInput { payout_method_id, document_issued_on } = input;
        let confirmed =
            async { app.confirm_payout_method(*actor, payout_method_id.parse()?, document_issued_on).await };
        PayoutMethodConfirmPayload::from_result(confirmed.await)
    }

    /// Take a bank account away, unless money is on its way there. For the payee; needs `MANAGE_PAYOUTS`.
    async fn payout_method_remove(
        &self,
        ctx: &Context<'_>,
        input: PayoutMethodRemoveInput,
    ) -> async_graphql::Result<PayoutMethodRemovePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let removed = async { app.remove_payout_method(*actor, input.payout_method_id.parse()?).await };
        PayoutMethodRemovePayload::from_result(removed.await)
    }

    /// Say when to be paid in a currency, and how much at least; binds from the next run on. For the payee; needs
    /// `MANAGE_PAYOUTS`.
    async fn payout_preference_set(
        &self,
        ctx: &Context<'_>,
        input: PayoutPreferenceSetInput,
    ) -> async_graphql::Result<PayoutPreferenceSetPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let set = async { app.set_payout_preference(*actor, input.try_into()?).await };
        PayoutPreferenceSetPayload::from_result(set.await)
    }

    /// Stop payouts in a currency until they are resumed. For the payee; needs `MANAGE_PAYOUTS`.
    async fn payout_pause(
        &self,
        ctx: &Context<'_>,
        input: PayoutPauseInput,
    ) -> async_graphql::Result<PayoutPausePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        PayoutPausePayload::from_result(app.pause_payouts(*actor, input.currency.0).await)
    }

    /// Go on with payouts in a currency. For the payee; needs `MANAGE_PAYOUTS`.
    async fn payout_resume(
        &self,
        ctx: &Context<'_>,
        input: PayoutResumeInput,
    ) -> async_graphql::Result<PayoutResumePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        PayoutResumePayload::from_result(app.resume_payouts(*actor, input.currency.0).await)
    }

    /// Make a payout run by hand: again, for whom something was in the way, or for one payee. Nobody is paid
    /// twice for one day. For staff with `RUN_PAYOUTS`.
    async fn payout_run(&self, ctx: &Context<'_>, input: PayoutRunInput) -> async_graphql::Result<PayoutRunPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let run = async { app.run_payouts(*actor, input.try_into()?).await };
        PayoutRunPayload::from_result(run.await)
    }

    /// Stop a disbursement that nobody began to send; the money waits for the next run. For staff with
    /// `RUN_PAYOUTS`.
    async fn disbursement_cancel(
        &self,
        ctx: &Context<'_>,
        input: DisbursementCancelInput,
    ) -> async_graphql::Result<DisbursementCancelPayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let cancelled = async { app.cancel_disbursement(*actor, input.try_into()?).await };
        DisbursementCancelPayload::from_result(cancelled.await)
    }

    /// Prove what became of a disbursement whose answer was lost. For staff with `SETTLE_UNRESOLVED`.
    async fn disbursement_resolve(
        &self,
        ctx: &Context<'_>,
        input: DisbursementResolveInput,
    ) -> async_graphql::Result<DisbursementResolvePayload> {
        let Session { app, actor, .. } = Session::of(ctx);
        let resolved = async { app.resolve_disbursement(*actor, input.try_into()?).await };
        DisbursementResolvePayload::from_result(resolved.await)
    }
}
