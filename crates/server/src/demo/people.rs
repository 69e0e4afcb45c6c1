use anyhow::Result;
use serde_json::{Value, json};

use super::{
    cast::{CLOSED_ACCOUNT, Home, PAYMENTS, TAKEN_BACK, name},
    client::Client,
    stage::Stage,
};

/// What every expert of the demo looks like.
const PORTRAIT: &[u8] = include_bytes!("portrait.png");

/// An expert who is active, certified and payable.
pub struct Expert {
    pub client: Client,
    pub account_id: String,
    pub name: String,
    pub home: &'static Home,
    /// "daily", or "monthly on day 15".
    pub payout: String,
}

/// A customer with something to pay by.
pub struct Customer {
    pub client: Client,
    pub payment_method_id: String,
    /// One of which something is taken back.
    pub other_payment_method_id: String,
}

impl Expert {
    /// So much in the currency that the expert bills in.
    pub fn money(&self, amount: &impl ToString) -> Value {
        json!({ "amount": amount.to_string(), "currency": self.home.currency })
    }
}

impl Stage {
    /// The n-th expert goes the whole way from sign-up to being paid, and staff their part of it.
    pub async fn expert(&mut self, n: usize) -> Result<Expert> {
        let (home, name) = (Home::of(n), name(n));
        let client = self.client(&format!("expert{n}@example.org"))?;
        let account_id = self.account(&client, &name, home).await?;
        let registration_id = self.profile(&client, &name).await?;
        self.papers(&client, &name, home).await?;
        self.certification(&client, n).await?;
        self.activation(&client, &registration_id).await?;
        let account = if n == 0 { CLOSED_ACCOUNT } else { home.account_number };
        self.payout_method(&client, &name, home, account).await?;
        let payout = self.payout_preference(&client, n, home).await?;
        self.saved_search(&client, n).await?;
        Ok(Expert { client, account_id, name, home, payout })
    }

    /// The expert wants to know when somebody asks for this.
    async fn saved_search(&mut self, client: &Client, n: usize) -> Result<()> {
        let text = ["cloud", "database", "security", "deployments"][n % 4];
        let input = json!({ "name": "My trade", "search": { "text": text }, "idempotencyKey": self.key() });
        client.make("savedSearchSave", input, "savedSearch").await.map(drop)
    }

    /// The n-th customer opens an account and adds a payment method.
    pub async fn customer(&mut self, n: usize) -> Result<Customer> {
        let client = self.client(&format!("customer{n}@example.com"))?;
        self.account(&client, &format!("Customer {n} Ltd"), Home::of(n + 1)).await?;
        let (tender, token) = PAYMENTS[n % PAYMENTS.len()];
        let payment_method_id = self.payment_method(&client, tender, token).await?;
        let (tender, token) = TAKEN_BACK[n % TAKEN_BACK.len()];
        let other_payment_method_id = self.payment_method(&client, tender, Some(token)).await?;
        Ok(Customer { client, payment_method_id, other_payment_method_id })
    }

    async fn payment_method(&mut self, client: &Client, tender: &str, token: Option<&str>) -> Result<String> {
        let input = json!({ "tender": tender, "providerToken": token, "idempotencyKey": self.key() });
        client.make("paymentMethodAdd", input, "paymentMethod").await
    }

    pub(super) async fn account(&mut self, client: &Client, name: &str, home: &Home) -> Result<String> {
        let input = json!({
            "name": name,
            "memberName": name,
            "address": home.address(),
            "timeZone": home.time_zone,
            "currency": home.currency,
            "idempotencyKey": self.key(),
        });
        client.make("accountOpen", input, "account").await
    }

    async fn profile(&mut self, client: &Client, name: &str) -> Result<String> {
        let photo = client.upload(PORTRAIT).await?;
        let input = json!({
            "displayName": name,
            "legalName": name,
            "headline": "Fixes what others fear to touch",
            "bio": "Twenty years of keeping other people's systems alive, and of writing down how.",
            "photoUploadId": photo,
            "contactEmail": "private@example.org",
            "idempotencyKey": self.key(),
        });
        let profile = client.run("expertProfileSave", input, "expertProfile", "registration { id }").await?;
        Ok(profile["registration"]["id"].as_str().unwrap_or_default().to_owned())
    }

    async fn papers(&mut self, client: &Client, name: &str, home: &Home) -> Result<()> {
        let seller = json!({ "legalName": name, "taxCountry": home.country, "bankAddress": home.address() });
        client.run("sellerRegistrationSave", seller, "sellerRegistration", "legalName").await?;
        let answers = json!({
            "legalName": name,
            "birthDate": "1985-12-10",
            "address": home.address(),
            "taxResidences": [{ "country": home.country, "tin": home.tin }],
            "accountHolder": name,
            "idempotencyKey": self.key(),
        });
        let form = client.make("dac7FormSave", answers, "dac7Form").await?;
        let signed = json!({ "dac7FormId": form, "certified": true, "dataNoticeAcknowledged": true });
        let submitted = client.run("dac7FormSubmit", signed, "dac7Form", "doubts").await?;
        let approval = json!({ "dac7FormId": form, "acceptedDoubts": submitted["doubts"] });
        self.staff.make("dac7FormApprove", approval, "dac7Form").await.map(drop)
    }

    async fn certification(&mut self, client: &Client, n: usize) -> Result<()> {
        let input = json!({ "issuer": "ACME", "externalId": format!("A-{n}"), "idempotencyKey": self.key() });
        client.make("certificationLink", input, "certificationLink").await.map(drop)
    }

    async fn activation(&mut self, client: &Client, registration_id: &str) -> Result<()> {
        let registration = json!({ "registrationId": registration_id });
        let submitted = client.run("registrationSubmit", registration.clone(), "registration", "identityCheck { id }");
        let check = submitted.await?["identityCheck"]["id"].clone();
        let documents = json!({ "identityCheckId": check, "document": "passport, seen by the verifier" });
        client.make("identityCheckSubmit", documents, "identityCheck").await?;
        let evidence = json!({ "identityCheckId": check, "evidence": "verifier's case 4711" });
        self.staff.make("identityCheckPass", evidence, "identityCheck").await?;
        self.staff.make("registrationApprove", registration, "registration").await.map(drop)
    }

    /// The expert names a bank account, and staff see that it is the expert's.
    pub(super) async fn payout_method(
        &mut self,
        client: &Client,
        name: &str,
        home: &Home,
        account_number: &str,
    ) -> Result<()> {
        let input = json!({
            "currency": home.currency,
            "rail": "SANDBOX",
            "accountNumber": account_number,
            "routingNumber": home.routing_number,
            "holder": name,
            "bankAddress": home.address(),
            "documentIssuedOn": self.today(),
            "idempotencyKey": self.key(),
        });
        let method = client.make("payoutMethodAdd", input, "payoutMethod").await?;
        let evidence = json!({ "payoutMethodId": method, "evidence": "bank statement" });
        self.staff.make("payoutMethodVerify", evidence, "payoutMethod").await.map(drop)
    }

    async fn payout_preference(&mut self, client: &Client, n: usize, home: &Home) -> Result<String> {
        let (input, said) = match n % 3 {
            0 => (json!({ "interval": "DAILY" }), "daily".to_owned()),
            1 => (json!({ "interval": "MONTHLY", "monthDay": 15 }), "monthly on day 15".to_owned()),
            _ => (json!({ "interval": "MONTH_END" }), "at month end".to_owned()),
        };
        let input = with(input, "currency", json!(home.currency));
        client.run("payoutPreferenceSet", input, "payoutPreference", "nextRunOn").await?;
        Ok(said)
    }
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}
