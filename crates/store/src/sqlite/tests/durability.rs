//! Which marks count as durable. A power failure cannot be had in a test; what is tested is that nothing is called
//! durable before SQLite was told to sync it.

use domain::Topic;

use super::{open, patient, temporary};
use crate::conformance::shop::two;
use crate::sqlite::Settings;
use crate::{Accounts, Ingest};
use std::time::Duration;

const ANA: &str = r#"[{"email":"ana@shop.example"}]"#;

#[tokio::test]
async fn a_mark_is_durable_only_when_a_durable_commit_follows() {
    let (_folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    let durable = async || store.durable_mark(Topic::Customers, shop.id).await.unwrap();
    shop.customers(ANA).await;
    shop.customers(ANA).await;
    assert_eq!(durable().await, 0, "applied, and nothing was synced");
    store.offer_link(shop.id, [1; 32], crate::conformance::shop::noon()).await.unwrap();
    assert_eq!(durable().await, 2);
    shop.customers(ANA).await;
    assert_eq!(durable().await, 2);
    // One that fails commits nothing, and so makes nothing durable.
    assert!(
        store
            .offer_link(domain::WorkspaceId::from_i64(99).unwrap(), [2; 32], crate::conformance::shop::noon())
            .await
            .is_err()
    );
    assert!(durable().await <= store.mark(Topic::Customers, shop.id).await.unwrap());
}

#[tokio::test]
async fn without_other_writes_a_mark_becomes_durable_by_itself() {
    let (_folder, store) =
        temporary(&Settings { sync_after: Duration::from_millis(5), ..Settings::default() });
    let [shop, _] = two(&store).await;
    shop.customers(ANA).await;
    let waiting = async {
        while store.durable_mark(Topic::Customers, shop.id).await.unwrap() < 1 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), waiting).await.unwrap();
}

#[tokio::test]
async fn a_steady_stream_becomes_durable_while_it_flows() {
    let (_folder, store) = temporary(&Settings { sync_after: Duration::ZERO, ..Settings::default() });
    let [shop, _] = two(&store).await;
    for position in 1..=20 {
        shop.customers(ANA).await;
        let durable = store.durable_mark(Topic::Customers, shop.id).await.unwrap();
        assert!(durable + 1 >= position, "{durable} of {position}");
    }
}

#[tokio::test]
async fn what_an_earlier_process_left_is_durable_once_opened() {
    let (folder, store) = temporary(&patient());
    let [shop, other] = two(&store).await;
    shop.customers(ANA).await;
    other.orders(r#"[{"email":"ana@shop.example","amount":1,"orderDate":"2026-01-01"}]"#).await;
    let (shop, other) = (shop.id, other.id);
    drop(store);
    let store = open(folder.path(), &patient());
    assert_eq!(store.durable_mark(Topic::Customers, shop).await.unwrap(), 1);
    assert_eq!(store.durable_mark(Topic::Orders, other).await.unwrap(), 1);
    assert_eq!(store.durable_mark(Topic::Orders, shop).await.unwrap(), 0);
}

#[tokio::test]
async fn the_wal_stays_short_under_a_steady_stream() {
    let settings = Settings { wal_soft_bytes: 64 * 1024, wal_hard_bytes: 256 * 1024, ..patient() };
    let (folder, store) = temporary(&settings);
    let [shop, _] = two(&store).await;
    for n in 0..300 {
        shop.customers(&format!(r#"[{{"email":"c{n}@shop.example"}},{{"email":"d{n}@shop.example"}}]"#))
            .await;
    }
    let wal = std::fs::metadata(folder.path().join("store.db-wal")).unwrap().len();
    assert!(wal < 1024 * 1024, "{wal} bytes");
}
