//! Cases about steps, marks and outcomes: exactly once, and in order.

use domain::customer::{CustomerRecord, Email};
use domain::{FieldError, Topic, WorkspaceId};

use super::shop::{batch, customer_records, noon, order_records, shop_and_witness, two};
use crate::{BatchOutcome, Step, Store, StoreError, Undecodable};

const ANA: &str = r#"[{"email":"ana@shop.example","name":"Ana"}]"#;
const SALE: &str = r#"[{"email":"ana@shop.example","amount":10,"orderDate":"2026-01-01"}]"#;

/// A step that was applied and comes again finds the mark moved, and changes nothing: an order without an id of its
/// own would be there twice otherwise.
pub async fn a_redelivered_step_is_fenced_and_changes_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, ANA, "").await;
    let step = shop.next_step(Topic::Orders).await;
    let batches = || vec![batch(step.to, order_records(SALE))];
    store.apply_orders(step, batches()).await.unwrap();
    let before = shop.snapshot().await;
    for _ in 0..2 {
        assert!(matches!(store.apply_orders(step, batches()).await, Err(StoreError::Fenced)));
    }
    assert_eq!(shop.snapshot().await, before);
    assert_eq!(shop.overview().await.orders, 1);
    witness.is_untouched().await;
}

/// A worker that lost its lease stands somewhere else than the mark, ahead of it or behind.
pub async fn a_step_from_elsewhere_than_the_mark_is_fenced(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, ANA, "").await;
    let mark = store.mark(Topic::Customers, shop.id).await.unwrap();
    let before = shop.snapshot().await;
    for from in [0, mark - 1, mark + 1, mark + 100] {
        let step = Step { workspace: shop.id, from, to: from + 5 };
        let records = customer_records(r#"[{"email":"new@shop.example"}]"#);
        if from != mark {
            let applied = store.apply_customers(step, vec![batch(step.to, records)]).await;
            assert!(matches!(applied, Err(StoreError::Fenced)), "{from}");
        }
    }
    assert_eq!(shop.snapshot().await, before);
    witness.is_untouched().await;
}

/// Of several workers that believe to hold a partition, one applies each step.
pub async fn of_rival_workers_one_applies_a_step(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, ANA, "").await;
    for _ in 0..5 {
        let step = shop.next_step(Topic::Orders).await;
        let apply = || store.apply_orders(step, vec![batch(step.to, order_records(SALE))]);
        let (a, b, c) = tokio::join!(apply(), apply(), apply());
        let results = [a, b, c];
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        assert_eq!(results.iter().filter(|result| matches!(result, Err(StoreError::Fenced))).count(), 2);
    }
    assert_eq!(shop.overview().await.orders, 5);
    witness.is_untouched().await;
}

/// Each topic of each workspace has a mark of its own, and it moves where the step says.
pub async fn marks_are_kept_by_topic_and_workspace(store: &dyn Store) {
    let [one, two] = two(store).await;
    for topic in Topic::ALL {
        assert_eq!(store.mark(topic, one.id).await.unwrap(), 0);
    }
    store.apply_customers(Step { workspace: one.id, from: 0, to: 70 }, Vec::new()).await.unwrap();
    store.apply_orders(Step { workspace: two.id, from: 0, to: 1 << 60 }, Vec::new()).await.unwrap();
    store.apply_receipts(Step { workspace: two.id, from: 0, to: 3 }, Vec::new()).await.unwrap();
    let mut marks = Vec::new();
    for shop in [one, two] {
        for topic in Topic::ALL {
            marks.push(store.mark(topic, shop.id).await.unwrap());
        }
    }
    assert_eq!(marks, [70, 0, 0, 0, 1 << 60, 3]);
}

