//! Secrets that all processes share.

use mongodb::bson::{doc, rawdoc};

use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::collections::SECRETS;
use crate::mongo::connection::ANSWER_WITHIN;
use crate::mongo::failure::is_duplicate;
use crate::mongo::fields::Fields;
use crate::reading::corrupt;

/// The secret of a name; the proposal if there was none.
pub(super) async fn shared(store: &MongoStore, name: &str, proposal: &str) -> Result<String, StoreError> {
    if let Some(known) = known(store, name).await? {
        return Ok(known);
    }
    match store.collection(SECRETS).insert_one(rawdoc! { "_id": name, "value": proposal }).await {
        Ok(_) => Ok(proposal.to_owned()),
        // Somebody else's proposal came first.
        Err(error) if is_duplicate(&error) => {
            known(store, name).await?.ok_or_else(|| corrupt("a secret that was just there"))
        }
        Err(error) => Err(error.into()),
    }
}

async fn known(store: &MongoStore, name: &str) -> Result<Option<String>, StoreError> {
    let found = store.collection(SECRETS).find_one(doc! { "_id": name }).max_time(ANSWER_WITHIN).await?;
    found.map(|secret| secret.text("value").map(str::to_owned)).transpose()
}
