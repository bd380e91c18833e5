//! The built server, started for real and asked over real HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acceptance;
mod ai;
mod app;
mod audit;
mod backends;
mod books;
mod caller;
mod campaigns;
mod chaos;
mod control;
mod crash;
mod documents;
mod erasure;
mod headers;
mod ingest;
mod limits;
mod live;
mod loading;
mod many_processes;
mod people;
mod processes;
mod secrets;
mod segments;
#[path = "../../../engine/src/ai/stand_in.rs"]
mod stand_in;
mod strangers;
mod stream;
mod tap;
mod two_workspaces;
mod vendor;
mod workspace;
