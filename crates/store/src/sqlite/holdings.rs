//! All that is held on one customer: gathered, and erased.

mod erase;
mod letters;
mod messages;

use async_trait::async_trait;
use domain::customer::Customer;
use domain::{Channel, CustomerId, Timestamp, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, params};

use super::codes::Coded;
use super::columns::time;
use super::customers::rows;
use super::writer::Durability;
use super::{SqliteStore, space};
use crate::holdings::Names;
use crate::{
    CustomerMessage, DeadLetter, Erased, Holdings, LogHeads, Page, PageRequest, StoreError, Suppression,
};
pub(super) use messages::to as messages_to;

#[async_trait]
impl Holdings for SqliteStore {
    async fn messages_to(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        page: &PageRequest,
    ) -> Result<Page<CustomerMessage>, StoreError> {
        let page = page.clone();
        self.read(move |db| messages::to(db, workspace, customer, &page)).await
    }

    async fn dead_letters_about(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        self.read(move |db| {
            let customer = existing(db, workspace, customer)?;
            letters::about(db, workspace, &Names::of(&customer.profile))
        })
        .await
    }

    async fn suppressions_of(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
    ) -> Result<Vec<Suppression>, StoreError> {
        self.read(move |db| {
            let customer = existing(db, workspace, customer)?;
            let mut found = Vec::new();
            for channel in Channel::ALL {
                let Some(address) = customer.profile.plain_address(channel) else { continue };
                let since = suppressed_since(db, workspace, channel, &address)?;
                found.extend(since.map(|since| Suppression { channel, since }));
            }
            Ok(found)
        })
        .await
    }

    async fn erase_customer(
        &self,
        workspace: WorkspaceId,
        customer: CustomerId,
        before: LogHeads,
    ) -> Result<Erased, StoreError> {
        self.write(Durability::Power, move |writing| erase::erase(writing, workspace, customer, before)).await
    }
}

/// A customer of the workspace.
fn existing(db: &Connection, workspace: WorkspaceId, id: CustomerId) -> Result<Customer, StoreError> {
    if !space::range(workspace)?.contains(&id.get()) {
        return Err(StoreError::NotFound);
    }
    rows::by_id(db, id)?.ok_or(StoreError::NotFound)
}

/// Since when nobody may write to an address, given as `Profile::plain_address` makes it.
fn suppressed_since(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
) -> Result<Option<Timestamp>, StoreError> {
    db.prepare_cached(
        "SELECT created_at FROM suppression WHERE workspace = ?1 AND channel = ?2 AND address = ?3",
    )?
    .query_row(params![workspace.get(), channel.code(), address], |row| row.get(0))
    .optional()?
    .map(time)
    .transpose()
}
