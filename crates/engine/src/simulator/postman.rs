//! Receipts on their way back: kept until they are due, posted in batches, tried again while nobody opens.
//!
//! One task for each address, and one for each batch on its way: never one for a message.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::Timestamp;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, StatusCode, Url};
use store::timed;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};

use super::Behaviour;
use super::answer::Receipt;
use super::fate::Fate;
use super::pace::Pace;
use crate::channel::connection::{self, ConnectionError};
use crate::clock::now;
use crate::signature::{ID, SIGNATURE, Secret, TIMESTAMP, seconds};

/// The most receipts in one request.
const BATCH: usize = 1_000;
/// Requests on their way to one address at a time.
const AT_ONCE: usize = 4;
/// Receipts due within the same tick go together.
const TICK: Duration = Duration::from_millis(50);
/// How long the other side may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// An address nothing is due for is forgotten after this long.
const IDLE: Duration = Duration::from_mins(1);

/// How long receipts are kept for a server that does not take them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// The first pause after a failed attempt; each further one is twice as long.
    pub(super) first: Duration,
    /// No pause is longer.
    pub(super) longest: Duration,
    /// How often a batch is offered. Then it is forgotten: the server can ask `/status`.
    pub(super) attempts: u32,
    /// The most receipts kept; until some are gone no more messages are taken.
    pub(super) kept: usize,
}

impl Default for Patience {
    /// Half a minute, and some 30 MB.
    fn default() -> Self {
        Self {
            first: Duration::from_millis(100),
            longest: Duration::from_secs(5),
            attempts: 11,
            kept: 500_000,
        }
    }
}

/// Where all receipts go through.
#[derive(Debug)]
pub(super) struct Office {
    behaviour: Arc<Behaviour>,
    pace: Arc<Pace>,
    secret: Secret,
    patience: Patience,
    started: Instant,
    mailboxes: Mutex<HashMap<String, Arc<Mailbox>>>,
    /// Receipts that are kept or on their way.
    kept: AtomicUsize,
    /// Names requests, with the process's own random start.
    run: u64,
    requests: AtomicU64,
    closed: watch::Receiver<()>,
}

/// The receipts for one address.
#[derive(Debug)]
struct Mailbox {
    address: String,
    client: Client,
    url: Url,
    due: Mutex<Due>,
    more: Notify,
}

/// Ids by the tick their receipts are due in.
#[derive(Debug, Default)]
struct Due {
    ticks: BTreeMap<u64, Vec<Box<str>>>,
    /// True once the task has ended: nobody empties this any more.
    forgotten: bool,
}

impl Due {
    /// Takes what is due by a tick, up to [`BATCH`]; says when the next is.
    fn take(&mut self, tick: u64) -> (Vec<Box<str>>, Option<u64>) {
        let mut ids = Vec::new();
        while ids.len() < BATCH {
            let Some(mut slot) = self.ticks.first_entry().filter(|slot| *slot.key() <= tick) else { break };
            let room = BATCH - ids.len();
            if slot.get().len() <= room {
                ids.append(&mut slot.remove());
            } else {
                ids.extend(slot.get_mut().drain(..room));
            }
        }
        (ids, self.ticks.keys().next().copied())
    }
}

/// What became of an attempt to post.
enum Posted {
    Taken,
    NotNow,
    Never(StatusCode),
}

impl Office {
    pub(super) fn new(
        behaviour: Arc<Behaviour>,
        pace: Arc<Pace>,
        secret: Secret,
        patience: Patience,
        closed: watch::Receiver<()>,
    ) -> Self {
        Self {
            behaviour,
            pace,
            secret,
            patience,
            started: Instant::now(),
            mailboxes: Mutex::default(),
            kept: AtomicUsize::new(0),
            run: getrandom::u64().unwrap_or_default(),
            requests: AtomicU64::new(0),
            closed,
        }
    }

    /// True if so many receipts are kept that no more messages should be taken.
    pub(super) fn is_full(&self) -> bool {
        self.kept.load(Ordering::Relaxed) >= self.patience.kept
    }

    /// Keeps the receipts of messages until they are due. Fails only if the address is none.
    pub(super) fn keep<'a>(
        self: &Arc<Self>,
        address: &str,
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<(), ConnectionError> {
        let elapsed = self.started.elapsed();
        let tick = |after: Duration| (elapsed + after).as_millis().div_ceil(TICK.as_millis()) as u64;
        let due: Vec<(u64, Box<str>)> = ids
            .flat_map(|id| {
                let receipts = Fate::of(id, &self.behaviour).receipts();
                receipts.map(move |after| (tick(after), Box::from(id)))
            })
            .collect();
        let mut mailbox = self.mailbox(address)?;
        let mut kept = lock(&mailbox.due);
        while kept.forgotten {
            // Its task has just ended; the next one is not forgotten within its first minute.
            drop(kept);
            mailbox = self.mailbox(address)?;
            kept = lock(&mailbox.due);
        }
        self.kept.fetch_add(due.len(), Ordering::Relaxed);
        for (tick, id) in due {
            kept.ticks.entry(tick).or_default().push(id);
        }
        drop(kept);
        mailbox.more.notify_one();
        Ok(())
    }

