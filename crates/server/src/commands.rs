//! What the command line can do, a file a command.

pub(crate) mod api_key;
pub(crate) mod backends;
pub(crate) mod demo;
pub(crate) mod folder;
pub(crate) mod health;
pub(crate) mod serve;
pub(crate) mod sign_in_link;
pub(crate) mod vendor;
