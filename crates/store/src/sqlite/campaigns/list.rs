//! Pages of campaigns.

use domain::WorkspaceId;
use domain::campaign::{Campaign, CampaignState};
use domain::segment::eval::fold::{Folding, fold};
use rusqlite::Connection;

use super::rows;
use crate::sqlite::columns::Columns;
use crate::sqlite::paging;
use crate::{CampaignFilter, Page, PageRequest, StoreError};

/// Newest first.
pub(super) fn campaigns(
    db: &Connection,
    workspace: WorkspaceId,
    filter: &CampaignFilter,
    page: &PageRequest,
) -> Result<Page<Campaign>, StoreError> {
    let [before] = paging::numbers(page)?.unwrap_or([i64::MAX]);
    let needle = fold(filter.search.trim());
    let mut select = db.prepare_cached(
        "SELECT id, state, name FROM campaign WHERE workspace = ?1 AND id < ?2 ORDER BY id DESC",
    )?;
    let mut rows = select.query([workspace.get(), before])?;
    let mut campaigns = Vec::new();
    while campaigns.len() < paging::fetch(page) as usize
        && let Some(row) = rows.next()?
    {
        let state: CampaignState = row.word(1)?;
        let shown = filter.states.is_empty() || filter.states.contains(&state);
        if shown && Folding::of(row.text(2)?).contains(&needle) {
            campaigns.extend(rows::campaign(db, workspace, row.id(0)?)?);
        }
    }
    Ok(paging::page(campaigns, page, |last| paging::cursor(&[last.id.get()])))
}
