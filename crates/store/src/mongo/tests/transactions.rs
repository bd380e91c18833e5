//! Transactions that meet trouble: repeated where that helps, given up where it does not.

use mongodb::bson::{Document, RawDocumentBuf, doc, rawdoc};
use mongodb::{ClientSession, Collection};

use super::super::transaction::transact;
use super::{Broken, open};
use crate::StoreError;
use crate::mongo::MongoStore;
use crate::mongo::testing::Scratch;

fn things(store: &MongoStore) -> Collection<RawDocumentBuf> {
    store.collection("things")
}

async fn put(store: &MongoStore, session: &mut ClientSession, id: i64) -> Result<(), StoreError> {
    things(store).insert_one(rawdoc! { "_id": id }).session(session).await?;
    Ok(())
}

async fn count(store: &MongoStore) -> u64 {
    things(store).count_documents(doc! {}).await.unwrap()
}

/// Makes the server fail commands of this store on purpose.
async fn fail(store: &MongoStore, mode: Document, data: Document) {
    let point = doc! { "configureFailPoint": "failCommand", "mode": mode, "data": data };
    store.client.database("admin").run_command(point).await.unwrap();
}

#[tokio::test]
async fn an_error_of_the_work_undoes_what_it_wrote() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch).await;
    let result: Result<(), _> = transact!(&store, |session| async {
        put(&store, session, 1).await?;
        Err(StoreError::WrongState)
    });
    assert!(matches!(result, Err(StoreError::WrongState)));
    assert_eq!(count(&store).await, 0);
}

#[tokio::test]
async fn a_transaction_whose_rival_was_faster_is_begun_again() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch).await;
    things(&store).insert_one(rawdoc! { "_id": 1_i64, "n": 0_i64 }).await.unwrap();
    let mut attempts = 0;
    let result: Result<i64, StoreError> = transact!(&store, |session| async {
        attempts += 1;
        let seen = things(&store).find_one(doc! { "_id": 1_i64 }).session(&mut *session).await?.unwrap();
        let seen = seen.get_i64("n").unwrap();
        if attempts == 1 {
            // Somebody else, between what is read and what is written.
            things(&store).update_one(doc! { "_id": 1_i64 }, doc! { "$set": { "n": 7_i64 } }).await?;
        }
        let next = doc! { "$set": { "n": seen + 1 } };
        things(&store).update_one(doc! { "_id": 1_i64 }, next).session(&mut *session).await?;
        Ok(seen)
    });
    assert_eq!((result.unwrap(), attempts), (7, 2));
    let kept = things(&store).find_one(doc! { "_id": 1_i64 }).await.unwrap().unwrap();
    assert_eq!(kept.get_i64("n").unwrap(), 8);
}

#[tokio::test]
async fn a_name_that_somebody_else_takes_meanwhile_is_no_error() {
    let Some(scratch) = Scratch::new() else { return };
    let store = open(&scratch).await;
    let mut attempts = 0;
    let result: Result<bool, StoreError> = transact!(&store, |session| async {
        attempts += 1;
        let there = things(&store).find_one(doc! { "_id": 1_i64 }).session(&mut *session).await?.is_some();
        if attempts == 1 {
            things(&store).insert_one(rawdoc! { "_id": 1_i64 }).await?;
        }
        if !there {
            put(&store, session, 1).await?;
        }
        Ok(there)
    });
    assert_eq!((result.unwrap(), attempts), (true, 2), "it is found the second time");
}

#[tokio::test]
async fn what_passes_is_tried_again_and_counts_once() {
    let Some(broken) = Broken::start() else { return };
    let store = broken.open().await;
    let conflict =
        doc! { "failCommands": ["insert"], "errorCode": 112, "errorLabels": ["TransientTransactionError"] };
    fail(&store, doc! { "times": 2 }, conflict).await;
    let mut attempts = 0;
    let result: Result<(), StoreError> = transact!(&store, |session| async {
        attempts += 1;
        put(&store, session, 1).await
    });
    result.unwrap();
    assert_eq!((attempts, count(&store).await), (3, 1));

    // The commit is lost on the way three times: the driver itself repeats it only once.
    let lost = doc! { "failCommands": ["commitTransaction"], "closeConnection": true };
    fail(&store, doc! { "times": 3 }, lost).await;
    let result: Result<(), StoreError> = transact!(&store, |session| put(&store, session, 2));
    result.unwrap();
    assert_eq!(count(&store).await, 2);

    // What does not pass is not tried again.
    let refused = doc! { "failCommands": ["insert"], "errorCode": 8000 };
    fail(&store, doc! { "times": 1 }, refused).await;
    let mut attempts = 0;
    let result: Result<(), StoreError> = transact!(&store, |session| async {
        attempts += 1;
        put(&store, session, 3).await
    });
    assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
    assert_eq!((attempts, count(&store).await), (1, 2));
}
