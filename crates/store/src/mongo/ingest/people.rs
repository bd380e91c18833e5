//! The customers a step touches: read once, changed in memory record by record, written once.

use std::collections::{HashMap, HashSet};

use domain::customer::{CustomerRecord, Email, ExternalId, Profile};
use domain::{FieldError, Timestamp, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, cstr, doc};

use crate::StoreError;
use crate::hashing::{Hashing, Kind};
use crate::holdings::Withdrawals;
use crate::mongo::collections::CUSTOMERS;
use crate::mongo::customers::rows;
use crate::mongo::fields::{Fields, all_within};
use crate::mongo::{MongoStore, bulk, withdrawals};
use crate::naming::{self, Named, TwoPeople};
use crate::totals::Known;

/// How much of a customer a step needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// External id, email and totals: orders name customers and say nothing else of them.
    Identity,
    /// Everything that a shop told us.
    Whole,
}

impl Depth {
    fn projection(self) -> Document {
        match self {
            Self::Identity => doc! {
                "externalId": 1, "email": 1, "spend": 1, "visits": 1, "firstPurchased": 1, "lastPurchased": 1,
            },
            Self::Whole => doc! { "nameKey": 0, "emailKey": 0, "externalIdKey": 0 },
        }
    }
}

/// A customer while a step runs.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: i64,
    /// As of the last record; with [`Depth::Identity`] only external id and email.
    pub(super) profile: Profile,
    /// As stored, once it has changed.
    stored: Option<Profile>,
    /// As stored.
    pub(super) known: Known,
    /// As of the end of the step.
    pub(super) totals: Known,
    /// Made by this step.
    new: bool,
}

/// The customers a step touches.
#[derive(Debug)]
pub(super) struct People {
    workspace: WorkspaceId,
    depth: Depth,
    all: Vec<Person>,
    by_id: HashMap<i64, u32>,
    /// Who had a name last; whether they still have it they say themselves.
    by_external_id: HashMap<ExternalId, u32>,
    by_email: HashMap<Email, u32>,
    hashing: Hashing,
    withdrawals: Withdrawals,
}

