//! The people of the marketplace in which every hand is tried.

use kernel::{Right, Rights};
use serde_json::json;
use support::{
    App, Person,
    steps::{
        accounts::{account_id, account_opened, member_id, member_invited, member_joined, staff_appointed},
        experts::certified_expert,
        work::{CUSTOMER, EXPERT, customer},
    },
};

use super::who::{Hand, Place};

const OPERATOR: &str = "olga@operator.example";

/// What members are asked for before they read.
const TO_READ: [Right; 5] =
    [Right::ViewMoney, Right::ManagePayouts, Right::ManageSeller, Right::SpeakAsIndividual, Right::SpeakAsCompany];

pub struct Cast<'a> {
    pub nobody: Hand<'a>,
    pub newcomer: Hand<'a>,
    pub customer: Hand<'a>,
    pub expert: Hand<'a>,
    pub operator: Hand<'a>,
    /// Another customer and another expert, each with every right in an account of their own.
    pub rivals: [Hand<'a>; 2],
    /// The customer, the expert and the operator, each with a password alone.
    pub without_second_factor: [Hand<'a>; 3],
    /// Of the customer, of the expert and of the operator: for every right somebody who has all others.
    without: [Vec<(Right, Hand<'a>)>; 3],
    /// For every right of staff somebody who has no other, and a member of each account who has none.
    pub few_rights: Vec<Hand<'a>>,
}

/// Whose people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum House {
    Customer,
    Expert,
    Operator,
}

impl<'a> Cast<'a> {
    pub async fn of(app: &'a App) -> Self {
        let (buyer, seller) =
            (customer(app, CUSTOMER).await, certified_expert(app, EXPERT, "Ada Lovelace", "ADA-1").await);
        let customer = Hand::member("the customer", buyer, Rights::of_members(), false).await;
        let expert = Hand::member("the expert", seller, Rights::of_members(), true).await;
        let operator = Hand::staff("the operator", app.operator(), Rights::of_staff());
        let cast = Self {
            nobody: Hand::nobody(app),
            newcomer: Hand::newcomer(app, &customer).await,
            rivals: rivals(app).await,
            without_second_factor: [
                customer.with_a_password_alone(CUSTOMER),
                expert.with_a_password_alone(EXPERT),
                operator.with_a_password_alone(OPERATOR),
            ],
            without: [colleagues(&customer).await, colleagues(&expert).await, staff_without(app).await],
            few_rights: few_rights(app, &customer, &expert).await,
            customer,
            expert,
            operator,
        };
        for hand in cast.all() {
            hand.person.query("{ viewer { kind } }", json!({})).await; // The first sign-in is noted.
        }
        cast
    }

    /// Everybody, each once.
    fn all(&self) -> impl Iterator<Item = &Hand<'a>> {
        self.readers().into_iter().chain(self.without.iter().flatten().map(|(_, hand)| hand))
    }

    /// Who asks for everything: of each kind somebody, with all rights, with none or one, and of the expert's
    /// colleagues those who lack a right that reading asks for.
    pub fn readers(&self) -> Vec<&Hand<'a>> {
        let owners = [&self.customer, &self.expert, &self.operator, &self.nobody, &self.newcomer];
        let others = self.rivals.iter().chain(&self.without_second_factor).chain(&self.few_rights);
        let lacking = TO_READ.map(|right| self.without(House::Expert, right));
        owners.into_iter().chain(others).chain(lacking).collect()
    }

    /// Somebody of the house who has every right but this one.
    pub fn without(&self, house: House, right: Right) -> &Hand<'a> {
        let found = self.without[house as usize].iter().find(|(lacked, _)| *lacked == right);
        &found.unwrap_or_else(|| panic!("{right} is no right of the house of {house:?}")).1
    }

    /// Somebody of the customer's or the expert's house who has no right at all, and takes part in nothing.
    pub fn silent(&self, house: House) -> &Hand<'a> {
        &self.few_rights[house as usize]
    }

    pub fn with_a_password_alone(&self, house: House) -> &Hand<'a> {
        &self.without_second_factor[house as usize]
    }

    pub fn rival(&self, house: House) -> &Hand<'a> {
        &self.rivals[house as usize]
    }
}

