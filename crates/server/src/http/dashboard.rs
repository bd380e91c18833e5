//! The first page: what a shop is doing, and what is left to set up.

use axum::Json as Answer;
use axum::extract::State;
use domain::campaign::CampaignState;
use domain::{Timestamp, money};
use jiff::ToSpan;
use serde::Serialize;
use store::{CampaignFilter, PageRequest};
use utoipa::ToSchema;

use super::campaigns::CampaignSummary;
use super::member::CanRead;
use super::problem::Problem;
use crate::app::{App, now};

const DAYS: i32 = 30;

/// What a shop is doing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Dashboard {
    customers: u64,
    /// Orders that count, all time.
    orders: u64,
    /// Net, all time.
    #[schema(example = 244_091.94)]
    revenue: f64,
    /// Net, of today and the 29 days before.
    revenue30_days: f64,
    /// Net, of the 30 days before those.
    revenue_previous30_days: f64,
    /// The last 30 days in the workspace's zone, oldest first; the last one is today.
    orders_per_day: Vec<Day>,
    messages: MessageTotals,
    campaigns_in_flight: Vec<CampaignSummary>,
    checklist: Checklist,
}

/// A day's orders that count.
#[derive(Serialize, ToSchema)]
#[schema(as = DayOrders)]
pub(crate) struct Day {
    #[schema(format = Date, example = "2026-05-31")]
    date: String,
    orders: u64,
    /// Net.
    revenue: f64,
}

/// Messages over all campaigns.
#[derive(Serialize, ToSchema)]
pub(crate) struct MessageTotals {
    sent: u64,
    failed: u64,
}

/// What has been done of the first steps.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "a checklist is made of them")]
pub(crate) struct Checklist {
    /// There are customers.
    data: bool,
    /// An audience was described.
    segment: bool,
    /// A message was written.
    message: bool,
    /// A campaign was launched.
    launched: bool,
    /// A real vendor is connected.
    channel: bool,
}

/// What a shop is doing, and what is left to set up.
#[utoipa::path(get, operation_id = "getDashboard", path = "/api/dashboard", tag = "customers", security(("read" = [])),
    responses((status = 200, body = Dashboard), (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn read(State(app): State<App>, member: CanRead) -> Result<Answer<Dashboard>, Problem> {
    let workspace = &member.workspace;
    let (overview, zone) = (app.store.overview(workspace.id).await?, &workspace.settings.zone);
    let today = zone.day_of(now());
    let days: Vec<_> = (0..2 * DAYS).rev().map(|ago| today.saturating_sub(ago.days())).collect();
    let mut bounds: Vec<Timestamp> = days.iter().map(|day| zone.start_of(*day)).collect();
    bounds.push(zone.end_of(today));
    let buckets = app.store.buckets(workspace.id, &bounds).await?;
    let (before, recent) = buckets.split_at(buckets.len() / 2);
    let revenue =
        |buckets: &[store::Bucket]| money::major(buckets.iter().map(|bucket| bucket.revenue_minor).sum());
    let day = |(day, bucket): (&jiff::civil::Date, &store::Bucket)| Day {
        date: day.to_string(),
        orders: bucket.orders,
        revenue: money::major(bucket.revenue_minor),
    };
    let campaigns = app
        .store
        .campaigns(workspace.id, &CampaignFilter::default(), &PageRequest { limit: 200, after: None })
        .await?;
    let in_flight = CampaignFilter {
        states: vec![CampaignState::Sending, CampaignState::Paused],
        ..CampaignFilter::default()
    };
    let in_flight =
        app.store.campaigns(workspace.id, &in_flight, &PageRequest { limit: 20, after: None }).await?;
    Ok(Answer(Dashboard {
        customers: overview.customers,
        orders: overview.orders,
        revenue: money::major(overview.revenue_minor),
        revenue30_days: revenue(recent),
        revenue_previous30_days: revenue(before),
        orders_per_day: days.iter().skip(before.len()).zip(recent).map(day).collect(),
        messages: MessageTotals { sent: overview.sent, failed: overview.failed },
        campaigns_in_flight: in_flight.items.into_iter().map(CampaignSummary::from).collect(),
        checklist: Checklist {
            data: overview.customers > 0,
            segment: campaigns
                .items
                .iter()
                .any(|campaign| campaign.plan.rule.is_some() || campaign.plan.segment.is_some()),
            message: campaigns.items.iter().any(|campaign| campaign.plan.message.is_some()),
            launched: campaigns.items.iter().any(|campaign| campaign.launched_at.is_some()),
            channel: !app.simulated,
        },
    }))
}
