//! The key of the hashes that all processes share.

use mongodb::bson::{Binary, Bson, Uuid, doc, spec::BinarySubtype};
use mongodb::options::ReturnDocument;
use mongodb::{Collection, Database};

use super::collections::SECRETS;
use super::fields::Fields;
use crate::StoreError;
use crate::hashing::Hashing;
use crate::reading::corrupt;

/// The name of the secret.
const NAME: &str = "hash key";

/// Hashes with the key of the database, which is made here if it has none: the 122 random bits of a UUID.
pub(super) async fn shared(db: &Database) -> Result<Hashing, StoreError> {
    let secrets: Collection<mongodb::bson::RawDocumentBuf> = db.collection(SECRETS);
    let proposal = Binary { subtype: BinarySubtype::Generic, bytes: Uuid::new().bytes().to_vec() };
    let secret = secrets
        .find_one_and_update(
            doc! { "_id": NAME },
            doc! { "$setOnInsert": { "value": Bson::Binary(proposal) } },
        )
        .upsert(true)
        .return_document(ReturnDocument::After)
        .await?
        .ok_or_else(|| corrupt("a key that was just there"))?;
    let key = secret.bytes("value")?.try_into().map_err(|_| corrupt("a key of another length"))?;
    Ok(Hashing::with_key(key))
}
