//! Cases about reading the ledger of a campaign.

use domain::Channel;
use domain::message::{MessageState, SkipReason};
use domain::receipt::Outcome;

use super::shop::{TTL, collect, first, receipt, shop_and_witness, text};
use crate::{Fate, Handed, Kept, MessageFilter, Prepared, Store, StoreError};

const PEOPLE: &str = r#"[
    {"email":"ana@shop.example","name":"Ana"},
    {"email":"bob@shop.example","name":"Bób"},
    {"email":"cleo@shop.example"},
    {"email":"dan@shop.example","name":"Dan"},
    {"email":"eve@shop.example","name":"Eve"}
]"#;

/// Nothing is rendered before it is due; until then there are no rows.
pub async fn members_of_unexpanded_chunks_have_no_row(store: &dyn Store) {
    let records: Vec<_> = (0..1_200).map(|n| format!(r#"{{"email":"c{n}@shop.example"}}"#)).collect();
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", records.join(",")), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    assert_eq!(shop.messages(campaign).await.len(), 0);
    let lease = shop.lease().await;
    shop.due(&lease).await;
    assert_eq!(shop.messages(campaign).await.len(), 1_000);
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// By place, by state, by reason, by part of name or address; each row as it was rendered.
pub async fn messages_are_listed_by_state_reason_and_search(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let kept = Kept { to: "Ana <ana@shop.example>".into(), ..text("news") };
    let prepared = vec![
        Prepared::Keep(due[0], kept.clone()),
        Prepared::Skip(due[1], SkipReason::OptedOut),
        Prepared::Keep(due[2], text("news")),
        Prepared::Skip(due[3], SkipReason::Suppressed),
    ];
    store.prepare(&lease, prepared, TTL).await.unwrap();
    let handed = [due[0], due[2]].map(|id| Handed { id, fate: Fate::Submitted }).to_vec();
    store.record(&lease, handed).await.unwrap();
    shop.receipts(vec![receipt(campaign, 2, 1, Outcome::Failed)]).await;

    let rows = shop.messages(campaign).await;
    let everyone = shop.everyone().await;
    for (place, row) in rows.iter().enumerate() {
        assert_eq!((row.ordinal as usize, row.customer, row.attempt), (place, everyone[place].id, 1));
        assert_eq!(
            row.customer_name.as_deref(),
            everyone[place].profile.name.as_ref().map(domain::customer::Text::as_str)
        );
    }
    assert_eq!(
        (rows[0].to.as_ref(), rows[0].subject.as_ref(), rows[0].body.as_ref()),
        (Some(&kept.to), kept.subject.as_ref(), Some(&kept.body))
    );
    assert_eq!((rows[1].to.as_ref(), rows[1].body.as_ref()), (None, None));

    let list = async |filter: MessageFilter| -> Vec<u32> {
        let read = async |page| store.messages(shop.id, campaign, &filter, &page).await;
        collect(read).await.into_iter().map(|row| row.ordinal).collect()
    };
    let by_state = |state| MessageFilter { state: Some(state), ..MessageFilter::default() };
    assert_eq!(list(by_state(MessageState::Skipped)).await, [1, 3]);
    assert_eq!(list(by_state(MessageState::Failed)).await, [2]);
    assert_eq!(list(by_state(MessageState::Pending)).await, [4]);
    assert_eq!(list(by_state(MessageState::Sent)).await, [0; 0]);
    let by_reason = |reason: &str| MessageFilter { reason: Some(reason.into()), ..MessageFilter::default() };
    assert_eq!(list(by_reason("opted out")).await, [1]);
    assert_eq!(list(by_reason("mailbox full")).await, [2]);
    assert_eq!(list(by_reason("opted")).await, [0; 0]);
    let both = MessageFilter { state: Some(MessageState::Failed), ..by_reason("opted out") };
    assert_eq!(list(both).await, [0; 0]);
    let search = |search: &str| MessageFilter { search: search.into(), ..MessageFilter::default() };
    assert_eq!(list(search("BÓB")).await, [1]);
    assert_eq!(list(search("shop.EXAMPLE")).await, [0, 2]);
    assert_eq!(list(search("nobody")).await, [0; 0]);
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// Pages go on where they stopped, across chunks and past those that hold nothing wanted.
pub async fn pages_of_messages_go_on_across_chunks(store: &dyn Store) {
    let records: Vec<_> = (0..3_100).map(|n| format!(r#"{{"email":"c{n:04}@shop.example"}}"#)).collect();
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", records.join(",")), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    for _ in 0..4 {
        let lease = shop.lease().await;
        shop.hand_over(&lease, &Fate::Submitted).await;
    }
    let places = [0, 1, 999, 2_000, 2_001, 3_099];
    shop.receipts(places.map(|place| receipt(campaign, place, 1, Outcome::Failed)).to_vec()).await;
    for limit in [1, 2, 3, 6, 7] {
        let filter = MessageFilter { state: Some(MessageState::Failed), ..MessageFilter::default() };
        let mut found = Vec::new();
        let mut page = first(limit);
        loop {
            let read = store.messages(shop.id, campaign, &filter, &page).await.unwrap();
            found.extend(read.items.iter().map(|row| row.ordinal));
            match read.next {
                Some(after) => page = super::shop::next(limit, &after),
                None => break,
            }
        }
        assert_eq!(found, places, "{limit}");
    }
    let ordinals: Vec<_> = shop.messages(campaign).await.iter().map(|row| row.ordinal).collect();
    assert_eq!(ordinals, (0..3_100).collect::<Vec<_>>());
    for cursor in ["", "x", "-5", "99999999999", "1.2"] {
        let page = super::shop::next(5, &crate::Cursor(cursor.into()));
        let read = store.messages(shop.id, campaign, &MessageFilter::default(), &page).await;
        assert!(matches!(read, Err(StoreError::InvalidCursor)), "{cursor}");
    }
    witness.is_untouched().await;
}

/// Reasons are summed by state and text, most frequent first.
pub async fn reasons_are_counted_most_frequent_first(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    assert_eq!(store.reasons(shop.id, campaign).await.unwrap(), []);
    let skips = [SkipReason::OptedOut, SkipReason::NoAddress, SkipReason::OptedOut];
    let prepared = due.iter().zip(skips).map(|(id, reason)| Prepared::Skip(*id, reason)).collect();
    store.prepare(&lease, prepared, TTL).await.unwrap();
    let rejected = Fate::Rejected("opted out".into());
    store.record(&lease, vec![Handed { id: due[3], fate: rejected }]).await.unwrap();
    let reasons = store.reasons(shop.id, campaign).await.unwrap();
    let seen: Vec<_> = reasons.iter().map(|line| (line.state, line.reason.as_str(), line.count)).collect();
    assert_eq!(seen[0], (MessageState::Skipped, "opted out", 2));
    assert_eq!(seen.len(), 3);
    assert!(seen.contains(&(MessageState::Failed, "opted out", 1)));
    assert!(seen.contains(&(MessageState::Skipped, "no address", 1)));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}
