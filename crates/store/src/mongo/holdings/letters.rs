//! Records about a customer that could not be applied.

use std::collections::HashMap;

use domain::{Topic, WorkspaceId};
use mongodb::ClientSession;
use mongodb::bson::{Document, doc};

use crate::holdings::Names;
use crate::mongo::MongoStore;
use crate::mongo::collections::{DEAD_LETTERS, IMPORT_REJECTIONS, IMPORTS};
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::dead_letters::read;
use crate::mongo::fields::{Fields, all, all_within};
use crate::{DeadLetter, StoreError};

/// Newest first.
pub(super) async fn about(
    store: &MongoStore,
    workspace: WorkspaceId,
    names: &Names,
) -> Result<Vec<DeadLetter>, StoreError> {
    let found = store
        .collection(DEAD_LETTERS)
        .find(doc! { "w": workspace.get() })
        .sort(doc! { "_id": -1 })
        .max_time(ANSWER_WITHIN)
        .await?;
    let letters =
        all(found, |letter| Ok(Some(read(letter)?).filter(|letter| is_about(letter, names)))).await?;
    Ok(letters.into_iter().flatten().collect())
}

fn is_about(letter: &DeadLetter, names: &Names) -> bool {
    names.are_in(letter.topic, &letter.record)
}

/// Forgets those, and says how many there were of each topic.
pub(super) async fn forget(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    names: &Names,
) -> Result<HashMap<Topic, u64>, StoreError> {
    let letters = store.collection(DEAD_LETTERS);
    let found = letters.find(doc! { "w": workspace.get() }).session(&mut *session).await?;
    let found =
        all_within(session, found, |letter| Ok(Some(read(letter)?).filter(|letter| is_about(letter, names))));
    let (mut ids, mut counts) = (Vec::new(), HashMap::new());
    for letter in found.await?.into_iter().flatten() {
        ids.push(letter.id.get());
        *counts.entry(letter.topic).or_default() += 1;
    }
    if !ids.is_empty() {
        let gone = doc! { "_id": { "$in": ids }, "w": workspace.get() };
        letters.delete_many(gone).session(session).await?;
    }
    Ok(counts)
}

/// Forgets rows of imports that were refused with words in which the customer's email stands.
pub(super) async fn forget_refusals(
    store: &MongoStore,
    session: &mut ClientSession,
    workspace: WorkspaceId,
    names: &Names,
) -> Result<(), StoreError> {
    let imports =
        store.collection(IMPORTS).find(doc! { "w": workspace.get() }).session(&mut *session).await?;
    let imports: Vec<i64> = all_within(session, imports, |import| import.int("_id")).await?;
    let refusals = store.collection(IMPORT_REJECTIONS);
    for import in imports {
        let found = refusals.find(doc! { "_id.i": import }).session(&mut *session).await?;
        let found = all_within(session, found, |refusal| {
            let about = names.email_stands_in(refusal.text("message")?);
            let number = refusal.inner("_id")?.int("n")?;
            Ok(about.then(|| doc! { "i": import, "n": number }))
        });
        let about: Vec<Document> = found.await?.into_iter().flatten().collect();
        if !about.is_empty() {
            refusals.delete_many(doc! { "_id": { "$in": about } }).session(&mut *session).await?;
        }
    }
    Ok(())
}
