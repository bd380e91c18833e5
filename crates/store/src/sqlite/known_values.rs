//! Which cities, tags and attributes a workspace's customers have, and how many have them: what a rule builder
//! offers. Counted as customers change, so that asking reads no customer.

use std::collections::HashMap;

use domain::customer::{AttributeValue, Profile};
use domain::time::parse_date;
use domain::{Timestamp, WorkspaceId};
use rusqlite::{Connection, params};

use super::columns::Columns;
use crate::{KnownValues, ObservedAttribute, ObservedKinds, StoreError};

/// What is counted. The numbers are stored and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    City = 0,
    Tag = 1,
    /// Names of attributes, by the type of their value; a text that is a date counts as both.
    Number = 2,
    Text = 3,
    Date = 4,
    Boolean = 5,
}

impl Kind {
    const ALL: [Self; 6] = [Self::City, Self::Tag, Self::Number, Self::Text, Self::Date, Self::Boolean];
}

/// At most so many values of a kind are offered.
const OFFERED: usize = 200;

/// How counts change in a step.
#[derive(Debug)]
pub(super) struct Changes {
    workspace: WorkspaceId,
    by_kind: [HashMap<Box<str>, i64>; Kind::ALL.len()],
}

impl Changes {
    pub(super) fn new(workspace: WorkspaceId) -> Self {
        Self { workspace, by_kind: Default::default() }
    }

    /// Notes that a customer's profile was replaced, or is new.
    pub(super) fn replaced(&mut self, before: Option<&Profile>, after: &Profile) {
        if let Some(before) = before {
            // Only what differs: nearly always little does.
            if before.city != after.city {
                self.city(before, -1);
                self.city(after, 1);
            }
            if before.tags != after.tags {
                self.tags(before, -1);
                self.tags(after, 1);
            }
            if before.attributes != after.attributes {
                self.attributes(before, -1);
                self.attributes(after, 1);
            }
        } else {
            self.city(after, 1);
            self.tags(after, 1);
            self.attributes(after, 1);
        }
    }

    /// Notes that a customer is gone.
    pub(super) fn gone(&mut self, profile: &Profile) {
        self.city(profile, -1);
        self.tags(profile, -1);
        self.attributes(profile, -1);
    }

    fn city(&mut self, profile: &Profile, by: i64) {
        if let Some(city) = &profile.city {
            self.add(Kind::City, city.as_str(), by);
        }
    }

    fn tags(&mut self, profile: &Profile, by: i64) {
        for tag in &profile.tags {
            self.add(Kind::Tag, tag.as_str(), by);
        }
    }

    fn attributes(&mut self, profile: &Profile, by: i64) {
        for (name, value) in &profile.attributes {
            match value {
                AttributeValue::Number(_) => self.add(Kind::Number, name, by),
                AttributeValue::Boolean(_) => self.add(Kind::Boolean, name, by),
                AttributeValue::Text(text) => {
                    self.add(Kind::Text, name, by);
                    if parse_date(text).is_some() || Timestamp::parse(text).is_ok() {
                        self.add(Kind::Date, name, by);
                    }
                }
            }
        }
    }

    fn add(&mut self, kind: Kind, value: &str, by: i64) {
        let counts = &mut self.by_kind[kind as usize];
        if let Some(count) = counts.get_mut(value) {
            *count += by;
        } else {
            counts.insert(value.into(), by);
        }
    }

    /// Writes the new counts, in the order of the table.
    pub(super) fn write(self, db: &Connection) -> Result<(), StoreError> {
        let mut upsert = db.prepare_cached(
            "INSERT INTO known_value (workspace, kind, value, customers) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET customers = customers + excluded.customers",
        )?;
        let mut forget = db.prepare_cached(
            "DELETE FROM known_value WHERE workspace = ?1 AND kind = ?2 AND value = ?3 AND customers = 0",
        )?;
        for (kind, counts) in Kind::ALL.into_iter().zip(self.by_kind) {
            let mut counts: Vec<_> = counts.into_iter().filter(|(_, by)| *by != 0).collect();
            counts.sort_unstable();
            for (value, by) in counts {
                upsert.execute(params![self.workspace.get(), kind as i64, value, by])?;
                if by < 0 {
                    forget.execute(params![self.workspace.get(), kind as i64, value])?;
                }
            }
        }
        Ok(())
    }
}

/// What a rule builder can offer.
pub(super) fn known_values(db: &Connection, workspace: WorkspaceId) -> Result<KnownValues, StoreError> {
    let mut kinds: HashMap<String, (ObservedKinds, i64)> = HashMap::new();
    for kind in [Kind::Number, Kind::Text, Kind::Date, Kind::Boolean] {
        for (name, customers) in values(db, workspace, kind, i64::MAX)? {
            let (observed, most) = kinds.entry(name).or_default();
            *most = customers.max(*most);
            match kind {
                Kind::Number => observed.number = true,
                Kind::Text => observed.text = true,
                Kind::Date => observed.date = true,
                Kind::Boolean => observed.boolean = true,
                Kind::City | Kind::Tag => {}
            }
        }
    }
    let mut attributes: Vec<_> = kinds.into_iter().collect();
    // The most frequent of them, by name.
    attributes.sort_unstable_by(|(a, (_, many)), (b, (_, more))| more.cmp(many).then_with(|| a.cmp(b)));
    attributes.truncate(OFFERED);
    attributes.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let names = |kind| -> Result<Vec<String>, StoreError> {
        let most = values(db, workspace, kind, OFFERED as i64)?;
        Ok(most.into_iter().map(|(value, _)| value).collect())
    };
    Ok(KnownValues {
        cities: names(Kind::City)?,
        tags: names(Kind::Tag)?,
        attributes: attributes
            .into_iter()
            .map(|(name, (kinds, _))| ObservedAttribute { name, kinds })
            .collect(),
    })
}

/// Values of a kind with their counts, most frequent first.
fn values(
    db: &Connection,
    workspace: WorkspaceId,
    kind: Kind,
    limit: i64,
) -> Result<Vec<(String, i64)>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT value, customers FROM known_value WHERE workspace = ?1 AND kind = ?2
         ORDER BY customers DESC, value LIMIT ?3",
    )?;
    let mut rows = select.query(params![workspace.get(), kind as i64, limit])?;
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        values.push((row.text(0)?.to_owned(), row.int(1)?));
    }
    Ok(values)
}
