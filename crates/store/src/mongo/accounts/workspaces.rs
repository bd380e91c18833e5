//! The tenants themselves.

use domain::account::Role;
use domain::customer::Text;
use domain::workspace::{Currency, Settings, Workspace};
use domain::{Timestamp, Topic, WorkspaceId, Zone};
use mongodb::ClientSession;
use mongodb::bson::{Document, RawDocument, doc, rawdoc};
use mongodb::options::ReturnDocument;

use super::{members, users};
use crate::StoreError;
use crate::codes::Coded;
use crate::mongo::collections::{MARKS, WORKSPACES};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::fields::Fields;
use crate::mongo::{MongoStore, bulk};
use crate::reading::{corrupt, id, parsed};

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
    let mut document = rawdoc! {
        "_id": workspace,
        "name": settings.name.as_str(),
        "currency": settings.currency.as_str(),
        "zone": settings.zone.name(),
        "configured": configured,
        "createdAt": at.millis(),
    };
    if origin == Origin::First {
        document.append(mongodb::bson::cstr!("first"), true);
    }
    store.collection(WORKSPACES).insert_one(document).session(&mut *session).await?;
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

/// Changes a workspace without a change to be seen, so that of two transactions which decide about its members at the
/// same moment the later one is begun again. `NotFound` if there is none.
pub(super) async fn touch(
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
    settings: &Settings,
) -> Result<Workspace, StoreError> {
    let decided: Document = doc! {
        "name": settings.name.as_str(),
        "currency": settings.currency.as_str(),
        "zone": settings.zone.name(),
        "configured": true,
    };
    let found = store
        .collection(WORKSPACES)
        .find_one_and_update(doc! { "_id": id.get() }, doc! { "$set": decided })
        .return_document(ReturnDocument::After)
        .session(session)
        .await?;
    read(&found.ok_or(StoreError::NotFound)?)
}

fn read(workspace: &RawDocument) -> Result<Workspace, StoreError> {
    Ok(Workspace {
        id: workspace.id("_id")?,
        settings: Settings {
            name: parsed(workspace.text("name")?, Text::parse)?,
            currency: parsed(workspace.text("currency")?, Currency::parse)?,
            zone: Zone::named(workspace.text("zone")?).map_err(|error| corrupt(error.to_string()))?,
        },
        configured: workspace.flag("configured")?,
        created_at: workspace.time("createdAt")?,
    })
}
