//! Where an entry belongs: a topic of a workspace.

use std::fmt;

use domain::{Topic, WorkspaceId};

/// One ordered list of entries: a topic of a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Partition {
    /// What the entries are.
    pub topic: Topic,
    /// Whose they are.
    pub workspace: WorkspaceId,
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.topic.as_str(), self.workspace)
    }
}
