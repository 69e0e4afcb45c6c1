//! What goes with the work and how it ends: access, completion, cancellation and what the customer says of it.

use anyhow::Result;
use serde_json::json;

use super::{stage::Stage, work::Work};

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
        Ok(())
    }
}
