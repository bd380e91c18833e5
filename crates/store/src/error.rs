use domain::FieldError;
use domain::segment::SegmentUsers;

/// What can go wrong in a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be reached or written just now; trying again later may succeed.
    #[error("the store is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The audiences of the workspace are being read into memory; nothing can be said about them until that is done.
    #[error("the audiences of this workspace are being loaded: {read} of {of} rows")]
    Loading {
        /// Rows read.
        read: u64,
        /// Rows there are, as far as that is known.
        of: u64,
    },
    /// What is stored cannot be read: a bug or a damaged file. Trying again will not help.
    #[error("the store holds something that cannot be read: {0}")]
    Corrupt(String),
    /// Somebody else has moved on: a mark is not where it was, a lease has passed to another worker.
    #[error("another worker holds this")]
    Fenced,
    /// There is no such thing in this workspace.
    #[error("not found")]
    NotFound,
    /// It exists, but what was asked makes no sense in the state it is in.
    #[error("not possible in its present state")]
    WrongState,
    /// A launch that would reach nobody; how many matched is said.
    #[error("nobody of the {matching} who match can be reached")]
    NobodyReachable {
        /// How many match the rule.
        matching: u64,
    },
    /// A launch that would reach more people than the workspace allows for one campaign.
    #[error("{reachable} can be reached, and one campaign may be sent to {most}")]
    TooManyReachable {
        /// How many can be reached.
        reachable: u64,
        /// How many a campaign may be sent to.
        most: u32,
    },
    /// There is a segment of this name.
    #[error("there is a segment of this name")]
    NameTaken,
    /// The segment is not any more as whoever wants to change it saw it.
    #[error("somebody changed the segment meanwhile")]
    ChangedMeanwhile,
    /// Something refers to the segment.
    #[error("something refers to the segment")]
    SegmentInUse(Box<SegmentUsers>),
    /// A rule that makes no sense together with the segments it refers to; says where.
    #[error("the rule makes no sense: {0:?}")]
    InvalidRule(Vec<FieldError>),
    /// A page cursor that this store did not give out.
    #[error("not a cursor of this list")]
    InvalidCursor,
}

impl StoreError {
    /// True if trying again later may succeed.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Loading { .. })
    }
}
