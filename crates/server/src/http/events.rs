//! Live: whatever changes raises a pulse, and a stream sends a fresh snapshot, at most ten times a second.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Response, Sse};
use domain::CampaignId;
use domain::campaign::CampaignState;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{CampaignFilter, PageRequest};
use tokio::sync::mpsc::{self, Sender};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};

use super::campaigns::{self, Campaign, CampaignSummary};
use super::extract::Query;
use super::member::{CanRead, Member};
use super::pipeline;
use super::problem::Problem;
use crate::app::{App, now};

/// The shortest time between two snapshots.
const BEAT: Duration = Duration::from_millis(100);
/// How often a quiet stream looks whether its session still stands, and whether a pulse was missed.
const LOOK: Duration = Duration::from_secs(5);

/// A campaign that ended no longer ago has just left flight, for a stream that may have looked before it began.
const JUST_NOW: Duration = Duration::from_secs(LOOK.as_secs() + 1);
/// Campaigns that can begin and end between two looks and still be told of.
const QUICK: u32 = 10;

/// What to follow besides the campaigns in flight.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// A campaign to follow closely.
    #[param(value_type = Option<String>)]
    campaign: Option<CampaignId>,
}

/// The data of a `campaigns` event.
#[derive(Serialize, ToSchema)]
pub(crate) struct LiveCampaigns {
    /// In flight, and those that have just left flight.
    items: Vec<CampaignSummary>,
}

/// Follow what happens, as server-sent events.
///
/// `campaigns`: `{items}` in flight, and those that have just left flight. `campaign`: the one asked for.
/// `pipeline`: how far what was accepted is applied. `dashboard`: something changed. `end`: the session is over.
#[utoipa::path(get, operation_id = "followEvents", path = "/api/campaigns/events", tag = "campaigns", security(("read" = [])), params(EventsQuery),
    responses((status = 200, description = "A stream of events.", content_type = "text/event-stream", body = String),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such campaign here.", body = Problem)))]
pub(crate) async fn follow(
    State(app): State<App>,
    member: CanRead,
    Query(query): Query<EventsQuery>,
) -> Result<Response, Problem> {
    if let Some(id) = query.campaign {
        campaigns::find(&app, member.workspace.id, id).await?;
    }
    let (events, stream) = mpsc::channel(16);
    let follower = Follower {
        app,
        member: member.0,
        campaign: query.campaign,
        events,
        sent: HashMap::new(),
        in_flight: Vec::new(),
    };
    tokio::spawn(follower.run());
    let stream =
        Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)));
    Ok(stream.into_response())
}

/// One open stream.
struct Follower {
    app: App,
    member: Member,
    campaign: Option<CampaignId>,
    events: Sender<Result<Event, Infallible>>,
    /// What was last sent under each name: the same is not sent twice.
    sent: HashMap<&'static str, String>,
    /// Campaigns that were in flight a moment ago: how they ended is sent once.
    in_flight: Vec<CampaignId>,
}

/// The stream ends: the reader has gone, or may read no more.
struct Ended;

impl Follower {
    async fn run(mut self) {
        let mut pulse = self.app.pulse.listen(self.member.workspace.id);
        let mut stopping = self.app.stopping.clone();
        loop {
            let next = Instant::now() + BEAT;
            pulse.mark_unchanged();
            if self.still_signed_in().await.is_err() || self.snapshot().await.is_err() {
                return;
            }
            tokio::select! {
                () = self.events.closed() => return,
                _ = stopping.changed() => return,
                _ = timeout(LOOK, pulse.changed()) => sleep_until(next).await,
            }
        }
    }

    /// Ends the stream when the session has ended or has gone to another workspace.
    async fn still_signed_in(&mut self) -> Result<(), Ended> {
        let Some(session) = &self.member.session else { return Ok(()) };
        match self.app.store.session(session.id, now()).await {
            Ok(now) if now.as_ref().is_none_or(|now| now.workspace != self.member.workspace.id) => {
                self.send("end", &json!({})).await?;
                Err(Ended)
            }
            // A store that does not answer ends nobody's session.
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Sends what differs from what was sent before. What cannot be read now is sent with the next snapshot.
    async fn snapshot(&mut self) -> Result<(), Ended> {
        let workspace = self.member.workspace.id;
        if let Some(id) = self.campaign
            && let Ok(Some(campaign)) = self.app.store.campaign(workspace, id).await
        {
            self.send("campaign", &Campaign::from(campaign)).await?;
        }
        let mut changed = false;
        if let Ok(items) = self.campaigns().await {
            changed |= self.send("campaigns", &LiveCampaigns { items }).await?;
        }
        if let Ok(pipeline) = pipeline::snapshot(&self.app, workspace).await {
            changed |= self.send("pipeline", &pipeline).await?;
        }
        if let Ok(overview) = self.app.store.overview(workspace).await {
            // Only that something changed is told: the page asks for what it shows.
            let figures =
                (overview.customers, overview.orders, overview.revenue_minor, overview.sent, overview.failed);
            changed |= self.sent.insert("overview", format!("{figures:?}")).as_deref()
                != Some(&format!("{figures:?}"));
        }
        if changed {
            self.sent.remove("dashboard");
            self.send("dashboard", &json!({})).await?;
        }
        Ok(())
    }

    /// The campaigns in flight, and those that were a moment ago.
    async fn campaigns(&mut self) -> Result<Vec<CampaignSummary>, Problem> {
        let (store, workspace) = (&self.app.store, self.member.workspace.id);
        let states = vec![CampaignState::Scheduled, CampaignState::Sending, CampaignState::Paused];
        let filter = CampaignFilter { states, ..CampaignFilter::default() };
        let page = store.campaigns(workspace, &filter, &PageRequest { limit: 50, after: None }).await?;
        let mut items: Vec<CampaignSummary> = page.items.into_iter().map(CampaignSummary::from).collect();
        let flying: Vec<CampaignId> = items.iter().map(|campaign| campaign.id).collect();
        // A small one may be over before anybody looks.
        let ended = CampaignFilter { states: vec![CampaignState::Completed], ..CampaignFilter::default() };
        let ended = store.campaigns(workspace, &ended, &PageRequest { limit: QUICK, after: None }).await?;
        let since = now().plus_millis(-(JUST_NOW.as_millis() as i64));
        let quick = ended.items.into_iter().filter(|campaign| {
            campaign.completed_at.is_some_and(|at| at >= since) && !flying.contains(&campaign.id)
        });
        items.extend(quick.map(CampaignSummary::from));
        for landed in &self.in_flight {
            if items.iter().all(|item| item.id != *landed) {
                items.extend(store.campaign(workspace, *landed).await?.map(CampaignSummary::from));
            }
        }
        self.in_flight = flying;
        Ok(items)
    }

    /// Sends an event unless it says what the last of its name said; tells whether it was sent.
    async fn send(&mut self, name: &'static str, data: &impl Serialize) -> Result<bool, Ended> {
        let data = serde_json::to_string(data).map_err(|_| Ended)?;
        if self.sent.get(name) == Some(&data) {
            return Ok(false);
        }
        self.events.send(Ok(Event::default().event(name).data(&data))).await.map_err(|_| Ended)?;
        self.sent.insert(name, data);
        Ok(true)
    }
}
