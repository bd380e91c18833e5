//! Forgetting a customer.

use audience::Index;
use domain::customer::Profile;
use domain::{Channel, CustomerId, WorkspaceId};
use rusqlite::params;

use super::{existing, letters, messages, suppressed_since};
use crate::holdings::{Names, withdrawn};
use crate::reading::corrupt;
use crate::sqlite::audiences::Change;
use crate::sqlite::codes::Coded;
use crate::sqlite::identity::Kind;
use crate::sqlite::ingest::Counters;
use crate::sqlite::known_values::Changes;
use crate::sqlite::orders::rows::{Entries, stored};
use crate::sqlite::writer::Writing;
use crate::sqlite::{space, withdrawals};
use crate::{Erased, LogHeads, StoreError};

/// Forgets a customer. What is deleted is overwritten with zeros, in the pages that are written here.
pub(super) fn erase(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    customer: CustomerId,
    before: LogHeads,
) -> Result<Erased, StoreError> {
    let zeros = |on: bool| writing.db.pragma_update_and_check(None, "secure_delete", on, |_| Ok(()));
    zeros(true)?;
    let erased = forget(writing, workspace, customer, before);
    zeros(false)?;
    erased
}

fn forget(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CustomerId,
    before: LogHeads,
) -> Result<Erased, StoreError> {
    let db = writing.db;
    let customer = existing(db, workspace, id)?;
    let profile = &customer.profile;
    let names = Names::of(profile);
    let erased = Erased {
        orders: forget_orders(writing, workspace, id)?,
        texts: messages::erase(writing, workspace, id, profile.plain_address(Channel::Sms).as_deref())?,
        dead_letters: letters::forget(db, workspace, &names)?,
    };
    letters::forget_refusals(db, workspace, &names)?;
    forget_profile(writing, workspace, id, profile)?;
    let allowed = keep_wishes(writing, workspace, profile)?;
    if writing.affects(workspace) {
        let take_in = move |index: &mut Index| {
            for (channel, address) in &allowed {
                index.allow(*channel, address);
            }
            if index.remove(id) { Ok(()) } else { Err(corrupt(format!("no customer {id} to forget"))) }
        };
        writing.changed(workspace, Change::new(0, take_in));
    }
    keep_names(writing, workspace, profile, before)?;
    let mut counters = Counters::load(db, workspace)?;
    counters.customers -= 1;
    counters.orders -= customer.totals.visits;
    counters.revenue -= customer.totals.spend_minor;
    counters.dead_letters -= erased.dead_letters as i64;
    counters.write(db, workspace)?;
    Ok(erased)
}

/// Forgets their orders, in every table.
fn forget_orders(writing: &Writing<'_>, workspace: WorkspaceId, id: CustomerId) -> Result<u64, StoreError> {
    let db = writing.db;
    let mut select = db.prepare_cached("SELECT id FROM order_by_customer WHERE customer = ?1")?;
    let orders =
        select.query_map([id.get()], |row| row.get(0))?.collect::<Result<Vec<i64>, rusqlite::Error>>()?;
    let mut entries = Entries::default();
    for order in &orders {
        let stored = stored(db, *order)?;
        entries.gone(*order, &stored.counted);
        if let Some(name) = &stored.external_id {
            let hash = writing.hashing.of(workspace, Kind::OrderExternalId, name.as_str());
            db.prepare_cached("DELETE FROM order_identity WHERE hash = ?1 AND id = ?2")?
                .execute([hash, *order])?;
        }
        db.prepare_cached("DELETE FROM orders WHERE id = ?1")?.execute([order])?;
    }
    entries.write(db, workspace)?;
    Ok(orders.len() as u64)
}

fn forget_profile(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    id: CustomerId,
    profile: &Profile,
) -> Result<(), StoreError> {
    let db = writing.db;
    for hash in name_hashes(writing, workspace, profile) {
        db.prepare_cached("DELETE FROM customer_identity WHERE hash = ?1 AND customer = ?2")?
            .execute([hash, id.get()])?;
    }
    let mut values = Changes::new(workspace);
    values.gone(profile);
    values.write(db)?;
    db.prepare_cached("DELETE FROM total WHERE customer = ?1")?.execute([id.get()])?;
    db.prepare_cached("DELETE FROM customer WHERE id = ?1")?.execute([id.get()])?;
    Ok(())
}

fn name_hashes(writing: &Writing<'_>, workspace: WorkspaceId, profile: &Profile) -> Vec<i64> {
    let hash = |kind, name: &str| writing.hashing.of(workspace, kind, name);
    let by_id = profile.external_id.as_ref().map(|name| hash(Kind::CustomerExternalId, name.as_str()));
    let by_email = profile.email.as_ref().map(|name| hash(Kind::Email, name.as_str()));
    by_id.into_iter().chain(by_email).collect()
}

/// Keeps that they had declined to be written to, without the address. Says which addresses are suppressed no longer.
fn keep_wishes(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    profile: &Profile,
) -> Result<Vec<(Channel, String)>, StoreError> {
    let db = writing.db;
    let mut allowed = Vec::new();
    for channel in Channel::ALL {
        let Some(address) = profile.plain_address(channel) else { continue };
        let since = suppressed_since(db, workspace, channel, &address)?;
        if let Some(kept) = withdrawn(profile.consent.on(channel), since) {
            withdrawals::keep(writing, workspace, channel, &address, &kept)?;
        }
        // A phone number may be another customer's too, who relies on it.
        if since.is_some() && !(channel == Channel::Sms && anybody_has(writing, workspace, &address)?) {
            db.prepare_cached(
                "DELETE FROM suppression WHERE workspace = ?1 AND channel = ?2 AND address = ?3",
            )?
            .execute(params![workspace.get(), channel.code(), address])?;
            allowed.push((channel, address));
        }
    }
    Ok(allowed)
}

/// True if a customer has a phone number, given as its digits.
fn anybody_has(writing: &Writing<'_>, workspace: WorkspaceId, digits: &str) -> Result<bool, StoreError> {
    let ids = space::range(workspace)?;
    let mut select = writing
        .db
        .prepare_cached("SELECT phone FROM customer WHERE id BETWEEN ?1 AND ?2 AND phone IS NOT NULL")?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        let phone: String = row.get(0)?;
        if domain::customer::Phone::parse(&phone).is_ok_and(|phone| phone.digits() == digits) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps their names for as long as the log may hold records from before.
fn keep_names(
    writing: &Writing<'_>,
    workspace: WorkspaceId,
    profile: &Profile,
    before: LogHeads,
) -> Result<(), StoreError> {
    let mut upsert = writing.db.prepare_cached(
        "INSERT INTO erased_name (workspace, hash, customers, orders, erased_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET customers = max(customers, excluded.customers),
             orders = max(orders, excluded.orders), erased_at = excluded.erased_at",
    )?;
    for hash in name_hashes(writing, workspace, profile) {
        upsert.execute([
            workspace.get(),
            hash,
            before.customers as i64,
            before.orders as i64,
            writing.now.millis(),
        ])?;
    }
    Ok(())
}
