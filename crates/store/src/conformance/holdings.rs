//! Cases about all that is held on one customer: gathering it, and erasing it.

use domain::campaign::Action;
use domain::customer::{ConsentSource, ConsentState, Customer, Text};
use domain::message::{MessageState, SkipReason};
use domain::receipt::Outcome;
use domain::{CampaignId, Channel, CustomerId, Timestamp, Topic, WorkspaceId};

use super::shop::{
    EVERYONE, Shop, TTL, at, batch, collect, customer_records, first, order_records, receipt,
    shop_and_witness, text,
};
use crate::{Batch, Fate, Handed, LogHeads, MessageRow, Prepared, Step, Store, StoreError};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","phone":"+49 30 1","name":"Ana","city":"Rome","tags":["vip"],"attributes":{"size":"M"}},
    {"externalId":"2","email":"bob@shop.example","phone":"+49 30 2","name":"Bob","city":"Oslo"},
    {"email":"cleo@shop.example","name":"Cleo","city":"Oslo"}
]"#;

const ORDERS: &str = r#"[
    {"externalId":"O-1","email":"ana@shop.example","amount":10,"orderDate":"2026-01-01","items":["Tea"]},
    {"externalId":"O-2","email":"ana@shop.example","amount":5,"orderDate":"2026-01-02","status":"Cancelled"},
    {"externalId":"O-3","email":"bob@shop.example","amount":7,"orderDate":"2026-01-01"}
]"#;

/// After any erasure that a test makes.
pub fn afterwards() -> Timestamp {
    at(4_000_000_000_000)
}

/// A batch that was received after whatever a case erases.
pub fn late<T>(position: u64, records: Vec<T>) -> Batch<T> {
    Batch { received_at: afterwards(), ..batch(position, records) }
}

impl Shop<'_> {
    /// The id of the customer with an email or an external id.
    pub async fn id_of(&self, name: &str) -> CustomerId {
        self.find(name).await.unwrap().id
    }

    /// Erases somebody of whom the log holds nothing more.
    pub async fn erase(&self, name: &str) -> CustomerId {
        let id = self.id_of(name).await;
        self.store.erase_customer(self.id, id, LogHeads::default()).await.unwrap();
        id
    }

    /// Applies customers that were sent after every erasure.
    pub async fn customers_later(&self, json: &str) {
        let step = self.next_step(Topic::Customers).await;
        self.store.apply_customers(step, vec![late(step.to, customer_records(json))]).await.unwrap();
    }

    async fn row(&self, campaign: CampaignId, customer: CustomerId) -> MessageRow {
        let mut rows = self.messages(campaign).await;
        rows.retain(|row| row.customer == customer);
        assert_eq!(rows.len(), 1);
        rows.remove(0)
    }

    async fn enrolments(&self, customer: CustomerId) -> Vec<crate::CustomerMessage> {
        collect(async |page| self.store.messages_to(self.id, customer, &page).await).await
    }
}

/// Profile, orders, identities, counts and known values; nobody else loses anything.
pub async fn an_erased_customer_is_gone_with_all_that_names_them(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, ORDERS).await;
    let ana = shop.id_of("1").await;
    let erased = store.erase_customer(shop.id, ana, LogHeads::default()).await.unwrap();
    assert_eq!((erased.orders, erased.texts, erased.dead_letters), (2, 0, 0));
    assert_eq!(store.customer(shop.id, ana).await.unwrap(), None);
    let names: Vec<_> =
        shop.everyone().await.into_iter().map(|customer| customer.profile.name.unwrap()).collect();
    assert_eq!(names.iter().map(Text::as_str).collect::<Vec<_>>(), ["Bob", "Cleo"]);
    let orders = shop.all_orders().await;
    assert_eq!(
        orders.iter().map(|order| order.external_id.as_ref().unwrap().as_str()).collect::<Vec<_>>(),
        ["O-3"]
    );
    let theirs = store.orders(shop.id, Some(ana), &first(9)).await.unwrap();
    assert!(theirs.items.is_empty());
    let overview = shop.overview().await;
    assert_eq!((overview.customers, overview.orders, overview.revenue_minor), (2, 1, 700));
    let bounds = [at(0), afterwards()];
    assert_eq!(store.buckets(shop.id, &bounds).await.unwrap()[0].revenue_minor, 700);
    let known = store.known_values(shop.id).await.unwrap();
    assert_eq!((known.cities, known.tags.len(), known.attributes.len()), (vec!["Oslo".to_owned()], 0, 0));
    let answer = store.answer(shop.id, Shop::question(EVERYONE), 9).await.unwrap();
    assert_eq!((answer.count, answer.total, answer.sample.len()), (2, 2, 2));
    witness.is_untouched().await;
}