/// Below the durable mark the log may be trimmed: it must never run ahead.
pub async fn the_durable_mark_is_never_ahead_of_the_mark(store: &dyn Store) {
    let [shop, other] = two(store).await;
    for _ in 0..20 {
        shop.customers(ANA).await;
        let durable = store.durable_mark(Topic::Customers, shop.id).await.unwrap();
        assert!(durable <= store.mark(Topic::Customers, shop.id).await.unwrap());
        assert_eq!(store.durable_mark(Topic::Customers, other.id).await.unwrap(), 0);
        assert_eq!(store.durable_mark(Topic::Orders, shop.id).await.unwrap(), 0);
    }
}

/// Whoever asks about a batch learns how much of it was applied, and nothing about other batches.
pub async fn an_outcome_tells_what_became_of_each_batch(store: &dyn Store) {
    let [shop, other] = two(store).await;
    let nobody = CustomerRecord::default();
    let good = customer_records(r#"[{"email":"a@shop.example"},{"email":"b@shop.example"}]"#);
    let mixed = vec![good[0].clone(), nobody.clone(), good[1].clone()];
    let lost =
        Undecodable { record: "{nonsense".into(), error: FieldError::new("", "invalid_json", "no JSON") };
    let mut broken = batch(30, vec![nobody]);
    broken.undecodable = vec![lost.clone(), lost];
    let step = Step { workspace: shop.id, from: 0, to: 31 };
    store
        .apply_customers(step, vec![batch(10, good), batch(20, mixed), broken, batch(31, vec![])])
        .await
        .unwrap();
    for (position, applied, dead) in [(10, 2, 0), (20, 2, 1), (30, 0, 3), (31, 0, 0)] {
        let outcome = shop.outcome(Topic::Customers, position).await;
        assert_eq!(
            outcome,
            BatchOutcome { applied, dead, received_at: noon(), applied_at: outcome.applied_at },
            "{position}"
        );
    }
    assert_eq!(store.outcome(Topic::Customers, shop.id, 11).await.unwrap(), None);
    assert_eq!(store.outcome(Topic::Orders, shop.id, 10).await.unwrap(), None);
    assert_eq!(store.outcome(Topic::Customers, other.id, 10).await.unwrap(), None);
    assert_eq!(shop.dead_codes().await, ["no_identity", "invalid_json", "invalid_json", "no_identity"]);
    assert_eq!(store.count_dead_letters(other.id).await.unwrap(), 0);
}

/// One bad record among good ones is named, and takes nobody with it.
pub async fn a_bad_record_spoils_no_other(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(
        store,
        r#"[{"externalId":"1","email":"one@shop.example"},{"externalId":"2","email":"two@shop.example"}]"#,
        "",
    )
    .await;
    let mut records: Vec<CustomerRecord> = (0..1_000)
        .map(|n| {
            let email = Email::parse(&format!("n{n}@shop.example")).unwrap();
            CustomerRecord::naming(None, Some(email))
        })
        .collect();
    let conflict = customer_records(r#"[{"externalId":"1","email":"two@shop.example","name":"Zoë 🌻"}]"#);
    records.insert(500, conflict[0].clone());
    let outcome = shop.apply_customers(records).await;
    assert_eq!((outcome.applied, outcome.dead), (1_000, 1));
    assert_eq!(shop.overview().await.customers, 1_002);
    let letters = shop.all_dead_letters().await;
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].topic, letters[0].error.code.as_str()), (Topic::Customers, "two_people"));
    let kept: CustomerRecord = serde_json::from_str(&letters[0].record).unwrap();
    assert_eq!(kept, conflict[0], "a dead letter can be sent again as it was");
    witness.is_untouched().await;
}

/// Nothing can be applied to a workspace that does not exist.
pub async fn a_step_of_an_unknown_workspace_is_refused(store: &dyn Store) {
    two(store).await;
    for unknown in [999, i64::MAX] {
        let workspace = WorkspaceId::from_i64(unknown).unwrap();
        let step = Step { workspace, from: 0, to: 1 };
        let applied = store.apply_customers(step, vec![batch(1, customer_records(ANA))]).await;
        assert!(matches!(applied, Err(StoreError::NotFound)));
        assert_eq!(store.mark(Topic::Customers, workspace).await.unwrap(), 0);
    }
}
