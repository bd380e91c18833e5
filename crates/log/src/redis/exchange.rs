//! Signals: what this process sends reaches its own receivers directly, and all others through a channel.
//!
//! Texts wait in two boxes, one for the receivers here and one for the channel, so that a server that does not
//! answer never keeps a signal from its own process. A text that waits already is not put in again.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use ::redis::{PushInfo, PushKind, RedisError, Value, cmd, pipe};
use tokio::sync::{Notify, broadcast, oneshot};

use super::backoff::Backoff;
use super::connector::Connector;
use super::failure::{NO_ANSWER, reason};
use super::keys::Keys;
use super::link::Link;
use crate::signals::KEPT_SIGNALS;

/// What waits is sent this often.
const FLUSH: Duration = Duration::from_millis(10);

/// More different texts than this do not wait at once; what comes then is lost.
const WAITING: usize = 10_000;

/// The connection for receiving is tried this often.
const TRY: Duration = Duration::from_secs(5);

/// Texts that wait, each once, in the order they came.
#[derive(Debug, Default)]
struct Waiting {
    texts: Mutex<Texts>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Texts {
    order: Vec<Arc<str>>,
    known: HashSet<Arc<str>>,
}

impl Waiting {
    fn put(&self, text: Arc<str>) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.order.len() < WAITING && texts.known.insert(Arc::clone(&text)) {
            texts.order.push(text);
            self.news.notify_one();
        }
    }

    /// Everything that waits, as soon as there is something.
    async fn take(&self) -> Vec<Arc<str>> {
        loop {
            self.news.notified().await;
            let texts = std::mem::take(&mut *self.texts.lock().unwrap_or_else(PoisonError::into_inner));
            if !texts.order.is_empty() {
                return texts.order;
            }
        }
    }
}

/// Sends and receives signals.
#[derive(Debug)]
pub(super) struct Exchange {
    connector: Arc<Connector>,
    channel: String,
    /// Precedes each text on the channel, so that a process knows its own.
    sender: String,
    here: Waiting,
    elsewhere: Waiting,
    receivers: broadcast::Sender<Arc<str>>,
}

/// Why receiving ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("{}", reason(.0))]
    Failed(#[from] RedisError),
    #[error("{NO_ANSWER}")]
    Silent,
    #[error("the connection ended")]
    Closed,
}

impl Exchange {
    pub(super) fn new(connector: Arc<Connector>, keys: &Keys) -> Self {
        Self {
            connector,
            channel: keys.signals(),
            sender: format!("{:016x} ", RandomState::new().build_hasher().finish()),
            here: Waiting::default(),
            elsewhere: Waiting::default(),
            receivers: broadcast::Sender::new(KEPT_SIGNALS),
        }
    }

    pub(super) fn send(&self, text: &str) {
        self.here.put(Arc::from(text));
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<Arc<str>> {
        self.receivers.subscribe()
    }

    /// Hands what waits to the receivers here, for ever.
    pub(super) async fn hand_over(self: Arc<Self>) {
        loop {
            for text in self.here.take().await {
                // Fails when nobody listens here, which is no loss.
                let _ = self.receivers.send(Arc::clone(&text));
                self.elsewhere.put(text);
            }
            tokio::time::sleep(FLUSH).await;
        }
    }

    /// Sends what waits to all other processes, for ever. What cannot be sent is lost.
    pub(super) async fn publish(self: Arc<Self>) {
        let link = Link::new(Arc::clone(&self.connector));
        loop {
            let mut commands = pipe();
            for text in self.elsewhere.take().await {
                commands.cmd("PUBLISH").arg(&self.channel).arg(format!("{}{text}", self.sender)).ignore();
            }
            let deadline = self.connector.settings().deadline(0);
            if let Err(error) = link.ask_all("sending signals", deadline, &commands).await {
                tracing::debug!(%error, "signals were lost");
            }
        }
    }

    /// Receives what others send, for ever. Says when it receives for the first time, or cannot.
    pub(super) async fn receive(self: Arc<Self>, first: oneshot::Sender<()>) {
        let mut first = Some(first);
        let mut backoff = Backoff::new();
        loop {
            let Err(error) = self.receive_once(&mut backoff, &mut first).await;
            tracing::debug!(%error, "not receiving signals");
            drop(first.take());
            tokio::time::sleep(backoff.next()).await;
        }
    }

    async fn receive_once(
        self: &Arc<Self>,
        backoff: &mut Backoff,
        first: &mut Option<oneshot::Sender<()>>,
    ) -> Result<std::convert::Infallible, Ended> {
        let ended = Arc::new(Notify::new());
        let pushed = {
            let (exchange, ended) = (Arc::clone(self), Arc::clone(&ended));
            move |info: PushInfo| exchange.pushed(&info, &ended)
        };
        let mut connection = self.connector.connect(pushed).await?.connection;
        let patience = self.connector.settings().timeout;
        let subscribed = tokio::time::timeout(patience, connection.subscribe(&self.channel)).await;
        subscribed.map_err(|_| Ended::Silent)??;
        *backoff = Backoff::new();
        drop(first.take());
        loop {
            if tokio::time::timeout(TRY, ended.notified()).await.is_ok() {
                return Err(Ended::Closed);
            }
            let ping = cmd("PING");
            let alive = tokio::time::timeout(patience, ping.query_async::<()>(&mut connection)).await;
            alive.map_err(|_| Ended::Silent)??;
        }
    }

    fn pushed(&self, info: &PushInfo, ended: &Notify) {
        match (&info.kind, &*info.data) {
            (PushKind::Disconnection, _) => ended.notify_one(),
            (PushKind::Message, [_, Value::BulkString(message)]) => {
                let text = std::str::from_utf8(message).ok();
                let text = text.filter(|text| !text.starts_with(&self.sender));
                if let Some((_, text)) = text.and_then(|text| text.split_once(' ')) {
                    let _ = self.receivers.send(Arc::from(text));
                }
            }
            _ => {}
        }
    }
}
