//! Cases about orders: whose they are, what they replace, what they add up to.

use domain::customer::Totals;
use domain::order::OrderStatus;
use domain::{Amount, CustomerId};

use super::shop::{Shop, collect, first, order_records, shop_and_witness, time, two};
use crate::{Bucket, Overview, Store};

const PEOPLE: &str = r#"[
    {"externalId":"1","email":"ana@shop.example","name":"Ana"},
    {"externalId":"2","email":"bob@shop.example"},
    {"email":"cleo@shop.example"},
    {"externalId":"4"}
]"#;

const SALES: &str = r#"[
    {"externalId":"o1","email":"ana@shop.example","amount":10.50,"orderDate":"2026-01-03","items":["Coffee"]},
    {"externalId":"o2","email":"ana@shop.example","amount":20,"refundedAmount":5,"orderDate":"2026-01-01"},
    {"externalId":"o3","email":"bob@shop.example","amount":7,"orderDate":"2026-01-02"}
]"#;

async fn totals(shop: &Shop<'_>, name: &str) -> Totals {
    shop.find(name).await.unwrap().totals
}

fn sum(spend_minor: i64, visits: i64, span: Option<(&str, &str)>) -> Totals {
    let (first_purchased, last_purchased) = span.map(|(first, last)| (time(first), time(last))).unzip();
    Totals { spend_minor, visits, first_purchased, last_purchased }
}

/// Net of refunds, in any order of dates.
pub async fn totals_are_net_and_span_the_dates(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    assert_eq!(totals(&shop, "1").await, sum(25_50, 2, Some(("2026-01-01", "2026-01-03"))));
    assert_eq!(totals(&shop, "2").await, sum(7_00, 1, Some(("2026-01-02", "2026-01-02"))));
    assert_eq!(totals(&shop, "4").await, Totals::default());
    let overview = Overview { customers: 4, orders: 3, revenue_minor: 32_50, sent: 0, failed: 0 };
    assert_eq!(shop.overview().await, overview);
    witness.is_untouched().await;
}

/// An order of somebody unknown makes them known, by email, by external id, or by both.
pub async fn an_order_of_somebody_unknown_makes_a_customer(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let outcome = shop
        .orders(
            r#"[{"email":"NEW@shop.example","amount":1,"orderDate":"2026-01-01"},
                {"email":"new@shop.example","amount":2,"orderDate":"2026-01-02"},
                {"customerExternalId":"9","amount":3,"orderDate":"2026-01-01"},
                {"customerExternalId":"10","email":"ten@shop.example","amount":4,"orderDate":"2026-01-01"}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (4, 0));
    assert_eq!(totals(&shop, "new@shop.example").await.spend_minor, 3_00);
    assert_eq!(totals(&shop, "9").await.spend_minor, 3_00);
    assert_eq!(shop.find("10").await.unwrap().id, shop.find("ten@shop.example").await.unwrap().id);
    assert_eq!(shop.overview().await.customers, 7);
    witness.is_untouched().await;
}

/// An order fills in a name that is missing, and changes none that is known.
pub async fn an_order_names_a_customer_and_rewrites_none(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let outcome = shop
        .orders(
            r#"[{"customerExternalId":"3","email":"cleo@shop.example","amount":1,"orderDate":"2026-01-01"},
                {"customerExternalId":"4","email":"four@shop.example","amount":2,"orderDate":"2026-01-01"},
                {"customerExternalId":"1","email":"ana@work.example","amount":3,"orderDate":"2026-01-01"}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (3, 0));
    assert_eq!(shop.find("3").await.unwrap().id, shop.find("cleo@shop.example").await.unwrap().id);
    assert_eq!(shop.find("4").await.unwrap().id, shop.find("four@shop.example").await.unwrap().id);
    let ana = shop.find("1").await.unwrap();
    assert_eq!(ana.profile.email.unwrap().as_str(), "ana@shop.example");
    assert_eq!((ana.totals.visits, ana.profile.name.unwrap().as_str()), (3, "Ana"));
    assert_eq!(shop.overview().await.customers, 4);
    witness.is_untouched().await;
}

