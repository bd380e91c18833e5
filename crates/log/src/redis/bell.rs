//! Wake-ups: one connection waits for the bells of all topics, which every append rings.

use std::sync::Arc;
use std::time::Duration;

use ::redis::{RedisError, Value, cmd, pipe};
use domain::Topic;
use tokio::sync::oneshot;

use super::backoff::Backoff;
use super::connector::Connector;
use super::failure::{NO_ANSWER, reason};
use super::keys::Keys;
use super::replies::{self, Unreadable};
use crate::wakeups::Wakeups;

/// The server lets a listener wait so long before it says that nothing happened.
const WAIT: Duration = Duration::from_secs(5);

/// Bells that ring within this time are heard as one.
const TOGETHER: Duration = Duration::from_millis(2);

/// Listens for ever, on a connection of its own.
pub(super) struct Bell {
    pub(super) connector: Arc<Connector>,
    pub(super) keys: Keys,
    pub(super) wakeups: Arc<Wakeups>,
}

/// Why listening ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("{}", reason(.0))]
    Failed(#[from] RedisError),
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("{NO_ANSWER}")]
    Silent,
}

impl Bell {
    /// Never returns. Says when it listens for the first time, or cannot.
    pub(super) async fn listen(self, first: oneshot::Sender<()>) {
        let mut first = Some(first);
        let mut backoff = Backoff::new();
        loop {
            let Err(error) = self.listen_once(&mut backoff, &mut first).await;
            tracing::debug!(%error, "not listening for wake-ups");
            drop(first.take());
            tokio::time::sleep(backoff.next()).await;
        }
    }

    async fn listen_once(
        &self,
        backoff: &mut Backoff,
        first: &mut Option<oneshot::Sender<()>>,
    ) -> Result<std::convert::Infallible, Ended> {
        let mut connection = self.connector.connect(|_| ()).await?.connection;
        let patience = self.connector.settings().timeout;
        let bells = Topic::ALL.map(|topic| self.keys.bell(topic));

        let mut newest = pipe();
        for bell in &bells {
            newest.cmd("XREVRANGE").arg(bell).arg("+").arg("-").arg("COUNT").arg(1);
        }
        let answer = newest.query_async(&mut connection);
        let answer = tokio::time::timeout(patience, answer).await.map_err(|_| Ended::Silent)??;
        let mut heard = Vec::with_capacity(bells.len());
        for rung in replies::array(answer)? {
            heard.push(newest_id(rung)?.unwrap_or_else(|| b"0-0".to_vec()));
        }

        *backoff = Backoff::new();
        drop(first.take());
        // Whatever rang while nobody listened is before the ids just read.
        for topic in Topic::ALL {
            self.wakeups.raise(topic);
        }
        loop {
            let mut command = cmd("XREAD");
            command.arg("BLOCK").arg(WAIT.as_millis() as u64).arg("STREAMS").arg(&bells).arg(&heard);
            let answer = command.query_async(&mut connection);
            let answer = tokio::time::timeout(WAIT + patience, answer).await.map_err(|_| Ended::Silent)??;
            for (bell, rung) in replies::pairs(answer)? {
                let bell = replies::bytes(bell)?;
                let Some(index) = bells.iter().position(|name| name.as_bytes() == bell) else { continue };
                if let Some(id) = newest_id(rung)? {
                    heard[index] = id;
                }
                self.wakeups.raise(Topic::ALL[index]);
            }
            tokio::time::sleep(TOGETHER).await;
        }
    }
}

/// The id of the last entry of an answer.
fn newest_id(rung: Value) -> Result<Option<Vec<u8>>, Unreadable> {
    replies::entries(rung)?.pop().map(|entry| replies::bytes(entry.id)).transpose()
}
