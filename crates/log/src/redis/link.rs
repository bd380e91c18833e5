//! A connection that is made when it is needed, kept, and made again when it was lost.

use std::sync::Arc;

use ::redis::{Cmd, Pipeline, RedisResult, Script, Value};
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::backoff::Backoff;
use super::connector::{Connected, Connector};
use super::failure::{NO_ANSWER, failure, is_unknown_script, spoils_connection};
use crate::LogError;

/// One place for a connection. Calls share it, and their commands follow each other without waiting for answers.
#[derive(Debug)]
pub(super) struct Link {
    connector: Arc<Connector>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    connected: Option<Connected>,
    /// Why there is no connection, until it is time to try again.
    failed: Option<(Instant, String)>,
    backoff: Backoff,
}

/// What a call sends.
enum Request<'a> {
    /// One command.
    Command(&'a Cmd),
    /// The command that runs a script.
    Script(&'a Script, &'a Cmd),
    /// Several commands, one after another.
    Commands(&'a Pipeline),
}

impl Request<'_> {
    async fn send(&self, connected: &mut Connected) -> RedisResult<Value> {
        let connection = &mut connected.connection;
        match self {
            Self::Command(command) => command.query_async(connection).await,
            Self::Script(script, command) => match command.query_async(connection).await {
                // Somebody made the server forget its scripts. They are sent on every new connection.
                Err(error) if is_unknown_script(&error) => {
                    script.load_async(connection).await?;
                    command.query_async(connection).await
                }
                result => result,
            },
            Self::Commands(pipeline) => pipeline.query_async(connection).await,
        }
    }
}

impl Link {
    pub(super) fn new(connector: Arc<Connector>) -> Self {
        let state = State { connected: None, failed: None, backoff: Backoff::new() };
        Self { connector, state: Mutex::new(state) }
    }

    /// Sends a command and gives its answer.
    pub(super) async fn ask(
        &self,
        doing: &'static str,
        deadline: Instant,
        command: &Cmd,
    ) -> Result<Value, LogError> {
        self.call(doing, deadline, Request::Command(command)).await
    }

    /// Sends several commands and gives their answers in an array.
    pub(super) async fn ask_all(
        &self,
        doing: &'static str,
        deadline: Instant,
        commands: &Pipeline,
    ) -> Result<Value, LogError> {
        self.call(doing, deadline, Request::Commands(commands)).await
    }

    /// Runs a script: `prepare` adds its keys and arguments.
    pub(super) async fn run(
        &self,
        doing: &'static str,
        deadline: Instant,
        script: &Script,
        prepare: impl FnOnce(&mut Cmd),
    ) -> Result<Value, LogError> {
        let mut command = ::redis::cmd("EVALSHA");
        command.arg(script.get_hash());
        prepare(&mut command);
        self.call(doing, deadline, Request::Script(script, &command)).await
    }

    async fn call(
        &self,
        doing: &'static str,
        deadline: Instant,
        request: Request<'_>,
    ) -> Result<Value, LogError> {
        let mut used = None;
        let attempt = async {
            let connected = self.connected().await.map_err(|reason| LogError::unavailable(doing, reason))?;
            let mut connected = used.insert(connected).clone();
            request.send(&mut connected).await.map_err(|error| {
                if spoils_connection(&error) {
                    connected.give_up();
                }
                failure(doing, &error)
            })
        };
        let result = tokio::time::timeout_at(deadline, attempt).await;
        result.unwrap_or_else(|_| {
            if let Some(connected) = used {
                connected.give_up();
            }
            Err(LogError::unavailable(doing, NO_ANSWER))
        })
    }

    /// The connection, or why there is none. While one caller makes it the others wait; after a failure everybody
    /// is told at once, until it is time to try again.
    async fn connected(&self) -> Result<Connected, String> {
        let mut state = self.state.lock().await;
        if let Some(connected) = state.connected.as_ref().filter(|connected| connected.is_open()) {
            return Ok(connected.clone());
        }
        state.connected = None;
        if let Some((until, reason)) = &state.failed
            && Instant::now() < *until
        {
            return Err(reason.clone());
        }
        match self.connector.connect_to_keep().await {
            Ok(connected) => {
                state.failed = None;
                state.backoff = Backoff::new();
                state.connected = Some(connected.clone());
                Ok(connected)
            }
            Err(reason) => {
                let until = Instant::now() + state.backoff.next();
                state.failed = Some((until, reason.clone()));
                Err(reason)
            }
        }
    }
}
