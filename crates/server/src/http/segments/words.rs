//! The words rules are made of, with what a workspace has.

use std::time::Duration;

use axum::Json as Answer;
use axum::extract::State;
use domain::segment::vocabulary::{ATTRIBUTE_PREFIX, Field, Kind, Vocabulary};
use domain::{CampaignId, SegmentId, WorkspaceId};
use serde::Serialize;
use store::{CampaignFilter, PageRequest};
use tokio::time::timeout;

use crate::app::{App, Parts};
use crate::http::member::CanRead;
use crate::http::problem::Problem;

/// So many items, segments and campaigns are named.
const MOST: u32 = 200;
/// So long items are waited for.
const PATIENCE: Duration = Duration::from_secs(1);

/// The vocabulary, and what rules of a workspace can refer to.
#[derive(Serialize)]
pub(crate) struct Words {
    #[serde(flatten)]
    words: Vocabulary,
    items: Vec<String>,
    segments: Vec<Named<SegmentId>>,
    campaigns: Vec<Named<CampaignId>>,
}

#[derive(Serialize)]
struct Named<Id> {
    id: Id,
    name: String,
}

/// The words of rules: fields with their kinds and operators, known values, what can be referred to, and limits.
#[utoipa::path(get, operation_id = "getVocabulary", path = "/api/segments/vocabulary", tag = "segments", security(("read" = [])),
    responses((status = 200, description = "Fields, operators and limits.", body = crate::http::vocabulary_schema::Vocabulary),
              (status = 401, description = "Nobody is signed in.", body = Problem)))]
pub(crate) async fn vocabulary(State(app): State<App>, member: CanRead) -> Result<Answer<Words>, Problem> {
    let workspace = member.workspace.id;
    let segments = app.store.newest_segments(workspace, MOST).await?;
    let newest = PageRequest { limit: MOST, after: None };
    let campaigns = app.store.campaigns(workspace, &CampaignFilter::default(), &newest).await?.items;
    Ok(Answer(Words {
        words: words_of(&app, workspace).await?,
        items: items(&app, workspace).await?,
        segments: segments.into_iter().map(|(id, name)| Named { id, name }).collect(),
        campaigns: campaigns
            .into_iter()
            .map(|campaign| Named { id: campaign.id, name: campaign.plan.name.into() })
            .collect(),
    }))
}

/// Names of items, if they are known soon: the other words are not kept waiting while orders are read into memory.
pub(crate) async fn items(app: &Parts, workspace: WorkspaceId) -> Result<Vec<String>, Problem> {
    match timeout(PATIENCE, app.store.known_items(workspace, MOST as usize)).await {
        Ok(Ok(items)) => Ok(items),
        Ok(Err(error)) if !error.is_transient() => Err(error.into()),
        _ => Ok(Vec::new()),
    }
}

/// The vocabulary with what a workspace's customers have.
pub(crate) async fn words_of(app: &Parts, workspace: WorkspaceId) -> Result<Vocabulary, Problem> {
    let known = app.store.known_values(workspace).await?;
    let words = Vocabulary::standard().with_values("city", known.cities).with_values("tags", known.tags);
    let attributes = known.attributes.into_iter().filter_map(|attribute| {
        let Some(Field::Attribute(name)) = Field::parse(&format!("{ATTRIBUTE_PREFIX}{}", attribute.name))
        else {
            return None;
        };
        let seen = attribute.kinds;
        let kinds = [
            (seen.number, Kind::Number),
            (seen.date, Kind::Date),
            (seen.text, Kind::Text),
            (seen.boolean, Kind::Boolean),
        ];
        Some((name, kinds.into_iter().filter_map(|(seen, kind)| seen.then_some(kind)).collect::<Vec<_>>()))
    });
    Ok(attributes.fold(words, |words, (name, kinds)| words.with_attribute(name, &kinds)))
}