/// An order of two people is nobody's, and leaves what is known of it as it was.
pub async fn an_order_that_names_two_people_is_dead(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let before = (shop.everyone().await, shop.all_orders().await, shop.overview().await);
    let dead = r#"[{"externalId":"o1","customerExternalId":"1","email":"bob@shop.example","amount":99,"orderDate":"2026-01-01"},
                   {"customerExternalId":"77","email":"bob@shop.example","amount":99,"orderDate":"2026-01-01"}]"#;
    let outcome = shop.orders(dead).await;
    assert_eq!((outcome.applied, outcome.dead), (0, 2));
    assert_eq!((shop.everyone().await, shop.all_orders().await, shop.overview().await), before);
    assert_eq!(shop.dead_codes().await, ["two_people", "two_people"]);
    let letters = shop.all_dead_letters().await;
    assert_eq!(serde_json::to_string(&order_records(dead)[0]).unwrap(), letters[0].record);
    assert_eq!(letters[1].error.field, "customerExternalId");
    witness.is_untouched().await;
}

/// Sent again, an order replaces the old one whole, and its id stays.
pub async fn an_order_sent_again_replaces_the_old_one(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let before = shop.all_orders().await;
    shop.orders(SALES).await;
    assert_eq!(shop.all_orders().await, before, "the same again changes nothing");
    shop.orders(
        r#"[{"externalId":"o1","email":"ana@shop.example","amount":30,"orderDate":"2026-01-03","status":"Placed"}]"#,
    )
    .await;
    let orders = shop.all_orders().await;
    let of = |orders: &[domain::order::Order]| {
        orders
            .iter()
            .find(|order| order.external_id.as_ref().is_some_and(|id| id.as_str() == "o1"))
            .unwrap()
            .clone()
    };
    let (old, new) = (of(&before), of(&orders));
    assert_eq!((new.id, new.created_at, new.status), (old.id, old.created_at, OrderStatus::Placed));
    assert_eq!((new.amount, new.items.len(), orders.len()), (Amount::from_minor(30_00).unwrap(), 0, 3));
    assert_eq!(totals(&shop, "1").await, sum(45_00, 2, Some(("2026-01-01", "2026-01-03"))));
    assert_eq!(shop.overview().await.revenue_minor, 52_00);
    witness.is_untouched().await;
}

