//! What every history begins with: people who can work together, made once and copied.

use support::{
    App, Backend, Database, World,
    steps::{
        accounts::{account_id, account_opened, member_joined, staff_appointed},
        experts::certified_expert,
    },
};

use super::{
    command::{ACCOUNTS, Bank, CUSTOMERS, Command, Does, PaidBy, Silence, Token, Who},
    state::Model,
    system::{APPRENTICES, CLERK, COLLEAGUES, EMAILS, Ids, NAMES, Said, System},
    terms::Plan,
};

const CERTIFICATIONS: [&str; 2] = ["ADA-1", "GRACE-1"];

/// Two customers with a card, two experts with a bank account, each in an account with a colleague who holds no
/// right; Carl and Ada, and Dora and Grace, have agreed on work over 10,000.00 USD, and on the first bill.
pub struct Given {
    pub backend: Backend,
    template: Database,
    ids: Ids,
    pub model: Model,
    pub sent: Vec<Command>,
}

impl World for Given {
    async fn begin(backend: Backend) -> Option<Self> {
        let app = App::start(backend).await?;
        let ids = Ids { accounts: people(&app).await, ..Ids::default() };
        let (mut model, mut system) = (Model::at(app.now()), System { app, ids });
        let mut sent = vec![];
        for (who, does) in beginnings(&model) {
            let command = Command { who, does, key: sent.len(), wording: 0 };
            let said = system.send(&command, &model).await;
            assert_eq!(model.refusals(&command), [].into(), "{command}");
            let made = model.take(&command);
            let Said::Taken(ids) = said else { panic!("{command}: {said:?}") };
            system.ids.things.extend(made.into_iter().zip(ids));
            sent.push(command);
        }
        let (ids, template) = (system.ids, system.app.into_template().await);
        Some(Self { backend, template, ids, model, sent })
    }

    async fn end(self) {
        self.template.remove().await;
    }
}

impl Given {
    /// An installation of its own, as it stands at the beginning.
    pub async fn system(&self) -> System {
        System::copy_of(&self.template, self.ids.clone()).await
    }
}

/// Opens the accounts; returns their ids.
async fn people(app: &App) -> Vec<String> {
    let mut accounts = vec![];
    for account in 0..ACCOUNTS.len() {
        let person = match account.checked_sub(CUSTOMERS) {
            None => account_opened(app, EMAILS[account], NAMES[account]).await,
            Some(expert) => certified_expert(app, EMAILS[account], NAMES[account], CERTIFICATIONS[expert]).await,
        };
        member_joined(&person, COLLEAGUES[account], "Colleague", &[]).await;
        if let Some(expert) = account.checked_sub(CUSTOMERS) {
            member_joined(&person, APPRENTICES[expert], "Apprentice", &["REQUEST_ACCESS"]).await;
        }
        accounts.push(account_id(&person).await);
    }
    staff_appointed(app, CLERK, &["READ_AUDIT"]).await;
    accounts
}

fn beginnings(model: &Model) -> Vec<(Who, Does)> {
    let issued_on = model.now.date_naive();
    let mut beginnings = vec![];
    for work in 0..CUSTOMERS {
        let (customer, expert) = (Who::Member(work), Who::Member(CUSTOMERS + work));
        beginnings.extend([
            (customer, Does::AddPaymentMethod { token: Token::CardOk }),
            (expert, Does::AddPayoutMethod { bank: Bank::Pays, issued_on }),
            (Who::Staff, Does::VerifyPayoutMethod { method: work }),
            (customer, Does::OpenRequest),
            (expert, Does::Respond { request: work }),
            (expert, Does::Propose { response: work, maximum: 1_000_000, plan: Plan::Milestone, expires_at: None }),
            (customer, Does::Accept { proposal: work, by: PaidBy::Method(work), silence: Silence::Usual }),
            (expert, Does::Bill { engagement: work, amount: 50_000, is_final: false, answers: None }),
            (customer, Does::ApproveBill { bill: work }),
        ]);
    }
    beginnings
}
