//! A database that is out of reach: whoever waits for it is told to come back soon, instead of waiting for as long as
//! a driver hopes.

use std::pin::pin;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::WorkspaceId;
use store::Store;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use super::problem::Problem;
use crate::app::App;

/// A request that takes longer makes us look whether the database is there.
const LONG: Duration = Duration::from_millis(1_500);
/// A database that takes longer to answer the smallest question is out of reach.
const ANSWER: Duration = Duration::from_secs(1);
/// What was seen counts for so long, so that many requests do not ask the same.
const FRESH: Duration = Duration::from_millis(500);

/// Whether the database answered when somebody last looked.
#[derive(Default)]
pub(crate) struct Reach(Mutex<Option<(Instant, bool)>>);

impl Reach {
    /// Looks, or tells what was seen a moment ago.
    async fn look(&self, store: &dyn Store) -> bool {
        let mut seen = self.0.lock().await;
        if let Some((at, reached)) = *seen
            && at.elapsed() < FRESH
        {
            return reached;
        }
        let reached = match WorkspaceId::from_i64(1) {
            Some(any) => timeout(ANSWER, store.workspace(any)).await.is_ok_and(|found| found.is_ok()),
            None => true,
        };
        *seen = Some((Instant::now(), reached));
        reached
    }

    /// True if the last look found nobody.
    fn was_lost(&self) -> bool {
        self.0.try_lock().is_ok_and(|seen| matches!(*seen, Some((_, false))))
    }
}

/// A middleware that answers 503 when a request waits and the database is out of reach. A request that is only long
/// goes on.
pub(crate) async fn or_come_back(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut answer = pin!(next.run(request));
    let mut patience = if app.reach.was_lost() { Duration::ZERO } else { LONG };
    loop {
        if let Ok(response) = timeout(patience, &mut answer).await {
            return response;
        }
        tokio::select! {
            biased;
            response = &mut answer => return response,
            reached = app.reach.look(&*app.store) => if !reached {
                tracing::warn!("a request was given up: the database does not answer");
                return out_of_reach().into_response();
            },
        }
        patience = LONG;
    }
}

fn out_of_reach() -> Problem {
    Problem::unavailable(
        "store_unavailable",
        "The database cannot be reached just now. What was asked for may still have happened: look before you send it \
         again, or send it with the same Idempotency-Key.",
        2,
    )
}
