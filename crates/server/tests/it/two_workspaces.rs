//! Two workspaces with the same emails, ids, campaigns and keys live beside each other while random things happen in
//! both: nothing of one is ever seen, counted, changed or sent in the other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::{Value, json};

use super::app::{App, answer};
use super::backends::Backends;
use super::books::settings_for;
use super::caller::Caller;
use super::vendor::Vendor;

/// A word that everything of a workspace wears and nothing of the other may.
const WORDS: [&str; 2] = ["quillworth", "thornbury"];

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// One of the two, and what it must hold.
struct Shop {
    word: &'static str,
    caller: Caller,
    /// Emails of its customers.
    customers: BTreeSet<String>,
    /// Customer and amount by external id, of orders that count and that do not.
    orders: BTreeMap<String, (String, u64, bool)>,
    dead_letters: u64,
    /// Members at the launch, by id.
    campaigns: BTreeMap<String, u64>,
    imports: BTreeSet<String>,
    /// What its stream of events has told.
    told: Arc<Mutex<String>>,
}

impl Shop {
    async fn open(word: &'static str, caller: Caller) -> Self {
        let told = Arc::new(Mutex::new(String::new()));
        let mut stream = caller.request(Method::GET, "/api/campaigns/events").send().await.unwrap();
        let heard = Arc::clone(&told);
        tokio::spawn(async move {
            while let Ok(Some(part)) = stream.chunk().await {
                heard.lock().unwrap().push_str(&String::from_utf8_lossy(&part));
            }
        });
        let (customers, orders, campaigns) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        let mut shop = Self {
            word,
            caller,
            customers,
            orders,
            dead_letters: 0,
            campaigns,
            imports: BTreeSet::new(),
            told,
        };
        let pair = json!([{"externalId": "X-1", "email": "x1@shop.com"}, {"externalId": "X-2", "email": "x2@shop.com"}]);
        // The same key and the same body in both: neither is the other's repetition.
        let sent = shop.caller.request(Method::POST, "/api/customers").header("idempotency-key", "first");
        let (status, sent) = answer(sent.header("prefer", "wait=30").json(&pair).send().await.unwrap()).await;
        assert_eq!((status.as_u16(), &sent["batch"]["applied"]), (202, &json!(2)), "{sent}");
        shop.customers.extend(["x1@shop.com".to_owned(), "x2@shop.com".to_owned()]);
        shop
    }

    async fn send_customers(&mut self, dice: &mut Dice) {
        let record = |n: u64| {
            json!({"email": format!("c{n}@shop.com"), "name": format!("{} {n}", self.word), "city": self.word,
                   "tags": [self.word], "attributes": {"shop": self.word}})
        };
        let whom: BTreeSet<u64> = (0..=dice.below(4)).map(|_| dice.below(8)).collect();
        let records: Vec<Value> = whom.iter().map(|n| record(*n)).collect();
        self.caller.send("/api/customers", &json!(records)).await;
        self.customers.extend(whom.into_iter().map(|n| format!("c{n}@shop.com")));
    }

    async fn send_orders(&mut self, dice: &mut Dice) {
        let mut records = Vec::new();
        for _ in 0..=dice.below(4) {
            let (id, whom, amount, counts) =
                (dice.below(12), dice.below(8), dice.below(1_000), dice.below(4) > 0);
            let status = if counts { "Completed" } else { "Cancelled" };
            let email = format!("c{whom}@shop.com");
            records.push(json!({"externalId": format!("O-{id}"), "email": email, "amount": amount,
                                "items": [self.word], "orderDate": "2026-05-01", "status": status}));
            self.customers.insert(email.clone());
            self.orders.insert(format!("O-{id}"), (email, amount, counts));
        }
        self.caller.send("/api/orders", &json!(records)).await;
    }

    async fn send_what_names_two_people(&mut self) {
        let record = json!({"externalId": "X-1", "email": "x2@shop.com", "name": self.word});
        let request = self.caller.request(Method::POST, "/api/customers").header("prefer", "wait=30");
        assert_eq!(request.json(&record).send().await.unwrap().status(), 202);
        self.dead_letters += 1;
    }

    async fn import(&mut self, dice: &mut Dice) {
        let email = format!("i{}@shop.com", dice.below(5));
        let file = format!("email,name\n{email},{}\nnobody,{}\n", self.word, self.word);
        let (_, import) = self.caller.post_text("/api/imports?kind=customers", "text/csv", file).await;
        let id = import["id"].as_str().unwrap().to_owned();
        self.caller.until(&format!("/api/imports/{id}"), |import| import["state"] == "done").await;
        self.caller.until("/api/pipeline", |pipeline| pipeline["state"] == "upToDate").await;
        self.customers.insert(email);
        self.imports.insert(id);
    }

