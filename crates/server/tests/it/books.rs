//! A campaign to a crowd, and the books it must leave: the vendor's, the ledger's, and the counters'.

use serde_json::{Value, json};

use super::app::App;
use super::caller::Caller;
use super::vendor::{SECRET, Vendor};

/// Customers of most campaigns that are counted.
pub(crate) const CUSTOMERS: u64 = 2_500;

/// So many customers, every fifth without an email address.
pub(crate) fn customers(size: u64) -> Vec<Value> {
    (0..size)
        .map(|n| {
            if n % 5 == 4 {
                json!({"externalId": n.to_string()})
            } else {
                json!({"externalId": n.to_string(), "email": format!("c{n}@shop.com")})
            }
        })
        .collect()
}

/// A server that delivers through a vendor.
pub(crate) async fn app_with(vendor: &Vendor) -> App {
    App::start_with(&settings_for(vendor)).await
}

/// The settings of a server that delivers through a vendor.
pub(crate) fn settings_for(vendor: &Vendor) -> [(&'static str, &str); 3] {
    [("VENDOR_URL", &vendor.url), ("VENDOR_SECRET", SECRET), ("RECEIPT_ASK_AFTER", "1")]
}

/// Keeps a campaign to everyone who never ordered, and answers its path.
pub(crate) async fn campaign(app: &Caller) -> String {
    let everyone = json!({"metric": "visits", "operator": "==", "value": 0});
    let message = json!({"subject": "Hello", "body": "Hello {{ name | default(\"you\") }}"});
    let plan = json!({"name": "All", "channel": "email", "rule": everyone, "message": message});
    let (status, campaign) = app.post("/api/campaigns", &plan).await;
    assert_eq!(status, 201, "{campaign}");
    format!("/api/campaigns/{}", campaign["id"].as_str().unwrap())
}

/// How many members the counters tell.
pub(crate) fn total(stats: &Value) -> u64 {
    ["pending", "submitted", "sent", "failed", "skipped", "uncertain"]
        .iter()
        .map(|state| stats[state].as_u64().unwrap())
        .sum()
}

/// Ledger, counters and the vendor's own record agree.
pub(crate) async fn check_books(app: &Caller, path: &str, vendor: &Vendor, size: u64) {
    let done = app.until(path, |campaign| campaign["state"] == "completed").await;
    let offered = vendor.messages();
    let addresses: std::collections::HashSet<_> =
        offered.values().map(|message| message["to"].as_str().unwrap()).collect();
    assert_eq!(offered.len() as u64, size / 5 * 4, "everyone with an address was offered");
    assert_eq!(addresses.len(), offered.len(), "nobody under two ids");
    assert!(vendor.altered().is_empty(), "a repeated offer carries the same bytes: {:?}", vendor.altered());
    let failed = offered.keys().filter(|id| super::vendor::receipt(id)["status"] == "failed").count() as u64;
    let expected = json!({"pending": 0, "submitted": 0, "sent": size / 5 * 4 - failed, "failed": failed, "skipped": size / 5, "uncertain": 0});
    assert_eq!(done["stats"], expected);
    let mut counted =
        json!({"pending": 0, "submitted": 0, "sent": 0, "failed": 0, "skipped": 0, "uncertain": 0});
    let mut cursor = String::new();
    loop {
        let (_, page) = app.get(&format!("{path}/messages?limit=200&cursor={cursor}")).await;
        for message in page["items"].as_array().unwrap() {
            let state = message["state"].as_str().unwrap();
            counted[state] = json!(counted[state].as_u64().unwrap() + 1);
        }
        match page["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(counted, expected, "the counters equal the rows");
}
