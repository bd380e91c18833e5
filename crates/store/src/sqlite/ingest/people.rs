//! The customers a step touches: read once, changed in memory record by record, written once.

use audience::Index;
use domain::customer::{Consent, Customer, CustomerRecord, Email, ExternalId, Profile, Totals};
use domain::{FieldError, Timestamp, WorkspaceId};
use rusqlite::{Connection, Row};

use super::counters::Counters;
use crate::StoreError;
use crate::holdings::Withdrawals;
use crate::naming::{self, Named, TwoPeople};
use crate::sqlite::audiences::Change;
use crate::sqlite::columns::{Columns, id};
use crate::sqlite::customers::rows::{self, Rows};
use crate::sqlite::failure::corrupt;
use crate::sqlite::identity::{Hashing, Kind, Proposals, look_up};
use crate::sqlite::known_values::Changes;
use crate::sqlite::withdrawals;
use crate::sqlite::writer::Writing;

/// How much of a customer a step needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Only external id and email: orders name customers and say nothing else of them.
    Identity,
    /// All of it.
    Whole,
}

/// A customer while a step runs.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: i64,
    /// As of the last record; with [`Depth::Identity`] only external id and email.
    pub(super) profile: Profile,
    /// As stored, once it has changed.
    stored: Option<Profile>,
    /// Made by this step.
    pub(super) new: bool,
}

/// The customers a step touches.
#[derive(Debug)]
pub(super) struct People {
    workspace: WorkspaceId,
    hashing: Hashing,
    depth: Depth,
    all: Vec<Person>,
    by_hash: Proposals,
    withdrawals: Withdrawals,
}

