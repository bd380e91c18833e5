//! Answers about audiences: how many customers a rule matches, how many of them can be written to, and who.
//!
//! There are two readings. [`Tally`] looks at every customer it is handed, row after row, and asks the reference
//! meaning in `domain::segment::eval`: its cost grows with the number of customers and with the cost of reading
//! them. [`Table`] keeps the customers of one workspace in memory, follows their changes, and answers the same
//! questions with the same meaning. The columnar index will take the place of what is inside the table, and must
//! agree with the tally for every rule.
//!
//! Nothing here knows where customers are stored: whoever does hands them over.

mod known;
mod profile;
mod table;
mod tally;

pub use known::{Known, ValueKind};
pub use profile::{AudienceProfile, Shared, Shares, Survey};
pub use table::{Matching, Table};
pub use tally::{Answer, Reachable, Tally};
