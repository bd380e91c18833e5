//! What rules refer to, by name.

use domain::WorkspaceId;
use domain::segment::{Names, Rule};

use crate::app::Parts;
use crate::http::problem::Problem;

/// What the segments and campaigns are called that some rules refer to: nobody is asked if there are none.
pub(crate) async fn names_of<'r>(
    app: &Parts,
    workspace: WorkspaceId,
    rules: impl IntoIterator<Item = &'r Rule>,
) -> Result<Names, Problem> {
    let (mut segments, mut campaigns) = (Vec::new(), Vec::new());
    for rule in rules {
        segments.extend(rule.segments());
        campaigns.extend(rule.campaigns());
    }
    segments.sort_unstable();
    segments.dedup();
    campaigns.sort_unstable();
    campaigns.dedup();
    if segments.is_empty() && campaigns.is_empty() {
        return Ok(Names::default());
    }
    Ok(app.store.names(workspace, &segments, &campaigns).await?)
}
