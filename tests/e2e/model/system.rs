//! The system, from outside: commands go through the front door, and ids are kept for what they made.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use support::{App, Database, Person, steps::accounts::address, steps::payouts::ROUTING};

use super::{
    command::{CUSTOMERS, Command, Does, PaidBy, Silence, Thing, Who, usd},
    state::{Cents, Model},
};

/// Under which address an account's member signs in.
pub const EMAILS: [&str; 4] = ["carl@example.org", "dora@example.org", "ada@example.org", "grace@example.org"];
/// Their colleagues, in the same order.
pub const COLLEAGUES: [&str; 4] = ["cleo@example.org", "dan@example.org", "alan@example.org", "gus@example.org"];
/// Of the experts' accounts alone, and without a certification.
pub const APPRENTICES: [&str; 2] = ["alma@example.org", "gil@example.org"];
/// As the stories' registry and banks know them.
pub const NAMES: [&str; 4] = ["Carl Customer", "Dora Customer", "Ada Lovelace", "Grace Hopper"];
const OPERATOR: &str = "olga@operator.example";
pub const CLERK: &str = "sam@operator.example";

/// What the system calls the things of the model.
#[derive(Clone, Default)]
pub struct Ids {
    pub things: BTreeMap<Thing, String>,
    /// By response.
    pub conversations: Vec<String>,
    /// By account.
    pub accounts: Vec<String>,
}

/// A mutation, its input, and the field of its payload that names what it made.
pub type Mutation = (&'static str, Value, Option<&'static str>);

pub struct System {
    pub app: App,
    pub ids: Ids,
}

/// What the system said to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Taken; the id of what it speaks of, where that is something new, and those of the bills that came with it.
    Taken(Vec<String>),
    Refused(String),
    /// No answer that a client can work with.
    Broken(String),
}

impl System {
    pub async fn copy_of(template: &Database, ids: Ids) -> Self {
        Self { app: App::copy_of(template).await, ids }
    }

