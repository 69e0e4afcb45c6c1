//! What goes with the work and how it ends: access, completion, cancellation and what the customer says of it.

use anyhow::{Context, Result};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{stage::Stage, work::Work};

const BILLS: &str = "query Bills($id: ID!) { engagement(id: $id) { paymentRequests(first: 100) { edges { node {
    id charge { refundable { amount } } } } } } }";

impl Work<'_> {
    /// The customer lets the expert in, and the expert looks around.
    pub async fn let_in(&self, stage: &mut Stage) -> Result<()> {
        let input = json!({
            "engagementId": self.engagement_id,
            "level": "ViewOnlyAccess",
            "purpose": "To see what runs where before anything is changed.",
            "idempotencyKey": stage.key(),
        });
        let grant = self.expert.client.make("accessGrantRequest", input, "accessGrant").await?;
        self.customer.client.make("accessGrantApprove", json!({ "accessGrantId": grant }), "accessGrant").await?;
        let session = json!({ "accessGrantId": grant, "minutes": 30, "idempotencyKey": stage.key() });
        self.expert.client.run("accessSessionOpen", session, "access", "session { id }").await.map(drop)
    }

    pub(super) async fn complete(&self) -> Result<()> {
        let of_work = json!({ "engagementId": self.engagement_id });
        self.expert.client.make("engagementComplete", of_work, "engagement").await.map(drop)
    }

    pub(super) async fn ask_to_cancel(&mut self, stage: &mut Stage) -> Result<()> {
        let input = json!({
            "engagementId": self.engagement_id,
            "reason": "What we planned is not needed any more.",
            "idempotencyKey": stage.key(),
        });
        let asked = self.expert.client.make("cancellationRequest", input, "cancellationRequest").await?;
        self.cancellation = Some(asked);
        Ok(())
    }

    /// The customer agrees, objects, or keeps silent until time agrees.
    pub(super) async fn answer_cancellation(&mut self, stage: &mut Stage) -> Result<()> {
        let answer = match stage.chance.u32(0..100) {
            0..45 => "cancellationApprove",
            45..75 => "cancellationReject",
            _ => return Ok(()),
        };
        let of_request = json!({ "cancellationRequestId": self.cancellation.take() });
        self.customer.client.make(answer, of_request, "cancellationRequest").await.map(drop)
    }

    /// The customer says how it was, staff let everybody read it, and the expert replies perhaps.
    pub(super) async fn review(&mut self, stage: &mut Stage) -> Result<()> {
        self.is_over = true;
        let stars = stage.chance.i32(2..=5);
        let input = json!({
            "engagementId": self.engagement_id,
            "stars": stars,
            "text": if stars > 3 { "It runs, and we sleep." } else { "It works, and took longer than we thought." },
            "wouldWorkAgain": stars > 2,
            "idempotencyKey": stage.key(),
        });
        let review = self.customer.client.make("reviewWrite", input, "review").await?;
        stage.staff.make("reviewPublish", json!({ "reviewId": review }), "review").await?;
        if stage.chance_of(50) {
            let reply = json!({ "reviewId": review, "text": "Thank you. It was good to work with you." });
            self.expert.client.make("reviewReply", reply, "review").await?;
        }
        if stars <= 3 { self.ask_back(stage).await } else { Ok(()) }
    }

    /// The customer asks for a quarter of a bill back; the expert gives it, or does not.
    async fn ask_back(&self, stage: &mut Stage) -> Result<()> {
        let bills = self.customer.client.query(BILLS, json!({ "id": self.engagement_id })).await?;
        let bills = bills["engagement"]["paymentRequests"]["edges"].as_array().context("a connection has edges")?;
        let Some((bill, part)) = bills.iter().find_map(|edge| a_quarter(&edge["node"])) else { return Ok(()) };
        let (reason, money) = ("A part of it does not do what we agreed.", self.expert.money(&part));
        let asked = json!({ "paymentRequestId": bill, "kind": "PARTIAL", "amount": money, "reason": reason,
                            "idempotencyKey": stage.key() });
        let refund = self.customer.client.make("refundRequest", asked, "refund").await?;
        if stage.chance_of(25) {
            let refused = json!({ "refundId": refund, "reason": "It does: the second page of the plan says so." });
            return self.expert.client.make("refundRefuse", refused, "refund").await.map(drop);
        }
        let given = json!({ "refundId": refund, "paymentRequestId": bill, "amount": money, "reason": reason });
        let offer = json!({ "refunds": [given], "total": money, "idempotencyKey": stage.key() });
        self.expert.client.run("refundOffer", offer, "refunds", "id").await.map(drop)
    }
}

/// A bill of which something can be given back, and a quarter of that.
fn a_quarter(bill: &Value) -> Option<(&str, Decimal)> {
    let refundable: Decimal = bill["charge"]["refundable"]["amount"].as_str()?.parse().ok()?;
    let part = (refundable / Decimal::from(4)).round_dp(2);
    (!part.is_zero()).then_some((bill["id"].as_str()?, part))
}