    fn mailbox(self: &Arc<Self>, address: &str) -> Result<Arc<Mailbox>, ConnectionError> {
        let mut mailboxes = lock(&self.mailboxes);
        if let Some(mailbox) = mailboxes.get(address) {
            return Ok(Arc::clone(mailbox));
        }
        let (client, url) = connection::client(address, TIMEOUT)?;
        let (due, more) = (Mutex::default(), Notify::new());
        let mailbox = Arc::new(Mailbox { address: address.to_owned(), client, url, due, more });
        mailboxes.insert(address.to_owned(), Arc::clone(&mailbox));
        tokio::spawn(Arc::clone(self).empty(Arc::clone(&mailbox)));
        Ok(mailbox)
    }

    /// Posts what is due for one address, until the simulator ends or nothing has come for a while.
    async fn empty(self: Arc<Self>, mailbox: Arc<Mailbox>) {
        let mut closed = self.closed.clone();
        let mut posts = JoinSet::new();
        loop {
            while posts.len() >= AT_ONCE {
                tokio::select! {
                    _ = closed.changed() => return,
                    _ = posts.join_next() => {}
                }
            }
            let tick = (self.started.elapsed().as_millis() / TICK.as_millis()) as u64;
            let (ids, next) = lock(&mailbox.due).take(tick);
            if !ids.is_empty() {
                let (office, mailbox) = (Arc::clone(&self), Arc::clone(&mailbox));
                posts.spawn(async move { office.post(&mailbox, &ids).await });
                continue;
            }
            let due =
                self.started + Duration::from_millis(next.unwrap_or_default() * TICK.as_millis() as u64);
            tokio::select! {
                _ = closed.changed() => return,
                () = mailbox.more.notified() => {}
                () = sleep_until(due.into()), if next.is_some() => {}
                Some(_) = posts.join_next() => {}
                () = sleep(IDLE), if next.is_none() && posts.is_empty() => {
                    if self.forget(&mailbox) {
                        return;
                    }
                }
            }
        }
    }

    /// Forgets an address if nothing has come for it meanwhile.
    fn forget(&self, mailbox: &Mailbox) -> bool {
        let mut mailboxes = lock(&self.mailboxes);
        let mut due = lock(&mailbox.due);
        due.forgotten = due.ticks.is_empty();
        if due.forgotten {
            mailboxes.remove(&mailbox.address);
        }
        due.forgotten
    }

    /// Posts one batch, again and again until it is taken, refused for good, or patience ends.
    async fn post(&self, mailbox: &Mailbox, ids: &[Box<str>]) {
        let name = format!("rct_{:016x}_{}", self.run, self.requests.fetch_add(1, Ordering::Relaxed));
        let body = timed("simulator writes receipts", || self.receipts(ids, now()));
        let mut pause = self.patience.first;
        let mut why = "nobody takes them".to_owned();
        for attempt in 0..self.patience.attempts {
            if attempt > 0 {
                sleep(pause).await;
                pause = (pause * 2).min(self.patience.longest);
            }
            while let Some(left) = self.pace.down(Instant::now()) {
                sleep(left).await;
            }
            match self.offer(mailbox, &name, body.clone()).await {
                Posted::Taken => {
                    why.clear();
                    break;
                }
                Posted::Never(status) => {
                    why = format!("the answer was {status}");
                    break;
                }
                Posted::NotNow => {}
            }
        }
        self.kept.fetch_sub(ids.len(), Ordering::Relaxed);
        if !why.is_empty() {
            tracing::warn!(receipts = ids.len(), why, "receipts given up; the server can ask for them");
        }
    }

    async fn offer(&self, mailbox: &Mailbox, name: &str, body: axum::body::Bytes) -> Posted {
        let at = now();
        let request = mailbox
            .client
            .post(mailbox.url.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(ID, name)
            .header(TIMESTAMP, seconds(at))
            .header(SIGNATURE, self.secret.sign(name, at, &body))
            .body(body);
        match request.send().await.map(|response| response.status()) {
            Ok(status) if status.is_success() => Posted::Taken,
            Ok(status) if matches!(status.as_u16(), 408 | 425 | 429 | 500..=599) => Posted::NotNow,
            Ok(status) => Posted::Never(status),
            Err(_) => Posted::NotNow,
        }
    }

    fn receipts(&self, ids: &[Box<str>], at: Timestamp) -> axum::body::Bytes {
        let at = at.to_string();
        let receipts: Vec<_> = ids.iter().map(|id| Receipt::of(id, &self.behaviour, &at)).collect();
        // Texts and nothing else: this cannot fail.
        serde_json::to_vec(&receipts).unwrap_or_default().into()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_is_taken_in_order_and_in_batches() {
        let mut due = Due::default();
        due.ticks.insert(3, (0..1_500).map(|n| n.to_string().into()).collect());
        due.ticks.insert(5, vec!["late".into()]);
        assert_eq!(due.take(2), (vec![], Some(3)));
        let (first, next) = due.take(4);
        assert_eq!((first.len(), &*first[0], next), (1_000, "0", Some(3)));
        let (second, next) = due.take(4);
        assert_eq!((second.len(), &*second[0], next), (500, "1000", Some(5)));
        let (last, next) = due.take(9);
        assert_eq!((&*last[0], next), ("late", None));
    }
}