    async fn launch(&mut self) {
        let rule = json!({"metric": "email", "operator": "endsWith", "value": "@shop.com"});
        let body = format!("Greetings from {}, {{{{ name | default(\"you\") }}}}", self.word);
        let plan = json!({"name": "Spring", "channel": "email", "rule": rule, "message": {"subject": "Hello", "body": body}});
        let (_, campaign) = self.caller.post("/api/campaigns", &plan).await;
        let id = campaign["id"].as_str().unwrap().to_owned();
        let (status, launched) = self.caller.post(&format!("/api/campaigns/{id}/launch"), &json!({})).await;
        assert_eq!(
            (status.as_u16(), &launched["enrolled"]),
            (200, &json!(self.customers.len())),
            "{launched}"
        );
        self.campaigns.insert(id, self.customers.len() as u64);
    }

    async fn erase(&mut self, dice: &mut Dice) {
        let (_, page) = self.caller.get("/api/customers?limit=200").await;
        let everyone = page["items"].as_array().unwrap();
        let one = &everyone[dice.below(everyone.len() as u64) as usize];
        let email = one["email"].as_str().unwrap().to_owned();
        // Those two are needed for dead letters, which would go with them.
        if email.starts_with('x') {
            return;
        }
        let path = format!("/api/customers/{}", one["id"].as_str().unwrap());
        let (status, erased) = answer(self.caller.request(Method::DELETE, &path).send().await.unwrap()).await;
        assert_eq!(status, 200, "{erased}");
        self.customers.remove(&email);
        self.orders.retain(|_, (whose, ..)| *whose != email);
    }

