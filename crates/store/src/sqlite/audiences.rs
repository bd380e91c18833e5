//! Answers about who a rule matches, by looking at every customer.

use std::collections::HashSet;

use async_trait::async_trait;
use audience::{Answer, Tally};
use domain::customer::Profile;
use domain::segment::{Facts, Question};
use domain::{Channel, WorkspaceId};
use rusqlite::{Connection, OptionalExtension};

use super::codes::Coded;
use super::columns::Columns;
use super::customers::rows;
use super::{SqliteStore, known_values, space};
use crate::{Audiences, KnownValues, StoreError};

#[async_trait]
impl Audiences for SqliteStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        self.read(move |db| answer(db, workspace, question, sample)).await
    }

    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        self.read(move |db| known_values::known_values(db, workspace)).await
    }
}

fn answer(
    db: &Connection,
    workspace: WorkspaceId,
    question: Question,
    sample: usize,
) -> Result<Answer, StoreError> {
    let suppressions = Suppressions::load(db, workspace)?;
    let mut tally =
        Tally::reaching(question, sample, |profile, channel| suppressions.reach(profile, channel));
    each(db, workspace, |row| {
        tally.fold(&rows::customer(row)?);
        Ok(())
    })?;
    Ok(tally.finish())
}

/// Who matches a rule, by id, and how many of them can be reached on a channel.
#[derive(Debug, Default)]
pub(super) struct Matching {
    /// Ascending.
    pub(super) customers: Vec<i64>,
    pub(super) reachable: u64,
}

/// Takes an audience, for good.
pub(super) fn matching(
    db: &Connection,
    workspace: WorkspaceId,
    question: &Question,
    channel: Channel,
) -> Result<Matching, StoreError> {
    let suppressions = Suppressions::load(db, workspace)?;
    let mut matching = Matching::default();
    each(db, workspace, |row| {
        let (tags, attributes) = (rows::tags(row)?, rows::attributes(row)?);
        let facts = Facts {
            email: row.maybe_text(2)?,
            phone: row.maybe_text(3)?,
            name: row.maybe_text(4)?,
            city: row.maybe_text(5)?,
            tags: &tags,
            attributes: &attributes,
            totals: rows::totals(row)?,
            created_at: row.time(12)?,
        };
        if question.matches(&facts) {
            matching.customers.push(row.int(0)?);
            if suppressions.reach(&rows::profile(row)?, channel) {
                matching.reachable += 1;
            }
        }
        Ok(())
    })?;
    Ok(matching)
}

/// Hands over every customer of a workspace as a row of [`rows::CUSTOMER`], by id.
fn each(
    db: &Connection,
    workspace: WorkspaceId,
    mut take: impl FnMut(&rusqlite::Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let ids = space::range(workspace)?;
    let mut select = db.prepare_cached(&format!(
        "{} WHERE customer.id BETWEEN ?1 AND ?2 ORDER BY customer.id",
        rows::CUSTOMER
    ))?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

/// Addresses of a workspace nobody may write to, all of them, for asking often.
#[derive(Debug)]
struct Suppressions([HashSet<Box<str>>; 2]);

impl Suppressions {
    fn load(db: &Connection, workspace: WorkspaceId) -> Result<Self, StoreError> {
        let mut select =
            db.prepare_cached("SELECT address FROM suppression WHERE workspace = ?1 AND channel = ?2")?;
        let mut on = |channel: Channel| -> Result<HashSet<Box<str>>, StoreError> {
            let addresses = select.query_map([workspace.get(), channel.code()], |row| row.get(0))?;
            Ok(addresses.collect::<Result<_, _>>()?)
        };
        Ok(Self([on(Channel::Email)?, on(Channel::Sms)?]))
    }

    /// True if a customer can be written to on a channel.
    fn reach(&self, profile: &Profile, channel: Channel) -> bool {
        let [email, sms] = &self.0;
        let list = if channel == Channel::Email { email } else { sms };
        let listed = || same_address(profile, channel).is_some_and(|address| list.contains(address.as_str()));
        profile.reachable(channel) && (list.is_empty() || !listed())
    }
}

/// A customer's address on a channel in the form in which two spellings of it are the same.
pub(super) fn same_address(profile: &Profile, channel: Channel) -> Option<String> {
    match channel {
        Channel::Email => profile.email.as_ref().map(|email| email.as_str().to_owned()),
        Channel::Sms => profile.phone.as_ref().map(domain::customer::Phone::digits),
    }
}

/// True if nobody may write to an address, given as [`same_address`] makes it.
pub(super) fn suppressed(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
    address: &str,
) -> Result<bool, StoreError> {
    let mut select = db
        .prepare_cached("SELECT 1 FROM suppression WHERE workspace = ?1 AND channel = ?2 AND address = ?3")?;
    Ok(select.query_row((workspace.get(), channel.code(), address), |_| Ok(())).optional()?.is_some())
}
