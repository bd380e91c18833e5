//! A tap: orders pour in until it is closed, and their sum is known.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::caller::{Caller, answer};

/// Orders of one body.
const ORDERS: u64 = 20;
/// The pause between two bodies where the database is the tests' own: it applies some hundred orders a second.
pub(crate) const GENTLY: Duration = Duration::from_millis(150);
/// The pause between two bodies of a tap that leaves room for other work.
pub(crate) const TRICKLE: Duration = Duration::from_secs(2);
/// A server that is gone is noticed within this time: the answer is 503, and says when to come back.
const SOON: Duration = Duration::from_secs(4);

/// Pours orders in that have no id of their own: only the key of their body keeps one from counting twice.
#[derive(Default)]
pub(crate) struct Tap {
    closed: AtomicBool,
    pause_ms: AtomicU64,
    accepted: AtomicU64,
    refused: AtomicU64,
}

impl Tap {
    /// Pours through one server until the tap is closed. Every body is sent until it is accepted.
    pub(crate) async fn pour(&self, caller: &Caller, name: &str) {
        for number in 0.. {
            if self.closed.load(Ordering::Relaxed) {
                return;
            }
            self.body(caller, &format!("{name}-{number}")).await;
            sleep(Duration::from_millis(self.pause_ms.load(Ordering::Relaxed))).await;
        }
    }

    /// Does something while orders pour in, and closes the tap.
    pub(crate) async fn during<T>(&self, act: impl Future<Output = T>) -> T {
        let done = act.await;
        self.closed.store(true, Ordering::Relaxed);
        done
    }

    /// From now on there is a pause after every body.
    pub(crate) fn turn_down(&self, pause: Duration) {
        self.pause_ms.store(pause.as_millis() as u64, Ordering::Relaxed);
    }

    /// How often it was refused.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Waits until all that was accepted is applied, and finds it there once.
    pub(crate) async fn check(&self, caller: &Caller) {
        let bodies = self.accepted.load(Ordering::Relaxed);
        assert!(bodies > 0, "nothing was poured in");
        let all = |dashboard: &Value| dashboard["orders"].as_u64() >= Some(bodies * ORDERS);
        caller.until("/api/dashboard", all).await;
        caller.until("/api/pipeline", |pipeline| pipeline["state"] == "upToDate").await;
        let (_, dashboard) = caller.get("/api/dashboard").await;
        let sum = ORDERS * (ORDERS - 1) / 2 * bodies;
        assert_eq!(
            (dashboard["orders"].as_u64(), dashboard["revenue"].as_f64()),
            (Some(bodies * ORDERS), Some(sum as f64)),
            "{bodies} bodies of {ORDERS} orders were accepted"
        );
    }

    /// Sends one body until it is accepted.
    async fn body(&self, caller: &Caller, key: &str) {
        let order = |n| json!({"email": format!("t{n}@tap.com"), "amount": n, "orderDate": "2026-01-01"});
        let orders: Vec<Value> = (0..ORDERS).map(order).collect();
        loop {
            let began = Instant::now();
            let request =
                caller.request(Method::POST, "/api/orders").header("idempotency-key", key).json(&orders);
            if let Ok(response) = request.send().await {
                let comes_back = response.headers().contains_key("retry-after");
                let (status, body) = answer(response).await;
                if status == StatusCode::ACCEPTED {
                    self.accepted.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                // A database that answers but cannot write, because it waits for a transaction that a killed process
                // left open, is not gone: then the request is given up after a minute.
                if status != StatusCode::GATEWAY_TIMEOUT {
                    assert_eq!((status.as_u16(), comes_back), (503, true), "{body}");
                    assert!(began.elapsed() < SOON, "{:?} for {body}", began.elapsed());
                }
                self.refused.fetch_add(1, Ordering::Relaxed);
            }
            // Refused, or the process that was asked has just been killed.
            sleep(Duration::from_millis(50)).await;
        }
    }
}
