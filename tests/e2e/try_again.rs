//! What becomes of a command when others are in its way for longer than it can wait.

use support::{
    App,
    steps::{
        money::{approval_input, bill, bill_submitted},
        payouts::agreed,
    },
    story,
};

/// Holds design 9: the refusal says that trying again lifts it, and nothing is half done, so that it does.
#[story]
async fn whoever_finds_others_in_the_way_is_told_to_try_again(app: &App) {
    let (customer, expert, engagement) = agreed(app).await;
    let id = bill_submitted(&expert, &engagement, "100.00").await;
    let (approval, other) = (approval_input(&customer, &id), app.beside().await);

    let in_the_way = other.marketplace.db().begin().await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&in_the_way, "update engagement set id = id").await.unwrap();
    let refused = customer.refused("paymentRequestApprove", approval.clone()).await;
    in_the_way.rollback().await.unwrap();

    assert_eq!(refused["code"], "BUSY");
    assert_eq!(bill(&expert, &id).await["status"], "SUBMITTED");
    customer.run("paymentRequestApprove", approval, "paymentRequest { id }").await;
    assert_eq!(bill(&expert, &id).await["status"], "APPROVED");
}
