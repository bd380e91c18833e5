//! Opening files: new ones, old ones, foreign ones, and one file by two processes.

use rusqlite::Connection;

use super::{open, patient, temporary};
use crate::conformance::accounts::key;
use crate::conformance::shop::{noon, two};
use crate::sqlite::SqliteStore;
use crate::{Accounts, Imports, StoreError};

#[tokio::test]
async fn a_file_written_by_a_newer_program_is_refused_and_left_alone() {
    let (folder, store) = temporary(&patient());
    drop(store);
    let file = folder.path().join("store.db");
    Connection::open(&file).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = SqliteStore::open(&file).unwrap_err();
    assert!(
        matches!(&error, StoreError::Corrupt(why) if why.contains("99") && why.contains("newer")),
        "{error}"
    );
    assert!(!error.is_transient());
    let version: i64 =
        Connection::open(&file).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

#[tokio::test]
async fn a_file_of_the_first_version_is_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    let old = Connection::open(&file).unwrap();
    old.execute_batch(include_str!("../schema/0001_store.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute("INSERT INTO import (workspace, kind, state, started_at) VALUES (1, 0, 0, 5)", []).unwrap();
    drop(old);
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(store.fail_running_imports("stopped", noon(), noon()).await.unwrap(), 1);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.db");
    std::fs::write(&file, "name,email\n".repeat(500)).unwrap();
    let error = SqliteStore::open(&file).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("name,email"));
}

#[test]
fn a_folder_that_is_missing_is_an_error() {
    let error = SqliteStore::open(std::path::Path::new("/nowhere/at/all/store.db")).unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}

#[tokio::test]
async fn two_processes_that_start_at_once_make_one_workspace() {
    let folder = tempfile::tempdir().unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let folder = folder.path().to_owned();
            std::thread::spawn(move || {
                let store = open(&folder, &patient());
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                runtime.block_on(store.first_workspace(noon())).unwrap()
            })
        })
        .collect();
    let made: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert!(made.iter().all(|workspace| *workspace == made[0]), "{made:?}");
    let store = open(folder.path(), &patient());
    let workspaces: i64 = store
        .read(|db| Ok(db.query_row("SELECT count(*) FROM workspace", [], |row| row.get(0))?))
        .await
        .unwrap();
    assert_eq!(workspaces, 1);
}

/// What `api-key create` does beside a running server.
#[tokio::test]
async fn a_key_made_by_another_process_works_at_once() {
    let (folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    let other = open(folder.path(), &patient());
    for n in 0..20_u8 {
        let ingest = shop.customers(r#"[{"email":"ana@shop.example"}]"#);
        let (made, _) = tokio::join!(other.create_api_key(shop.id, key("script", n, noon())), ingest);
        assert_eq!(
            store.use_api_key([n; 32], noon()).await.unwrap().map(|key| key.id),
            Some(made.unwrap().id)
        );
    }
}

#[tokio::test]
async fn a_store_comes_back_as_it_was_closed() {
    let (folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    shop.customers(r#"[{"email":"ana@shop.example","attributes":{"a":0.1},"consent":{"sms":"granted"}}]"#)
        .await;
    shop.orders(r#"[{"email":"ana@shop.example","amount":1.10,"orderDate":"2026-01-01"}]"#).await;
    let (id, before) = (shop.id, shop.snapshot().await);
    drop(store);
    assert!(!folder.path().join("store.db-wal").exists(), "closing leaves one file");
    let store = open(folder.path(), &patient());
    let shop = crate::conformance::shop::Shop { store: &store, id };
    assert_eq!(shop.snapshot().await, before);
    shop.orders(r#"[{"email":"ana@shop.example","amount":2,"orderDate":"2026-01-02"}]"#).await;
    assert_eq!(shop.find("ana@shop.example").await.unwrap().totals.spend_minor, 3_10);
}

#[tokio::test]
async fn what_cannot_be_read_is_corrupt_and_no_panic() {
    let (_folder, store) = temporary(&patient());
    let [shop, _] = two(&store).await;
    shop.customers(r#"[{"email":"ana@shop.example"}]"#).await;
    for damage in [
        "UPDATE customer SET email = 'not an email'",
        "UPDATE customer SET email = NULL, attributes = '{'",
        "UPDATE customer SET attributes = NULL, tags = '[1]'",
        "UPDATE customer SET tags = NULL, sms_consent = 99",
        "UPDATE customer SET sms_consent = NULL, created_at = 9223372036854775807",
    ] {
        store
            .write(crate::sqlite::writer::Durability::Process, move |writing| {
                writing.db.execute_batch(damage)?;
                Ok(())
            })
            .await
            .unwrap();
        let filter = crate::CustomerFilter::default();
        let read =
            crate::Customers::customers(&store, shop.id, &filter, &crate::conformance::shop::first(9)).await;
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{damage}: {read:?}");
    }
}
