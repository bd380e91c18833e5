//! Where everything lives: small traits by noun, implemented by `sqlite` and `mongo`, held to one meaning by
//! the `conformance` suite.
//!
//! The only crate that knows SQL and BSON. It does not know HTTP, nor the log: positions reach it as numbers. Every
//! method takes the workspace it works in and can see nothing outside of it.

mod accounts;
mod audiences;
mod audit;
mod campaigns;
mod chunk;
mod codes;
#[cfg(any(test, feature = "testing"))]
pub mod conformance;
mod customers;
mod dead_letters;
mod deliveries;
mod error;
mod hashing;
mod holdings;
mod imports;
mod ingest;
mod matches;
mod members;
mod messages;
pub mod mongo;
mod naming;
mod noting;
mod orders;
mod page;
mod paging;
mod reading;
mod segments;
mod sessions;
pub mod sqlite;
mod timing;
mod totals;

pub use accounts::{Accounts, ApiKey, Device, NewApiKey, NewSession, Session, User};
pub use audiences::{Audiences, KnownValues, ObservedAttribute, ObservedKinds};
pub use audit::{Audit, AuditEntry, AuditFilter, Note, Whose};
pub use campaigns::{CampaignFilter, Campaigns, Launch, Resend};
pub use customers::{CustomerFilter, CustomerSort, Customers};
pub use dead_letters::{DeadLetter, DeadLetters};
pub use deliveries::{Deliveries, Due, Fate, Handed, Kept, Lease, Overdue, Prepared};
pub use error::StoreError;
pub use holdings::{CustomerMessage, Erased, Holdings, LogHeads, Suppression};
pub use imports::{Import, ImportKind, ImportProgress, ImportRejection, ImportState, Imports};
pub use ingest::{Batch, BatchOutcome, Ingest, Step, Undecodable};
pub use matches::{Matches, Past};
pub use members::{Invitation, Member, Members, NewInvitation};
pub use messages::{MessageFilter, MessageRow, Messages, Minute, ReasonCount};
pub use mongo::MongoStore;
pub use noting::noted;
pub use orders::{Bucket, Orders, Overview};
pub use page::{Cursor, Page, PageRequest};
pub use segments::Segments;
pub use sessions::Sessions;
pub use sqlite::SqliteStore;
pub use timing::timed;

/// Everything a store can do. Whoever needs less asks for less: the traits by noun.
pub trait Store:
    Accounts
    + Audiences
    + Audit
    + Campaigns
    + Customers
    + DeadLetters
    + Deliveries
    + Holdings
    + Imports
    + Ingest
    + Matches
    + Members
    + Messages
    + Orders
    + Segments
    + Sessions
    + Send
    + Sync
{
}

impl<T> Store for T where
    T: Accounts
        + Audiences
        + Audit
        + Campaigns
        + Customers
        + DeadLetters
        + Deliveries
        + Holdings
        + Imports
        + Ingest
        + Matches
        + Members
        + Messages
        + Orders
        + Segments
        + Sessions
        + Send
        + Sync
{
}
