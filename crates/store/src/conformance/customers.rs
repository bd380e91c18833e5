//! Cases about who a record means, what it changes, and how customers are listed.

use domain::Timestamp;
use domain::customer::{Customer, CustomerRecord};

use super::shop::{Shop, collect, customer_records, first, next, noon, shop_and_witness, two};
use crate::{Cursor, CustomerFilter, CustomerSort, PageRequest, Store, StoreError};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","name":"Ana","city":"Rome","tags":["vip","new"],"attributes":{"size":"M","age":41}},
    {"externalId":"2","email":"bob@shop.example","phone":"+49 30 1234567"},
    {"email":"cleo@shop.example","consent":{"email":"granted","sms":"withdrawn"}},
    {"externalId":"4"}
]"#;

fn profile(customer: &Customer) -> String {
    serde_json::to_string(&customer.profile).unwrap()
}

async fn profile_of(shop: &Shop<'_>, name: &str) -> String {
    profile(&shop.find(name).await.unwrap())
}

/// What a record does not mention stays; null clears; tags replace; attributes merge by name.
pub async fn absent_fields_stay_null_clears_and_tags_replace(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    shop.customers(
        r#"[{"externalId":"1","city":null,"tags":["old"],"attributes":{"size":null,"vip":true}},
            {"email":"cleo@shop.example","name":"Cléo 🌻","consent":{"sms":"granted"}}]"#,
    )
    .await;
    assert_eq!(
        profile_of(&shop, "ana@shop.example").await,
        r#"{"externalId":"1","email":"ana@shop.example","phone":null,"name":"Ana","city":null,"tags":["old"],"attributes":{"age":41,"vip":true},"consent":{"email":{"state":"unknown"},"sms":{"state":"unknown"}}}"#
    );
    assert_eq!(
        profile_of(&shop, "cleo@shop.example").await,
        r#"{"externalId":null,"email":"cleo@shop.example","phone":null,"name":"Cléo 🌻","city":null,"tags":[],"attributes":{},"consent":{"email":{"state":"granted","at":"2026-03-01T12:00:00.000Z","source":"shop"},"sms":{"state":"granted","at":"2026-03-01T12:00:00.000Z","source":"shop"}}}"#
    );
    assert_eq!(shop.overview().await.customers, 4);
    witness.is_untouched().await;
}

