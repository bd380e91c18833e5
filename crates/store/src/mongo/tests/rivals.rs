//! Several processes that change the same at once.

use std::sync::Arc;

use domain::Topic;
use domain::workspace::Settings;
use tokio::task::JoinSet;

use super::open;
use crate::conformance::shop::{Shop, batch, customer_records, noon, order_records};
use crate::mongo::MongoStore;
use crate::mongo::testing::Scratch;
use crate::{Accounts, Ingest, Step};

const STEPS: u64 = 6;

fn shop(store: &MongoStore, id: domain::WorkspaceId) -> Shop<'_> {
    Shop { store, id }
}

/// A worker of the customers topic: names five people again and again, with another name each time.
async fn send_customers(store: Arc<MongoStore>, id: domain::WorkspaceId) {
    for step in 0..STEPS {
        let json: Vec<_> = (0..5)
            .map(|n| format!(r#"{{"externalId":"C-{n}","email":"c{n}@shop.example","name":"Name {step}"}}"#))
            .collect();
        let records = customer_records(&format!("[{}]", json.join(",")));
        let step = Step { workspace: id, from: step, to: step + 1 };
        store.apply_customers(step, vec![batch(step.to, records)]).await.unwrap();
    }
}

/// A worker of the orders topic: each of the five orders something again and again.
async fn send_orders(store: Arc<MongoStore>, id: domain::WorkspaceId) {
    for step in 0..STEPS {
        let json: Vec<_> = (0..5)
            .map(|n| {
                format!(
                    r#"{{"externalId":"O-{n}-{step}","email":"c{n}@shop.example","amount":10,"orderDate":"2026-01-01"}}"#
                )
            })
            .collect();
        let records = order_records(&format!("[{}]", json.join(",")));
        let step = Step { workspace: id, from: step, to: step + 1 };
        store.apply_orders(step, vec![batch(step.to, records)]).await.unwrap();
    }
}

#[tokio::test]
async fn workers_of_two_processes_that_change_the_same_customers_lose_and_double_nothing() {
    let Some(scratch) = Scratch::new() else { return };
    let (one, two) = (Arc::new(open(&scratch).await), Arc::new(open(&scratch).await));
    let id = one.first_workspace(noon()).await.unwrap().id;
    let mut workers = JoinSet::new();
    workers.spawn(send_customers(Arc::clone(&one), id));
    workers.spawn(send_orders(Arc::clone(&two), id));
    while let Some(worked) = workers.join_next().await {
        worked.unwrap();
    }
    let shop = shop(&one, id);
    let everyone = shop.everyone().await;
    assert_eq!(everyone.len(), 5, "nobody is there twice");
    for customer in everyone {
        assert_eq!(customer.totals.visits, STEPS as i64);
        assert_eq!(customer.totals.spend_minor, STEPS as i64 * 1_000);
        assert_eq!(customer.profile.name.unwrap().as_str(), format!("Name {}", STEPS - 1));
    }
    assert_eq!(shop.dead_codes().await, Vec::<String>::new(), "a rival's name is no dead letter");
    let overview = shop.overview().await;
    assert_eq!((overview.customers, overview.orders, overview.revenue_minor), (5, 30, 30_000));
}

#[tokio::test]
async fn rivals_of_two_processes_apply_a_step_once() {
    let Some(scratch) = Scratch::new() else { return };
    let (one, two) = (open(&scratch).await, open(&scratch).await);
    let id = one.first_workspace(noon()).await.unwrap().id;
    for from in 0..4 {
        let step = Step { workspace: id, from, to: from + 1 };
        let records = || {
            let json = format!(r#"[{{"email":"c{from}@shop.example","amount":1,"orderDate":"2026-01-01"}}]"#);
            vec![batch(from + 1, order_records(&json))]
        };
        let (a, b) = tokio::join!(one.apply_orders(step, records()), two.apply_orders(step, records()));
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    }
    assert_eq!(shop(&one, id).overview().await.orders, 4);
}

#[tokio::test]
async fn steps_of_many_workspaces_run_side_by_side() {
    let Some(scratch) = Scratch::new() else { return };
    let store = Arc::new(open(&scratch).await);
    let mut workers = JoinSet::new();
    let mut ids = Vec::new();
    for _ in 0..4 {
        let settings = Settings::parse("Shop", "EUR", "UTC").unwrap();
        let id = store.create_workspace(settings, noon()).await.unwrap().id;
        ids.push(id);
        workers.spawn(send_customers(Arc::clone(&store), id));
        workers.spawn(send_orders(Arc::clone(&store), id));
    }
    while let Some(worked) = workers.join_next().await {
        worked.unwrap();
    }
    for id in ids {
        let overview = shop(&store, id).overview().await;
        assert_eq!((overview.customers, overview.orders), (5, 5 * STEPS));
        assert_eq!(store.mark(Topic::Orders, id).await.unwrap(), STEPS);
    }
}
