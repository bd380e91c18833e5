//! What must happen at once or not at all, as scripts that the server runs.
//!
//! Scripts need a server of Redis 7.0 or Valkey 7.2 or newer: their first line says in which states the server may
//! run them.

use std::sync::LazyLock;

use ::redis::Script;

/// Appends an entry.
pub(super) static APPEND: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/append.lua")));

/// Removes a slice of the oldest entries.
pub(super) static TRIM: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("scripts/trim.lua")));

/// Takes or prolongs a lease.
pub(super) static HOLD: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("scripts/hold.lua")));

/// Gives a lease back.
pub(super) static LET_GO: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("scripts/let_go.lua")));

/// Every script.
pub(super) static ALL: [&LazyLock<Script>; 4] = [&APPEND, &TRIM, &HOLD, &LET_GO];
