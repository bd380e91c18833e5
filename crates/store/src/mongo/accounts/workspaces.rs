//! The tenants themselves.

use domain::account::Role;
use std::num::NonZeroU32;

use domain::customer::{Email, Text};
use domain::field::Field;
use domain::workspace::sender::{PostalAddress, SenderName};
use domain::workspace::{Currency, Sender, Settings, SettingsChange, Voice, Workspace};
use domain::{Timestamp, Topic, WorkspaceId, Zone};
use mongodb::ClientSession;
use mongodb::bson::{Bson, Document, RawDocument, doc, rawdoc};
use mongodb::options::ReturnDocument;

use super::{members, users};
use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::collections::{MARKS, WORKSPACES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::Fields;
use crate::mongo::{MongoStore, bulk};
use crate::reading::{corrupt, id, parsed, recipients, word};

/// Why a workspace is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// There is none yet, and a person has yet to configure it. A unique index sees to it that there is one of these.
    First,
    /// A person wants one more, configured from the start.
    Another,
    /// Somebody nobody invited is given one, and has yet to configure it.
    Stranger,
}

/// What a workspace is called before a person has decided.
pub(super) fn defaults() -> Result<Settings, StoreError> {
    Settings::parse("My shop", "USD", "UTC")
        .map_err(|errors| corrupt(format!("default settings: {errors:?}")))
}

/// One workspace.
pub(in crate::mongo) async fn workspace(
    store: &MongoStore,
    id: WorkspaceId,
) -> Result<Option<Workspace>, StoreError> {
    let found =
        store.collection(WORKSPACES).find_one(doc! { "_id": id.get() }).max_time(ANSWER_WITHIN).await?;
    found.as_deref().map(read).transpose()
}

