use async_trait::async_trait;
use domain::campaign::Plan;
use domain::field::excerpt;
use domain::segment::{Condition, Expansion, Names, Rule, Segment, SegmentChange, SegmentPlan, SegmentUsers};
use domain::{CampaignId, FieldError, SegmentId, Timestamp, WorkspaceId};

use crate::reading::rule;
use crate::{Page, PageRequest, StoreError};

/// So many segments a workspace may have.
pub(crate) const MOST_SEGMENTS: u64 = 2_000;

/// Saved rules.
///
/// Whatever refers to segments is checked inside the write: [`StoreError::InvalidRule`] names what is not there, leads
/// back to itself, or grows past the limits of a rule, with its path.
#[async_trait]
pub trait Segments {
    /// Saves a rule. [`StoreError::NameTaken`] if there is one of this name, in whatever case.
    async fn create_segment(
        &self,
        workspace: WorkspaceId,
        plan: SegmentPlan,
        at: Timestamp,
    ) -> Result<Segment, StoreError>;
    /// Changes a segment, and with it all that refers to it. [`StoreError::ChangedMeanwhile`] if it is not any more as the
    /// change says that it was seen, which is looked at inside the write. Refused also if a segment that refers to this one would
    /// grow past the limits; the error then names that segment and has no path.
    async fn change_segment(
        &self,
        workspace: WorkspaceId,
        id: SegmentId,
        change: SegmentChange,
        at: Timestamp,
    ) -> Result<Segment, StoreError>;
    /// Forgets a segment; [`StoreError::SegmentInUse`] while anything refers to it.
    async fn delete_segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<(), StoreError>;
    /// One segment.
    async fn segment(&self, workspace: WorkspaceId, id: SegmentId) -> Result<Option<Segment>, StoreError>;
    /// By name, those whose name holds a text in any case; a blank text shows all.
    async fn segments(
        &self,
        workspace: WorkspaceId,
        search: &str,
        page: &PageRequest,
    ) -> Result<Page<Segment>, StoreError>;
    /// Who refers to a segment; `NotFound` if there is none.
    async fn segment_users(&self, workspace: WorkspaceId, id: SegmentId) -> Result<SegmentUsers, StoreError>;
    /// A rule with the segments it refers to, as they are at one moment. [`StoreError::InvalidRule`] if one is not there,
    /// or they grow past the limits together.
    async fn expand(&self, workspace: WorkspaceId, rule: &Rule) -> Result<Expansion, StoreError>;
    /// What some segments and campaigns are called. Whoever is gone, or belongs to another workspace, is left out.
    async fn names(
        &self,
        workspace: WorkspaceId,
        segments: &[SegmentId],
        campaigns: &[CampaignId],
    ) -> Result<Names, StoreError>;
    /// The ids and names of the newest segments, at most so many.
    async fn newest_segments(
        &self,
        workspace: WorkspaceId,
        most: u32,
    ) -> Result<Vec<(SegmentId, String)>, StoreError>;
}

/// A rule that refers to no segment, which no store need be asked about.
pub(crate) fn alone(rule: &Rule) -> Option<Expansion> {
    rule.segments().is_empty().then(|| Expansion::of(rule, |_| None).ok()).flatten()
}

/// What a segment would break that refers to the one that is changed.
pub(crate) fn grown(name: &str, errors: &[FieldError]) -> StoreError {
    let code = errors.first().map_or("too_deep", |error| error.code.as_str());
    let why = errors.first().map_or("", |error| error.message.as_str());
    StoreError::InvalidRule(vec![FieldError::new(
        "",
        code,
        format!("the segment \"{}\" refers to this one: {why}", excerpt(name)),
    )])
}

pub(crate) fn too_many() -> StoreError {
    let message = format!("a workspace has at most {MOST_SEGMENTS} segments");
    StoreError::InvalidRule(vec![FieldError::new("", "too_many_segments", message)])
}

/// A place of a draft that refers to a segment.
pub(crate) struct Reference {
    /// Which.
    pub(crate) segment: SegmentId,
    /// Where it says so.
    path: String,
}

impl Reference {
    /// There is no such segment.
    pub(crate) fn unknown(&self) -> StoreError {
        let message = format!("expected the id of a saved segment, got {}", self.segment);
        StoreError::InvalidRule(vec![FieldError::new(&self.path, "unknown_segment", message)])
    }
}

/// What a draft refers to, each segment once.
pub(crate) fn of_plan(plan: &Plan) -> Result<Vec<Reference>, StoreError> {
    let whole = plan.segment.map(|segment| Reference { segment, path: "segmentId".to_owned() });
    let rule = plan.rule.as_deref().map(rule).transpose()?;
    let mut found: Vec<Reference> = whole.into_iter().collect();
    for (path, condition) in rule.iter().flat_map(Rule::conditions) {
        let Condition::Segment(asked) = condition else { continue };
        if found.iter().all(|known| known.segment != asked.segment) {
            let path = if path.is_empty() { "value".to_owned() } else { format!("{path}.value") };
            found.push(Reference { segment: asked.segment, path });
        }
    }
    Ok(found)
}
