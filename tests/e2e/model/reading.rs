//! How things stand in the system, read by those whom they concern, in the words of [`super::view`].

use serde_json::{Value, json};

use super::{
    command::{ACCOUNTS, CUSTOMERS, Who},
    system::System,
    view::{View, engagement_line},
};

/// What an account sees of its offers and, as a payee, of its money.
const PAYEE: &str = "{
    list: customerRequests(first: 50) { edges { node { id } } }
    hidden: customerRequests(first: 50, hidden: true) { edges { node { id } } }
    viewer { expertProfile { reviewSummary { count averageStars } } }
    conversations: myConversations(side: EXPERT, first: 50) { edges { node { unreadCount conversation { id } } } }
    archive: myConversations(side: EXPERT, first: 50, filter: { archived: true }) {
        edges { node { unreadCount conversation { id } } } }
    myResponses(first: 50) { edges { node { id status conversation {
        messages(first: 100) { edges { node { id } } }
        proposals(first: 20) { edges { node { id status } } } } } } }
    engagements(side: EXPERT, first: 30) { edges { node {
        id status paymentType completedAt cancelledAt approved { amount } pending { amount } remaining { amount }
        accessGrants(first: 50) { edges { node { id status } } }
        cancellationRequests(first: 20) { edges { node { id status askedBy approvedBy answerDueAt } } }
        paymentRequests(first: 100) { edges { node {
            id status amount { amount } approvedBy autoApproveAt decidedAt fee { amount } net { amount }
            disputes(first: 20) { edges { node { id status settlement part { amount } answerDueAt } } }
            charge { status collected { amount } dueAt attempts { status } nextAttemptAt }
        } } }
    } } }
    payoutMethods(first: 50) { edges { node { id status } } }
    payoutPreferences { interval monthDay isPaused minimum { amount } nextRunOn }
    payoutBlockers { code }
    disbursements(first: 50) { edges { node { runOn status amount { amount } payoutMethod { id } } } }
}";

/// What an account sees of what it asked for, and of what it says of the work.
const CUSTOMER: &str = "{
    myCustomerRequests(first: 50) { edges { node { id status responderCount } } }
    conversations: myConversations(side: CUSTOMER, first: 50) { edges { node { unreadCount conversation { id } } } }
    archive: myConversations(side: CUSTOMER, first: 50, filter: { archived: true }) {
        edges { node { unreadCount conversation { id } } } }
    engagements(side: CUSTOMER, first: 30) { edges { node { review { id stars status reply { text } } } } }
}";

const BOOKS: &str = "{ trialBalance { kind side debit { amount } credit { amount } } }";

impl System {
    /// Everything but the books.
    pub async fn view(&self) -> View {
        let mut view = View::new();
        for (account, name) in ACCOUNTS.into_iter().enumerate() {
            let read = self.person(Who::Member(account)).query(CUSTOMER, json!({})).await;
            self.view_asking(&read, &mut view);
            self.view_talk((name, "as customer"), &read, &mut view);
        }
        for (expert, name) in ACCOUNTS.into_iter().enumerate().skip(CUSTOMERS) {
            let read = self.person(Who::Member(expert)).query(PAYEE, json!({})).await;
            self.view_work(&read, &mut view);
            self.view_payee(name, &read, &mut view);
            self.view_talk((name, "as expert"), &read, &mut view);
            for (list, called) in [("list", "list"), ("hidden", "hidden list")] {
                let listed = nodes(&read[list]).map(|request| self.called("request", request));
                view.insert(format!("{name}'s {called}"), listed.collect::<Vec<_>>().join(", "));
            }
            let summary = &read["viewer"]["expertProfile"]["reviewSummary"];
            let stars = summary["averageStars"].as_str().map(|stars| format!(", {stars} stars")).unwrap_or_default();
            view.insert(format!("{name}'s reputation"), format!("{} reviews{stars}", summary["count"]));
        }
        view
    }

    /// The trial balance, without what is even.
    pub async fn books(&self) -> View {
        let read = self.app.operator().query(BOOKS, json!({})).await;
        let rows = read["trialBalance"].as_array().cloned().unwrap_or_default();
        let line = |row: &Value| {
            let normal = if row["side"] == "DEBIT" { "debit" } else { "credit" };
            let other = if row["side"] == "DEBIT" { "credit" } else { "debit" };
            let (normal, other) = (text(&row[normal]["amount"]), text(&row[other]["amount"]));
            let held = if other == "0.00" { normal } else { format!("-{other}") };
            (format!("the books: {}", text(&row["kind"])), held)
        };
        rows.iter().map(line).filter(|(_, held)| held != "0.00").collect()
    }

    fn view_asking(&self, read: &Value, view: &mut View) {
        for request in nodes(&read["myCustomerRequests"]) {
            let line = format!("{}, {} answers", text(&request["status"]), request["responderCount"]);
            view.insert(self.called("request", request), line);
        }
        let reviews = nodes(&read["engagements"]).map(|engagement| &engagement["review"]);
        for review in reviews.filter(|review| review.is_object()) {
            let replied = if review["reply"].is_object() { ", answered" } else { "" };
            let line = format!("{} stars, {}{replied}", review["stars"], text(&review["status"]));
            view.insert(self.called("review", review), line);
        }
    }

    /// What an account has before it and put away, in its order.
    fn view_talk(&self, (who, side): (&str, &str), read: &Value, view: &mut View) {
        for list in ["conversations", "archive"] {
            let told = nodes(&read[list]).map(|part| {
                let id = text(&part["conversation"]["id"]);
                let index = self.ids.conversations.iter().position(|known| *known == id);
                let response = index.map_or(id, |index| index.to_string());
                format!("{response} ({} unread)", part["unreadCount"])
            });
            view.insert(format!("{who}'s {list} {side}"), told.collect::<Vec<_>>().join(", "));
        }
    }

