//! The tenants themselves.

use domain::account::Role;
use std::num::NonZeroU32;

use domain::customer::{Email, Text};
use domain::workspace::sender::{PostalAddress, SenderName};
use domain::workspace::{Currency, Sender, Settings, SettingsChange, Voice, Workspace};
use domain::{Timestamp, WorkspaceId, Zone};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{members, users};
use crate::StoreError;
use crate::reading::recipients;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id, parsed};
use crate::sqlite::failure::corrupt;
use crate::sqlite::space;
use crate::sqlite::writer::Writing;

const COLUMNS: &str =
    "SELECT id, name, currency, zone, configured, created_at, voice, sender_name, sender_email,
    reply_to, postal_address, consent_mode, most_recipients FROM workspace";

/// What a workspace is called before a person has decided.
pub(super) fn defaults() -> Result<Settings, StoreError> {
    Settings::parse("My shop", "USD", "UTC")
        .map_err(|errors| corrupt(format!("default settings: {errors:?}")))
}

/// One workspace.
pub(in crate::sqlite) fn workspace(
    db: &Connection,
    workspace: WorkspaceId,
) -> Result<Option<Workspace>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?;
    select.query_row([workspace.get()], |row| Ok(read(row))).optional()?.transpose()
}

/// The oldest workspace.
pub(super) fn first(db: &Connection) -> Result<Option<Workspace>, StoreError> {
    let mut select = db.prepare_cached(&format!("{COLUMNS} ORDER BY id LIMIT 1"))?;
    select.query_row([], |row| Ok(read(row))).optional()?.transpose()
}

/// Makes a workspace with its counters and a local owner.
pub(super) fn create(
    writing: &mut Writing<'_>,
    settings: &Settings,
    configured: bool,
    at: Timestamp,
) -> Result<Workspace, StoreError> {
    let workspace = create_bare(writing.db, settings, configured, at)?;
    let owner = users::create(writing.db, None, None)?;
    members::join(writing.db, workspace.id, owner, Role::Owner, at)?;
    Ok(workspace)
}

/// Makes a workspace with its counters; whoever calls gives it an owner.
pub(super) fn create_bare(
    db: &Connection,
    settings: &Settings,
    configured: bool,
    at: Timestamp,
) -> Result<Workspace, StoreError> {
    db.prepare_cached(
        "INSERT INTO workspace (name, currency, zone, configured, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        settings.name.as_str(),
        settings.currency.as_str(),
        settings.zone.name(),
        configured,
        at.millis()
    ])?;
    let workspace: WorkspaceId = id(db.last_insert_rowid())?;
    keep(db, workspace, settings, configured)?;
    // One before the first id of the range.
    let before = space::range(workspace)?.start() - 1;
    db.prepare_cached("INSERT INTO counter (workspace, last_customer, last_order) VALUES (?1, ?2, ?2)")?
        .execute([workspace.get(), before])?;
    Ok(Workspace { id: workspace, settings: settings.clone(), configured, created_at: at })
}

/// Keeps what a person decided.
pub(super) fn configure(
    writing: &mut Writing<'_>,
    id: WorkspaceId,
    change: SettingsChange,
) -> Result<Workspace, StoreError> {
    let mut known = workspace(writing.db, id)?.ok_or(StoreError::NotFound)?;
    change.merge_into(&mut known.settings);
    known.configured = true;
    keep(writing.db, id, &known.settings, true)?;
    Ok(known)
}

fn keep(db: &Connection, id: WorkspaceId, settings: &Settings, configured: bool) -> Result<(), StoreError> {
    let Settings { name, currency, zone, voice, sender, consent, most_recipients } = settings;
    db.prepare_cached(
        "UPDATE workspace SET name = ?2, currency = ?3, zone = ?4, configured = ?5, voice = ?6, sender_name = ?7,
             sender_email = ?8, reply_to = ?9, postal_address = ?10, consent_mode = ?11, most_recipients = ?12
         WHERE id = ?1",
    )?
    .execute(params![
        id.get(),
        name.as_str(),
        currency.as_str(),
        zone.name(),
        configured,
        voice.as_ref().map(Voice::as_str),
        sender.name.as_ref().map(SenderName::as_str),
        sender.email.as_ref().map(Email::as_str),
        sender.reply_to.as_ref().map(Email::as_str),
        sender.postal_address.as_ref().map(PostalAddress::as_str),
        consent.code(),
        most_recipients.map(NonZeroU32::get),
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        id: row.id(0)?,
        settings: Settings {
            name: parsed(row.text(1)?, Text::parse)?,
            currency: parsed(row.text(2)?, Currency::parse)?,
            zone: Zone::named(row.text(3)?).map_err(|error| corrupt(error.to_string()))?,
            voice: row.maybe_parsed(6, Voice::parse)?,
            sender: Sender {
                name: row.maybe_parsed(7, SenderName::parse)?,
                email: row.maybe_parsed(8, Email::parse)?,
                reply_to: row.maybe_parsed(9, Email::parse)?,
                postal_address: row.maybe_parsed(10, PostalAddress::parse)?,
            },
            consent: row.word(11)?,
            most_recipients: row.maybe_int(12)?.map(recipients).transpose()?,
        },
        configured: row.flag(4)?,
        created_at: row.time(5)?,
    })
}