impl<'a> Hand<'a> {
    fn nobody(app: &'a App) -> Self {
        Self::new("nobody", app.nobody(), Place::Nobody, Rights::NONE)
    }

    /// Signed in and asked to join, but in no account.
    async fn newcomer(app: &'a App, manager: &Hand<'a>) -> Self {
        member_invited(&manager.person, "nina@example.org", "Nina Newcomer").await;
        Self::new("a newcomer", app.person("nina@example.org"), Place::Newcomer, Rights::NONE)
    }

    async fn member(name: &str, person: Person<'a>, rights: Rights, certified: bool) -> Self {
        let (place, member) = (Place::Account(account_id(&person).await), Some(member_id(&person).await));
        Self { member, certified, ..Self::new(name, person, place, rights) }
    }

    fn staff(name: &str, person: Person<'a>, rights: Rights) -> Self {
        Self::new(name, person, Place::Staff, rights)
    }

    fn new(name: &str, person: Person<'a>, place: Place, rights: Rights) -> Self {
        Self { name: name.to_owned(), person, place, rights, second_factor: true, member: None, certified: false }
    }

    fn with_a_password_alone(&self, email: &str) -> Self {
        Self {
            name: format!("{} without a second factor", self.name),
            person: self.person.app.person_without_second_factor(email),
            place: self.place.clone(),
            rights: self.rights,
            second_factor: false,
            member: self.member.clone(),
            certified: self.certified,
        }
    }

    /// Somebody who joins the account with these rights.
    async fn colleague(&self, email: &str, what: &str, rights: Rights) -> Self {
        let names: Vec<_> = rights.iter().map(Right::name).collect();
        let person = member_joined(&self.person, email, "Conny Colleague", &names).await;
        Self::member(&format!("a colleague of {} {what}", self.name), person, rights, self.certified).await
    }
}

/// Another customer, and another expert who is certified and may be paid.
async fn rivals(app: &App) -> [Hand<'_>; 2] {
    let customer = account_opened(app, "roy@rival.example", "Roy Rival").await;
    let expert = certified_expert(app, "grace@rival.example", "Grace Hopper", "GRACE-1").await;
    [
        Hand::member("another customer", customer, Rights::of_members(), false).await,
        Hand::member("another expert", expert, Rights::of_members(), true).await,
    ]
}

async fn colleagues<'a>(owner: &Hand<'a>) -> Vec<(Right, Hand<'a>)> {
    let mut colleagues = vec![];
    for right in Right::OF_MEMBERS {
        let email = format!("{}@{}.example", slug(right), slug_of(&owner.name));
        let rights = Right::OF_MEMBERS.into_iter().filter(|other| *other != right).collect();
        colleagues.push((right, owner.colleague(&email, &format!("without {right}"), rights).await));
    }
    colleagues
}

async fn staff_without(app: &App) -> Vec<(Right, Hand<'_>)> {
    let mut staff = vec![];
    for right in Right::OF_STAFF {
        let rights: Rights = Right::OF_STAFF.into_iter().filter(|other| *other != right).collect();
        let email = format!("not-{}@operator.example", slug(right));
        staff.push((right, appointed(app, &email, &format!("staff without {right}"), rights).await));
    }
    staff
}

async fn few_rights<'a>(app: &'a App, customer: &Hand<'a>, expert: &Hand<'a>) -> Vec<Hand<'a>> {
    let mut hands = vec![
        customer.colleague("none@customer.example", "without any right", Rights::NONE).await,
        expert.colleague("none@expert.example", "without any right", Rights::NONE).await,
    ];
    for right in Right::OF_STAFF {
        let rights = Rights::from_iter([right]);
        let email = format!("only-{}@operator.example", slug(right));
        hands.push(appointed(app, &email, &format!("staff with {right} alone"), rights).await);
    }
    hands
}

async fn appointed<'a>(app: &'a App, email: &str, name: &str, rights: Rights) -> Hand<'a> {
    let names: Vec<_> = rights.iter().map(Right::name).collect();
    Hand::staff(name, staff_appointed(app, email, &names).await, rights)
}

fn slug(right: Right) -> String {
    right.name().to_lowercase().replace('_', "-")
}

fn slug_of(name: &str) -> String {
    name.replace("the ", "").replace(' ', "-")
}