/// Of another workspace, of nobody, or of somebody who is erased already, nothing is held.
pub async fn what_is_held_on_somebody_else_is_not_found(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, ORDERS).await;
    let other = store.first_workspace(super::shop::noon()).await.unwrap().id;
    let ana = shop.id_of("1").await;
    let asked = async |workspace: WorkspaceId, customer: CustomerId| {
        let refused = |found: bool| assert!(found, "{customer}");
        let erased = store.erase_customer(workspace, customer, LogHeads::default()).await;
        refused(matches!(erased, Err(StoreError::NotFound)));
        let letters = store.dead_letters_about(workspace, customer).await;
        refused(matches!(letters, Err(StoreError::NotFound)));
        let suppressions = store.suppressions_of(workspace, customer).await;
        refused(matches!(suppressions, Err(StoreError::NotFound)));
        refused(store.messages_to(workspace, customer, &first(9)).await.unwrap().items.is_empty());
    };
    asked(other, ana).await;
    asked(shop.id, CustomerId::from_i64(i64::MAX).unwrap()).await;
    assert!(shop.find("1").await.is_some());
    shop.erase("1").await;
    asked(shop.id, ana).await;
    witness.is_untouched().await;
}

/// What stands in the log up to where it was at the erasure is passed over, whatever else is in the batch; what comes
/// behind makes a new customer.
pub async fn what_the_log_held_does_not_bring_an_erased_customer_back(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, ORDERS).await;
    let ana = shop.id_of("1").await;
    let (customers, orders) =
        (shop.next_step(Topic::Customers).await.to, shop.next_step(Topic::Orders).await.to);
    store.erase_customer(shop.id, ana, LogHeads { customers, orders }).await.unwrap();
    let by_email = r#"{"email":"ana@shop.example","name":"Ana again"}"#;
    let by_id = r#"{"externalId":"1","email":"new@shop.example"}"#;
    let step = shop.next_step(Topic::Customers).await;
    let queued = customer_records(&format!(r#"[{by_email},{by_id},{{"externalId":"2","name":"Bobby"}}]"#));
    store.apply_customers(step, vec![late(step.to, queued)]).await.unwrap();
    let outcome = shop.outcome(Topic::Customers, step.to).await;
    assert_eq!((outcome.applied, outcome.dead), (1, 2));
    let step = shop.next_step(Topic::Orders).await;
    let order = r#"{"externalId":"O-9","email":"ana@shop.example","amount":9,"orderDate":"2026-01-01"}"#;
    let theirs = r#"{"customerExternalId":"1","amount":9,"orderDate":"2026-01-01"}"#;
    let queued = order_records(&format!("[{order},{theirs}]"));
    store.apply_orders(step, vec![late(step.to, queued)]).await.unwrap();
    assert_eq!(shop.outcome(Topic::Orders, step.to).await.applied, 0);
    assert_eq!((shop.everyone().await.len(), shop.all_orders().await.len()), (2, 1));
    assert!(shop.dead_codes().await.is_empty(), "nothing of it is kept");
    assert_eq!(shop.find("2").await.unwrap().profile.name.unwrap().as_str(), "Bobby");

    shop.customers_later(&format!("[{by_email}]")).await;
    let again = shop.find("ana@shop.example").await.unwrap();
    assert_ne!(again.id, ana);
    assert_eq!((again.profile.external_id, again.totals.visits), (None, 0));
    let step = shop.next_step(Topic::Orders).await;
    store.apply_orders(step, vec![late(step.to, order_records(&format!("[{order}]")))]).await.unwrap();
    assert_eq!(shop.find("ana@shop.example").await.unwrap().totals.visits, 1);
    witness.is_untouched().await;
}

/// A dead letter that is being replayed while its customer is erased stands behind the erasure, and is older.
pub async fn a_replay_of_what_is_older_does_not_bring_an_erased_customer_back(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.erase("1").await;
    assert_eq!(shop.customers(r#"[{"email":"ana@shop.example"}]"#).await.applied, 0);
    assert_eq!(
        shop.orders(r#"[{"email":"ana@shop.example","amount":1,"orderDate":"2026-01-01"}]"#).await.applied,
        0
    );
    assert_eq!(shop.everyone().await.len(), 2);
    witness.is_untouched().await;
}

/// Those about somebody else stay, and so does their number.
pub async fn dead_letters_that_name_an_erased_customer_go(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.customers(
        r#"[{"externalId":"1","email":"bob@shop.example","name":"two"},
            {"externalId":"2","email":"cleo@shop.example"},
            {"externalId":"11","email":"bob@shop.example"}]"#,
    )
    .await;
    shop.orders(
        r#"[{"externalId":"1","customerExternalId":"2","email":"cleo@shop.example","amount":1,"orderDate":"2026-01-01"},
            {"customerExternalId":"2","email":"ana@shop.example","amount":1,"orderDate":"2026-01-01"}]"#,
    )
    .await;
    assert_eq!(shop.all_dead_letters().await.len(), 5);
    let ana = shop.id_of("1").await;
    let about = store.dead_letters_about(shop.id, ana).await.unwrap();
    assert_eq!(
        about.iter().map(|letter| letter.topic).collect::<Vec<_>>(),
        [Topic::Orders, Topic::Customers]
    );
    let erased = store.erase_customer(shop.id, ana, LogHeads::default()).await.unwrap();
    assert_eq!(erased.dead_letters, 2);
    let left = shop.all_dead_letters().await;
    assert_eq!((left.len(), store.count_dead_letters(shop.id).await.unwrap()), (3, 3));
    assert!(left.iter().all(|letter| !letter.record.contains("ana@shop.example")));
    witness.is_untouched().await;
}

/// Whatever state the messages of erased customers are in, their number stays where it was, or moves where it must.
pub async fn an_erasure_leaves_the_ledger_its_sums(store: &dyn Store) {
    use MessageState::{Failed, Pending, Sent, Skipped, Submitted};
    let people: Vec<_> =
        (0..6).map(|n| format!(r#"{{"email":"c{n}@shop.example","name":"C {n}"}}"#)).collect();
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", people.join(",")), "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let kept = due[..4].iter().map(|id| Prepared::Keep(*id, text("news")));
    let skipped = Prepared::Skip(due[4], SkipReason::OptedOut);
    store.prepare(&lease, kept.chain([skipped]).collect(), TTL).await.unwrap();
    let handed = [Fate::Submitted, Fate::Submitted, Fate::Rejected("unknown".into()), Fate::Submitted];
    let handed = due.iter().zip(handed).map(|(id, fate)| Handed { id: *id, fate }).collect();
    store.record(&lease, handed).await.unwrap();
    store.release(lease, None).await.unwrap();
    shop.receipts(vec![receipt(campaign, 1, 1, Outcome::Sent)]).await;
    let states = async || {
        let rows = shop.messages(campaign).await;
        rows.iter().map(|row| row.state).collect::<Vec<_>>()
    };
    assert_eq!(states().await, [Submitted, Sent, Failed, Submitted, Skipped, Pending]);
    for n in 0..6 {
        shop.erase(&format!("c{n}@shop.example")).await;
        shop.ledger_agrees(campaign).await;
    }
    assert_eq!(states().await, [Submitted, Sent, Failed, Submitted, Skipped, Skipped]);
    for row in shop.messages(campaign).await {
        assert!(row.erased, "{row:?}");
        assert_eq!((row.customer_name, row.to, row.subject, row.body), (None, None, None, None));
    }
    let rows = shop.messages(campaign).await;
    assert_eq!(rows[5].reason.as_deref(), Some("erased"));
    assert_eq!(rows[4].reason.as_deref(), Some("opted out"), "it was skipped before");
    shop.receipts(vec![receipt(campaign, 0, 1, Outcome::Sent), receipt(campaign, 3, 1, Outcome::Failed)])
        .await;
    assert_eq!(states().await, [Sent, Sent, Failed, Failed, Skipped, Skipped]);
    shop.ledger_agrees(campaign).await;
    assert_eq!(store.complete_settled(super::shop::noon()).await.unwrap(), [(shop.id, campaign)]);
    witness.is_untouched().await;
}

/// Those of a chunk nobody has expanded count as pending until it is, and are skipped then.
pub async fn somebody_erased_before_their_message_was_made_is_skipped(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Sms).await.id;
    let bob = shop.erase("2").await;
    assert_eq!(shop.campaign(campaign).await.stats.pending, 3);
    let lease = shop.lease().await;
    let due = store.due(&lease, 9).await.unwrap();
    let whom: Vec<_> = due.iter().map(|due| due.customer.is_some()).collect();
    assert_eq!(whom, [true, false, true]);
    store.prepare(&lease, vec![Prepared::Skip(due[1].id, SkipReason::Erased)], TTL).await.unwrap();
    let row = shop.row(campaign, bob).await;
    assert_eq!((row.state, row.erased), (MessageState::Skipped, true));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A worker that read of somebody before they were erased is told not to hand their message over.
pub async fn what_was_due_before_an_erasure_is_not_handed_over_after_it(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let bob = shop.erase("2").await;
    let prepared = due.iter().map(|id| Prepared::Keep(*id, text("news"))).collect();
    let still = store.prepare(&lease, prepared, TTL).await.unwrap();
    assert_eq!(still, [due[0], due[2]]);
    let row = shop.row(campaign, bob).await;
    assert_eq!((row.state, row.body), (MessageState::Skipped, None));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A worker may be handing it over at this moment: nobody can say, until the vendor does.
pub async fn what_is_handed_over_during_an_erasure_is_uncertain_until_its_receipt(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let campaign = shop.sending("Spring", Channel::Email).await.id;
    let lease = shop.lease().await;
    let due = shop.due(&lease).await;
    let prepared = || due.iter().map(|id| Prepared::Keep(*id, text("news"))).collect();
    assert_eq!(store.prepare(&lease, prepared(), TTL).await.unwrap().len(), 3);
    let bob = shop.erase("2").await;
    assert_eq!(shop.row(campaign, bob).await.state, MessageState::Uncertain);
    let handed = due.iter().map(|id| Handed { id: *id, fate: Fate::Submitted }).collect();
    store.record(&lease, handed).await.unwrap();
    assert_eq!(shop.row(campaign, bob).await.state, MessageState::Uncertain);
    shop.ledger_agrees(campaign).await;
    shop.receipts(vec![receipt(campaign, 1, 1, Outcome::Sent)]).await;
    let row = shop.row(campaign, bob).await;
    assert_eq!((row.state, row.to), (MessageState::Sent, None));
    shop.ledger_agrees(campaign).await;
    witness.is_untouched().await;
}

/// A retry is skipped if the vendor never had the message; if it may have it, nobody can say what became of it until a
/// receipt does.
pub async fn a_retry_of_an_erased_customer_is_skipped_unless_it_may_have_been_taken(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let mut campaigns = Vec::new();
    for fate in [Fate::Untaken(at(0)), Fate::Retry(at(0))] {
        campaigns.push(shop.sending("Spring", Channel::Email).await.id);
        let lease = shop.lease().await;
        shop.hand_over(&lease, &fate).await;
        store
            .release(lease, Some(super::shop::noon().plus_millis(i64::from(u32::MAX) * 1_000)))
            .await
            .unwrap();
    }
    let [untaken, doubtful] = campaigns[..] else { panic!("two campaigns") };
    let bob = shop.erase("2").await;
    let row = shop.row(untaken, bob).await;
    assert_eq!((row.state, row.reason.as_deref(), row.to), (MessageState::Skipped, Some("erased"), None));
    let row = shop.row(doubtful, bob).await;
    assert_eq!((row.state, row.to), (MessageState::Uncertain, None));
    shop.receipts(vec![receipt(doubtful, row.ordinal, 1, Outcome::Sent)]).await;
    assert_eq!(shop.row(doubtful, bob).await.state, MessageState::Sent);
    shop.ledger_agrees(untaken).await;
    shop.ledger_agrees(doubtful).await;
    witness.is_untouched().await;
}

/// In campaigns of any size, sent or not, and in none that they were not enrolled in.
pub async fn messages_to_a_customer_are_found_in_every_campaign(store: &dyn Store) {
    let crowd: Vec<_> =
        (0..2_050).map(|n| format!(r#"{{"email":"c{n}@shop.example","phone":"030 {n}"}}"#)).collect();
    let (shop, witness) = shop_and_witness(store, &format!("[{}]", crowd.join(",")), "").await;
    let large = shop.sending("Large", Channel::Sms).await.id;
    shop.draft("Draft", Channel::Email).await;
    let small = shop.draft("Small", Channel::Email).await.id;
    let some = r#"{"metric":"email","operator":"in","value":["c5@shop.example","c1999@shop.example"]}"#;
    shop.launch(small, some).await.unwrap();
    let lease = loop {
        let lease = shop.lease().await;
        if lease.campaign.id == small {
            break lease;
        }
    };
    shop.hand_over(&lease, &Fate::Submitted).await;
    for (n, expected) in [
        (0, vec![(large, 0)]),
        (5, vec![(small, 0), (large, 5)]),
        (999, vec![(large, 999)]),
        (1_000, vec![(large, 1_000)]),
        (1_999, vec![(small, 1), (large, 1_999)]),
        (2_049, vec![(large, 2_049)]),
    ] {
        let id = shop.id_of(&format!("c{n}@shop.example")).await;
        let found = shop.enrolments(id).await;
        let places: Vec<_> = found.iter().map(|message| (message.campaign, message.row.ordinal)).collect();
        assert_eq!(places, expected, "{n}");
        assert!(found.iter().all(|message| message.row.customer == id && !message.row.erased));
        if let [newest, _] = &found[..] {
            assert_eq!((&*newest.campaign_name, newest.channel), ("Small", Channel::Email));
            assert_eq!(
                (newest.row.state, newest.row.body.as_deref()),
                (MessageState::Submitted, Some("news"))
            );
            assert_eq!(newest.html.as_deref(), Some("<p>news</p>"));
        }
        let oldest = found.last().unwrap();
        assert_eq!((oldest.row.state, oldest.channel), (MessageState::Pending, Channel::Sms));
    }
    let id = shop.id_of("c1999@shop.example").await;
    let page = store.messages_to(shop.id, id, &first(1)).await.unwrap();
    assert_eq!((page.items.len(), page.next.is_some()), (1, true));
    assert_eq!(store.erase_customer(shop.id, id, LogHeads::default()).await.unwrap().texts, 1);
    assert_eq!(shop.enrolments(id).await[0].row.body, None);
    shop.steer(large, Action::Cancel).await.unwrap();
    witness.is_untouched().await;
}

/// Whoever comes with the address of somebody who had declined is treated as they were: by an import, by an order, or
/// because the address becomes theirs. The shop can take its own word back.
pub async fn a_withdrawal_outlives_an_erasure(store: &dyn Store) {
    const DECLINED: &str = r#"[
        {"externalId":"1","email":"ana@shop.example","phone":"+49 30 1","consent":{"email":"withdrawn","sms":"withdrawn"}},
        {"externalId":"2","email":"bob@shop.example","consent":{"email":"withdrawn"}},
        {"externalId":"3","email":"cleo@shop.example","consent":{"email":"granted"}},
        {"externalId":"4"}
    ]"#;
    let (shop, witness) = shop_and_witness(store, DECLINED, "").await;
    let before = shop.find("1").await.unwrap().profile.consent;
    for name in ["1", "2", "3"] {
        shop.erase(name).await;
    }
    let email = |customer: &Customer| customer.profile.consent.email.state;
    shop.customers_later(
        r#"[{"externalId":"9","email":"ana@shop.example","phone":"+49 (30) 1"},
            {"email":"cleo@shop.example"}]"#,
    )
    .await;
    let ana = shop.find("9").await.unwrap();
    assert_eq!((ana.profile.consent.email, ana.profile.consent.sms), (before.email, before.sms));
    assert_eq!(email(&shop.find("cleo@shop.example").await.unwrap()), ConsentState::Unknown);
    let step = shop.next_step(Topic::Orders).await;
    let order = order_records(r#"[{"email":"bob@shop.example","amount":1,"orderDate":"2026-01-01"}]"#);
    store.apply_orders(step, vec![late(step.to, order)]).await.unwrap();
    let bob = shop.find("bob@shop.example").await.unwrap();
    assert_eq!(
        (email(&bob), bob.profile.consent.email.source),
        (ConsentState::Withdrawn, Some(ConsentSource::Shop))
    );
    let reachable = store.answer(shop.id, Shop::question(EVERYONE), 0).await.unwrap().reachable;
    assert_eq!((reachable.email, reachable.sms), (1, 0));
    shop.erase("9").await;
    shop.customers_later(r#"[{"email":"ana@shop.example","consent":{"email":"granted"}}]"#).await;
    assert_eq!(email(&shop.find("ana@shop.example").await.unwrap()), ConsentState::Granted);
    witness.is_untouched().await;
}

/// An erasure while a step is applied leaves what one after the other would.
pub async fn an_erasure_and_a_step_at_once_leave_nothing_behind(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, ORDERS).await;
    for _ in 0..5 {
        let ana = shop.id_of("ana@shop.example").await;
        let step: Step = shop.next_step(Topic::Orders).await;
        let orders = order_records(
            r#"[{"externalId":"O-7","email":"ana@shop.example","amount":3,"orderDate":"2026-01-01","status":"Cancelled"}]"#,
        );
        let (applied, erased) = tokio::join!(
            store.apply_orders(step, vec![late(step.to, orders)]),
            store.erase_customer(shop.id, ana, LogHeads { customers: 0, orders: step.to })
        );
        applied.unwrap();
        erased.unwrap();
        assert!(shop.find("ana@shop.example").await.is_none());
        assert_eq!(shop.all_orders().await.len(), 1);
        shop.customers_later(r#"[{"email":"ana@shop.example"}]"#).await;
    }
    witness.is_untouched().await;
}