impl People {
    /// Reads everybody who is named.
    pub(super) async fn load<'n>(
        store: &MongoStore,
        session: &mut ClientSession,
        workspace: WorkspaceId,
        depth: Depth,
        names: impl Iterator<Item = Named<'n>> + Clone,
    ) -> Result<Self, StoreError> {
        let (mut external_ids, mut emails) = (HashSet::new(), HashSet::new());
        for named in names.clone() {
            external_ids.extend(named.external_id.map(ExternalId::as_str));
            emails.extend(named.email.map(Email::as_str));
        }
        let addresses = names.map(|named| (named.email, named.phone));
        let mut people = Self {
            workspace,
            depth,
            all: Vec::new(),
            by_id: HashMap::new(),
            by_external_id: HashMap::new(),
            by_email: HashMap::new(),
            hashing: store.hashing,
            withdrawals: withdrawals::of(store, session, workspace, addresses).await?,
        };
        for (field, names) in [("externalId", external_ids), ("email", emails)] {
            let names: Vec<_> = names.into_iter().collect();
            for names in names.chunks(bulk::ASKED_AT_ONCE) {
                people.read(store, session, doc! { "w": workspace.get(), field: { "$in": names } }).await?;
            }
        }
        Ok(people)
    }

    /// Reads those of some ids as well, for their totals.
    pub(super) async fn load_more(
        &mut self,
        store: &MongoStore,
        session: &mut ClientSession,
        ids: &[i64],
    ) -> Result<(), StoreError> {
        let missing: Vec<_> = ids.iter().copied().filter(|id| !self.by_id.contains_key(id)).collect();
        for ids in missing.chunks(bulk::ASKED_AT_ONCE) {
            let filter = doc! { "w": self.workspace.get(), "_id": { "$in": ids.to_vec() } };
            self.read(store, session, filter).await?;
        }
        Ok(())
    }

    async fn read(
        &mut self,
        store: &MongoStore,
        session: &mut ClientSession,
        filter: Document,
    ) -> Result<(), StoreError> {
        let found = store
            .collection(CUSTOMERS)
            .find(filter)
            .projection(self.depth.projection())
            .batch_size(bulk::ASKED_AT_ONCE as u32)
            .session(&mut *session)
            .await?;
        let depth = self.depth;
        for person in all_within(session, found, |row| Person::read(row, depth)).await? {
            if !self.by_id.contains_key(&person.id) {
                self.keep(person);
            }
        }
        Ok(())
    }

    fn keep(&mut self, person: Person) -> u32 {
        let place = self.all.len() as u32;
        self.by_id.insert(person.id, place);
        self.all.push(person);
        self.propose(place);
        place
    }

    /// The customer at a place.
    pub(super) fn get(&self, place: u32) -> &Person {
        &self.all[place as usize]
    }

    /// The customer with an id, if it was read or made.
    pub(super) fn with_id(&mut self, id: i64) -> Option<&mut Person> {
        let place = *self.by_id.get(&id)?;
        self.all.get_mut(place as usize)
    }

    fn with_external_id(&self, name: &ExternalId) -> Option<u32> {
        let place = *self.by_external_id.get(name)?;
        (self.get(place).profile.external_id.as_ref() == Some(name)).then_some(place)
    }

    fn with_email(&self, name: &Email) -> Option<u32> {
        let place = *self.by_email.get(name)?;
        (self.get(place).profile.email.as_ref() == Some(name)).then_some(place)
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
    pub(super) fn add(&mut self, id: i64, profile: Profile) -> u32 {
        let (known, totals) = (Known::default(), Known::default());
        self.keep(Person { id, profile, stored: None, known, totals, new: true })
    }

    /// Replaces what is known of a customer.
    pub(super) fn replace(&mut self, place: u32, profile: Profile) {
        let person = &mut self.all[place as usize];
        if person.profile == profile {
            return;
        }
        let before = std::mem::replace(&mut person.profile, profile);
        if !person.new && person.stored.is_none() {
            person.stored = Some(before);
        }
        self.propose(place);
    }

    /// Makes a customer findable by their present names.
    fn propose(&mut self, place: u32) {
        let Profile { external_id, email, .. } = &self.all[place as usize].profile;
        if let Some(name) = external_id {
            self.by_external_id.insert(name.clone(), place);
        }
        if let Some(name) = email {
            self.by_email.insert(name.clone(), place);
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

    /// The hashes of the names of a record.
    pub(super) fn hashes(
        &self,
        external_id: Option<&ExternalId>,
        email: Option<&Email>,
    ) -> impl Iterator<Item = i64> + use<> {
        let hash = |kind, name: &str| self.hashing.of(self.workspace, kind, name);
        let by_id = external_id.map(|name| hash(Kind::CustomerExternalId, name.as_str()));
        let by_email = email.map(|name| hash(Kind::Email, name.as_str()));
        by_id.into_iter().chain(by_email)
    }

    /// How many were made.
    pub(super) fn made(&self) -> i64 {
        self.all.iter().filter(|person| person.new).count() as i64
    }

    /// Writes whoever is new or has changed.
    pub(super) async fn write(
        mut self,
        store: &MongoStore,
        session: &mut ClientSession,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        // Whoever writes the same customers at this moment meets us at the first of them, not in the middle.
        let mut updates = self.names_passed_on();
        self.all.sort_unstable_by_key(|person| person.id);
        let mut documents = Vec::new();
        for person in &self.all {
            let Person { id, profile, stored, known, totals, new } = person;
            if *new {
                documents.push(rows::document(self.workspace, *id, profile, totals, now)?);
                continue;
            }
            let mut change = rows::Change::default();
            if let Some(stored) = stored {
                change.profile(stored, profile, now)?;
            }
            change.totals(known, totals);
            updates.extend(change.statement(self.workspace, *id));
        }
        bulk::run_updates(&store.db, session, CUSTOMERS, &updates).await?;
        bulk::insert(&store.db, session, CUSTOMERS, &documents).await
    }

    /// Statements that take away names which somebody else has at the end of the step: a name is there once at every
    /// moment.
    fn names_passed_on(&self) -> Vec<RawDocumentBuf> {
        let mut statements = Vec::new();
        for person in &self.all {
            let Some(stored) = &person.stored else { continue };
            let (email, external_id) = (&stored.email, &stored.external_id);
            if *email != person.profile.email
                && email.as_ref().is_some_and(|name| self.with_email(name).is_some())
            {
                statements.push(rows::without(self.workspace, person.id, cstr!("email")));
            }
            let lost = *external_id != person.profile.external_id;
            if lost && external_id.as_ref().is_some_and(|name| self.with_external_id(name).is_some()) {
                statements.push(rows::without(self.workspace, person.id, cstr!("externalId")));
            }
        }
        statements
    }
}

impl Person {
    fn read(row: &RawDocument, depth: Depth) -> Result<Self, StoreError> {
        let profile = match depth {
            Depth::Identity => rows::names(row)?,
            Depth::Whole => rows::profile(row)?,
        };
        let known = rows::known_totals(row)?;
        Ok(Self { id: row.int("_id")?, profile, stored: None, known, totals: known, new: false })
    }
}
