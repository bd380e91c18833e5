//! What Mini CRM does between the door and the store: takes records in, applies them, delivers messages,
//! settles receipts. Knows the log and the store by their traits; does not know the HTTP server.

pub mod ai;
mod aside;
pub mod channel;
pub mod clock;
pub mod crash;
pub mod demo;
pub mod hints;
pub mod import;
pub mod intake;
pub mod phrase;
pub mod pulse;
pub mod readiness;
pub mod signature;
pub mod simulator;
pub mod spreadsheet;
pub mod suggest;
pub mod worker;