/// Whoever is known by external id stays the same person under a new email; the old one is free again.
pub async fn an_email_may_change_and_the_old_one_is_free_again(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let ana = shop.find("1").await.unwrap();
    shop.customers(
        r#"[{"externalId":"1","email":"ana@new.example"},{"email":"ana@shop.example","name":"Other"}]"#,
    )
    .await;
    assert_eq!(shop.find("ana@new.example").await.unwrap().id, ana.id);
    let other = shop.find("ana@shop.example").await.unwrap();
    assert!(other.id != ana.id && other.profile.name.is_some());
    for email in ["c@new.example", "ana@new.example", "c@new.example", "ana@new.example"] {
        let outcome = shop.customers(&format!(r#"[{{"externalId":"1","email":"{email}"}}]"#)).await;
        assert_eq!((outcome.applied, shop.find(email).await.map(|found| found.id)), (1, Some(ana.id)));
    }
    shop.customers(r#"[{"externalId":"1","email":null}]"#).await;
    assert_eq!(shop.find("1").await.unwrap().profile.email, None);
    shop.customers(r#"[{"email":"ana@new.example"}]"#).await;
    assert_eq!(shop.overview().await.customers, 6);
    witness.is_untouched().await;
}

/// Within one batch, too, each record sees what those before it did.
pub async fn records_of_one_batch_apply_one_after_the_other(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let outcome = shop
        .customers(
            r#"[{"email":"dan@shop.example","name":"First","city":"Oslo"},
                {"email":"DAN@shop.example","name":"Second"},
                {"externalId":"9","email":"dan@shop.example"},
                {"externalId":"9","email":"dan@new.example","tags":["x"]},
                {"email":"dan@shop.example","name":"Somebody else"},
                {"externalId":"9","email":"dan@shop.example"},
                {"externalId":"1","email":"swap@shop.example"},
                {"externalId":"2","email":"ana@shop.example"},
                {"externalId":"1","email":"bob@shop.example"}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (8, 1), "one would take the email of somebody else");
    assert_eq!(
        profile_of(&shop, "9").await,
        r#"{"externalId":"9","email":"dan@new.example","phone":null,"name":"Second","city":"Oslo","tags":["x"],"attributes":{},"consent":{"email":{"state":"unknown"},"sms":{"state":"unknown"}}}"#
    );
    let name = |customer: Option<Customer>| customer.unwrap().profile.name.unwrap().to_string();
    assert_eq!(name(shop.find("dan@shop.example").await), "Somebody else");
    assert_eq!(name(shop.find("bob@shop.example").await), "Ana", "two customers swapped their emails");
    assert_eq!(shop.find("ana@shop.example").await.unwrap().profile.external_id.unwrap().as_str(), "2");
    witness.is_untouched().await;
}

/// An external id nobody has joins the customer with the email, if that one has none.
pub async fn a_new_external_id_joins_the_customer_with_the_email(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let cleo = shop.find("cleo@shop.example").await.unwrap();
    let outcome = shop.customers(r#"[{"externalId":"3","email":"cleo@shop.example","name":"Cleo"}]"#).await;
    assert_eq!((outcome.applied, outcome.dead), (1, 0));
    let joined = shop.find("3").await.unwrap();
    assert_eq!((joined.id, joined.profile.email), (cleo.id, cleo.profile.email));
    shop.customers(r#"[{"externalId":"3","email":"cleo@new.example"}]"#).await;
    assert_eq!(shop.find("cleo@new.example").await.unwrap().id, cleo.id);
    assert_eq!(shop.overview().await.customers, 4);
    witness.is_untouched().await;
}

/// Two names that belong to two people are nobody's to decide but a person's.
pub async fn a_record_that_names_two_people_is_dead(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let before = shop.everyone().await;
    let outcome = shop
        .customers(
            r#"[{"externalId":"1","email":"bob@shop.example","name":"No"},
                {"externalId":"7","email":"bob@shop.example","name":"No"},
                {"externalId":"4","email":"cleo@shop.example","name":"No"}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (0, 3));
    assert_eq!(shop.everyone().await, before);
    let letters = shop.all_dead_letters().await;
    assert_eq!(shop.dead_codes().await, ["two_people"; 3]);
    let fields: Vec<_> = letters.iter().map(|letter| letter.error.field.as_str()).collect();
    assert_eq!(fields, ["email", "externalId", "email"]);
    witness.is_untouched().await;
}

/// Records as they stand in a damaged log can name nobody; nobody must be made of them.
pub async fn a_record_without_identity_is_dead(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let nobody: CustomerRecord = serde_json::from_str(r#"{"email":null,"name":"Nobody"}"#).unwrap();
    let outcome = shop.apply_customers(vec![nobody]).await;
    assert_eq!((outcome.applied, outcome.dead), (0, 1));
    assert_eq!(shop.dead_codes().await, ["no_identity"]);
    assert_eq!(shop.overview().await.customers, 4);
    witness.is_untouched().await;
}

/// A customer who would grow past what one can have stays as they are.
pub async fn too_many_attributes_are_dead_and_change_nothing(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let many = |from: usize| {
        let names: Vec<_> = (from..from + 150).map(|n| format!(r#""a{n}":{n}"#)).collect();
        format!(r#"[{{"externalId":"1","name":"Grown {from}","attributes":{{{}}}}}]"#, names.join(","))
    };
    assert_eq!(shop.customers(&many(0)).await.applied, 1);
    let before = shop.find("1").await.unwrap();
    assert_eq!(shop.customers(&many(150)).await.dead, 1);
    assert_eq!(shop.find("1").await.unwrap(), before);
    let letters = shop.all_dead_letters().await;
    assert_eq!(letters[0].error.code, "too_many");
    assert_eq!(
        serde_json::from_str::<CustomerRecord>(&letters[0].record).unwrap(),
        customer_records(&many(150))[0]
    );
    witness.is_untouched().await;
}

/// Sending the same again changes nothing, the time of the last change included.
pub async fn a_record_that_changes_nothing_is_no_change(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let before = shop.everyone().await;
    assert_eq!(shop.customers(PEOPLE).await.applied, 4);
    assert_eq!(shop.everyone().await, before);
    shop.customers(r#"[{"externalId":"2","name":"Bob"}]"#).await;
    let after = shop.everyone().await;
    assert!(after[1].updated_at >= before[1].updated_at && after[1].created_at == before[1].created_at);
    assert_eq!(
        [&after[0], &after[2], &after[3]].map(|customer| customer.updated_at),
        [&before[0], &before[2], &before[3]].map(|customer| customer.updated_at)
    );
    witness.is_untouched().await;
}

/// An id says nothing in another workspace.
pub async fn a_customer_is_seen_from_their_own_workspace_only(store: &dyn Store) {
    let [one, two] = two(store).await;
    one.customers(PEOPLE).await;
    two.customers(PEOPLE).await;
    for (own, other) in [(one, two), (two, one)] {
        for customer in own.everyone().await {
            assert_eq!(store.customer(own.id, customer.id).await.unwrap(), Some(customer.clone()));
            assert_eq!(store.customer(other.id, customer.id).await.unwrap(), None);
        }
    }
}

const LIST: &str = r#"[
    {"email":"d@shop.example","name":"émile"},
    {"email":"a@shop.example","name":"Zoë"},
    {"externalId":"X-7","name":"anna"},
    {"email":"c@shop.example"},
    {"email":"b@shop.example","name":"ANNA","phone":"+49 171 555"},
    {"externalId":"x-8","phone":"030-555"},
    {"email":"e@shop.example","name":"Émile"},
    {"email":"f@shop.example","name":"Bert"},
    {"email":"g@shop.example","name":"bert"}
]"#;

const LIST_ORDERS: &str = r#"[
    {"email":"a@shop.example","amount":10,"orderDate":"2026-01-05"},
    {"email":"a@shop.example","amount":5,"orderDate":"2026-01-01"},
    {"email":"b@shop.example","amount":0,"orderDate":"2026-01-05"},
    {"email":"c@shop.example","amount":99,"orderDate":"2025-01-05","status":"Cancelled"},
    {"customerExternalId":"X-7","amount":15,"orderDate":"2024-01-05"},
    {"email":"f@shop.example","amount":15,"orderDate":"2026-02-05"}
]"#;

/// For each way of sorting, what a customer is sorted by; missing is `None`.
fn value(sort: CustomerSort, customer: &Customer) -> Option<(i64, String)> {
    let text = |text: &str| (0, text.to_lowercase());
    let number = |number: i64| (number, String::new());
    let (profile, totals) = (&customer.profile, &customer.totals);
    match sort {
        CustomerSort::Name => profile.name.as_ref().map(|name| text(name.as_str())),
        CustomerSort::Email => profile.email.as_ref().map(|email| text(email.as_str())),
        CustomerSort::TotalSpend => Some(number(totals.spend_minor)),
        CustomerSort::Visits => Some(number(totals.visits)),
        CustomerSort::LastPurchased => totals.last_purchased.map(Timestamp::millis).map(number),
        CustomerSort::CreatedAt => Some(number(customer.created_at.millis())),
    }
}

const SORTS: [CustomerSort; 6] = [
    CustomerSort::Name,
    CustomerSort::Email,
    CustomerSort::TotalSpend,
    CustomerSort::Visits,
    CustomerSort::LastPurchased,
    CustomerSort::CreatedAt,
];

/// Every order of the list shows everybody once, page by page: by value, ties by id, missing values last.
pub async fn a_sorted_list_shows_everybody_once(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, LIST, LIST_ORDERS).await;
    let everyone = shop.everyone().await;
    assert_eq!(everyone.len(), 9);
    for sort in SORTS {
        for descending in [false, true] {
            for (search, buyers) in [("", false), ("shop", false), ("", true), ("shop", true)] {
                let question = buyers.then(|| Shop::question(BUYERS));
                let filter = CustomerFilter { search: search.into(), sort, descending, question };
                let mut expected: Vec<_> = everyone
                    .iter()
                    .filter(|customer| search.is_empty() || customer.profile.email.is_some())
                    .filter(|customer| !buyers || customer.totals.visits > 0)
                    .collect();
                expected.sort_by(|a, b| {
                    let (x, y) = (value(sort, a), value(sort, b));
                    let order = x.cmp(&y).then(a.id.cmp(&b.id));
                    let order = if descending { order.reverse() } else { order };
                    x.is_none().cmp(&y.is_none()).then(order)
                });
                let expected: Vec<_> = expected.into_iter().map(|customer| customer.id).collect();
                for limit in [1, 2, 4, 9, 10] {
                    let mut ids = Vec::new();
                    let mut request = first(limit);
                    loop {
                        let (page, total) = store.customers(shop.id, &filter, &request).await.unwrap();
                        assert_eq!(total, expected.len() as u64);
                        ids.extend(page.items.iter().map(|customer| customer.id));
                        let Some(after) = page.next else { break };
                        request = next(limit, &after);
                    }
                    assert_eq!(ids, expected, "{filter:?} by {limit}");
                }
            }
        }
    }
    witness.is_untouched().await;
}

const BUYERS: &str = r#"{"metric":"visits","operator":">","value":0}"#;

/// A page of those a rule matches goes on where it stopped, though some have come, gone and bought; and is of its own
/// workspace.
pub async fn a_page_of_who_matches_goes_on_while_they_change(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, LIST, LIST_ORDERS).await;
    let filter = CustomerFilter {
        sort: CustomerSort::TotalSpend,
        descending: true,
        question: Some(Shop::question(BUYERS)),
        ..CustomerFilter::default()
    };
    let (page, total) = store.customers(shop.id, &filter, &first(2)).await.unwrap();
    let last = page.items.last().unwrap();
    store.erase_customer(shop.id, last.id, crate::LogHeads::default()).await.unwrap();
    shop.orders(r#"[{"email":"new@shop.example","amount":9999,"orderDate":"2024-01-01T00:00:00Z"}]"#).await;
    let (rest, now) = store.customers(shop.id, &filter, &next(9, &page.next.unwrap())).await.unwrap();
    assert_eq!((rest.items.len() as u64, now, rest.next), (total - 2, total, None));
    let mut all = page.items;
    all.extend(rest.items);
    assert!(all.is_sorted_by(|one, next| one.totals.spend_minor >= next.totals.spend_minor));
    let (none, _) =
        store.customers(store.first_workspace(noon()).await.unwrap().id, &filter, &first(9)).await.unwrap();
    assert!(none.items.iter().all(|theirs| all.iter().all(|ours| ours.id != theirs.id)));
    witness.is_untouched().await;
}

/// A search looks into name, email, phone and external id, in any case.
pub async fn a_search_finds_any_part_in_any_case(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, LIST, "").await;
    let cases: [(&str, &[&str]); 9] = [
        ("ANN", &["X-7", "b@shop.example"]),
        (" ÉMI ", &["d@shop.example", "e@shop.example"]),
        ("e\u{301}mile", &["d@shop.example", "e@shop.example"]),
        ("ZOË", &["a@shop.example"]),
        ("555", &["b@shop.example", "x-8"]),
        ("x-", &["X-7", "x-8"]),
        ("B@SHOP", &["b@shop.example"]),
        ("%", &[]),
        ("nobody", &[]),
    ];
    for (search, expected) in cases {
        let filter = CustomerFilter { search: search.into(), ..CustomerFilter::default() };
        let (page, total) = store.customers(shop.id, &filter, &first(50)).await.unwrap();
        let found: Vec<_> = page
            .items
            .iter()
            .map(|customer| {
                let profile = &customer.profile;
                let id = profile.external_id.as_ref().map(domain::customer::ExternalId::as_str);
                id.or(profile.email.as_ref().map(domain::customer::Email::as_str)).unwrap()
            })
            .collect();
        assert_eq!((found.as_slice(), total), (expected, expected.len() as u64), "{search}");
    }
    witness.is_untouched().await;
}

/// A page goes on where it stopped, whoever came or changed meanwhile.
pub async fn a_page_goes_on_while_customers_come(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, LIST, "").await;
    let filter = CustomerFilter { sort: CustomerSort::Email, ..CustomerFilter::default() };
    let (page, _) = store.customers(shop.id, &filter, &first(3)).await.unwrap();
    shop.customers(r#"[{"email":"aa@shop.example"},{"email":"dd@shop.example"}]"#).await;
    let rest = collect(async |request: PageRequest| {
        let request = if request.after.is_none() { next(7, page.next.as_ref().unwrap()) } else { request };
        store.customers(shop.id, &filter, &request).await.map(|(page, _)| page)
    })
    .await;
    let emails: Vec<_> = rest.iter().filter_map(|customer| customer.profile.email.as_ref()).collect();
    let emails: Vec<_> = emails.into_iter().map(domain::customer::Email::as_str).collect();
    assert_eq!(
        emails,
        ["d@shop.example", "dd@shop.example", "e@shop.example", "f@shop.example", "g@shop.example"]
    );
    witness.is_untouched().await;
}

/// A cursor that was not given out for this list is refused, whatever it is made of.
pub async fn a_foreign_cursor_is_refused(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, LIST, LIST_ORDERS).await;
    let by = |sort, descending| CustomerFilter { sort, descending, ..CustomerFilter::default() };
    let mut cursors = vec![Cursor(String::new()), Cursor("1".into()), Cursor("💥".into())];
    for sort in SORTS {
        let page = store.customers(shop.id, &by(sort, false), &first(2)).await.unwrap().0;
        let cursor = page.next.unwrap();
        for other in SORTS.into_iter().filter(|other| *other != sort) {
            let answer = store.customers(shop.id, &by(other, false), &next(2, &cursor)).await;
            assert!(matches!(answer, Err(StoreError::InvalidCursor)), "{sort:?} {other:?}");
        }
        let answer = store.customers(shop.id, &by(sort, true), &next(2, &cursor)).await;
        assert!(matches!(answer, Err(StoreError::InvalidCursor)), "{sort:?}");
        cursors.extend((1..cursor.0.len()).map(|end| Cursor(format!("{}x", &cursor.0[..end]))));
    }
    for cursor in cursors {
        for sort in SORTS {
            // A shortened number can be a number still: no harm, as long as nothing breaks.
            let answer = store.customers(shop.id, &by(sort, false), &next(2, &cursor)).await;
            assert!(matches!(answer, Ok(_) | Err(StoreError::InvalidCursor)), "{cursor:?}");
        }
    }
    witness.is_untouched().await;
}

/// Customers and their times come in the order of their records.
pub async fn ids_ascend_with_the_time_of_creation(store: &dyn Store) {
    let [shop, _] = two(store).await;
    for n in 0..5 {
        shop.customers(&format!(r#"[{{"email":"c{n}@shop.example"}},{{"email":"d{n}@shop.example"}}]"#))
            .await;
        shop.orders(&format!(r#"[{{"email":"o{n}@shop.example","amount":1,"orderDate":"2026-01-01"}}]"#))
            .await;
    }
    let everyone = shop.everyone().await;
    assert!(everyone.is_sorted_by_key(|customer| (customer.created_at, customer.id)));
    assert!(everyone.iter().all(|customer| customer.created_at == customer.updated_at));
    assert_ne!(everyone[0].created_at, noon(), "by the store's clock, not when the record was received");
    assert_eq!(everyone.len(), 15);
}
