//! Cases about records that could not be applied.

use domain::Topic;

use super::shop::{collect, first, shop_and_witness};
use crate::{Store, StoreError};

const PEOPLE: &str =
    r#"[{"externalId":"1","email":"a@shop.example"},{"externalId":"2","email":"b@shop.example"}]"#;

/// Newest first, counted, from any topic, until somebody discards them.
pub async fn dead_letters_are_kept_until_they_are_discarded(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    for n in 0..3 {
        shop.customers(&format!(r#"[{{"externalId":"1","email":"b@shop.example","name":"{n}"}}]"#)).await;
    }
    shop.orders(
        r#"[{"customerExternalId":"1","email":"b@shop.example","amount":1,"orderDate":"2026-01-01"}]"#,
    )
    .await;
    let letters = collect(async |page| store.dead_letters(shop.id, &page).await).await;
    assert_eq!(letters.len(), 4);
    assert!(letters.is_sorted_by(|a, b| a.id > b.id));
    assert_eq!((letters[0].topic, letters[3].topic), (Topic::Orders, Topic::Customers));
    assert!(letters[3].record.contains(r#""name":"0""#));
    assert_eq!(store.count_dead_letters(shop.id).await.unwrap(), 4);
    assert_eq!(store.dead_letter(shop.id, letters[1].id).await.unwrap(), Some(letters[1].clone()));
    store.discard_dead_letter(shop.id, letters[1].id).await.unwrap();
    assert!(matches!(store.discard_dead_letter(shop.id, letters[1].id).await, Err(StoreError::NotFound)));
    assert_eq!(store.dead_letter(shop.id, letters[1].id).await.unwrap(), None);
    assert_eq!(store.count_dead_letters(shop.id).await.unwrap(), 3);
    assert_eq!(shop.all_dead_letters().await.len(), 3);
    witness.is_untouched().await;
}

/// Another workspace's records are none of ours to read or to discard.
pub async fn another_workspaces_dead_letter_is_not_found(store: &dyn Store) {
    let (shop, _) = shop_and_witness(store, PEOPLE, "").await;
    let other = store.first_workspace(super::shop::noon()).await.unwrap().id;
    shop.customers(r#"[{"externalId":"1","email":"b@shop.example"}]"#).await;
    let letter = &shop.all_dead_letters().await[0];
    assert_eq!(store.dead_letter(other, letter.id).await.unwrap(), None);
    assert!(matches!(store.discard_dead_letter(other, letter.id).await, Err(StoreError::NotFound)));
    assert!(store.dead_letters(other, &first(9)).await.unwrap().items.is_empty());
    assert_eq!(store.count_dead_letters(other).await.unwrap(), 0);
    assert_eq!(store.count_dead_letters(shop.id).await.unwrap(), 1);
}
