//! Names whose hashes collide, which nobody can make happen from outside.

use super::{patient, temporary};
use crate::conformance::shop::{Shop, two};
use crate::sqlite::SqliteStore;
use crate::sqlite::identity::Kind;
use crate::sqlite::writer::Durability;

/// Makes the hash of a name propose everybody who is there, too.
async fn collide(store: &SqliteStore, shop: &Shop<'_>, kind: Kind, name: &'static str) {
    let workspace = shop.id;
    store
        .write(Durability::Process, move |writing| {
            let hash = writing.hashing.of(workspace, kind, name);
            let (table, source) = match kind {
                Kind::OrderExternalId => ("order_identity", "orders"),
                _ => ("customer_identity", "customer"),
            };
            writing
                .db
                .execute(&format!("INSERT OR IGNORE INTO {table} SELECT ?1, id FROM {source}"), [hash])?;
            Ok(())
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn a_hash_that_others_have_too_finds_the_one_with_the_name() {
    let (_folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    shop.customers(
        r#"[{"externalId":"1","email":"a@shop.example"},{"externalId":"2","email":"b@shop.example"},{"externalId":"3"}]"#,
    )
    .await;
    for (kind, name) in [
        (Kind::Email, "b@shop.example"),
        (Kind::Email, "new@shop.example"),
        (Kind::CustomerExternalId, "2"),
        (Kind::CustomerExternalId, "9"),
    ] {
        collide(&store, &shop, kind, name).await;
    }
    let outcome = shop
        .customers(
            r#"[{"email":"b@shop.example","name":"B"},
                {"externalId":"2","city":"Rome"},
                {"email":"new@shop.example","name":"New"},
                {"externalId":"9","name":"Nine"},
                {"externalId":"9","email":"new@shop.example"}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (4, 1));
    let b = shop.find("b@shop.example").await.unwrap().profile;
    assert_eq!((b.name.unwrap().as_str(), b.city.unwrap().as_str()), ("B", "Rome"));
    assert_eq!(shop.overview().await.customers, 5);
}

#[tokio::test]
async fn an_order_is_replaced_by_its_own_id_not_by_its_hash() {
    let (_folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    let order = |id: &str, amount: i64| {
        format!(
            r#"[{{"externalId":"{id}","email":"a@shop.example","amount":{amount},"orderDate":"2026-01-01"}}]"#
        )
    };
    for id in ["x", "y"] {
        shop.orders(&order(id, 1)).await;
    }
    for id in ["x", "y", "z"] {
        collide(&store, &shop, Kind::OrderExternalId, id).await;
    }
    shop.orders(&order("y", 10)).await;
    shop.orders(&order("z", 100)).await;
    assert_eq!(shop.overview().await.revenue_minor, 11_100);
    assert_eq!(shop.all_orders().await.len(), 3);
}