/// An order can turn out to be somebody else's; both totals follow, ends included.
pub async fn a_replaced_order_may_move_to_another_customer(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    shop.orders(r#"[{"externalId":"o2","email":"bob@shop.example","amount":20,"orderDate":"2026-01-01"}]"#)
        .await;
    assert_eq!(totals(&shop, "1").await, sum(10_50, 1, Some(("2026-01-03", "2026-01-03"))));
    assert_eq!(totals(&shop, "2").await, sum(27_00, 2, Some(("2026-01-01", "2026-01-02"))));
    shop.orders(r#"[{"externalId":"o1","email":"new@shop.example","amount":10.5,"orderDate":"2026-01-03"}]"#)
        .await;
    assert_eq!(totals(&shop, "1").await, Totals::default());
    assert_eq!(totals(&shop, "new@shop.example").await.spend_minor, 10_50);
    assert_eq!(shop.overview().await.orders, 3);
    witness.is_untouched().await;
}

/// A cancelled order does not count; called back, it counts again. An order of zero is real.
pub async fn a_cancelled_order_does_not_count_and_zero_does(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let o2 = |status: &str| {
        format!(
            r#"[{{"externalId":"o2","email":"ana@shop.example","amount":20,"refundedAmount":5,"orderDate":"2026-01-01","status":"{status}"}}]"#
        )
    };
    shop.orders(&o2("Cancelled")).await;
    assert_eq!(totals(&shop, "1").await, sum(10_50, 1, Some(("2026-01-03", "2026-01-03"))));
    assert_eq!(shop.overview().await.orders, 2);
    assert_eq!(shop.all_orders().await.len(), 3);
    shop.orders(&o2("Placed")).await;
    assert_eq!(totals(&shop, "1").await, sum(25_50, 2, Some(("2026-01-01", "2026-01-03"))));
    shop.orders(r#"[{"email":"cleo@shop.example","amount":0,"orderDate":"2026-01-09"}]"#).await;
    assert_eq!(totals(&shop, "cleo@shop.example").await, sum(0, 1, Some(("2026-01-09", "2026-01-09"))));
    assert_eq!(shop.overview().await.revenue_minor, 32_50);
    witness.is_untouched().await;
}

/// When the first or the last order moves in time, the next one takes its place.
pub async fn first_and_last_follow_the_orders_that_held_them(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let order = |id: &str, date: &str, status: &str| {
        format!(
            r#"[{{"externalId":"{id}","email":"ana@shop.example","amount":1,"orderDate":"{date}","status":"{status}"}}]"#
        )
    };
    for (id, date) in [("a", "2026-01-01"), ("b", "2026-01-05"), ("c", "2026-01-09"), ("d", "2026-01-09")] {
        shop.orders(&order(id, date, "Completed")).await;
    }
    let steps = [
        ("a", "2026-01-07", "Completed", "2026-01-05", "2026-01-09"),
        ("c", "2026-01-02", "Completed", "2026-01-02", "2026-01-09"),
        ("d", "2026-01-09", "Cancelled", "2026-01-02", "2026-01-07"),
        ("c", "2026-01-01", "Completed", "2026-01-01", "2026-01-07"),
        ("a", "2026-01-08", "Completed", "2026-01-01", "2026-01-08"),
        ("b", "2026-01-01", "Completed", "2026-01-01", "2026-01-08"),
        ("c", "2026-01-03", "Completed", "2026-01-01", "2026-01-08"),
    ];
    for (id, date, status, earliest, latest) in steps {
        shop.orders(&order(id, date, status)).await;
        let totals = totals(&shop, "1").await;
        let span = (totals.first_purchased.unwrap(), totals.last_purchased.unwrap());
        assert_eq!(span, (time(earliest), time(latest)), "{id} {date} {status}");
    }
    witness.is_untouched().await;
}

/// Within one batch the last record of an order wins, whatever those before it said.
pub async fn the_last_record_of_an_order_in_a_batch_wins(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    let outcome = shop
        .orders(
            r#"[{"externalId":"n","email":"ana@shop.example","amount":1,"orderDate":"2020-01-01"},
                {"externalId":"n","email":"bob@shop.example","amount":2,"orderDate":"2030-01-01"},
                {"externalId":"n","email":"cleo@shop.example","amount":3,"orderDate":"2026-01-02"},
                {"externalId":"o1","email":"bob@shop.example","amount":100,"orderDate":"2019-01-01"},
                {"externalId":"o1","email":"ana@shop.example","amount":10.5,"orderDate":"2026-01-03","items":["Coffee"]}]"#,
        )
        .await;
    assert_eq!((outcome.applied, outcome.dead), (5, 0));
    assert_eq!(totals(&shop, "1").await, sum(25_50, 2, Some(("2026-01-01", "2026-01-03"))));
    assert_eq!(totals(&shop, "2").await, sum(7_00, 1, Some(("2026-01-02", "2026-01-02"))));
    assert_eq!(totals(&shop, "cleo@shop.example").await, sum(3_00, 1, Some(("2026-01-02", "2026-01-02"))));
    assert_eq!(shop.all_orders().await.len(), 4);
    witness.is_untouched().await;
}

/// Without an id of its own every record is a new order.
pub async fn orders_without_an_id_are_always_new(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let sale = r#"{"email":"ana@shop.example","amount":5,"orderDate":"2026-01-01"}"#;
    shop.orders(&format!("[{sale},{sale}]")).await;
    shop.orders(&format!("[{sale}]")).await;
    assert_eq!(totals(&shop, "1").await, sum(15_00, 3, Some(("2026-01-01", "2026-01-01"))));
    assert_eq!(shop.all_orders().await.len(), 3);
    witness.is_untouched().await;
}

/// Newest first, of all or of one customer, and never another workspace's.
pub async fn orders_are_listed_newest_first(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, SALES).await;
    shop.orders(
        r#"[{"email":"ana@shop.example","amount":1,"orderDate":"2026-01-02","status":"Cancelled"},
            {"email":"ana@shop.example","amount":2,"orderDate":"2025-12-31"},
            {"email":"bob@shop.example","amount":3,"orderDate":"2026-01-03"}]"#,
    )
    .await;
    let all = shop.all_orders().await;
    assert_eq!(all.len(), 6);
    assert!(all.is_sorted_by(|a, b| (a.order_date, a.id) > (b.order_date, b.id)));
    let of = async |customer: Option<CustomerId>| {
        let mut orders = Vec::new();
        let mut page = first(2);
        loop {
            let read = store.orders(shop.id, customer, &page).await.unwrap();
            orders.extend(read.items);
            match read.next {
                Some(after) => page = super::shop::next(2, &after),
                None => return orders,
            }
        }
    };
    assert_eq!(of(None).await, all);
    let ana = shop.find("1").await.unwrap().id;
    let hers: Vec<_> = all.iter().filter(|order| order.customer_id == ana).cloned().collect();
    assert_eq!((of(Some(ana)).await, hers.len()), (hers, 4));
    let items: Vec<_> = all.iter().flat_map(|order| &order.items).map(|item| item.name.as_str()).collect();
    assert_eq!(items, ["Coffee"]);
    witness.is_untouched().await;
}

