//! Making connections.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, PushInfo, PushKind, RedisResult, cmd};

use super::failure::{NO_ANSWER, reason};
use super::scripts;
use super::settings::Settings;

/// So many bytes gather before they are written to the socket.
const WRITE_BYTES: usize = 64 * 1024;

/// So many commands wait for the socket before callers do.
const WAITING_COMMANDS: usize = 256;

/// Makes connections to one server.
#[derive(Debug)]
pub(super) struct Connector {
    client: Client,
    settings: Settings,
    /// What was last said about how the server keeps data.
    said: Mutex<Option<Keeping>>,
}

/// A connection that many callers use at once.
#[derive(Clone, Debug)]
pub(super) struct Connected {
    pub(super) connection: MultiplexedConnection,
    /// Whether it may still be used; false as soon as it ends.
    pub(super) open: Arc<AtomicBool>,
}

impl Connected {
    pub(super) fn is_open(&self) -> bool {
        self.open.load(Ordering::Acquire)
    }

    /// Lets whoever comes next make another one. Calls that wait on this one still may get their answers.
    pub(super) fn give_up(&self) {
        self.open.store(false, Ordering::Release);
    }
}

impl Connector {
    pub(super) fn new(client: Client, settings: Settings) -> Self {
        Self { client, settings, said: Mutex::default() }
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A connection to a server that may be trusted with entries and knows the scripts, or why there is none.
    pub(super) async fn connect_to_keep(&self) -> Result<Connected, String> {
        let prepare = async {
            let mut connected = self.connect(|_| ()).await.map_err(|error| reason(&error))?;
            self.examine(&mut connected.connection).await?;
            for script in scripts::ALL {
                script.load_async(&mut connected.connection).await.map_err(|error| reason(&error))?;
            }
            Ok(connected)
        };
        tokio::time::timeout(self.settings.connect_timeout, prepare)
            .await
            .unwrap_or_else(|_| Err(NO_ANSWER.to_owned()))
    }

    /// A connection, and what the server pushes on it.
    pub(super) async fn connect(
        &self,
        pushed: impl Fn(PushInfo) + Send + Sync + 'static,
    ) -> RedisResult<Connected> {
        let open = Arc::new(AtomicBool::new(true));
        let closes = Arc::clone(&open);
        let push = move |info: PushInfo| {
            if info.kind == PushKind::Disconnection {
                closes.store(false, Ordering::Release);
            }
            pushed(info);
            Ok::<(), std::convert::Infallible>(())
        };
        let config = AsyncConnectionConfig::new()
            // Every call has a limit of its own; see `Link`.
            .set_response_timeout(None)
            .set_connection_timeout(Some(self.settings.connect_timeout))
            .set_pipeline_buffer_size(WAITING_COMMANDS)
            .set_write_backpressure_boundary(WRITE_BYTES)
            .set_push_sender(push);
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok(Connected { connection, open })
    }

    /// Refuses a server that throws entries away when it is short of memory, and says what else falls short.
    async fn examine(&self, connection: &mut MultiplexedConnection) -> Result<(), String> {
        let asked = cmd("INFO").query_async::<String>(connection).await;
        let Some(info) = unless_forbidden(asked)? else { return Ok(()) };
        let mut ask = cmd("CONFIG");
        ask.arg("GET").arg("appendfsync");
        let asked = ask.query_async::<HashMap<String, String>>(connection).await;
        let settings = unless_forbidden(asked)?.unwrap_or_default();
        let keeping = Keeping::of(&info, settings.get("appendfsync").map(String::as_str));
        if keeping == Keeping::Evicts {
            return Err("its maxmemory-policy would evict accepted entries; set it to noeviction".to_owned());
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.replace(keeping) != Some(keeping) {
            keeping.say();
        }
        Ok(())
    }
}

/// An answer, or `None` if whoever runs the server does not let everybody ask.
fn unless_forbidden<T>(asked: RedisResult<T>) -> Result<Option<T>, String> {
    match asked {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if matches!(error.code(), Some("NOPERM" | "ERR")) => Ok(None),
        Err(error) => Err(reason(&error)),
    }
}

/// How a server keeps what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    /// In an append-only file, synced before it answers; or it does not say.
    Keeps,
    /// In an append-only file, synced later.
    SyncsLater,
    /// In memory, and perhaps in snapshots.
    OnlySnapshots,
    /// It throws away what has a time to live when memory is short.
    ForgetsAnswers,
    /// It throws away anything when memory is short.
    Evicts,
}

impl Keeping {
    /// Reads the answer to `INFO`, and the setting `appendfsync`. What they do not say is taken as harmless.
    fn of(info: &str, sync: Option<&str>) -> Self {
        let field = |name: &str| {
            info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
        };
        let limited = field("maxmemory").is_some_and(|bytes| bytes != "0");
        match field("maxmemory_policy") {
            Some(policy) if limited && policy.starts_with("allkeys") => Self::Evicts,
            Some(policy) if limited && policy.starts_with("volatile") => Self::ForgetsAnswers,
            _ if field("aof_enabled") == Some("0") => Self::OnlySnapshots,
            _ if sync.is_some_and(|sync| sync != "always") => Self::SyncsLater,
            _ => Self::Keeps,
        }
    }

    /// Tells whoever runs us what falls short of the promise that accepted is durable.
    fn say(self) {
        match self {
            Self::Keeps | Self::Evicts => {}
            Self::SyncsLater => tracing::info!(
                "Redis answers before it has synced (appendfsync is not always): what it accepted in its last \
                 seconds can be lost with it"
            ),
            Self::OnlySnapshots => tracing::warn!(
                "Redis has no append-only file: what is accepted can be lost with it; set appendonly to yes"
            ),
            Self::ForgetsAnswers => tracing::warn!(
                "the maxmemory-policy of Redis may forget answers to idempotency keys early; set it to noeviction"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_server_keeps_data_is_read_from_its_information() {
        let info = |maxmemory: u32, policy: &str, aof: u32, sync: &str| {
            let info = format!(
                "# Memory\r\nmaxmemory:{maxmemory}\r\nmaxmemory_policy:{policy}\r\n# Persistence\r\naof_enabled:{aof}\r\n"
            );
            Keeping::of(&info, Some(sync))
        };
        assert_eq!(info(0, "noeviction", 1, "always"), Keeping::Keeps);
        assert_eq!(info(1000, "noeviction", 1, "always"), Keeping::Keeps);
        assert_eq!(info(0, "allkeys-lru", 1, "always"), Keeping::Keeps);
        assert_eq!(info(1000, "allkeys-lru", 1, "always"), Keeping::Evicts);
        assert_eq!(info(1000, "allkeys-random", 0, "no"), Keeping::Evicts);
        assert_eq!(info(1000, "volatile-lru", 1, "always"), Keeping::ForgetsAnswers);
        assert_eq!(info(1000, "noeviction", 0, "always"), Keeping::OnlySnapshots);
        assert_eq!(info(0, "noeviction", 1, "everysec"), Keeping::SyncsLater);
        assert_eq!(info(0, "noeviction", 1, "no"), Keeping::SyncsLater);
        assert_eq!(Keeping::of("", None), Keeping::Keeps);
    }
}
