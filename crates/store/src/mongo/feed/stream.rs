//! The one stream of changes of a process: opened with the first question, resumed where it was lost, begun anew with
//! all audiences dropped where it cannot be.

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mongodb::bson::{RawBsonRef, RawDocument, RawDocumentBuf, Timestamp, doc};
use mongodb::change_stream::ChangeStream;
use mongodb::change_stream::event::ResumeToken;
use mongodb::error::{Error, ErrorKind};

use super::Shared;
use super::event::{Event, of_ours};
use super::positions::Voucher;
use crate::StoreError;
use crate::mongo::fields::Fields;
use crate::reading::corrupt;

/// How long the server waits for news before it says that there are none.
const ROUND: Duration = Duration::from_secs(1);
/// A server that does not even say that has been lost. It is given up only after every other way to notice.
const ROUND_AT_MOST: Duration = Duration::from_secs(20);
/// Pauses before the stream is opened again: doubling, from the first to the second.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// Up to which moment of the cluster the stream has told, for reading what is not older.
#[derive(Debug, Default)]
pub(super) struct Heard(Mutex<Option<Timestamp>>);

impl Heard {
    pub(super) fn cluster_time(&self) -> Option<Timestamp> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, event: &RawDocument) -> Result<(), StoreError> {
        if let Some(RawBsonRef::Timestamp(time)) = event.maybe("clusterTime")? {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(time);
        }
        Ok(())
    }
}

/// Why the stream ended.
enum End {
    /// The server was lost: it may be resumed.
    Lost(Error),
    /// It cannot be known what was missed.
    Gap(String),
}

impl From<StoreError> for End {
    fn from(error: StoreError) -> Self {
        Self::Gap(error.to_string())
    }
}

/// Follows the stream of changes for ever.
pub(super) async fn follow(shared: Arc<Shared>) {
    let mut token = None;
    let mut pause = PAUSES.0;
    loop {
        let began = Instant::now();
        match listen(&shared, &mut token).await {
            End::Lost(error) if token.is_none() && *shared.listening.borrow() => {
                shared.drop_all(&error.to_string());
            }
            End::Lost(error) => tracing::debug!(%error, "the stream of changes was lost"),
            End::Gap(why) => {
                shared.drop_all(&why);
                token = None;
            }
        }
        pause = if began.elapsed() > PAUSES.1 { PAUSES.0 } else { (pause * 2).min(PAUSES.1) };
        tokio::time::sleep(pause).await;
    }
}

async fn listen(shared: &Shared, token: &mut Option<ResumeToken>) -> End {
    let mut stream = match open(shared, token.clone()).await {
        Ok(stream) => stream,
        Err(end) => return end,
    };
    *token = stream.resume_token().or(token.take());
    shared.listening.send_replace(true);
    // Changes of a transaction whose voucher has not come.
    let mut open = Vec::new();
    loop {
        let asked = Instant::now();
        let round = tokio::time::timeout(ROUND_AT_MOST, stream.next_if_any());
        let heard = tokio::select! {
            // There may be indexes again since it was asked for.
            () = shared.anew.notified() => return End::Gap("it was asked for".to_owned()),
            heard = round => heard,
        };
        let told = match heard {
            Err(_) => return End::Gap("the server does not answer".to_owned()),
            Ok(Err(error)) => return lost(error),
            Ok(Ok(Some(event))) => hear(shared, &mut open, event).await,
            Ok(Ok(None)) if !stream.is_alive() => {
                return End::Gap("the stream of changes has ended".to_owned());
            }
            Ok(Ok(None)) => silence(shared, &open, asked),
        };
        match told {
            Ok(ControlFlow::Continue(())) => {}
            // Here it can be resumed: nothing is open.
            Ok(ControlFlow::Break(())) => *token = stream.resume_token(),
            Err(error) => return error.into(),
        }
        tokio::task::consume_budget().await;
    }
}

async fn open(shared: &Shared, token: Option<ResumeToken>) -> Result<ChangeStream<RawDocumentBuf>, End> {
    let resumed = token.is_some();
    let opened = shared
        .db
        .watch()
        .pipeline([doc! { "$match": of_ours() }])
        .resume_after(token)
        .max_await_time(ROUND)
        .await;
    match opened {
        Ok(stream) => Ok(stream.with_type()),
        Err(error) if resumed => Err(lost(error)),
        // There is nothing to lose.
        Err(error) => Err(End::Lost(error)),
    }
}

/// What an error means: whatever the server itself says about a stream is the end of it, unless it says otherwise.
fn lost(error: Error) -> End {
    let by_server =
        matches!(&*error.kind, ErrorKind::Command(_)) && !error.contains_label("ResumableChangeStreamError");
    let unreadable = matches!(
        &*error.kind,
        ErrorKind::Bson(_) | ErrorKind::BsonDeserialization(_) | ErrorKind::MissingResumeToken
    );
    if by_server || unreadable { End::Gap(error.to_string()) } else { End::Lost(error) }
}

/// Takes an event. Breaks if it ends a transaction, or is none of ours between two.
async fn hear(
    shared: &Shared,
    open: &mut Vec<RawDocumentBuf>,
    event: RawDocumentBuf,
) -> Result<ControlFlow<()>, StoreError> {
    shared.heard.note(&event)?;
    match Event::of(event)? {
        Event::Change(change) => {
            open.push(change);
            return Ok(ControlFlow::Continue(()));
        }
        Event::Voucher(voucher) => close(shared, std::mem::take(open), voucher).await,
        Event::Other => {}
    }
    Ok(if open.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
}

/// Applies a transaction to the audience of its workspace, if there is one.
async fn close(shared: &Shared, changes: Vec<RawDocumentBuf>, voucher: Voucher) {
    let Some(seat) = shared.seated(voucher.workspace) else { return };
    if let Err(error) = seat.apply(changes, voucher).await {
        tracing::warn!(workspace = %seat.workspace, %error, "the audiences of a workspace are loaded again");
        shared.drop_one(&seat, None);
    }
    shared.trim();
}

/// The server had nothing to tell since it was `asked`.
fn silence(shared: &Shared, open: &[RawDocumentBuf], asked: Instant) -> Result<ControlFlow<()>, StoreError> {
    if !open.is_empty() {
        return Err(corrupt("an audience has changed, and nobody vouches for it"));
    }
    if shared.in_arrears(asked) {
        return Err(corrupt("the stream of changes leaves out what is applied"));
    }
    Ok(ControlFlow::Break(()))
}
