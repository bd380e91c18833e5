//! Cases about whom a rule matches, one by one.

use domain::CustomerId;

use super::shop::{EVERYONE, Shop, shop_and_witness};
use crate::Store;

const PEOPLE: &str = r#"[
    {"email":"ana@shop.example","city":"Rome"},
    {"email":"bob@shop.example","city":"Oslo"},
    {"email":"cleo@shop.example","city":"Rome"}
]"#;

/// Everybody who matches is named, and can be read as they are, except those who are gone.
pub async fn everybody_who_matches_can_be_read(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let [first, other] = [shop.id, store.first_workspace(super::shop::noon()).await.unwrap().id];
    let rome = Shop::question(r#"{"metric":"city","operator":"==","value":"rome"}"#);
    let romans = store.everybody_matching(first, rome).await.unwrap();
    let everyone = shop.everyone().await;
    assert_eq!(romans, [everyone[0].id, everyone[2].id]);
    let mut asked = romans.clone();
    asked.reverse();
    asked.push(CustomerId::from_i64(i64::MAX).unwrap());
    let read = store.customers_of(first, &asked).await.unwrap();
    assert_eq!(read, [everyone[0].clone(), everyone[2].clone()]);
    assert!(
        store.customers_of(other, &romans).await.unwrap().is_empty(),
        "those of another workspace are not seen"
    );
    store.erase_customer(first, romans[0], crate::LogHeads::default()).await.unwrap();
    let left = store.customers_of(first, &romans).await.unwrap();
    assert_eq!(left, [everyone[2].clone()]);
    let all = store.everybody_matching(first, Shop::question(EVERYONE)).await.unwrap();
    assert_eq!(all, [everyone[1].id, everyone[2].id]);
    witness.is_untouched().await;
}
