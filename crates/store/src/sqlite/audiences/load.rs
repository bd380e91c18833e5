//! A workspace read into an index: customers, orders, what campaigns did, and the addresses nobody may write to.

use audience::Index;
use domain::message::MessageState;
use domain::segment::Outcome;
use domain::{CampaignId, Channel, CustomerId, WorkspaceId};
use rusqlite::{Connection, params};

use crate::StoreError;
use crate::sqlite::campaigns::enrolled;
use crate::sqlite::codes::Coded;
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::customers::rows as customers;
use crate::sqlite::failure::corrupt;
use crate::sqlite::ledger;
use crate::sqlite::orders::rows as orders;
use crate::sqlite::space;

/// After so many orders those that were read are put in order.
const AT_ONCE: usize = 65_536;

/// Reads all of it, as of one state of the store.
pub(super) fn load(db: &Connection, workspace: WorkspaceId) -> Result<Index, StoreError> {
    let mut index = Index::default();
    suppressions(db, workspace, &mut index)?;
    people(db, workspace, &mut index)?;
    sales(db, workspace, &mut index)?;
    campaigns(db, workspace, &mut index)?;
    index.settle_down();
    Ok(index)
}

fn suppressions(db: &Connection, workspace: WorkspaceId, index: &mut Index) -> Result<(), StoreError> {
    let mut select = db.prepare_cached("SELECT channel, address FROM suppression WHERE workspace = ?1")?;
    let mut rows = select.query([workspace.get()])?;
    while let Some(row) = rows.next()? {
        index.suppress(row.word::<Channel>(0)?, row.text(1)?);
    }
    Ok(())
}

fn people(db: &Connection, workspace: WorkspaceId, index: &mut Index) -> Result<(), StoreError> {
    let ids = space::range(workspace)?;
    let mut select = db.prepare_cached(&format!(
        "SELECT {} FROM {} WHERE customer.id BETWEEN ?1 AND ?2 ORDER BY customer.id",
        customers::COLUMNS,
        customers::TABLES
    ))?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        index.upsert(&customers::customer(row)?);
    }
    Ok(())
}

fn sales(db: &Connection, workspace: WorkspaceId, index: &mut Index) -> Result<(), StoreError> {
    let ids = space::range(workspace)?;
    let mut select = db
        .prepare_cached(&format!("{} WHERE orders.id BETWEEN ?1 AND ?2 ORDER BY orders.id", orders::ORDER))?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        let order = orders::order(row)?;
        if !index.add_order(&order) {
            return Err(corrupt(format!(
                "order {} of customer {}, who is not there",
                order.id, order.customer_id
            )));
        }
        read += 1;
        if read % AT_ONCE == 0 {
            index.merge_while_loading();
        }
    }
    Ok(())
}

fn campaigns(db: &Connection, workspace: WorkspaceId, index: &mut Index) -> Result<(), StoreError> {
    let mut select = db.prepare_cached(
        "SELECT id, launched_at FROM campaign WHERE workspace = ?1 AND launched_at IS NOT NULL",
    )?;
    let mut rows = select.query([workspace.get()])?;
    while let Some(row) = rows.next()? {
        let (campaign, launched_at) = (row.id::<CampaignId>(0)?, row.time(1)?);
        let mut chunks = db.prepare_cached("SELECT number FROM enrolment WHERE campaign = ?1")?;
        let numbers = chunks.query_map([campaign.get()], |row| row.get::<_, u32>(0))?;
        for number in numbers {
            let members = enrolled(db, campaign, number?)?;
            let members: Vec<CustomerId> = members.into_iter().map(id).collect::<Result<_, _>>()?;
            index.enrol(campaign, launched_at, &members);
        }
        settled(db, campaign, index)?;
    }
    Ok(())
}

fn settled(db: &Connection, campaign: CampaignId, index: &mut Index) -> Result<(), StoreError> {
    let first = *ledger::keys(campaign, 0)?.start();
    let mut select = db.prepare_cached(
        "SELECT customer, state, changed_at FROM message WHERE key BETWEEN ?1 AND ?2 AND state IN (?3, ?4)",
    )?;
    let (sent, failed) = (MessageState::Sent.code(), MessageState::Failed.code());
    let mut rows = select.query(params![first, first + i64::from(u32::MAX), sent, failed])?;
    while let Some(row) = rows.next()? {
        let (customer, at) = (row.id::<CustomerId>(0)?, row.time(2)?);
        let outcome = match row.word::<MessageState>(1)? {
            MessageState::Sent => Outcome::Sent(at),
            _ => Outcome::Failed(at),
        };
        index.settle(campaign, customer, Some(outcome));
    }
    Ok(())
}
