//! Answers about audiences: how many customers a rule matches, how many of them can be written to, and who.
//!
//! [`Tally`] looks at every customer it is handed, row after row, and asks the reference meaning in
//! `domain::segment::eval`: its cost grows with the number of customers and with the cost of reading them. [`Index`]
//! keeps a workspace in memory column by column, follows its changes, and must agree with the tally for every rule.
//!
//! Nothing here knows where customers are stored: whoever does hands them over.

mod distribution;
mod index;
mod known;
pub mod places;
mod profile;
mod tally;

pub use distribution::{Bucket, Distribution, MOST_BUCKETS, Spread};
pub use index::{Audience, Index, Listed, ListedBy, Listing, Matching};
pub use known::{Known, ValueKind};
pub use profile::{AudienceProfile, Shared, Shares, Survey};
pub use tally::{Answer, Reachable, Tally};
