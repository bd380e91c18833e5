//! Audiences on disk, between one run and the next.

use std::path::{Path, PathBuf};

use domain::WorkspaceId;
use rusqlite::Connection;

use super::{open, patient};
use crate::Audiences;
use crate::conformance::shop::{EVERYONE, Shop, two};
use crate::sqlite::SqliteStore;

const PEOPLE: &str = r#"[{"externalId":"1","name":"Ana","email":"ana@shop.example"},
    {"externalId":"2","name":"Bo","email":"bo@shop.example"},{"externalId":"3","name":"Cy"}]"#;

async fn reachable(store: &SqliteStore, id: WorkspaceId) -> (u64, u64) {
    let answer = store.answer(id, Shop::question(EVERYONE), 0).await.unwrap();
    (answer.count, answer.reachable.email)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder.join("store.audiences")).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Takes an address away behind the back of the store, so that it shows whether customers are read.
fn meddle(folder: &Path, name: &str) {
    let db = Connection::open(folder.join("store.db")).unwrap();
    assert_eq!(db.execute("UPDATE customer SET email = NULL WHERE name = ?1", [name]).unwrap(), 1);
}

#[tokio::test]
async fn what_was_put_on_disk_is_used_until_something_changes() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &patient());
    let id = two(&store).await[1].id;
    Shop { store: &store, id }.customers(PEOPLE).await;
    assert_eq!(reachable(&store, id).await, (3, 2));
    drop(store);
    assert_eq!(files(folder.path()).len(), 1, "an index that was asked about");

    meddle(folder.path(), "Ana");
    for _ in 0..2 {
        let store = open(folder.path(), &patient());
        assert_eq!(reachable(&store, id).await, (3, 2), "the file is as it was when the store closed");
        drop(store);
    }
    let store = open(folder.path(), &patient());
    Shop { store: &store, id }.customers(r#"[{"externalId":"4","name":"Di"}]"#).await;
    assert!(files(folder.path()).is_empty(), "what is out of date is gone at once");
    assert_eq!(reachable(&store, id).await, (4, 1), "customers were read");
    drop(store);
    assert_eq!(files(folder.path()).len(), 1);
}

#[tokio::test]
async fn a_file_that_is_damaged_or_of_another_time_is_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &patient());
    let id = two(&store).await[1].id;
    Shop { store: &store, id }.customers(PEOPLE).await;
    assert_eq!(reachable(&store, id).await, (3, 2));
    drop(store);
    let file = files(folder.path()).remove(0);
    let early = std::fs::read(&file).unwrap();

    let store = open(folder.path(), &patient());
    Shop { store: &store, id }.customers(r#"[{"externalId":"4","email":"di@shop.example"}]"#).await;
    assert_eq!(reachable(&store, id).await, (4, 3));
    drop(store);
    let late = std::fs::read(&file).unwrap();
    let mut damaged = late.clone();
    *damaged.last_mut().unwrap() ^= 1;
    for other in [&early[..], &damaged, &late[..late.len() / 2], &[]] {
        std::fs::write(&file, other).unwrap();
        let store = open(folder.path(), &patient());
        assert_eq!(reachable(&store, id).await, (4, 3));
    }
}

#[tokio::test]
async fn after_a_crash_nothing_lies_on_disk_that_the_store_does_not_know() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &patient());
    let id = two(&store).await[1].id;
    Shop { store: &store, id }.customers(PEOPLE).await;
    assert_eq!(reachable(&store, id).await, (3, 2));
    drop(store);
    // As if the machine had stopped between the commit that took the note away and the removal of the file.
    let db = Connection::open(folder.path().join("store.db")).unwrap();
    assert_eq!(db.execute("DELETE FROM setting WHERE name LIKE 'audiences of %'", []).unwrap(), 1);
    drop(db);
    std::fs::write(folder.path().join("store.audiences/half-written"), "Ana").unwrap();
    drop(open(folder.path(), &patient()));
    assert!(files(folder.path()).is_empty());
}
