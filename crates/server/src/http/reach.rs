//! A database that is out of reach: whoever waits for it is told to come back soon, instead of waiting for as long as
//! a driver hopes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::WorkspaceId;
use store::Store;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::problem::Problem;
use crate::app::App;

/// A request that takes longer makes us look whether the database is there.
const LONG: Duration = Duration::from_secs(1);
/// A database that takes longer to answer the smallest question is out of reach.
const ANSWER: Duration = Duration::from_millis(1_800);
/// What was seen counts for so long, so that many requests do not ask the same.
const FRESH: Duration = Duration::from_millis(500);

/// Whether the database answered when somebody last looked.
#[derive(Default)]
pub(crate) struct Reach {
    seen: Arc<Mutex<Option<(Instant, bool)>>>,
    /// The look that is under way. There is never more than one, and none is broken off: that would cost the driver a
    /// connection each time, just when connections are hard to get.
    looking: Mutex<Option<watch::Receiver<Option<bool>>>>,
}

impl Reach {
    /// Looks, or tells what was seen a moment ago.
    async fn look(&self, store: &Arc<dyn Store>) -> bool {
        if let Some((at, reached)) = *locked(&self.seen)
            && at.elapsed() < FRESH
        {
            return reached;
        }
        let mut answer = self.under_way(store);
        if let Ok(Ok(reached)) = timeout(ANSWER, answer.wait_for(Option::is_some)).await {
            return *reached == Some(true);
        }
        *locked(&self.seen) = Some((Instant::now(), false));
        false
    }

    /// The look that is under way, begun if there is none.
    fn under_way(&self, store: &Arc<dyn Store>) -> watch::Receiver<Option<bool>> {
        let mut looking = locked(&self.looking);
        if let Some(answer) =
            looking.as_ref().filter(|answer| answer.borrow().is_none() && answer.has_changed().is_ok())
        {
            return answer.clone();
        }
        let (tell, answer) = watch::channel(None);
        let (store, seen) = (Arc::clone(store), Arc::clone(&self.seen));
        tokio::spawn(async move {
            let reached = match WorkspaceId::from_i64(1) {
                Some(any) => store.workspace(any).await.is_ok(),
                None => true,
            };
            *locked(&seen) = Some((Instant::now(), reached));
            tell.send_replace(Some(reached));
        });
        *looking = Some(answer.clone());
        answer
    }

    /// True if the last look found nobody.
    fn was_lost(&self) -> bool {
        matches!(*locked(&self.seen), Some((_, false)))
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A middleware that answers 503 when a request waits and the database is out of reach. A request that is only long
/// goes on; so does, unheard, what was given up.
pub(crate) async fn or_come_back(State(app): State<App>, request: Request, next: Next) -> Response {
    // What waits for the database keeps others from it: while it is out of reach only one look at a time waits.
    if app.reach.was_lost() && !app.reach.look(&app.store).await {
        return out_of_reach().into_response();
    }
    let mut answer = tokio::spawn(next.run(request));
    loop {
        if let Ok(response) = timeout(LONG, &mut answer).await {
            return response.unwrap_or_else(|_| panicked().into_response());
        }
        tokio::select! {
            biased;
            response = &mut answer => return response.unwrap_or_else(|_| panicked().into_response()),
            reached = app.reach.look(&app.store) => if !reached {
                tracing::debug!("a request was given up: the database does not answer");
                return out_of_reach().into_response();
            },
        }
    }
}

/// Handlers that panic are caught where they are: this is for what goes wrong around them.
fn panicked() -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something went wrong here, and was logged.")
}

fn out_of_reach() -> Problem {
    Problem::unavailable(
        "store_unavailable",
        "The database cannot be reached just now. What was asked for may still have happened: look before you send it \
         again, or send it with the same Idempotency-Key.",
        2,
    )
}
