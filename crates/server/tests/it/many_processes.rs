//! Many processes: two that answer and three that work, on one Redis and one MongoDB, killed at random while data flows.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::time::sleep;

use super::app::App;
use super::backends::Backends;
use super::books::{campaign, check_books, customers, settings_for, total};
use super::caller::Caller;
use super::stream::Stream;
use super::tap::{GENTLY, TRICKLE, Tap};
use super::vendor::Vendor;

/// Customers of the campaign: two chunks.
const CROWD: u64 = 1_200;
/// How often a process is killed while orders pour in, and again while a campaign is under way.
const KILLS: usize = 6;
/// An open page that nobody wakes looks by itself after five seconds: what it shows sooner, it was told.
const TOLD: Duration = Duration::from_secs(4);

/// Two processes that answer and three that work.
struct Cluster {
    apis: [App; 2],
    workers: [App; 3],
    seed: u64,
}

impl Cluster {
    async fn start(backends: &Backends, settings: &[(&str, &str)]) -> Self {
        let with = |role| App::prepare(backends, &[settings, &[("ROLE", role)]].concat());
        let mut cluster = Self {
            apis: [with("api"), with("api")],
            workers: [with("worker"), with("worker"), with("worker")],
            seed: 0x9e37_79b9_7f4a_7c15,
        };
        let answered = format!("http://localhost:{}", cluster.apis[0].port);
        for app in cluster.apis.iter_mut().chain(&mut cluster.workers) {
            app.set("BASE_URL_BACKEND", &answered);
            app.run().await;
        }
        cluster.apis[0].make_key().await;
        let key = cluster.apis[0].key.clone();
        cluster.apis[1].key = key;
        cluster
    }

    fn callers(&self) -> [Caller; 2] {
        self.apis.each_ref().map(|api| Caller::clone(api))
    }

    fn random(&mut self, below: u64) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed % below
    }

    /// Kills processes at random, one after the other, each in the middle of whatever it does, and starts them again.
    async fn kill_at_random(&mut self) {
        for _ in 0..KILLS {
            sleep(Duration::from_millis(self.random(700))).await;
            let chosen = self.random(5) as usize;
            let absent = Duration::from_millis(self.random(700));
            let app = self.apis.iter_mut().chain(&mut self.workers).nth(chosen).unwrap();
            app.kill().await;
            sleep(absent).await;
            app.run().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_answer_and_three_that_work_lose_and_double_nothing_while_they_are_killed() {
    let Some(backends) = Backends::both() else { return };
    let vendor = Vendor::start().await;
    let settings = [&settings_for(&vendor)[..], &[("LOG", "error")]].concat();
    let mut cluster = Cluster::start(&backends, &settings).await;
    let callers = cluster.callers();
    let [one, two] = &callers;

    // What comes in through one is seen by those who look at the other.
    let mut streams = [Stream::follow(one).await, Stream::follow(two).await];
    for stream in &mut streams {
        stream.until("pipeline", |pipeline| pipeline["state"] == "upToDate").await.unwrap();
    }
    one.send("/api/customers", &json!(customers(CROWD))).await;
    let applied = Instant::now();
    for stream in &mut streams {
        stream.until("dashboard", |_| true).await.unwrap();
    }
    assert!(applied.elapsed() < TOLD, "seen after {:?}", applied.elapsed());
    drop(streams);

    let tap = Tap::default();
    tap.turn_down(GENTLY);
    let campaign = async {
        cluster.kill_at_random().await;
        // Orders go on coming in, but leave room for messages.
        tap.turn_down(TRICKLE);
        let path = campaign(two).await;
        assert_eq!(one.post(&format!("{path}/launch"), &json!({})).await.0, 200);
        cluster.kill_at_random().await;
        for caller in &callers {
            let found = caller.until(&path, |campaign| campaign["stats"].is_object()).await;
            assert_eq!(total(&found["stats"]), CROWD, "at every moment: {found}");
        }
        for caller in &callers {
            check_books(caller, &path, &vendor, CROWD).await;
        }
    };
    tokio::join!(tap.pour(one, "one"), tap.pour(two, "two"), tap.during(campaign));
    for caller in &callers {
        tap.check(caller).await;
    }
    let rule = json!({"logic": "OR", "rules": [
        {"metric": "visits", "operator": ">", "value": 0},
        {"metric": "email", "operator": "startsWith", "value": "c1"}
    ]});
    assert_eq!(one.count(&rule).await, two.count(&rule).await);
}