    /// Tries everything on what is the other's, by its true id.
    async fn meddle(&self, other: &Self) {
        let mut paths: Vec<String> = other.imports.iter().map(|id| format!("/api/imports/{id}")).collect();
        for id in other.campaigns.keys() {
            let path = format!("/api/campaigns/{id}");
            let more = ["/messages", "/reasons", "/timeline", "/launch", "/pause", "/resume", "/cancel"];
            paths.extend(more.iter().map(|more| format!("{path}{more}")));
            paths.push(format!("/api/campaigns/events?campaign={id}"));
            paths.push(path);
        }
        for (list, more) in [("/api/customers", "export"), ("/api/dead-letters", "replay")] {
            let (_, page) = other.caller.get(&format!("{list}?limit=200")).await;
            for item in page["items"].as_array().unwrap() {
                let path = format!("{list}/{}", item["id"].as_str().unwrap());
                paths.extend([format!("{path}/{more}"), path]);
            }
        }
        let plan = json!({"name": "Spring", "channel": "email"});
        for path in paths {
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
                let request = self.caller.request(method.clone(), &path);
                let request = if method == Method::PUT { request.json(&plan) } else { request };
                let (status, answered) = answer(request.send().await.unwrap()).await;
                assert!([404, 405].contains(&status.as_u16()), "{method} {path}: {status} {answered}");
            }
        }
    }

    /// What is counted is what was sent here.
    async fn counts_agree(&self) {
        let (_, dashboard) = self.caller.get("/api/dashboard").await;
        let counting = || self.orders.values().filter(|(.., counts)| *counts);
        let revenue: u64 = counting().map(|(_, amount, _)| amount).sum();
        let figures = json!([dashboard["customers"], dashboard["orders"], dashboard["revenue"].as_f64()]);
        assert_eq!(
            figures,
            json!([self.customers.len(), counting().count(), revenue as f64]),
            "{}",
            self.word
        );
        let rule = json!({"metric": "email", "operator": "endsWith", "value": "@shop.com"});
        assert_eq!(self.caller.count(&rule).await, self.customers.len() as u64, "{}", self.word);
        let (_, pipeline) = self.caller.get("/api/pipeline").await;
        assert_eq!(pipeline["deadLetters"], self.dead_letters, "{}", self.word);
        let (_, history) = self.caller.get("/api/campaigns/history?limit=200").await;
        let items = history["items"].as_array().unwrap();
        let listed: BTreeMap<String, u64> = items
            .iter()
            .map(|one| (one["id"].as_str().unwrap().to_owned(), one["enrolled"].as_u64().unwrap()))
            .collect();
        assert_eq!(listed, self.campaigns, "{}", self.word);
    }

    /// Nothing that can be read has a word of the other in it.
    async fn shows_nothing_of(&self, other: &Self) {
        let mut paths: Vec<String> = [
            "/api/customers?limit=200",
            "/api/customers?search=shop&sort=name",
            "/api/orders?limit=200",
            "/api/dead-letters?limit=200",
            "/api/imports?limit=200",
            "/api/dashboard",
            "/api/pipeline",
            "/api/workspace",
            "/api/segments/vocabulary",
            "/api/campaigns/history?limit=200",
        ]
        .map(str::to_owned)
        .to_vec();
        for id in self.campaigns.keys() {
            let path = format!("/api/campaigns/{id}");
            paths.extend(
                ["", "/messages?limit=200", "/reasons", "/timeline"].map(|more| format!("{path}{more}")),
            );
        }
        paths.extend(self.imports.iter().map(|id| format!("/api/imports/{id}/rejections")));
        let (_, page) = self.caller.get("/api/customers?limit=200").await;
        for customer in page["items"].as_array().unwrap() {
            let path = format!("/api/customers/{}", customer["id"].as_str().unwrap());
            paths.extend([format!("{path}/export"), path]);
        }
        for path in paths {
            let (status, body) = self.caller.get(&path).await;
            assert_eq!(status, 200, "{path}: {body}");
            assert!(!body.to_string().contains(other.word), "{path} shows {body}");
        }
        let everyone = json!({"logic": "AND", "rules": []});
        let (_, preview) = self.caller.post("/api/campaigns/preview", &everyone).await;
        assert_eq!(preview["total"], self.customers.len());
        assert!(!preview.to_string().contains(other.word), "{preview}");
    }

    /// Its stream of events tells of its own campaigns only, and of each of them.
    async fn was_told_of_its_own(&self) {
        let told = || {
            let text = self.told.lock().unwrap().clone();
            let data = text.lines().filter_map(|line| line.strip_prefix("data:"));
            let data: Vec<Value> = data.filter_map(|data| serde_json::from_str(data).ok()).collect();
            let items = data.iter().filter_map(|data| data["items"].as_array()).flatten();
            items.filter_map(|item| item["id"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>()
        };
        let deadline = tokio::time::Instant::now() + super::caller::PATIENCE;
        let own: BTreeSet<String> = self.campaigns.keys().cloned().collect();
        let mut beat = tokio::time::interval(std::time::Duration::from_millis(50));
        while told() != own {
            beat.tick().await;
            assert!(told().is_subset(&own), "{} heard of {:?} beside {own:?}", self.word, told());
            assert!(tokio::time::Instant::now() < deadline, "{} heard only of {:?}", self.word, told());
        }
    }
}

/// So many random things, on some store and log.
async fn live_beside_each_other(backends: Backends, steps: u64) {
    let vendor = Vendor::start().await;
    let app = App::start_on(&backends, &settings_for(&vendor)).await;
    let (_, other_key) = app.another_workspace("Second").await;
    let first = Caller::clone(&app);
    let mut second = first.clone();
    second.key = other_key;
    let mut shops = [Shop::open(WORDS[0], first).await, Shop::open(WORDS[1], second).await];
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);
    for step in 0..steps {
        let (one, other) = shops.split_at_mut(1);
        let (shop, other) =
            if dice.below(2) == 0 { (&mut one[0], &other[0]) } else { (&mut other[0], &one[0]) };
        match dice.below(12) {
            0..3 => shop.send_customers(&mut dice).await,
            3..6 => shop.send_orders(&mut dice).await,
            6 => shop.send_what_names_two_people().await,
            7 => shop.import(&mut dice).await,
            8 => shop.launch().await,
            9..11 => shop.erase(&mut dice).await,
            _ => shop.meddle(other).await,
        }
        for shop in &shops {
            shop.counts_agree().await;
        }
        if step % 16 == 15 {
            let [one, other] = &shops;
            one.shows_nothing_of(other).await;
            other.shows_nothing_of(one).await;
        }
    }
    for shop in &mut shops {
        shop.send_customers(&mut dice).await;
        shop.launch().await;
    }
    let [one, other] = &shops;
    for (shop, other) in [(one, other), (other, one)] {
        for id in shop.campaigns.keys() {
            let path = format!("/api/campaigns/{id}");
            let done = shop.caller.until(&path, |campaign| campaign["state"] == "completed").await;
            assert_eq!(super::books::total(&done["stats"]), shop.campaigns[id], "{done}");
        }
        shop.meddle(other).await;
        shop.was_told_of_its_own().await;
    }
    for (shop, other) in [(one, other), (other, one)] {
        shop.counts_agree().await;
        shop.shows_nothing_of(other).await;
    }
    for (id, message) in vendor.messages() {
        let campaign = id.split('-').next().unwrap();
        let shop = shops.iter().find(|shop| shop.campaigns.contains_key(campaign)).unwrap();
        let greeting = format!("Greetings from {}", shop.word);
        assert!(message["body"].as_str().unwrap().starts_with(&greeting), "{message}");
        let other = WORDS.into_iter().find(|word| *word != shop.word).unwrap();
        assert!(!message.to_string().contains(other), "{message}");
    }
}

#[tokio::test]
async fn two_workspaces_that_hold_the_same_never_meet() {
    live_beside_each_other(Backends::default(), 96).await;
}

#[tokio::test]
async fn two_workspaces_on_mongodb_and_redis_never_meet() {
    let Some(backends) = Backends::both() else { return };
    live_beside_each_other(backends, 32).await;
}
