//! What an erasure leaves in the file.

use domain::{Channel, Topic};

use super::{patient, temporary};
use crate::conformance::shop::{TTL, text, two};
use crate::{
    Accounts, Deliveries, Holdings, ImportKind, ImportProgress, ImportRejection, Imports, Kept, LogHeads,
    Prepared,
};

/// Found nowhere else.
const MARK: &str = "zqxj";

#[tokio::test]
async fn nothing_of_an_erased_customer_is_left_in_the_file() {
    let (folder, store) = temporary(&patient());
    let [other, shop] = two(&store).await;
    let noon = crate::conformance::shop::noon();
    shop.customers(r#"[{"externalId":"2","email":"bob@shop.example"}]"#).await;
    shop.customers(
        r#"[{"externalId":"zqxj-1","email":"zqxj@shop.example","phone":"+49 30 1","name":"Zqxj zqxj","city":"zqxj",
             "tags":["zqxj"],"attributes":{"zqxj":"zqxj"},"consent":{"email":"withdrawn"}}]"#,
    )
    .await;
    shop.customers(r#"[{"externalId":"2","email":"zqxj@shop.example"}]"#).await;
    shop.orders(
        r#"[{"externalId":"zqxj","email":"zqxj@shop.example","amount":1,"orderDate":"2026-01-01","items":["zqxj"]}]"#,
    )
    .await;
    shop.sending("Spring", Channel::Sms).await;
    let lease = shop.lease().await;
    let to = Kept { to: "zqxj".into(), name: "zqxj".into(), ..text("zqxj") };
    let theirs = shop.due(&lease).await[1];
    store.prepare(&lease, vec![Prepared::Keep(theirs, to)], TTL).await.unwrap();
    let import = store.create_import(shop.id, ImportKind::Customers, None, noon).await.unwrap();
    let refused = ImportRejection {
        line: 1,
        field: "email".into(),
        code: "invalid_email".into(),
        message: "got \"<ZQXJ@shop.example>\"".into(),
    };
    let progress = ImportProgress { rows_read: 1, rejected: 1, ..ImportProgress::default() };
    store.advance_import(shop.id, import.id, progress, vec![refused], noon).await.unwrap();

    let whom = shop.id_of("zqxj-1").await;
    let erased = store.erase_customer(shop.id, whom, LogHeads::default()).await.unwrap();
    assert_eq!((erased.orders, erased.texts, erased.dead_letters), (1, 1, 1));
    let page = crate::conformance::shop::first(9);
    let left = store.import_rejections(shop.id, import.id, &page);
    assert!(left.await.unwrap().items.is_empty());
    assert_eq!(shop.next_step(Topic::Customers).await.from, 3);
    assert_eq!(store.workspace(other.id).await.unwrap().unwrap().id, other.id);
    drop(store);
    let bytes = std::fs::read(folder.path().join("store.db")).unwrap();
    let found = bytes.windows(MARK.len()).any(|part| part.eq_ignore_ascii_case(MARK.as_bytes()));
    assert!(!found, "a part of them is still there");
    assert!(
        !folder.path().join("store.db-wal").exists(),
        "the log of changes is gone with the last connection"
    );
}
