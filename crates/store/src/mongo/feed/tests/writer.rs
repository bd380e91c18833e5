//! Writes to customers and suppressions in every form that the feed has to understand, and counts what is stored.

use std::collections::HashSet;

use audience::{Answer, Matching, Tally};
use domain::customer::{
    AttributeValue, Consent, ConsentState, Consents, Customer, Email, Phone, Profile, Tag, Text, Totals,
};
use domain::segment::{Question, Rule};
use domain::{Channel, CustomerId, Timestamp, Topic, WorkspaceId, Zone};
use mongodb::ClientSession;
use mongodb::bson::{Document, doc};
use proptest::prelude::*;

use crate::codes::Coded;
use crate::mongo::MongoStore;
use crate::mongo::collections::{CUSTOMERS, MARKS, SUPPRESSIONS};
use crate::mongo::customers::rows::{customer, document};
use crate::mongo::feed::bump_revision;
use crate::mongo::fields::{Fields, all};
use crate::mongo::ingest::mark_key;
use crate::mongo::transaction::transact;
use crate::totals::Known;
use crate::{Audiences, StoreError};

const CITIES: [&str; 3] = ["Rome", "Oslo", "Kyoto"];

/// Questions that tell most indexes apart.
pub(super) const RULES: [&str; 6] = [
    r#"{"logic":"AND","rules":[]}"#,
    r#"{"metric":"city","operator":"==","value":"rome"}"#,
    r#"{"metric":"totalSpend","operator":">=","value":0.03}"#,
    r#"{"metric":"tags","operator":"has","value":"vip"}"#,
    r#"{"metric":"attributes.size","operator":">","value":1}"#,
    r#"{"metric":"phone","operator":"isEmpty"}"#,
];

/// One change of one of eight customers.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Written as a whole, new or not.
    Put { number: i64, city: Option<usize>, phone: bool, vip: bool, size: Option<i32>, withdrawn: bool },
    /// One field set, or taken away.
    City(i64, Option<usize>),
    /// Several fields set.
    Spend(i64, i64),
    /// A list set.
    Tags(i64, Vec<&'static str>),
    /// Gone.
    Remove(i64),
    /// The email may not be written to.
    Suppress(i64),
    /// The email may be written to.
    Allow(i64),
}

/// The changes of a transaction.
pub(super) fn changes() -> impl Strategy<Value = Vec<Change>> {
    let number = || 1..9_i64;
    let city = || prop::option::of(0..CITIES.len());
    let put = (number(), city(), any::<bool>(), any::<bool>(), prop::option::of(0..4), any::<bool>())
        .prop_map(|(number, city, phone, vip, size, withdrawn)| Change::Put {
            number,
            city,
            phone,
            vip,
            size,
            withdrawn,
        });
    let change = prop_oneof![
        4 => put,
        2 => (number(), city()).prop_map(|(number, city)| Change::City(number, city)),
        1 => (number(), prop::sample::subsequence(vec!["vip", "new", "VIP"], 0..=3))
            .prop_map(|(number, tags)| Change::Tags(number, tags)),
        2 => (number(), 0..6_i64).prop_map(|(number, cents)| Change::Spend(number, cents)),
        1 => number().prop_map(Change::Remove),
        1 => number().prop_map(Change::Suppress),
        1 => number().prop_map(Change::Allow),
    ];
    prop::collection::vec(change, 1..6)
}

/// A rule asked on a day long after everything.
pub(super) fn question(rule: &str) -> Question {
    Question::new(&Rule::parse(rule).unwrap(), Timestamp::from_millis(1_800_000_000_000).unwrap(), &Zone::UTC)
}

/// One workspace, written to and asked through one store.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writer<'s> {
    store: &'s MongoStore,
    workspace: WorkspaceId,
}

impl<'s> Writer<'s> {
    pub(super) fn of(store: &'s MongoStore, workspace: WorkspaceId) -> Self {
        Self { store, workspace }
    }

