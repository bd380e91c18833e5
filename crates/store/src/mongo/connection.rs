//! How the servers are talked to: what is durable, and how long anything may take.

use std::time::Duration;

use mongodb::options::{
    Acknowledgment, ClientOptions, ReadConcern, ReadPreference, SelectionCriteria, WriteConcern,
};
use mongodb::{Client, Database};

use crate::StoreError;

/// The database of a URI that names none.
const DATABASE: &str = "minicrm";
/// How long to look for a server that can be written to.
const SELECTION: Duration = Duration::from_secs(5);
/// How long connecting may take, and a heartbeat: a server that is silent for longer is taken for lost, and whoever
/// waits for an answer of it waits no more.
const CONNECT: Duration = Duration::from_secs(3);
/// How often a server is asked whether it lives. Together with [`CONNECT`] it bounds how long a call can hang when a
/// server is frozen; the driver knows no other bound.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// How long a majority may take to have a write on disk.
pub(super) const DURABLE_WITHIN: Duration = Duration::from_secs(8);
/// How long the server may work on one question outside of transactions. The stand-in that our tests run against is slow.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(if cfg!(test) { 60 } else { 10 });

/// The client for a URI, and the database it works in. A URI that is wrong for good is [`StoreError::Corrupt`]. Whatever the URI says goes before what is said here, except
/// about durability.
pub(super) async fn open(uri: &str) -> Result<(Client, Database), StoreError> {
    let mut options = ClientOptions::parse(uri).await?;
    options.app_name.get_or_insert_with(|| "minicrm".to_owned());
    options.server_selection_timeout.get_or_insert(SELECTION);
    options.connect_timeout.get_or_insert(CONNECT);
    options.heartbeat_freq.get_or_insert(HEARTBEAT);
    options.write_concern = Some(durable());
    // What was read can never be rolled back.
    options.read_concern = Some(ReadConcern::majority());
    options.selection_criteria = Some(primary());
    let name = options.default_database.clone().unwrap_or_else(|| DATABASE.to_owned());
    let client = Client::with_options(options)?;
    let db = client.database(&name);
    Ok((client, db))
}

/// On the disks of a majority.
pub(super) fn durable() -> WriteConcern {
    WriteConcern::builder().w(Acknowledgment::Majority).journal(true).w_timeout(DURABLE_WITHIN).build()
}

/// Only the primary has everything that was written.
pub(super) fn primary() -> SelectionCriteria {
    SelectionCriteria::ReadPreference(ReadPreference::Primary)
}