impl People {
    /// Reads everybody who is named, in the order of the tables.
    pub(super) fn load<'n>(
        writing: &Writing<'_>,
        workspace: WorkspaceId,
        depth: Depth,
        names: impl Iterator<Item = Named<'n>> + Clone,
    ) -> Result<Self, StoreError> {
        let mut people = Self {
            workspace,
            hashing: writing.hashing,
            depth,
            all: Vec::new(),
            by_hash: Proposals::default(),
            withdrawals: withdrawals::of(
                writing,
                workspace,
                names.clone().map(|named| (named.email, named.phone)),
            )?,
        };
        let mut hashes = Vec::with_capacity(names.size_hint().0 * 2);
        for named in names {
            hashes.extend(people.hashes(named.external_id, named.email));
        }
        let found =
            look_up(writing.db, "SELECT customer FROM customer_identity WHERE hash = ?1", &mut hashes)?;
        people.by_hash = Proposals::with_capacity(hashes.len());
        people.read(writing.db, found)?;
        Ok(people)
    }

    fn read(&mut self, db: &Connection, mut found: Vec<(i64, i64)>) -> Result<(), StoreError> {
        found.sort_unstable_by_key(|(hash, id)| (*id, *hash));
        let mut select = match self.depth {
            Depth::Whole => db.prepare_cached(&rows::by_id_sql())?,
            Depth::Identity => {
                db.prepare_cached("SELECT id, external_id, email FROM customer WHERE id = ?1")?
            }
        };
        for (hash, id) in found {
            if self.all.last().is_none_or(|last| last.id != id) {
                let mut rows = select.query([id])?;
                let Some(row) = rows.next()? else {
                    return Err(StoreError::Corrupt(format!(
                        "an identity of customer {id}, who is not there"
                    )));
                };
                let profile = self.profile(row)?;
                self.all.push(Person { id, profile, stored: None, new: false });
            }
            self.by_hash.add(hash, self.all.len() as u32 - 1);
        }
        Ok(())
    }

    fn profile(&self, row: &Row<'_>) -> Result<Profile, StoreError> {
        match self.depth {
            Depth::Whole => rows::profile(row),
            Depth::Identity => Ok(Profile {
                external_id: row.maybe_parsed(1, ExternalId::parse)?,
                email: row.maybe_parsed(2, Email::parse)?,
                ..Profile::default()
            }),
        }
    }

    fn hash(&self, kind: Kind, name: &str) -> i64 {
        self.hashing.of(self.workspace, kind, name)
    }

    /// The hashes of the names of a record.
    pub(super) fn hashes(
        &self,
        external_id: Option<&ExternalId>,
        email: Option<&Email>,
    ) -> impl Iterator<Item = i64> + use<> {
        let by_id = external_id.map(|name| self.hash(Kind::CustomerExternalId, name.as_str()));
        let by_email = email.map(|name| self.hash(Kind::Email, name.as_str()));
        by_id.into_iter().chain(by_email)
    }

    /// The customer at a place.
    pub(super) fn get(&self, place: u32) -> &Person {
        &self.all[place as usize]
    }

    fn with_external_id(&self, name: &ExternalId) -> Option<u32> {
        self.by_hash
            .of(self.hash(Kind::CustomerExternalId, name.as_str()))
            .find(|place| self.get(*place).profile.external_id.as_ref() == Some(name))
    }

    fn with_email(&self, name: &Email) -> Option<u32> {
        self.by_hash
            .of(self.hash(Kind::Email, name.as_str()))
            .find(|place| self.get(*place).profile.email.as_ref() == Some(name))
    }

    /// Whom two names mean; `None` if nobody yet.
    pub(super) fn named(
        &self,
        external_id: Option<&ExternalId>,
        email: Option<&Email>,
    ) -> Result<Option<u32>, TwoPeople> {
        let by_email = email.and_then(|email| self.with_email(email));
        let Some(external_id) = external_id else { return Ok(by_email) };
        let has_external_id = |place: u32| self.get(place).profile.external_id.is_some();
        naming::meant(self.with_external_id(external_id), by_email, has_external_id)
    }

    /// Adds a customer nobody has heard of.
    pub(super) fn add(&mut self, profile: Profile, counters: &mut Counters) -> u32 {
        let place = self.all.len() as u32;
        self.all.push(Person { id: counters.new_customer(), profile, stored: None, new: true });
        self.propose(place);
        place
    }

    /// Replaces what is known of a customer; true if that changed anything.
    pub(super) fn replace(&mut self, place: u32, profile: Profile) -> bool {
        let person = &mut self.all[place as usize];
        if person.profile == profile {
            return false;
        }
        let before = std::mem::replace(&mut person.profile, profile);
        if !person.new && person.stored.is_none() {
            person.stored = Some(before);
        }
        self.propose(place);
        true
    }

    /// Makes a customer findable by their present names. Names they lost still propose them, and are refused then
    /// because they differ.
    fn propose(&mut self, place: u32) {
        let Profile { external_id, email, .. } = &self.get(place).profile;
        for hash in self.hashes(external_id.as_ref(), email.as_ref()) {
            self.by_hash.add(hash, place);
        }
    }

    /// The profile that a record makes of one that is known.
    pub(super) fn merged(
        &self,
        place: Option<u32>,
        record: CustomerRecord,
        at: Timestamp,
    ) -> Result<Profile, FieldError> {
        let before = place.map(|place| &self.get(place).profile);
        let mut profile = before.cloned().unwrap_or_default();
        let said = record.consent;
        record.merge_into(&mut profile, at)?;
        self.withdrawals.honour(self.hashing, self.workspace, before, &mut profile, said);
        Ok(profile)
    }

    /// Writes whoever is new or has changed, with their identities and the values they show.
    pub(super) fn write(self, writing: &Writing<'_>) -> Result<(), StoreError> {
        let (db, now) = (writing.db, writing.now);
        let mut rows = Rows::new(db)?;
        let mut attach = db.prepare_cached(
            "UPDATE customer SET external_id = ?2, email = ?3, updated_at = ?4 WHERE id = ?1",
        )?;
        let mut decline =
            db.prepare_cached("UPDATE customer SET email_consent = ?2, email_consent_at = ?3 WHERE id = ?1")?;
        let mut identities = Identities::default();
        let mut values = Changes::new(self.workspace);
        // Those read come first and ascend; those added have higher ids and ascend too.
        for person in &self.all {
            let Person { id, profile, stored, new } = person;
            if *new {
                rows.insert(*id, profile, now)?;
            } else if stored.is_some() {
                match self.depth {
                    Depth::Whole => rows.update(*id, profile, now)?,
                    Depth::Identity => {
                        let external_id = profile.external_id.as_ref().map(ExternalId::as_str);
                        let email = profile.email.as_ref().map(Email::as_str);
                        attach.execute((id, external_id, email, now.millis()))?;
                        // Somebody who was erased had declined to be written to at the email.
                        if profile.consent.email != Consent::default() {
                            let (consent, at) = rows::consent_columns(&profile.consent.email);
                            decline.execute((id, consent, at))?;
                        }
                    }
                }
            } else {
                continue;
            }
            identities.note(&self, person);
            values.replaced(stored.as_ref(), profile);
        }
        identities.write(db)?;
        values.write(db)?;
        if writing.affects(self.workspace) { self.tell(writing) } else { Ok(()) }
    }

    /// Tells the audiences of whoever is new or has changed.
    fn tell(mut self, writing: &Writing<'_>) -> Result<(), StoreError> {
        self.all.retain(|person| person.new || person.stored.is_some());
        if self.all.is_empty() {
            return Ok(());
        }
        if self.depth == Depth::Identity {
            for person in self.all.iter_mut().filter(|person| !person.new) {
                let known = rows::by_id(writing.db, id(person.id)?)?;
                person.profile = known.ok_or_else(|| corrupt(format!("customer {}", person.id)))?.profile;
            }
        }
        let (workspace, now, all) = (self.workspace, writing.now, self.all);
        let weight = all.len() * (size_of::<Person>() + LETTERS);
        writing.changed(workspace, Change::new(weight, move |index| learn(index, all, now)));
        Ok(())
    }
}

