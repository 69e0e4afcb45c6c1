//! The table `tax_identifier`: what was found of each number of a form, without the number. Nothing outside `store`
//! sees it.

use kernel::Dac7FormId;
use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{Answers, Check, RegisterAnswer, TinAnswer, identifiers::RULES_VERSION};

const LAST: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tax_identifier")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub dac7_form_id: Dac7FormId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: KindName,
    /// Whose number it is, by ISO code; of VAT numbers the letters that they begin with.
    #[sea_orm(primary_key, auto_increment = false)]
    pub country: String,
    pub last_four: String,
    pub checked: String,
    pub rules_version: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum KindName {
    Tin,
    Vat,
    BusinessRegister,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A row for every number that the answers give.
pub fn rows(id: Dac7FormId, answers: &Answers) -> Vec<ActiveModel> {
    let row = |kind, country: String, number: &str, check: Option<Check>| {
        Some(ActiveModel {
            dac7_form_id: Set(id),
            kind: Set(kind),
            country: Set(country),
            last_four: Set(last_four(number)),
            checked: Set(check?.name().to_owned()),
            rules_version: Set(RULES_VERSION),
        })
    };
    let tins = answers.tax_residences.iter().filter_map(|residence| match &residence.tin {
        TinAnswer::Given(tin) => {
            row(KindName::Tin, residence.country.to_string(), tin.as_str(), residence.check(answers.party()))
        }
        TinAnswer::Without(_) | TinAnswer::Open => None,
    });
    let vat = answers.vat_id().and_then(|vat_id| {
        row(KindName::Vat, vat_id.issuer().prefix().to_owned(), vat_id.as_str(), Some(vat_id.check()))
    });
    let registration = answers.business_registration.as_ref().and_then(|registration| match &registration.number {
        RegisterAnswer::Given(number) => {
            row(KindName::BusinessRegister, registration.country.to_string(), number.as_str(), registration.check())
        }
        RegisterAnswer::NotIssued | RegisterAnswer::Open => None,
    });
    tins.chain(vat).chain(registration).collect()
}

fn last_four(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(LAST);
    number.chars().skip(hidden).collect()
}
