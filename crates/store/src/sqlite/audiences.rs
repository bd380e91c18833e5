//! Answers about who a rule matches, by looking at every customer. A rule that asks about their past is answered
//! from an index that is read for it.

mod load;

use std::collections::HashSet;

use async_trait::async_trait;
use audience::{Answer, AudienceProfile, Distribution, Shared, Shares, Survey};
use domain::customer::{Attributes, ConsentMode, Phone};
use domain::segment::eval::check::{Part, Positive};
use domain::segment::{Facts, Field, Question};
use domain::{Channel, WorkspaceId, Zone};
use rusqlite::{Connection, OptionalExtension, Row};

use super::codes::Coded;
use super::columns::{Columns, parsed};
use super::customers::rows;
use super::{SqliteStore, known_values, orders, space};
use crate::{Audiences, KnownValues, StoreError};

#[async_trait]
impl Audiences for SqliteStore {
    async fn answer(
        &self,
        workspace: WorkspaceId,
        question: Question,
        sample: usize,
    ) -> Result<Answer, StoreError> {
        self.read(move |db| answer(db, workspace, &question, sample)).await
    }

    async fn profile(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<AudienceProfile, StoreError> {
        self.read(move |db| profile(db, workspace, &question, most)).await
    }

    async fn items_bought(
        &self,
        workspace: WorkspaceId,
        question: Question,
        most: usize,
    ) -> Result<Vec<Shared>, StoreError> {
        self.read(move |db| items_bought(db, workspace, &question, most)).await
    }

    async fn known_values(&self, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
        self.read(move |db| known_values::known_values(db, workspace)).await
    }

    async fn known_items(&self, workspace: WorkspaceId, most: usize) -> Result<Vec<String>, StoreError> {
        self.read(move |db| Ok(load::load(db, workspace)?.known_items(most))).await
    }

    async fn distribution(
        &self,
        workspace: WorkspaceId,
        field: Field,
        zone: Zone,
        most: usize,
    ) -> Result<Distribution, StoreError> {
        self.read(move |db| Ok(load::load(db, workspace)?.distribution(&field, &zone, most))).await
    }
}

/// An answer as `audience::Tally` would give it over all customers, without reading more of them than it needs.
fn answer(
    db: &Connection,
    workspace: WorkspaceId,
    question: &Question,
    sample: usize,
) -> Result<Answer, StoreError> {
    if asks_past(question) {
        let found = load::load(db, workspace)?.answer(question, sample);
        let mut answer = Answer {
            count: found.count,
            reachable: found.reachable,
            total: found.total,
            sample: Vec::with_capacity(found.sample.len()),
        };
        for id in found.sample {
            answer.sample.extend(rows::by_id(db, id)?);
        }
        return Ok(answer);
    }
    let suppressions = Suppressions::load(db, workspace)?;
    let mut answer = Answer::default();
    // Rows come by id, and so does the sample.
    let mut first = Vec::with_capacity(sample);
    answer.total = each_matching(db, workspace, question, Reads::default(), |row| {
        answer.count += 1;
        answer.reachable.email += u64::from(suppressions.reach(row, Channel::Email, question.consent())?);
        answer.reachable.sms += u64::from(suppressions.reach(row, Channel::Sms, question.consent())?);
        if first.len() < sample {
            first.push(row.id(0)?);
        }
        Ok(())
    })?;
    for id in first {
        answer.sample.extend(rows::by_id(db, id)?);
    }
    Ok(answer)
}

/// True if the customers alone do not tell.
fn asks_past(question: &Question) -> bool {
    question.asks_orders() || question.asks_campaigns()
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
    if asks_past(question) {
        let found = load::load(db, workspace)?.matching(question, channel);
        let customers = found.customers.iter().map(|id| id.get()).collect();
        return Ok(Matching { customers, reachable: found.reachable });
    }
    let suppressions = Suppressions::load(db, workspace)?;
    let mut matching = Matching::default();
    each_matching(db, workspace, question, Reads::default(), |row| {
        matching.customers.push(row.int(0)?);
        matching.reachable += u64::from(suppressions.reach(row, channel, question.consent())?);
        Ok(())
    })?;
    Ok(matching)
}

/// Everybody a rule matches, as a whole.
fn profile(
    db: &Connection,
    workspace: WorkspaceId,
    question: &Question,
    most: usize,
) -> Result<AudienceProfile, StoreError> {
    if asks_past(question) {
        return Ok(load::load(db, workspace)?.profile(question, most));
    }
    let reads = Reads { tags: true, attributes: false, totals: true };
    let mut survey = Survey::default();
    let total = each_matching(db, workspace, question, reads, |row| {
        survey.take(row.maybe_text(5)?, &rows::tags(row)?, &rows::totals(row)?);
        Ok(())
    })?;
    Ok(survey.finish(total, most))
}

/// What everybody a rule matches bought.
fn items_bought(
    db: &Connection,
    workspace: WorkspaceId,
    question: &Question,
    most: usize,
) -> Result<Vec<Shared>, StoreError> {
    if asks_past(question) {
        return Ok(load::load(db, workspace)?.items_bought(question, most));
    }
    let mut shares = Shares::default();
    each_matching(db, workspace, question, Reads::default(), |row| {
        shares.add_each(orders::bought(db, row.int(0)?)?.iter().map(|item| item.name.as_str()));
        Ok(())
    })?;
    Ok(shares.most(most))
}

/// Hands over everybody a rule matches, by id, as a row with the columns of [`rows::COLUMNS`] that the rule asks about,
/// that say who can be reached, or that are to be read besides, each in its place. Returns the number of all customers.
fn each_matching(
    db: &Connection,
    workspace: WorkspaceId,
    question: &Question,
    besides: Reads,
    mut take: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let ids = space::range(workspace)?;
    let reads = Reads::of_all(question).or(besides);
    let mut select = db.prepare_cached(&reads.select())?;
    let mut rows = select.query([ids.start(), ids.end()])?;
    let mut total = 0;
    while let Some(row) = rows.next()? {
        total += 1;
        let tags = if reads.tags { rows::tags(row)? } else { Vec::new() };
        let attributes = if reads.attributes { rows::attributes(row)? } else { Attributes::new() };
        let facts = Facts {
            email: row.maybe_text(2)?,
            phone: row.maybe_text(3)?,
            name: row.maybe_text(4)?,
            city: row.maybe_text(5)?,
            tags: &tags,
            attributes: &attributes,
            totals: rows::totals(row)?,
            created_at: row.time(12)?,
            orders: &[],
            memberships: &[],
        };
        if question.matches(&facts) {
            take(row)?;
        }
    }
    Ok(total)
}

/// Which of the columns that take time to read a rule asks about.
#[derive(Debug, Default, Clone, Copy)]
struct Reads {
    tags: bool,
    attributes: bool,
    totals: bool,
}

impl Reads {
    /// What the rule and the segments it refers to ask about.
    fn of_all(question: &Question) -> Self {
        let segments = question.segments().iter().map(|(_, part)| Self::of(part));
        segments.fold(Self::of(question.root()), Self::or)
    }

