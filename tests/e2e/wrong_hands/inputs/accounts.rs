use kernel::Right;
use serde_json::json;
use support::steps::accounts::{account_input, company_input, member_invited};

use crate::wrong_hands::world::{Act, World, names};

const OPENER: &str = "oscar@opener.example";
const JOINER: &str = "june@joiner.example";

pub async fn act<'a>(world: &World<'a>, mutation: &str) -> Option<Act<'a>> {
    let (app, manager, operator) = (world.app, &world.cast.customer.person, &world.cast.operator.person);
    Some(match mutation {
        "accountOpen" => Act::by(&app.person(OPENER), account_input(app, "Oscar Opener")),
        "memberInvite" => {
            let input = json!({ "email": "ines@invited.example", "name": "Ines", "idempotencyKey": app.key() });
            Act::by(manager, input)
        }
        "memberJoin" => {
            let member = member_invited(manager, JOINER, "June Joiner").await;
            Act::by(&app.person(JOINER), json!({ "memberId": member }))
        }
        "memberRightsSet" => {
            let rights = names(&[Right::FileRequest, Right::Pay]);
            Act::by(manager, json!({ "memberId": world.made("memberJoin"), "rights": rights }))
        }
        "memberRemove" => Act::by(manager, json!({ "memberId": world.made("memberJoin") })),
        "accountSuspend" | "accountReinstate" => {
            Act::by(operator, json!({ "accountId": world.made("accountOpen"), "reason": "Found in review." }))
        }
        "accountClose" => Act::by(&app.person(OPENER), json!({ "accountId": world.made("accountOpen") })),
        "companySave" => {
            let expert = &world.cast.expert.person;
            Act::by(expert, company_input(expert, "Ada's Engines").await)
        }
        "staffAppoint" => {
            let rights = names(&[Right::ReadAudit]);
            let (email, key) = ("stan@operator.example", app.key());
            Act::by(operator, json!({ "email": email, "name": "Stan", "rights": rights, "idempotencyKey": key }))
        }
        "staffDismiss" => Act::by(operator, json!({ "staffId": world.made("staffAppoint") })),
        _ => return None,
    })
}