/// A customer of another workspace has no orders here.
pub async fn orders_of_another_workspaces_customer_are_not_shown(store: &dyn Store) {
    let [one, two] = two(store).await;
    for shop in [one, two] {
        shop.customers(PEOPLE).await;
        shop.orders(SALES).await;
    }
    for (own, other) in [(one, two), (two, one)] {
        let ana = other.find("1").await.unwrap().id;
        assert!(store.orders(own.id, Some(ana), &first(9)).await.unwrap().items.is_empty());
        let ours = own.everyone().await;
        let owners = own.all_orders().await;
        assert!(owners.iter().all(|order| ours.iter().any(|customer| customer.id == order.customer_id)));
    }
}

/// A bucket begins with its first instant and ends before the next one's.
pub async fn buckets_are_half_open_and_hold_what_counts(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(
        store,
        PEOPLE,
        r#"[{"email":"ana@shop.example","amount":1,"orderDate":"2026-01-01"},
            {"email":"ana@shop.example","amount":2,"orderDate":"2026-01-01T23:59:59.999Z"},
            {"email":"bob@shop.example","amount":4,"refundedAmount":1,"orderDate":"2026-01-02"},
            {"email":"bob@shop.example","amount":8,"orderDate":"2026-01-02","status":"Cancelled"},
            {"email":"bob@shop.example","amount":16,"orderDate":"2026-01-05"}]"#,
    )
    .await;
    let days = ["2025-12-31", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-05"].map(time);
    let bucket = |orders, revenue_minor| Bucket { orders, revenue_minor };
    assert_eq!(
        store.buckets(shop.id, &days).await.unwrap(),
        [bucket(0, 0), bucket(2, 3_00), bucket(1, 3_00), bucket(0, 0)]
    );
    assert_eq!(store.buckets(shop.id, &[]).await.unwrap(), []);
    assert_eq!(store.buckets(shop.id, &days[..1]).await.unwrap(), []);
    let same = [days[1], days[1], days[2]];
    assert_eq!(store.buckets(shop.id, &same).await.unwrap(), [bucket(0, 0), bucket(2, 3_00)]);
    witness.is_untouched().await;
}

/// Items come back as they were sent.
pub async fn items_come_back_as_they_were_sent(store: &dyn Store) {
    let (shop, witness) = shop_and_witness(store, PEOPLE, "").await;
    let json = r#"[{"externalId":"o","email":"ana@shop.example","amount":12,"orderDate":"2026-01-01",
        "items":["Café 🌻",{"name":"Filter","sku":"F-1","quantity":2.5,"price":1.99},{"name":"Cup","price":0}]}]"#;
    shop.orders(json).await;
    let orders = collect(async |page| store.orders(shop.id, None, &page).await).await;
    assert_eq!(orders[0].items, order_records(json)[0].items);
    witness.is_untouched().await;
}
