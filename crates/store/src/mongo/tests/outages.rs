//! Servers that die, freeze and come back, or were never there.

use std::time::{Duration, Instant};

use super::Broken;
use crate::conformance::shop::{Shop, noon};
use crate::mongo::MongoStore;
use crate::{Accounts, StoreError};

/// No call takes longer than this, whatever becomes of the server.
const BOUND: Duration = Duration::from_secs(12);

/// Fails unless it ends in time, and says that the store is not available.
async fn is_unavailable<T: std::fmt::Debug>(call: impl Future<Output = Result<T, StoreError>>) {
    let began = Instant::now();
    let result = tokio::time::timeout(BOUND, call).await;
    let result = result.unwrap_or_else(|_| panic!("a call hangs for {:?}", began.elapsed()));
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    is_unavailable(MongoStore::open("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=500")).await;
    let wrong = MongoStore::open("postgres://127.0.0.1").await;
    assert!(matches!(wrong, Err(StoreError::Corrupt(_))), "waiting does not help: {wrong:?}");
}

#[tokio::test]
async fn a_store_goes_on_when_its_server_has_died_and_come_back() {
    let Some(mut broken) = Broken::start() else { return };
    let store = broken.open().await;
    let shop = Shop { store: &store, id: store.first_workspace(noon()).await.unwrap().id };
    shop.orders(r#"[{"email":"ana@shop.example","amount":1,"orderDate":"2026-01-01"}]"#).await;
    broken.server.kill();
    tokio::join!(is_unavailable(store.workspace(shop.id)), is_unavailable(store.first_workspace(noon())));
    broken.server.restart();
    let again = r#"[{"email":"ana@shop.example","amount":2,"orderDate":"2026-01-01"}]"#;
    shop.orders(again).await;
    assert_eq!(shop.overview().await.revenue_minor, 300);
    assert_eq!(shop.find("ana@shop.example").await.unwrap().totals.visits, 2);
}

#[tokio::test]
async fn no_call_hangs_when_the_server_freezes() {
    let Some(broken) = Broken::start() else { return };
    let store = MongoStore::open(&broken.server.url()).await.unwrap();
    let id = store.first_workspace(noon()).await.unwrap().id;
    let settings = domain::workspace::Settings::parse("Shop", "EUR", "UTC").unwrap();
    broken.server.freeze();
    tokio::join!(
        is_unavailable(store.workspace(id)),
        is_unavailable(store.create_workspace(settings.clone(), noon())),
        is_unavailable(store.configure(id, settings.into())),
    );
    broken.server.thaw();
    let seen = store.workspace(id).await.unwrap().unwrap();
    assert_eq!(seen.id, id);
}