    /// Writes all changes at once: as a step of a topic, or, if there are suppressions among them, with a new revision.
    pub(super) async fn transaction(&self, changes: &[Change]) -> Result<(), StoreError> {
        let revision = changes.iter().any(|change| matches!(change, Change::Suppress(_) | Change::Allow(_)));
        transact!(self.store, |session| async {
            for change in changes {
                self.write(session, change).await?;
            }
            if revision {
                bump_revision(&self.store.db, session, self.workspace).await
            } else {
                self.advance(session, 0).await
            }
        })
    }

    /// Moves the mark by one, as if it had stood `ahead` of where it stands.
    pub(super) async fn advance(&self, session: &mut ClientSession, ahead: i64) -> Result<(), StoreError> {
        let marks = self.store.collection(MARKS);
        let mark = doc! { "_id": mark_key(Topic::Customers, self.workspace) };
        let found = marks.find_one(mark.clone()).session(&mut *session).await?;
        let from = ahead + found.map_or(Ok(0), |found| found.int("position"))?;
        let moved = doc! { "$set": { "position": from + 1, "from": from } };
        marks.update_one(mark, moved).upsert(true).session(session).await?;
        Ok(())
    }

    fn id(&self, number: i64) -> CustomerId {
        CustomerId::from_i64(self.workspace.get() * 1_000 + number + 1).unwrap()
    }

    pub(super) async fn write(&self, session: &mut ClientSession, change: &Change) -> Result<(), StoreError> {
        match change {
            Change::Put { number, .. } => {
                let customer = self.customer(change);
                let at = customer.created_at;
                let whole =
                    document(self.workspace, customer.id.get(), &customer.profile, &Known::default(), at)?;
                let customers = self.store.collection(CUSTOMERS);
                let found = customers.replace_one(self.one(*number), whole).upsert(true);
                found.session(session).await?;
            }
            Change::City(number, Some(city)) => {
                self.set(session, *number, doc! { "$set": { "city": CITIES[*city] } }).await?;
            }
            Change::City(number, None) => {
                self.set(session, *number, doc! { "$unset": { "city": "" } }).await?;
            }
            Change::Spend(number, cents) => {
                let totals =
                    doc! { "spend": cents, "visits": 1_i64, "firstPurchased": 7_i64, "lastPurchased": 7_i64 };
                self.set(session, *number, doc! { "$set": totals }).await?;
            }
            Change::Tags(number, tags) => {
                self.set(session, *number, doc! { "$set": { "tags": tags } }).await?;
            }
            Change::Remove(number) => {
                self.store.collection(CUSTOMERS).delete_one(self.one(*number)).session(session).await?;
            }
            Change::Suppress(number) => {
                let suppressions = self.store.collection(SUPPRESSIONS);
                let found =
                    suppressions.update_one(self.address(*number), doc! { "$set": { "createdAt": 0_i64 } });
                found.upsert(true).session(session).await?;
            }
            Change::Allow(number) => {
                self.store
                    .collection(SUPPRESSIONS)
                    .delete_one(self.address(*number))
                    .session(session)
                    .await?;
            }
        }
        Ok(())
    }

    async fn set(
        &self,
        session: &mut ClientSession,
        number: i64,
        update: Document,
    ) -> Result<(), StoreError> {
        self.store.collection(CUSTOMERS).update_one(self.one(number), update).session(session).await?;
        Ok(())
    }

    fn one(&self, number: i64) -> Document {
        doc! { "_id": self.id(number).get() }
    }

    fn address(&self, number: i64) -> Document {
        doc! { "_id": { "w": self.workspace.get(), "ch": Channel::Email.code(), "a": email(number) } }
    }

