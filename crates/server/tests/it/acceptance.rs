//! The main job with real orders: CDNOW through the API, counted against figures computed elsewhere.

use serde_json::{Value, json};

use super::app::App;
use super::backends::Backends;

/// The one-in-ten CDNOW sample; its source and licence stand in `crates/engine/src/demo/README.md`.
const CDNOW: &str = include_str!("../../../engine/src/demo/cdnow.csv");

/// Customers of the sample.
const PEOPLE: u32 = 2_357;

/// The first of July 1997, in days since the first of January.
const SECOND_HALF: u32 = 181;

/// The sample, or the first of its customers with all their orders.
pub(crate) struct Sample {
    customers: Vec<Value>,
    orders: Vec<Value>,
    buyers: Vec<Buyer>,
}

/// What one customer bought, added up from the file itself.
#[derive(Clone, Copy, Default)]
struct Buyer {
    cents: u32,
    visits: u32,
    /// Days of the first and the last purchase, from 0 on the first day of 1997.
    first: u32,
    last: u32,
    /// Orders of 50 or more in 1998.
    large_in_1998: u32,
    /// Spent from July to December 1997.
    cents_in_second_half: u32,
}

impl Sample {
    /// The first so many customers.
    pub(crate) fn of(people: u32) -> Self {
        let first_day = jiff::civil::date(1997, 1, 1);
        let email = |customer: u32| format!("cdnow-{customer:04}@example.com");
        let rows = CDNOW.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let cells: Vec<u32> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            (cells[0], cells[1], cells[3])
        });
        let (mut orders, mut buyers) = (Vec::new(), vec![Buyer::default(); people as usize]);
        for (number, (customer, day, cents)) in rows.enumerate().filter(|(_, row)| row.0 <= people) {
            let date = first_day.saturating_add(jiff::Span::new().days(i64::from(day)));
            orders.push(json!({"externalId": format!("cdnow-{number}"), "email": email(customer), "amount": f64::from(cents) / 100.0, "orderDate": date.to_string()}));
            let buyer = &mut buyers[customer as usize - 1];
            *buyer = Buyer {
                cents: buyer.cents + cents,
                visits: buyer.visits + 1,
                first: if buyer.visits == 0 { day } else { buyer.first.min(day) },
                last: buyer.last.max(day),
                large_in_1998: buyer.large_in_1998 + u32::from(day >= 365 && cents >= 5_000),
                cents_in_second_half: buyer.cents_in_second_half
                    + if (SECOND_HALF..365).contains(&day) { cents } else { 0 },
            };
        }
        let customers = (1..=people)
            .map(|customer| json!({"email": email(customer), "name": format!("Customer {customer}")}))
            .collect();
        Self { customers, orders, buyers }
    }

    /// All of it.
    pub(crate) fn whole() -> Self {
        Self::of(PEOPLE)
    }

    /// What a MongoDB is given: the stand-in that is started where there is no real one takes minutes for all of it.
    fn for_mongodb() -> Self {
        let whole =
            ["MONGO_TEST_URI", "WHOLE_ACCEPTANCE"].iter().any(|name| std::env::var_os(name).is_some());
        Self::of(if whole { PEOPLE } else { 300 })
    }

    /// Loads it in bodies of a thousand.
    pub(crate) async fn load(&self, app: &App) {
        for part in self.customers.chunks(1_000) {
            app.send("/api/customers", &json!(part)).await;
        }
        for part in self.orders.chunks(1_000) {
            app.send("/api/orders", &json!(part)).await;
        }
    }

    fn count(&self, matches: impl Fn(&Buyer) -> bool) -> u64 {
        self.buyers.iter().filter(|buyer| matches(buyer)).count() as u64
    }
}

fn is(metric: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({"metric": metric, "operator": operator, "value": value.into()})
}

fn group(logic: &str, rules: &[Value]) -> Value {
    json!({"logic": logic, "rules": rules})
}

/// The audience of the campaigns below.
pub(crate) fn big_spenders() -> Value {
    is("totalSpend", ">", 100)
}

