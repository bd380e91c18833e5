//! Transactions, repeated as the driver's manual asks for.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mongodb::ClientSession;
use mongodb::bson::doc;
use mongodb::error::{Error, ErrorKind, TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};
use mongodb::options::{ReadConcern, TransactionOptions};

use super::connection::{DURABLE_WITHIN, durable, primary};
use super::failure::{Passing, passing};
use super::{MongoStore, audit};
use crate::StoreError;
use crate::noting::{self, Noting};

/// A transaction is not begun again after so long, if the server was lost: looking for another takes some seconds.
const SEARCH_FOR: Duration = Duration::from_secs(4);
/// A transaction is not begun again after so long, if other writers were faster every time.
const CONTEND_FOR: Duration = Duration::from_secs(30);
/// A server keeps a transaction open for no longer than this that nobody goes on with.
const OPEN_AT_MOST: Duration = Duration::from_secs(90);
/// The server's code for a commit that took too long.
const MAX_TIME_EXPIRED: i32 = 50;

/// Does work in one transaction of a store: `transact!(store, |session| work(store, session, …))` is the result of the
/// work, a future of `Result<_, StoreError>`. All of it is there, on the disks of a majority, when this is over, or none.
///
/// The work reads one state of the database, and is done again from the start if another writer was faster, so it must
/// do nothing that cannot be done twice. It must return every error it gets. An error of its own undoes what it wrote
/// and is the result.
///
/// A macro, because the compiler cannot see that the future of a closure which borrows can be sent between threads.
macro_rules! transact {
    ($store:expr, |$session:ident| $work:expr) => {{
        let mut attempts = $crate::mongo::transaction::Attempts::of($store);
        loop {
            let mut own = match attempts.begin().await {
                Ok(session) => session,
                Err(error) => break Err(error),
            };
            let result = {
                let $session = &mut own;
                $work.await
            };
            if let std::ops::ControlFlow::Break(result) = attempts.end(own, result).await {
                break result;
            }
        }
    }};
}
pub(super) use transact;

/// The attempts at one transaction.
#[derive(Debug)]
pub(super) struct Attempts<'s> {
    store: &'s MongoStore,
    started: Instant,
    vain: u32,
    /// The deed that the transaction does, if it is one to be noted: its line in the audit log is written with it.
    noting: Option<Arc<Noting>>,
}

impl<'s> Attempts<'s> {
    pub(super) fn of(store: &'s MongoStore) -> Self {
        Self { store, started: Instant::now(), vain: 0, noting: noting::here() }
    }

    /// Begins an attempt.
    pub(super) async fn begin(&self) -> Result<ClientSession, StoreError> {
        let mut session = self.store.client.start_session().await?;
        let options = TransactionOptions::builder()
            .read_concern(ReadConcern::snapshot())
            .write_concern(durable())
            .selection_criteria(primary())
            .max_commit_time(DURABLE_WITHIN)
            .build();
        session.start_transaction().with_options(options).await?;
        Ok(session)
    }

    /// Ends an attempt by what came of its work: commits it, or undoes it. Goes on if another attempt is worth while.
    pub(super) async fn end<T>(
        &mut self,
        mut session: ClientSession,
        result: Result<T, StoreError>,
    ) -> ControlFlow<Result<T, StoreError>> {
        let result = match (result, &self.noting) {
            (Ok(value), Some(noting)) => {
                audit::append(self.store, &mut session, &noting.note()).await.map(|()| value)
            }
            (result, _) => result,
        };
        let error = match result {
            Ok(value) => match commit(&mut session, self.started).await {
                Ok(()) => {
                    if let Some(noting) = &self.noting {
                        noting.written();
                    }
                    return ControlFlow::Break(Ok(value));
                }
                Err(error) => error.into(),
            },
            Err(error) => {
                // A session that is dropped undoes its transaction behind our back, which matters only if that is
                // awaited: not where the server is lost, where it would take long and be in vain.
                if passing(&error) != Some(Passing::Lost)
                    && let Err(error) = session.abort_transaction().await
                {
                    tracing::debug!(%error, "a transaction could not be undone; the server will");
                }
                error
            }
        };
        if passing(&error) == Some(Passing::Lost) || unknown(&error) {
            end_behind(self.store, &session);
        }
        drop(session);
        let Some(reason) = passing(&error) else { return ControlFlow::Break(Err(error)) };
        self.vain += 1;
        let pause = pause(self.vain);
        if !worth_repeating(reason, self.started.elapsed() + pause) {
            return ControlFlow::Break(Err(error));
        }
        tracing::debug!(%error, attempt = self.vain, "a transaction is begun again");
        tokio::time::sleep(pause).await;
        ControlFlow::Continue(())
    }
}

/// True if the server may or may not have committed.
fn unknown(error: &StoreError) -> bool {
    let StoreError::Unavailable(source) = error else { return false };
    let error = source.downcast_ref::<Error>();
    error.is_some_and(|error| error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT))
}

/// Ends what a server may still hold open for a session that lost it. A server that was frozen and goes on does what
/// it had been asked before, and would keep others from those documents for a minute.
fn end_behind(store: &MongoStore, session: &ClientSession) {
    let (admin, session) = (store.client.database("admin"), session.id().clone());
    tokio::spawn(async move {
        let began = Instant::now();
        let mut ended = 0;
        // Twice, because the first time what it had been asked may still lie in front of it.
        while ended < 2 && began.elapsed() < OPEN_AT_MOST {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let end = doc! { "killSessions": [session.clone()] };
            if admin.run_command(end).await.is_ok() {
                ended += 1;
            }
        }
    });
}

/// Commits, again if it is not known what became of that: committing twice is committing once.
async fn commit(session: &mut ClientSession, started: Instant) -> Result<(), Error> {
    let mut vain = 0;
    loop {
        match session.commit_transaction().await {
            Err(error) if commit_again(&error, started.elapsed()) => {
                tracing::debug!(%error, "a commit is repeated");
                vain += 1;
                tokio::time::sleep(pause(vain)).await;
            }
            result => return result,
        }
    }
}

fn commit_again(error: &Error, elapsed: Duration) -> bool {
    let expired = matches!(&*error.kind, ErrorKind::Command(command) if command.code == MAX_TIME_EXPIRED);
    error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT)
        && !error.contains_label(TRANSIENT_TRANSACTION_ERROR)
        && !expired
        && elapsed < SEARCH_FOR
}

fn worth_repeating(reason: Passing, elapsed: Duration) -> bool {
    elapsed
        < match reason {
            Passing::Lost => SEARCH_FOR,
            Passing::Rival => CONTEND_FOR,
        }
}

/// How long to wait before an attempt, from 1: doubling from a few milliseconds to half a second, with jitter so that
/// rivals do not meet again.
fn pause(attempt: u32) -> Duration {
    let most = 5_u64.saturating_mul(1 << attempt.min(10)).min(500);
    Duration::from_millis(most / 2 + jitter() % (most / 2 + 1))
}

/// A number that differs from one caller to the next.
fn jitter() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(())
}