/// The oldest workspace.
pub(super) async fn first(store: &MongoStore) -> Result<Option<Workspace>, StoreError> {
    let found = store
        .collection(WORKSPACES)
        .find_one(doc! {})
        .sort(doc! { "_id": 1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    found.as_deref().map(read).transpose()
}

/// The oldest workspace, as a transaction sees it.
pub(super) async fn first_within(
    store: &MongoStore,
    session: &mut ClientSession,
) -> Result<Option<Workspace>, StoreError> {
    let found =
        store.collection(WORKSPACES).find_one(doc! {}).sort(doc! { "_id": 1 }).session(session).await?;
    found.as_deref().map(read).transpose()
}

/// Makes a workspace with its marks and a local owner.
pub(super) async fn create(
    store: &MongoStore,
    session: &mut ClientSession,
    settings: &Settings,
    origin: Origin,
    at: Timestamp,
) -> Result<Workspace, StoreError> {
    let workspace = create_bare(store, session, settings, origin, at).await?;
    let owner = users::create(store, session, None).await?;
    members::join(store, session, workspace.id, owner, Role::Owner, at).await?;
    Ok(workspace)
}

/// Makes a workspace with its marks; whoever calls gives it an owner.
pub(super) async fn create_bare(
    store: &MongoStore,
    session: &mut ClientSession,
    settings: &Settings,
    origin: Origin,
    at: Timestamp,
) -> Result<Workspace, StoreError> {
    let workspace = store.ids.next()?;
    let configured = origin == Origin::Another;
    let mut document = doc! { "_id": workspace };
    document.extend(decided(settings.clone().into()).set);
    document.extend(doc! { "configured": configured, "createdAt": at.millis() });
    if origin == Origin::First {
        document.insert("first", true);
    }
    store.db.collection::<Document>(WORKSPACES).insert_one(document).session(&mut *session).await?;
    let marks = Topic::ALL.map(|topic| {
        rawdoc! {
            "_id": { "w": workspace, "t": topic.code() },
            "position": 0_i64,
            "customers": 0_i64,
            "orders": 0_i64,
            "revenue": 0_i64,
            "deadLetters": 0_i64,
        }
    });
    bulk::insert(&store.db, session, MARKS, &marks).await?;
    Ok(Workspace { id: id(workspace)?, settings: settings.clone(), configured, created_at: at })
}

/// Changes a workspace without a change to be seen, so that of two transactions which decide about its members or segments at the
/// same moment the later one is begun again. `NotFound` if there is none.
pub(in crate::mongo) async fn touch(
    store: &MongoStore,
    session: &mut ClientSession,
    id: WorkspaceId,
) -> Result<(), StoreError> {
    let change = doc! { "$inc": { "touched": 1_i64 } };
    let touched =
        store.collection(WORKSPACES).update_one(doc! { "_id": id.get() }, change).session(session).await?;
    if touched.matched_count == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Keeps what a person decided.
pub(super) async fn configure(
    store: &MongoStore,
    session: &mut ClientSession,
    id: WorkspaceId,
    change: SettingsChange,
) -> Result<Workspace, StoreError> {
    let Decided { mut set, unset } = decided(change);
    set.insert("configured", true);
    let mut update = doc! { "$set": set };
    if !unset.is_empty() {
        update.insert("$unset", unset);
    }
    let found = store
        .collection(WORKSPACES)
        .find_one_and_update(doc! { "_id": id.get() }, update)
        .return_document(ReturnDocument::After)
        .session(session)
        .await?;
    read(&found.ok_or(StoreError::NotFound)?)
}

/// Members of a workspace that get other values, and those that go.
struct Decided {
    set: Document,
    unset: Document,
}

/// A change as members: what it does not mention is in neither.
fn decided(change: SettingsChange) -> Decided {
    let SettingsChange { name, currency, zone, voice, sender, consent, most_recipients } = change;
    let (mut set, mut unset) = (Document::new(), Document::new());
    let text = |text: Option<String>| text.map(Bson::String);
    let known = [
        ("name", text(name.map(String::from))),
        ("currency", text(currency.map(|currency| currency.as_str().to_owned()))),
        ("zone", text(zone.map(|zone| zone.name().to_owned()))),
        ("consentMode", consent.map(|mode| Bson::Int64(mode.code()))),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            set.insert(name, value);
        }
    }
    let mut merge = |name: &str, field: Field<Bson>| match field {
        Field::Absent => {}
        Field::Clear => drop(unset.insert(name, "")),
        Field::Set(value) => drop(set.insert(name, value)),
    };
    merge("voice", field(voice, String::from));
    merge("senderName", field(sender.name, String::from));
    merge("senderEmail", field(sender.email, String::from));
    merge("replyTo", field(sender.reply_to, String::from));
    merge("postalAddress", field(sender.postal_address, String::from));
    merge("mostRecipients", field(most_recipients, |most: NonZeroU32| i64::from(most.get())));
    Decided { set, unset }
}

fn field<T, B: Into<Bson>>(given: Field<T>, value: impl FnOnce(T) -> B) -> Field<Bson> {
    match given {
        Field::Absent => Field::Absent,
        Field::Clear => Field::Clear,
        Field::Set(given) => Field::Set(value(given).into()),
    }
}

fn read(workspace: &RawDocument) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        id: workspace.id("_id")?,
        settings: Settings {
            name: parsed(workspace.text("name")?, Text::parse)?,
            currency: parsed(workspace.text("currency")?, Currency::parse)?,
            zone: Zone::named(workspace.text("zone")?).map_err(|error| corrupt(error.to_string()))?,
            voice: workspace.maybe_parsed("voice", Voice::parse)?,
            sender: Sender {
                name: workspace.maybe_parsed("senderName", SenderName::parse)?,
                email: workspace.maybe_parsed("senderEmail", Email::parse)?,
                reply_to: workspace.maybe_parsed("replyTo", Email::parse)?,
                postal_address: workspace.maybe_parsed("postalAddress", PostalAddress::parse)?,
            },
            // Absent from workspaces of before there was a choice.
            consent: workspace.maybe_int("consentMode")?.map(word).transpose()?.unwrap_or_default(),
            most_recipients: workspace.maybe_int("mostRecipients")?.map(recipients).transpose()?,
        },
        configured: workspace.flag("configured")?,
        created_at: workspace.time("createdAt")?,
    })
}
