//! Changing only what one has seen: `ETag` and `If-Match` (RFC 9110) of segments.

use axum::Json as Answer;
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use domain::audit::{Actor, Deed};
use domain::{SegmentId, WorkspaceId};
use store::{AuditFilter, PageRequest};

use super::{Segment, find};
use crate::app::Parts;
use crate::http::problem::Problem;

/// Lines of the audit log that are looked through for the one that says who changed a segment.
const LINES: u32 = 100;

/// A segment with its `ETag`.
pub(crate) type Tagged = ([(HeaderName, String); 1], Answer<Segment>);

pub(super) fn tagged(segment: Segment) -> Tagged {
    ([(header::ETAG, format!("\"{}\"", segment.version))], Answer(segment))
}

/// The versions that `If-Match` names; `None` if there is no such header, or any version will do. What is no version of
/// ours names one that there never is.
pub(super) fn seen(headers: &HeaderMap) -> Option<Vec<u64>> {
    let given = headers.get_all(header::IF_MATCH);
    let mut tags = Vec::new();
    for value in given {
        tags.extend(value.to_str().unwrap_or_default().split(',').map(str::trim));
    }
    if tags.is_empty() || tags.contains(&"*") {
        return None;
    }
    let version = |tag: &str| {
        let hex = tag.strip_prefix('"')?.strip_suffix('"')?;
        u64::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 16)
    };
    Some(tags.into_iter().filter_map(version).collect())
}

/// 412 with who changed it, when, and how it is now; 404 if it was forgotten meanwhile.
pub(super) async fn changed_meanwhile(app: &Parts, workspace: WorkspaceId, id: SegmentId) -> Problem {
    let told = async {
        let now = find(app, workspace, id).await?;
        Ok::<_, Problem>((now.plan.version(), now.updated_at, changed_by(app, workspace, id).await?))
    };
    let (version, at, by) = match told.await {
        Ok(told) => told,
        Err(problem) => return problem,
    };
    let who = by.as_deref().unwrap_or("Somebody");
    let detail = format!(
        "{who} changed this segment meanwhile. Nothing was saved. Load it again, or save anyway with its new version."
    );
    Problem::new(StatusCode::PRECONDITION_FAILED, "changed_meanwhile", detail)
        .with("by", by)
        .with("at", at)
        .with("version", format!("{version:016x}"))
}

/// Who changed a segment last, if that is known by name.
async fn changed_by(app: &Parts, workspace: WorkspaceId, id: SegmentId) -> Result<Option<String>, Problem> {
    let changes = AuditFilter { deeds: vec![Deed::SegmentChanged], ..AuditFilter::default() };
    let newest = PageRequest { limit: LINES, after: None };
    let lines = app.store.audit(workspace, &changes, &newest).await?.items;
    let line = lines.into_iter().find(|line| line.note.on == Some(id.get()));
    Ok(line.and_then(|line| match line.note.by {
        Actor::Person { name, .. } => name,
        Actor::Key { name, .. } => Some(format!("The key “{name}”")),
        Actor::CommandLine | Actor::Schedule | Actor::Unknown => None,
    }))
}