    pub fn person(&self, who: Who) -> Person<'_> {
        match who {
            Who::Member(account) => self.app.person(EMAILS[account]),
            Who::Colleague(account) => self.app.person(COLLEAGUES[account]),
            Who::Apprentice(account) => self.app.person(APPRENTICES[account - CUSTOMERS]),
            Who::OneFactor(account) => self.app.person_without_second_factor(EMAILS[account]),
            Who::Staff => self.app.operator(),
            Who::Clerk => self.app.person(CLERK),
            Who::StaffOneFactor => self.app.person_without_second_factor(OPERATOR),
        }
    }

    /// Sends a command, and reads what was said. `model` stands before the command.
    pub async fn send(&mut self, command: &Command, model: &Model) -> Said {
        let (mutation, mut input, thing) = self.mutation(command, model).await;
        if command.does.takes_key() {
            input["idempotencyKey"] = json!(format!("model-{}", command.key));
        }
        let selection = thing.map(selection).unwrap_or_default();
        let answer = self.person(command.who).mutate(mutation, input, &selection).await;
        let payload = &answer.body["data"][mutation];
        if let Some(code) = payload["userErrors"][0]["code"].as_str() {
            return Said::Refused(code.to_owned());
        }
        if !payload.is_object() {
            return Said::Broken(answer.body.to_string());
        }
        let ids = thing.map(|thing| ids(&payload[thing])).unwrap_or_default();
        if let Some(conversation) = payload["response"]["conversation"]["id"].as_str() {
            let conversation = conversation.to_owned();
            if !self.ids.conversations.contains(&conversation) {
                self.ids.conversations.push(conversation);
            }
        }
        Said::Taken(ids)
    }

    pub fn id(&self, thing: Thing) -> &str {
        &self.ids.things[&thing]
    }

    /// The mutation of a command, its input, and the field of its payload that names what it made.
    #[expect(clippy::too_many_lines, reason = "a line or two a mutation")]
    async fn mutation(&self, command: &Command, model: &Model) -> Mutation {
        let (who, wording) = (command.who, command.wording);
        let request = |index| self.id(Thing::Request(index));
        let proposal = |index| self.id(Thing::Proposal(index));
        let engagement = |index| self.id(Thing::Engagement(index));
        let bill = |index| self.id(Thing::Bill(index));
        let method = |index| self.id(Thing::PayoutMethod(index));
        match command.does {
            Does::OpenRequest => (
                "customerRequestOpen",
                json!({ "title": format!("Move our web shop {wording}"), "description": "We run a web shop under a desk." }),
                Some("customerRequest"),
            ),
            Does::StopAnswers { request: index } => {
                ("customerRequestStopAnswers", json!({ "customerRequestId": request(index) }), None)
            }
            Does::TakeAnswers { request: index } => {
                ("customerRequestTakeAnswers", json!({ "customerRequestId": request(index) }), None)
            }
            Does::Respond { request: index } => {
                let message = format!("I can help. {wording}");
                ("responseSend", json!({ "customerRequestId": request(index), "message": message }), Some("response"))
            }
            Does::WithdrawResponse { response } => {
                ("responseWithdraw", json!({ "responseId": self.id(Thing::Response(response)) }), None)
            }
            Does::Propose { response, maximum, ref plan, expires_at } => (
                "proposalSend",
                json!({
                    "conversationId": self.ids.conversations[response],
                    "title": "Moving the shop", "terms": format!("Plan, move, hand over. {wording}"),
                    "maximum": money(maximum), "expiresAt": expires_at,
                    "paymentType": plan.name(), "schedule": plan.schedule(),
                }),
                Some("proposal"),
            ),
            Does::Accept { proposal: index, by, silence } => {
                let (on_silence, days) = match silence {
                    Silence::Usual => (None, None),
                    Silence::Days(days) => (Some("APPROVE"), Some(days)),
                    Silence::Waits => (Some("WAIT"), None),
                };
                let input = json!({
                    "proposalId": proposal(index), "paymentMethodId": self.paid_by(by),
                    "onSilence": on_silence, "approveAfterDays": days,
                });
                ("proposalAccept", input, Some("engagement"))
            }
            Does::DeclineProposal { proposal: index } => {
                ("proposalDecline", json!({ "proposalId": proposal(index) }), None)
            }
            Does::WithdrawProposal { proposal: index } => {
                ("proposalWithdraw", json!({ "proposalId": proposal(index) }), None)
            }
            Does::Bill { engagement: index, amount, is_final, answers } => (
                "paymentRequestSubmit",
                json!({
                    "engagementId": engagement(index), "amount": money(amount), "isFinal": is_final,
                    "name": "Milestone", "description": format!("As agreed. {wording}"), "answersId": answers.map(bill),
                }),
                Some("paymentRequest"),
            ),
            Does::ApproveBill { bill: index } => {
                ("paymentRequestApprove", json!({ "paymentRequestId": bill(index) }), Some("paymentRequest"))
            }
            Does::DeclineBill { bill: index } => {
                ("paymentRequestDecline", json!({ "paymentRequestId": bill(index), "reason": "Not as agreed." }), None)
            }
            Does::WithdrawBill { bill: index } => {
                ("paymentRequestWithdraw", json!({ "paymentRequestId": bill(index) }), None)
            }
            Does::Complete { engagement: index } => {
                ("engagementComplete", json!({ "engagementId": engagement(index) }), None)
            }
            Does::AddPaymentMethod { token } => {
                let input = json!({ "tender": token.tender(), "providerToken": token.text() });
                ("paymentMethodAdd", input, Some("paymentMethod"))
            }
            Does::ChangePaymentMethod { engagement: index, by } => {
                let input = json!({ "engagementId": engagement(index), "paymentMethodId": self.paid_by(by) });
                ("paymentMethodChange", input, None)
            }
            Does::Collect { bill: index } => {
                ("chargeCollect", json!({ "chargeId": self.charge(bill(index)).await }), None)
            }
            Does::AddPayoutMethod { bank, issued_on } => (
                "payoutMethodAdd",
                json!({
                    "currency": "USD", "rail": "NACHA", "accountNumber": bank.account_number(),
                    "routingNumber": ROUTING, "holder": NAMES[who.account().unwrap_or_default()],
                    "holderReason": (wording > 0).then(|| format!("Reason {wording}")),
                    "bankAddress": address(), "documentIssuedOn": issued_on,
                }),
                Some("payoutMethod"),
            ),
            Does::VerifyPayoutMethod { method: index } => {
                ("payoutMethodVerify", json!({ "payoutMethodId": method(index), "evidence": "A letter." }), None)
            }
            Does::RejectPayoutMethod { method: index } => {
                ("payoutMethodReject", json!({ "payoutMethodId": method(index), "reason": "No letter." }), None)
            }
            Does::ConfirmPayoutMethod { method: index, document_is_fresh } => {
                let age = if document_is_fresh { 0 } else { 100 };
                let issued_on = model.now.date_naive() - chrono::Days::new(age);
                let input = json!({ "payoutMethodId": method(index), "documentIssuedOn": issued_on });
                ("payoutMethodConfirm", input, None)
            }
            Does::RemovePayoutMethod { method: index } => {
                ("payoutMethodRemove", json!({ "payoutMethodId": method(index) }), None)
            }
            Does::SetPreference { month_day, minimum } => {
                let interval = match month_day {
                    None => "DAILY",
                    Some(31) => "MONTH_END",
                    Some(_) => "MONTHLY",
                };
                let day = month_day.filter(|day| *day != 31);
                let input = json!({
                    "currency": "USD", "interval": interval, "monthDay": day, "minimum": money(minimum),
                });
                ("payoutPreferenceSet", input, None)
            }
            Does::PausePayouts => ("payoutPause", json!({ "currency": "USD" }), None),
            Does::ResumePayouts => ("payoutResume", json!({ "currency": "USD" }), None),
            Does::RunPayouts { on, payee } => {
                let account = payee.map(|payee| &self.ids.accounts[payee]);
                ("payoutRun", json!({ "currency": "USD", "runOn": on, "accountId": account }), None)
            }
            Does::CancelDisbursement { disbursement } => {
                let id = self.disbursement(disbursement, model).await;
                let reason = format!("Asked to. {wording}");
                ("disbursementCancel", json!({ "disbursementId": id, "reason": reason }), None)
            }
            Does::ResolveDisbursement { disbursement, received } => {
                let id = self.disbursement(disbursement, model).await;
                let outcome = if received { "RECEIVED" } else { "NEVER_RECEIVED" };
                let evidence = format!("The rail's desk says so. {wording}");
                let input = json!({ "disbursementId": id, "outcome": outcome, "evidence": evidence });
                ("disbursementResolve", input, None)
            }
            Does::SetFee { basis_points, from } => {
                let input = json!({ "basisPoints": basis_points, "validFromAt": from });
                ("feeScheduleAdd", input, Some("feeSchedule"))
            }
            Does::End(ref ending) => self.ending(ending, wording),
            Does::Dispute(ref disputing) => self.disputing(disputing, wording),
            Does::Enter(ref entering) => self.entering(entering, wording),
            Does::Review(ref reviewing) => self.reviewing(reviewing, wording),
            Does::Talk(ref talking) => self.talking(talking, wording),
            Does::Mark(ref marking) => self.marking(marking),
        }
    }

    fn paid_by(&self, by: PaidBy) -> &str {
        match by {
            PaidBy::Method(method) => self.id(Thing::PaymentMethod(method)),
            PaidBy::Credit => "crg_019a0000000070008000000000000000",
        }
    }

    async fn charge(&self, bill: &str) -> Value {
        let query = "query C($id: ID!) { paymentRequest(id: $id) { charge { id } } }";
        let read = self.app.operator().query(query, json!({ "id": bill })).await;
        read["paymentRequest"]["charge"]["id"].clone()
    }

    /// Payee and run day name a disbursement: there is never a second one for the two.
    async fn disbursement(&self, index: usize, model: &Model) -> Value {
        let sent = &model.disbursements[index];
        let query = "{ disbursements(first: 100) { edges { node { id runOn } } } }";
        let read = self.person(Who::Member(sent.expert)).query(query, json!({})).await;
        let edges = read["disbursements"]["edges"].as_array().cloned().unwrap_or_default();
        let found = edges.into_iter().find(|edge| edge["node"]["runOn"] == json!(sent.run_on));
        found.map_or(Value::Null, |edge| edge["node"]["id"].clone())
    }
}

/// What is read of a thing that a command made: its id, and those of the bills that come with some, the newest first.
fn selection(thing: &str) -> String {
    let bills = |first: usize| format!("paymentRequests(first: {first}) {{ edges {{ node {{ id }} }} }}");
    match thing {
        "response" => "response { id conversation { id } }".to_owned(),
        "engagement" => format!("engagement {{ id {} }}", bills(100)),
        "dispute" => format!("dispute {{ id paymentRequest {{ engagement {{ {} }} }} }}", bills(1)),
        _ => format!("{thing} {{ id }}"),
    }
}

fn ids(thing: &Value) -> Vec<String> {
    let id = |thing: &Value| thing["id"].as_str().unwrap_or_default().to_owned();
    let bills = [thing, &thing["paymentRequest"]["engagement"]].map(|of| of["paymentRequests"]["edges"].as_array());
    let bills = bills.into_iter().flatten().flatten().rev().map(|edge| id(&edge["node"]));
    [id(thing)].into_iter().chain(bills).collect()
}

/// An amount as the API takes it.
pub fn money(amount: Cents) -> Value {
    json!({ "amount": usd(amount), "currency": "USD" })
}