    fn customer(&self, change: &Change) -> Customer {
        let Change::Put { number, city, phone, vip, size, withdrawn } = *change else { unreachable!() };
        let at = Timestamp::from_millis(number).unwrap();
        let mut consent = Consents::default();
        if withdrawn {
            consent.email = Consent { state: ConsentState::Withdrawn, at: Some(at), source: None };
        }
        let profile = Profile {
            email: Some(Email::parse(&email(number)).unwrap()),
            phone: phone.then(|| Phone::parse("+49 30 1").unwrap()),
            city: city.map(|city| Text::parse(CITIES[city]).unwrap()),
            tags: vip.then(|| Tag::parse("vip").unwrap()).into_iter().collect(),
            attributes: size
                .map(|size| ("size".into(), AttributeValue::Number(size.into())))
                .into_iter()
                .collect(),
            consent,
            ..Profile::default()
        };
        Customer { id: self.id(number), profile, totals: Totals::default(), created_at: at, updated_at: at }
    }

    /// What is stored.
    async fn stored(&self) -> Result<(Vec<Customer>, HashSet<String>), StoreError> {
        let found = self.store.collection(CUSTOMERS).find(doc! { "w": self.workspace.get() }).await?;
        let customers = all(found, customer).await?;
        let found = self.store.collection(SUPPRESSIONS).find(doc! { "_id.w": self.workspace.get() }).await?;
        let suppressed = all(found, |found| Ok(found.inner("_id")?.text("a")?.to_owned())).await?;
        Ok((customers, suppressed.into_iter().collect()))
    }

    /// What a rule finds in what is stored, and everybody who matches.
    async fn counted(
        &self,
        question: &Question,
        sample: usize,
    ) -> Result<(Answer, Vec<CustomerId>), StoreError> {
        let (customers, suppressed) = self.stored().await?;
        let mut tally = Tally::reaching(question.clone(), sample, |profile: &Profile, channel, mode| {
            let address = profile.address(channel).unwrap_or_default();
            profile.reachable(channel, mode) && (channel == Channel::Sms || !suppressed.contains(address))
        });
        let mut everybody = Tally::new(question.clone(), customers.len() + 1);
        for customer in &customers {
            tally.fold(customer);
            everybody.fold(customer);
        }
        let everybody = everybody.finish().sample.iter().map(|customer| customer.id).collect();
        Ok((tally.finish(), everybody))
    }

    /// Fails unless every question finds in memory what is stored, where nobody writes.
    pub(super) async fn agrees(&self) -> Result<(), StoreError> {
        for rule in RULES {
            let question = question(rule);
            let (answer, customers) = self.counted(&question, 2).await?;
            let reachable = answer.reachable.sms;
            assert_eq!(self.store.answer(self.workspace, question.clone(), 2).await?, answer, "{rule}");
            let matching = self.store.matching(self.workspace, &question, Channel::Sms).await?;
            assert_eq!(matching, Matching { customers, reachable }, "{rule}");
        }
        let (customers, _) = self.stored().await?;
        let mut cities: Vec<_> = CITIES
            .into_iter()
            .map(|city| (customers.iter().filter(|customer| lives_in(customer, city)).count(), city))
            .filter(|(count, _)| *count > 0)
            .collect();
        cities.sort_unstable_by(|(many, a), (more, b)| more.cmp(many).then_with(|| a.cmp(b)));
        let cities: Vec<_> = cities.into_iter().map(|(_, city)| city.to_owned()).collect();
        assert_eq!(self.store.known_values(self.workspace).await?.cities, cities);
        Ok(())
    }

    /// True if memory and what is stored count the same.
    pub(super) async fn count_agrees(&self, rule: &str) -> Result<bool, StoreError> {
        let (answer, _) = self.counted(&question(rule), 0).await?;
        Ok(self.store.answer(self.workspace, question(rule), 0).await? == answer)
    }
}

fn lives_in(customer: &Customer, city: &str) -> bool {
    customer.profile.city.as_ref().is_some_and(|text| text.as_str() == city)
}

fn email(number: i64) -> String {
    format!("c{number}@shop.example")
}