/// What the texts of a customer take, about.
const LETTERS: usize = 256;

/// Takes customers who are new or have changed into an index.
fn learn(index: &mut Index, all: Vec<Person>, now: Timestamp) -> Result<(), StoreError> {
    for Person { id: number, profile, new, .. } in all {
        let id = id(number)?;
        if new {
            let totals = Totals::default();
            index.upsert(&Customer { id, profile, totals, created_at: now, updated_at: now });
        } else if !index.set_profile(id, &profile) {
            return Err(corrupt(format!("no customer {id} to change")));
        }
    }
    Ok(())
}

/// Identities that come and go, as pairs of hash and customer.
#[derive(Default)]
struct Identities {
    gone: Vec<(i64, i64)>,
    come: Vec<(i64, i64)>,
}

impl Identities {
    fn note(&mut self, people: &People, person: &Person) {
        let hashes = |profile: &Profile| {
            let by_id = profile.external_id.as_ref();
            let by_email = profile.email.as_ref();
            [
                by_id.map(|name| people.hash(Kind::CustomerExternalId, name.as_str())),
                by_email.map(|name| people.hash(Kind::Email, name.as_str())),
            ]
        };
        let before = person.stored.as_ref().map_or([None; 2], hashes);
        for (before, after) in before.into_iter().zip(hashes(&person.profile)) {
            if before != after {
                self.gone.extend(before.map(|hash| (hash, person.id)));
                self.come.extend(after.map(|hash| (hash, person.id)));
            }
        }
    }

    /// In the order of the table.
    fn write(mut self, db: &Connection) -> Result<(), StoreError> {
        self.gone.sort_unstable();
        self.come.sort_unstable();
        let mut delete =
            db.prepare_cached("DELETE FROM customer_identity WHERE hash = ?1 AND customer = ?2")?;
        for pair in self.gone {
            delete.execute(pair)?;
        }
        let mut insert =
            db.prepare_cached("INSERT INTO customer_identity (hash, customer) VALUES (?1, ?2)")?;
        for pair in self.come {
            insert.execute(pair)?;
        }
        Ok(())
    }
}
