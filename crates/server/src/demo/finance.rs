//! What goes backwards, and who sees to it: experts whose bank account is closed, and staff who give up what nobody pays.

use anyhow::Result;
use chrono::{DateTime, Days, Utc};
use serde_json::{Value, json};

use super::{people::Expert, stage::Stage};

/// How often somebody looks.
const EVERY: i64 = 7;
/// After so many days without money for what is due staff ask for it no longer.
const PATIENCE: Days = Days::new(21);

const BLOCKERS: &str = "{ payoutBlockers { code } }";
const CHARGES: &str = "query Unpaid($status: ChargeStatus!, $first: Int, $after: String) {
    charges(status: $status, first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { id dueAt open { amount currency } attempts { status } } } } }";

impl Stage {
    /// Once a week: whose money came back from the bank names another account, and what is not paid is given up.
    pub async fn look_back(&mut self, experts: &[Expert], began_at: DateTime<Utc>) -> Result<()> {
        if (self.now - began_at).num_days() % EVERY != 0 {
            return Ok(());
        }
        for expert in experts {
            self.mend(expert).await?;
        }
        for status in ["OVERDUE", "CHARGED_BACK"] {
            let variables = json!({ "status": status, "first": 100 });
            for charge in self.staff.list(CHARGES, variables, "/charges").await? {
                self.give_up(&charge).await?;
            }
        }
        Ok(())
    }

    async fn mend(&mut self, expert: &Expert) -> Result<()> {
        let blockers = expert.client.query(BLOCKERS, json!({})).await?;
        let is_errored = |blocker: &Value| blocker["code"] == "PAYOUT_METHOD_ERRORED";
        if blockers["payoutBlockers"].as_array().is_some_and(|blockers| blockers.iter().any(is_errored)) {
            let Expert { client, name, home, .. } = expert;
            self.payout_method(client, name, home, home.account_number).await?;
        }
        Ok(())
    }

    /// Staff give up what has been due for long, and of which no attempt may still bring it.
    async fn give_up(&mut self, charge: &Value) -> Result<()> {
        let due_at: DateTime<Utc> = charge["dueAt"].as_str().unwrap_or_default().parse()?;
        let attempts = charge["attempts"].as_array().into_iter().flatten();
        let is_answered =
            attempts.last().is_none_or(|last| last["status"] == "FAILED" || last["status"] == "COLLECTED");
        if due_at + PATIENCE > self.now || !is_answered {
            return Ok(());
        }
        let (id, reason) = (&charge["id"], "Nobody answers our letters.");
        let given_up = json!({ "chargeId": id, "reason": reason, "idempotencyKey": self.key() });
        self.staff.make("chargeMarkUncollectible", given_up, "charge").await?;
        let open = &charge["open"];
        let written_off = json!({ "chargeId": id, "amount": open, "reason": reason, "idempotencyKey": self.key() });
        self.staff.make("chargeWriteOff", written_off, "charge").await.map(drop)
    }
}