type Case = (Value, fn(&Buyer) -> bool, u64);

/// Rules, what they mean said another way, and how many of all customers they match, computed elsewhere.
fn cases() -> Vec<Case> {
    [cases_about_customers(), cases_about_the_past()].concat()
}

fn cases_about_customers() -> Vec<Case> {
    let rich = || is("totalSpend", ">", 100);
    vec![
        (rich(), |buyer| buyer.cents > 10_000, 615),
        (is("visits", ">=", 3), |buyer| buyer.visits >= 3, 746),
        (is("lastPurchased", ">=", "1998-01-01"), |buyer| buyer.last >= 365, 515),
        (group("AND", &[rich(), is("visits", "<", 3)]), |buyer| buyer.cents > 10_000 && buyer.visits < 3, 99),
        (
            group("OR", &[is("totalSpend", ">", 200), is("visits", ">=", 5)]),
            |buyer| buyer.cents > 20_000 || buyer.visits >= 5,
            441,
        ),
        (
            group(
                "AND",
                &[rich(), group("OR", &[is("visits", "<", 3), is("lastPurchased", "<", "1997-04-01")])],
            ),
            |buyer| buyer.cents > 10_000 && (buyer.visits < 3 || buyer.last < 90),
            116,
        ),
        (
            json!({"logic": "AND", "not": true, "rules": [is("visits", "==", 1)]}),
            |buyer| buyer.visits != 1,
            1_152,
        ),
        (is("averageOrderValue", ">", 50), |buyer| buyer.cents > 5_000 * buyer.visits, 351),
    ]
}

/// About orders one by one.
fn cases_about_the_past() -> Vec<Case> {
    let orders = |measure: &str, operator: &str, value: u32, more: Value| {
        let mut asked = json!({"metric": "orders", "measure": measure, "operator": operator, "value": value});
        asked.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        asked
    };
    let large = json!({"within": {"between": ["1998-01-01", "1998-12-31"]},
        "where": [is("amount", ">=", 50)]});
    let second_half = json!({"within": {"between": ["1997-07-01", "1997-12-31"]}});
    let since_july = json!({"within": {"after": "1997-06-30"}});
    vec![
        (orders("count", ">=", 2, large), |buyer| buyer.large_in_1998 >= 2, 51),
        (orders("sum", ">", 100, second_half), |buyer| buyer.cents_in_second_half > 10_000, 169),
        (
            group("AND", &[is("firstPurchased", "<", "1997-02-01"), orders("count", "==", 0, since_july)]),
            |buyer| buyer.first < 31 && buyer.last < SECOND_HALF,
            530,
        ),
    ]
}

#[test]
fn what_is_expected_of_a_share_agrees_with_what_was_computed_elsewhere_for_all() {
    let whole = Sample::whole();
    assert_eq!((whole.customers.len(), whole.orders.len()), (2_357, 6_919));
    for (rule, matches, expected) in cases() {
        assert_eq!(whole.count(matches), expected, "{rule}");
    }
}

async fn check_counts(app: &App, sample: &Sample) {
    let (_, dashboard) = app.get("/api/dashboard").await;
    let counted = (dashboard["customers"].as_u64(), dashboard["orders"].as_u64());
    assert_eq!(counted, (Some(sample.customers.len() as u64), Some(sample.orders.len() as u64)));
    let cents: u32 = sample.buyers.iter().map(|buyer| buyer.cents).sum();
    assert_eq!(dashboard["revenue"], f64::from(cents) / 100.0);
    for (rule, matches, _) in cases() {
        assert_eq!(app.count(&rule).await, sample.count(matches), "{rule}");
    }
}

/// Counts are exact, also when every batch is sent twice and the server starts again.
async fn counts_are_exact(mut app: App, sample: &Sample) {
    sample.load(&app).await;
    check_counts(&app, sample).await;
    sample.load(&app).await;
    check_counts(&app, sample).await;
    app.stop().await;
    app.run().await;
    check_counts(&app, sample).await;
}

