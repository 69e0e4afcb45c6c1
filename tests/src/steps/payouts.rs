use chrono::TimeDelta;
use kernel::{Currency, Money};
use ledger::{Account, AccountKind, Credit, Debit, Posting};
use serde_json::{Value, json};

use crate::{
    App, Person,
    steps::{
        money::bill_agreed,
        work::{people, work_agreed},
    },
};

/// A bank of the United States, by its routing number.
pub const ROUTING: &str = "021000021";
/// An account number that the sandbox pays. Others end in `0001` to `0005`, as its rail says.
pub const GOOD: &str = "000123456789";

const DISBURSEMENTS: &str = "query D { disbursements { edges { node {
    id status reportStatus runOn bankTrace failure scheduledAt statusSince amount { amount currency }
    payoutMethod { id status }
    lines { edges { node { amount { amount } paymentRequest { id } givenBackBy { id } } } } } } } }";

/// Work over 10,000.00 US dollars, paid by card: its customer, its expert and the engagement.
pub async fn agreed(app: &App) -> (Person<'_>, Person<'_>, String) {
    let (customer, expert, card) = people(app).await;
    let work = work_agreed(&customer, &expert, &card, "10000.00").await;
    (customer, expert, work.engagement)
}

/// What the viewer's account is called and where it is.
pub async fn account_of(person: &Person<'_>) -> Value {
    let account = "query A { viewer { account { id name address { street city postalCode country } } } }";
    person.query(account, json!({})).await["viewer"]["account"].clone()
}

/// The input of a US dollar account at an American bank, in the payee's name and at its address.
pub async fn payout_method_input(expert: &Person<'_>, account_number: &str) -> Value {
    let account = account_of(expert).await;
    json!({
        "currency": "USD",
        "rail": "NACHA",
        "accountNumber": account_number,
        "routingNumber": ROUTING,
        "holder": account["name"],
        "bankAddress": account["address"],
        "documentIssuedOn": expert.app.now().date_naive(),
        "idempotencyKey": expert.app.key(),
    })
}

/// The expert names a bank account.
pub async fn payout_method_added(expert: &Person<'_>, account_number: &str) -> String {
    let input = payout_method_input(expert, account_number).await;
    let payload = expert.run("payoutMethodAdd", input, "payoutMethod { id status }").await;
    assert_eq!(payload["payoutMethod"]["status"], "PENDING");
    payload["payoutMethod"]["id"].as_str().expect("a thing has an id").to_owned()
}

/// Staff find the bank account to be the expert's.
pub async fn payout_method_verified(reviewer: &Person<'_>, id: &str) {
    let input = json!({ "payoutMethodId": id, "evidence": "The bank's letter shows the number." });
    let payload = reviewer.run("payoutMethodVerify", input, "payoutMethod { status }").await;
    assert_eq!(payload["payoutMethod"]["status"], "VERIFIED");
}

/// The expert is paid to a verified bank account.
pub async fn paid_to(expert: &Person<'_>, account_number: &str) -> String {
    let id = payout_method_added(expert, account_number).await;
    payout_method_verified(&expert.app.operator(), &id).await;
    id
}

/// The expert is paid monthly on a day, from no minimum on.
pub async fn paid_monthly(expert: &Person<'_>, month_day: i32) -> Value {
    let input = json!({ "currency": "USD", "interval": "MONTHLY", "monthDay": month_day });
    let set = expert.run("payoutPreferenceSet", input, "payoutPreference { nextRunOn }").await;
    set["payoutPreference"]["nextRunOn"].clone()
}

/// A bill by card is agreed, and two days later collected.
pub async fn collected(customer: &Person<'_>, expert: &Person<'_>, engagement: &str, amount: &str) -> String {
    let bill = bill_agreed(customer, expert, engagement, amount).await;
    customer.app.advance(TimeDelta::days(2)).await;
    bill
}

/// What the expert was and is paid, newest first.
pub async fn disbursements(expert: &Person<'_>) -> Vec<Value> {
    let data = expert.query(DISBURSEMENTS, json!({})).await;
    let edges = data["disbursements"]["edges"].as_array().expect("a connection has edges").clone();
    edges.into_iter().map(|edge| edge["node"].clone()).collect()
}

/// The amounts and statuses of what the expert was and is paid, newest first.
pub async fn payouts(expert: &Person<'_>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let told = |node: &Value| (text(&node["amount"]["amount"]), text(&node["status"]));
    disbursements(expert).await.iter().map(told).collect()
}

/// An amount and a status, as [`payouts`] tells them.
pub fn payout(amount: &str, status: &str) -> (String, String) {
    (amount.to_owned(), status.to_owned())
}

/// Why the last run did not pay the expert.
pub async fn blockers(expert: &Person<'_>) -> Vec<String> {
    let data = expert.query("query B { payoutBlockers { code currency runOn remedy } }", json!({})).await;
    let blockers = data["payoutBlockers"].as_array().expect("a list").clone();
    blockers.iter().map(|blocker| blocker["code"].as_str().expect("a code").to_owned()).collect()
}

/// The status of one of the expert's payout methods.
pub async fn method_status(expert: &Person<'_>, id: &str) -> Value {
    let query = "query M($id: ID!) { payoutMethod(id: $id) { status } }";
    expert.query(query, json!({ "id": id })).await["payoutMethod"]["status"].clone()
}

/// Staff make the run of a day for US dollars by hand: how many payees were paid, and how many could not be.
pub async fn run_by_hand(staff: &Person<'_>, run_on: &str) -> (Value, Value) {
    let input = json!({ "currency": "USD", "runOn": run_on, "idempotencyKey": staff.app.key() });
    let run = staff.run("payoutRun", input, "payoutRun { scheduledCount blockedCount }").await;
    (run["payoutRun"]["scheduledCount"].clone(), run["payoutRun"]["blockedCount"].clone())
}

/// A payee owes so much, as after a refund of what it was paid.
pub async fn debt_booked(app: &App, payee: &str, minor: i64) {
    let tx = app.marketplace.db().begin().await.expect("the database answers");
    let debt = Account::of(AccountKind::ExpertReceivable, payee.parse().expect("the id of an account"));
    let cash = Account::operator(AccountKind::PspClearing);
    let amount = Money::from_minor(minor, Currency::USD).expect("an amount");
    let posting = Posting::new("refund:of_a_story".to_owned(), app.now(), app.now());
    let posting = posting.transfer(Debit(debt), Credit(cash), amount);
    ledger::store::post(&tx, &posting).await.expect("it is booked once");
    tx.commit().await.expect("the database answers");
}
