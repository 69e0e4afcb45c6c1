use stripe_simulator::Simulator;
use support::{
    App, Database, WEBHOOK_SECRET, client_of,
    steps::money::{bill_agreed, charge_id},
    story,
};

use super::{
    orders::{Act, Delivery},
    world::{Acts, hired, instant, scene},
};

/// Holds IQ-30 and scenario 19: received, its effect written, committed and not answered; what is not answered is sent
/// again, and moves money once.
#[story]
async fn killed_while_a_message_is_taken_in_it_is_taken_in_once(empty: &Database) {
    let service = Simulator::start().await;
    let prepare = async |app: &App| -> Acts {
        service.advance_to(app.now()).await;
        let shop = app.beside_with_provider(client_of(service.base())).await;
        let (customer, expert, engagement) = hired(&shop, "CARD", Some("pm_card_ok")).await;
        let bill = bill_agreed(&customer, &expert, &engagement, "100.00").await;
        shop.sweep().await;
        let reference = format!("{}_1", charge_id(&customer, &bill).await);
        let message = service.messages(&reference, WEBHOOK_SECRET).remove(0);
        shop.marketplace.db().clone().close().await.unwrap();

        let delivery =
            Delivery { service: service.base().to_owned(), body: message.body, signature: message.signature };
        let deliver = Act::Deliver(delivery);
        let then = vec![deliver.clone(), deliver.clone(), Act::Sweep, Act::Advance(instant("2027-03-05T12:00:00Z"))];
        Acts { first: vec![deliver], then }
    };
    let matrix = scene("taking in a message", empty.backend(), prepare).await.exhaust().await;
    matrix.is_clean();
    assert!(matrix.leaves("charge collected") && matrix.leaves("message taken in"));
}