/// A campaign to real customers completes with one message each.
async fn a_campaign_completes(app: App, sample: &Sample) {
    sample.load(&app).await;
    let enrolled = sample.count(|buyer| buyer.cents > 10_000);
    let message = json!({"subject": "Thank you", "body": "Hi {{ firstName | default(\"there\") }}, you spent {{ totalSpend | currency }}."});
    let plan =
        json!({"name": "Big spenders", "channel": "email", "rule": big_spenders(), "message": message});
    let (status, campaign) = app.post("/api/campaigns", &plan).await;
    assert_eq!(status, 201, "{campaign}");
    let path = format!("/api/campaigns/{}", campaign["id"].as_str().unwrap());
    let (status, launched) = app.post(&format!("{path}/launch"), &json!({})).await;
    assert_eq!((status.as_u16(), launched["enrolled"].as_u64()), (200, Some(enrolled)), "{launched}");
    let done = app.until(&path, |campaign| campaign["state"] == "completed").await;
    let (sent, failed) = (done["stats"]["sent"].as_u64().unwrap(), done["stats"]["failed"].as_u64().unwrap());
    assert_eq!(sent + failed, enrolled, "{done}");
    // The simulator delivers nine of ten.
    assert!((enrolled * 80 / 100..enrolled).contains(&sent), "{sent} of {enrolled} were sent");

    let (mut messages, mut cursor) = (Vec::new(), String::new());
    loop {
        let (_, page) = app.get(&format!("{path}/messages?limit=200&cursor={cursor}")).await;
        messages.extend(page["items"].as_array().unwrap().clone());
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    let mut addresses: Vec<&str> = messages.iter().map(|message| message["to"].as_str().unwrap()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    let all = enrolled as usize;
    assert_eq!((messages.len(), addresses.len()), (all, all), "one message each");
    assert!(
        messages
            .iter()
            .all(|message| message["body"].as_str().unwrap().starts_with("Hi Customer, you spent $"))
    );
    let (_, reasons) = app.get(&format!("{path}/reasons")).await;
    let counted: u64 =
        reasons["items"].as_array().unwrap().iter().map(|reason| reason["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, failed, "every failure has a reason");
}

#[tokio::test]
async fn cdnow_counts_are_exact_also_when_every_batch_is_sent_twice() {
    counts_are_exact(App::start().await, &Sample::whole()).await;
}

#[tokio::test]
async fn a_campaign_to_real_customers_completes_with_one_message_each() {
    a_campaign_completes(App::start().await, &Sample::whole()).await;
}

#[tokio::test]
async fn cdnow_counts_are_exact_with_the_log_on_redis() {
    let Some(backends) = Backends::redis() else { return };
    counts_are_exact(App::start_on(&backends, &[]).await, &Sample::whole()).await;
}

#[tokio::test]
async fn a_campaign_completes_with_the_log_on_redis() {
    let Some(backends) = Backends::redis() else { return };
    a_campaign_completes(App::start_on(&backends, &[]).await, &Sample::whole()).await;
}

#[tokio::test]
async fn cdnow_counts_are_exact_with_the_store_on_mongodb() {
    let Some(backends) = Backends::mongo() else { return };
    counts_are_exact(App::start_on(&backends, &[]).await, &Sample::for_mongodb()).await;
}

#[tokio::test]
async fn a_campaign_completes_with_the_store_on_mongodb() {
    let Some(backends) = Backends::mongo() else { return };
    a_campaign_completes(App::start_on(&backends, &[]).await, &Sample::for_mongodb()).await;
}

#[tokio::test]
async fn cdnow_counts_are_exact_with_log_and_store_on_servers() {
    let Some(backends) = Backends::both() else { return };
    counts_are_exact(App::start_on(&backends, &[]).await, &Sample::for_mongodb()).await;
}

#[tokio::test]
async fn a_campaign_completes_with_log_and_store_on_servers() {
    let Some(backends) = Backends::both() else { return };
    a_campaign_completes(App::start_on(&backends, &[]).await, &Sample::for_mongodb()).await;
}
