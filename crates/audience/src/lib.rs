//! Answers about audiences: how many customers a rule matches, how many of them can be written to, and who.
//!
//! Today there is one reading, [`Tally`]: it looks at every customer, row after row, and asks the reference
//! meaning in `domain::segment::eval`. Its cost grows with the number of customers and with the cost of reading
//! them. The columnar index will stand beside it, answer the same questions without rows, and must agree with
//! it for every rule.
//!
//! Nothing here knows where customers are stored: whoever does hands them over.

mod tally;

pub use tally::{Answer, Reachable, Tally};