    fn view_work(&self, read: &Value, view: &mut View) {
        for response in nodes(&read["myResponses"]) {
            let messages = nodes(&response["conversation"]["messages"]).count();
            let line = format!("{}, {messages} messages", text(&response["status"]));
            view.insert(self.called("response", response), line);
            for proposal in nodes(&response["conversation"]["proposals"]) {
                view.insert(self.called("proposal", proposal), text(&proposal["status"]));
            }
        }
        for engagement in nodes(&read["engagements"]) {
            let [approved, pending, remaining] =
                ["approved", "pending", "remaining"].map(|sum| text(&engagement[sum]["amount"]));
            let ended = instant(&engagement["completedAt"]) + &instant(&engagement["cancelledAt"]);
            let ended = if ended.is_empty() { ended } else { format!(" at {ended}") };
            let status = format!("{} {}{ended}", text(&engagement["paymentType"]), text(&engagement["status"]));
            view.insert(
                self.called("engagement", engagement),
                engagement_line(&status, &approved, &pending, &remaining),
            );
            for grant in nodes(&engagement["accessGrants"]) {
                view.insert(self.called("access", grant), text(&grant["status"]));
            }
            for asked in nodes(&engagement["cancellationRequests"]) {
                view.insert(self.called("cancellation", asked), cancellation_line(asked));
            }
            for bill in nodes(&engagement["paymentRequests"]) {
                self.view_bill(bill, view);
            }
        }
    }

    fn view_bill(&self, bill: &Value, view: &mut View) {
        let called = self.called("bill", bill);
        for dispute in nodes(&bill["disputes"]) {
            view.insert(self.called("dispute", dispute), format!("of {called}, {}", dispute_line(dispute)));
        }
        view.insert(called, bill_line(bill));
    }

    fn view_payee(&self, who: &str, read: &Value, view: &mut View) {
        for method in nodes(&read["payoutMethods"]) {
            view.insert(self.called("payout method", method), text(&method["status"]));
        }
        for preference in read["payoutPreferences"].as_array().into_iter().flatten() {
            let interval = match text(&preference["interval"]).as_str() {
                "DAILY" => "daily".to_owned(),
                "MONTH_END" => "at the month's end".to_owned(),
                _ => format!("on day {}", preference["monthDay"]),
            };
            let paused = if preference["isPaused"] == true { ", paused" } else { "" };
            let (minimum, next) = (text(&preference["minimum"]["amount"]), text(&preference["nextRunOn"]));
            view.insert(format!("{who}'s preference"), format!("{interval}, {minimum} at least{paused}, next {next}"));
        }
        let blockers = read["payoutBlockers"].as_array().into_iter().flatten();
        let mut blockers: Vec<String> = blockers.map(|blocker| text(&blocker["code"])).collect();
        blockers.sort();
        view.insert(format!("{who}'s blockers"), blockers.join(" "));
        for sent in nodes(&read["disbursements"]) {
            let (status, amount) = (text(&sent["status"]), text(&sent["amount"]["amount"]));
            let line = format!("{status} {amount} to {}", self.called("payout method", &sent["payoutMethod"]));
            view.insert(format!("{who}'s disbursement of {}", text(&sent["runOn"])), line);
        }
    }

    /// What the model calls a thing; by its id, if it knows none.
    fn called(&self, kind: &str, thing: &Value) -> String {
        let id = text(&thing["id"]);
        let known = self.ids.things.iter().find(|(_, known)| **known == id);
        match known.map(|(thing, _)| *thing) {
            Some(thing) => format!("{kind} {}", thing.index()),
            None => format!("{kind} {id}"),
        }
    }
}

fn bill_line(bill: &Value) -> String {
    let status = format!("{} {}", text(&bill["status"]), text(&bill["amount"]["amount"]));
    let charge = &bill["charge"];
    if charge.is_null() {
        let until = instant(&bill["autoApproveAt"]);
        return if until.is_empty() { status } else { format!("{status} until {until}") };
    }
    let attempts: Vec<String> =
        charge["attempts"].as_array().into_iter().flatten().map(|attempt| text(&attempt["status"])).collect();
    format!(
        "{status} by {} at {}, fee {} net {}; charge {}, collected {}, due {}, attempts [{}], next {}",
        text(&bill["approvedBy"]),
        instant(&bill["decidedAt"]),
        text(&bill["fee"]["amount"]),
        text(&bill["net"]["amount"]),
        text(&charge["status"]),
        text(&charge["collected"]["amount"]),
        instant(&charge["dueAt"]),
        attempts.join(" "),
        instant(&charge["nextAttemptAt"]),
    )
}

fn cancellation_line(asked: &Value) -> String {
    let (by, until) = (text(&asked["approvedBy"]), instant(&asked["answerDueAt"]));
    let by = if by.is_empty() { by } else { format!(" by {by}") };
    let until = if until.is_empty() { until } else { format!(" until {until}") };
    format!("asked by {}, {}{by}{until}", text(&asked["askedBy"]), text(&asked["status"]))
}

fn dispute_line(dispute: &Value) -> String {
    let parts = [text(&dispute["status"]), text(&dispute["settlement"]), text(&dispute["part"]["amount"])];
    let until = instant(&dispute["answerDueAt"]);
    let until = if until.is_empty() { until } else { format!("until {until}") };
    let parts = parts.into_iter().chain([until]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

fn nodes(connection: &Value) -> impl Iterator<Item = &Value> {
    connection["edges"].as_array().into_iter().flatten().map(|edge| &edge["node"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// To the second, as the model writes it; empty for none.
fn instant(value: &Value) -> String {
    text(value).get(..19).unwrap_or_default().replace('T', " ")
}
