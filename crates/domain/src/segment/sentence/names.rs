//! What rules refer to, by name.

use std::collections::HashMap;

use crate::{CampaignId, SegmentId};

/// What the segments and campaigns are called that rules refer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Names {
    /// They are not told: sentences say that there is one, and not which.
    Withheld,
    /// As a workspace calls them now. Whoever is missing here is gone.
    Told {
        /// Of saved segments.
        segments: HashMap<SegmentId, String>,
        /// Of campaigns.
        campaigns: HashMap<CampaignId, String>,
    },
}

/// Of rules that refer to nothing.
impl Default for Names {
    fn default() -> Self {
        Self::told([], [])
    }
}

impl Names {
    /// Names as a workspace gave them.
    pub fn told(
        segments: impl IntoIterator<Item = (SegmentId, String)>,
        campaigns: impl IntoIterator<Item = (CampaignId, String)>,
    ) -> Self {
        Self::Told { segments: segments.into_iter().collect(), campaigns: campaigns.into_iter().collect() }
    }

    /// `the segment “Regulars”`.
    pub(super) fn segment(&self, id: SegmentId) -> String {
        match self {
            Self::Withheld => "a saved segment".to_owned(),
            Self::Told { segments, .. } => named("segment", segments.get(&id)),
        }
    }

    /// `the campaign “Spring”`.
    pub(super) fn campaign(&self, id: CampaignId) -> String {
        match self {
            Self::Withheld => "a certain campaign".to_owned(),
            Self::Told { campaigns, .. } => named("campaign", campaigns.get(&id)),
        }
    }
}

fn named(what: &str, name: Option<&String>) -> String {
    name.map_or_else(|| format!("a {what} that is gone"), |name| format!("the {what} “{name}”"))
}