    const fn or(self, other: Self) -> Self {
        Self {
            tags: self.tags || other.tags,
            attributes: self.attributes || other.attributes,
            totals: self.totals || other.totals,
        }
    }

    fn of(part: &Part) -> Self {
        match part {
            Part::Group { parts, .. } => parts.iter().map(Self::of).fold(Self::default(), Self::or),
            Part::Check(check) => match &check.positive {
                Positive::Set { .. } | Positive::Present(Field::Set(_)) => {
                    Self { tags: true, ..Self::default() }
                }
                Positive::Attribute { .. } | Positive::Present(Field::Attribute(_)) => {
                    Self { attributes: true, ..Self::default() }
                }
                Positive::Number { .. }
                | Positive::Date { .. }
                | Positive::Present(Field::Number(_) | Field::Date(_)) => {
                    Self { totals: true, ..Self::default() }
                }
                Positive::Text { .. }
                | Positive::Present(Field::Text(_))
                | Positive::Orders(_)
                | Positive::Campaign(_)
                | Positive::Segment(_) => Self::default(),
            },
        }
    }

    /// The query over a range of ids that leaves out the others.
    fn select(self) -> String {
        let tags = if self.tags { "tags" } else { "NULL" };
        let attributes = if self.attributes { "attributes" } else { "NULL" };
        let (totals, tables) = if self.totals {
            ("spend, visits, first_purchased, last_purchased", rows::TABLES)
        } else {
            ("NULL, NULL, NULL, NULL", "customer")
        };
        format!(
            "SELECT customer.id, NULL, email, phone, name, city, {tags}, {attributes},
                    email_consent, NULL, sms_consent, NULL, created_at, NULL, {totals}
             FROM {tables} WHERE customer.id BETWEEN ?1 AND ?2 ORDER BY customer.id"
        )
    }
}

/// Addresses of a workspace nobody may write to, all of them, for asking often.
#[derive(Debug)]
struct Suppressions([HashSet<Box<str>>; Channel::ALL.len()]);

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

    /// True if the customer of a row can be written to on a channel.
    fn reach(&self, row: &Row<'_>, channel: Channel, mode: ConsentMode) -> Result<bool, StoreError> {
        let [email, sms] = &self.0;
        let (list, address, consent) = match channel {
            Channel::Email => (email, 2, 8),
            Channel::Sms => (sms, 3, 10),
        };
        let Some(address) = row.maybe_text(address)? else { return Ok(false) };
        if !mode.allows(rows::consent(row, consent)?.state) {
            return Ok(false);
        }
        if list.is_empty() {
            return Ok(true);
        }
        Ok(match channel {
            Channel::Email => !list.contains(address),
            Channel::Sms => !list.contains(parsed(address, Phone::parse)?.digits().as_str()),
        })
    }
}

/// True if there is any address on a channel that nobody may write to.
pub(super) fn any_suppressed(
    db: &Connection,
    workspace: WorkspaceId,
    channel: Channel,
) -> Result<bool, StoreError> {
    let mut select =
        db.prepare_cached("SELECT 1 FROM suppression WHERE workspace = ?1 AND channel = ?2 LIMIT 1")?;
    Ok(select.exists([workspace.get(), channel.code()])?)
}

/// True if nobody may write to an address, given as `Profile::plain_address` makes it.
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
