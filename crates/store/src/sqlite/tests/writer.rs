//! Many jobs in one transaction: what they share, and what they must not.

use std::sync::mpsc;
use std::time::Duration;

use rusqlite::{ErrorCode, OptionalExtension};

use super::{open, patient, temporary};
use crate::conformance::shop::{batch, customer_records, two};
use crate::sqlite::writer::Durability;
use crate::sqlite::{Settings, SqliteStore};
use crate::{Accounts, Ingest, Step, StoreError};
use domain::Topic;

/// Keeps the writer busy until the sender is used or dropped, so that whatever is queued meanwhile shares the next
/// transaction.
async fn hold(store: &SqliteStore) -> (mpsc::Sender<()>, impl Future<Output = ()> + '_) {
    let (release, held) = mpsc::channel::<()>();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let mut busy = Box::pin(async move {
        let job = store.write(Durability::Process, move |_| {
            let _ = begun.send(());
            let _ = held.recv();
            Ok(())
        });
        job.await.unwrap();
    });
    tokio::select! {
        () = &mut busy => unreachable!("nobody has released it"),
        begun = begins => begun.unwrap(),
    }
    (release, busy)
}

/// A number kept under a name, for seeing what was written.
async fn value(store: &SqliteStore, name: &'static str) -> Option<i64> {
    let read = store.read(move |db| {
        let mut select = db.prepare("SELECT value FROM setting WHERE name = ?1")?;
        Ok(select.query_row([name], |row| row.get(0)).optional()?)
    });
    read.await.unwrap()
}

async fn put(store: &SqliteStore, durability: Durability, name: &'static str) -> Result<(), StoreError> {
    store
        .write(durability, move |writing| {
            writing.db.execute("INSERT INTO setting (name, value) VALUES (?1, 1)", [name])?;
            Ok(())
        })
        .await
}

async fn put_and_fail(store: &SqliteStore, name: &'static str) -> Result<(), StoreError> {
    store
        .write(Durability::Process, move |writing| {
            writing.db.execute("INSERT INTO setting (name, value) VALUES (?1, 1)", [name])?;
            Err(StoreError::WrongState)
        })
        .await
}

async fn put_and_panic(store: &SqliteStore, name: &'static str) -> Result<(), StoreError> {
    store
        .write(Durability::Process, move |writing| {
            writing.db.execute("INSERT INTO setting (name, value) VALUES (?1, 1)", [name])?;
            panic!("a bug, planned by a test");
        })
        .await
}

#[tokio::test]
async fn a_job_that_fails_undoes_its_own_writes_and_no_others() {
    let (_folder, store) = temporary(&patient());
    let (release, busy) = hold(&store).await;
    let jobs = async {
        tokio::join!(
            put_and_fail(&store, "first fails"),
            put(&store, Durability::Process, "a"),
            put_and_fail(&store, "b"),
            put_and_panic(&store, "c"),
            put(&store, Durability::Process, "d"),
            async { release.send(()).unwrap() },
        )
    };
    let (results, ()) = tokio::join!(jobs, busy);
    assert!(matches!(results.0, Err(StoreError::WrongState)));
    assert!(results.1.is_ok() && results.4.is_ok());
    assert!(matches!(results.2, Err(StoreError::WrongState)));
    assert!(matches!(&results.3, Err(StoreError::Corrupt(why)) if why.contains("planned by a test")));
    let mut kept = Vec::new();
    for name in ["first fails", "a", "b", "c", "d"] {
        kept.push(value(&store, name).await);
    }
    assert_eq!(kept, [None, Some(1), None, None, Some(1)]);
    put(&store, Durability::Process, "after").await.unwrap();
}

/// Some failures make SQLite roll back the transaction by itself; then it is gone for those before, too.
#[tokio::test]
async fn nobody_is_told_that_a_write_was_kept_that_sqlite_rolled_back() {
    let (_folder, store) = temporary(&patient());
    let (release, busy) = hold(&store).await;
    let rolled_back = store.write(Durability::Process, |writing| -> Result<(), StoreError> {
        writing.db.execute_batch("ROLLBACK")?;
        Err(StoreError::WrongState)
    });
    let jobs = async {
        tokio::join!(
            put(&store, Durability::Process, "before"),
            rolled_back,
            put(&store, Durability::Process, "after"),
            async { release.send(()).unwrap() },
        )
    };
    let ((before, rolled_back, after, ()), ()) = tokio::join!(jobs, busy);
    assert!(before.is_err_and(|error| error.is_transient()));
    assert!(matches!(rolled_back, Err(StoreError::WrongState)));
    after.unwrap();
    assert_eq!((value(&store, "before").await, value(&store, "after").await), (None, Some(1)));
}

#[tokio::test]
async fn jobs_that_wait_together_share_one_sync() {
    let (_folder, store) = temporary(&patient());
    let before = value(&store, "syncs").await.unwrap();
    let (release, busy) = hold(&store).await;
    let jobs = async {
        tokio::join!(
            put(&store, Durability::Power, "a"),
            put(&store, Durability::Process, "b"),
            put(&store, Durability::Power, "c"),
            put(&store, Durability::Power, "d"),
            async { release.send(()).unwrap() },
        )
    };
    let (results, ()) = tokio::join!(jobs, busy);
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok() && results.3.is_ok());
    assert_eq!(value(&store, "syncs").await.unwrap(), before + 1);
    put(&store, Durability::Process, "e").await.unwrap();
    assert_eq!(value(&store, "syncs").await.unwrap(), before + 1, "ingest alone needs no sync");
}

#[tokio::test]
async fn a_job_is_done_even_if_nobody_waits_for_it() {
    let (_folder, store) = temporary(&patient());
    let (release, busy) = hold(&store).await;
    {
        let mut abandoned = Box::pin(put(&store, Durability::Process, "abandoned"));
        let waited = tokio::time::timeout(Duration::from_millis(1), &mut abandoned).await;
        assert!(waited.is_err());
    }
    release.send(()).unwrap();
    busy.await;
    put(&store, Durability::Process, "later").await.unwrap();
    assert_eq!(value(&store, "abandoned").await, Some(1));
}

/// A file that may not grow stands for a full disk.
#[tokio::test]
async fn a_full_disk_is_unavailable_until_there_is_room() {
    let (_folder, store) = temporary(&Settings { max_pages: Some(90), ..patient() });
    let [shop, _] = two(&store).await;
    let records: Vec<_> = (0..5_000)
        .map(|n| format!(r#"{{"email":"c{n}@shop.example","name":"A name that takes some room {n}"}}"#))
        .collect();
    let records = customer_records(&format!("[{}]", records.join(",")));
    let step = Step { workspace: shop.id, from: 0, to: 1 };
    let (release, busy) = hold(&store).await;
    let jobs = async {
        tokio::join!(
            put(&store, Durability::Process, "beside"),
            store.apply_customers(step, vec![batch(1, records.clone())]),
            put(&store, Durability::Process, "behind"),
            async { release.send(()).unwrap() },
        )
    };
    let ((_, applied, _, ()), ()) = tokio::join!(jobs, busy);
    let error = applied.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
    let StoreError::Unavailable(source) = error else { unreachable!() };
    let full = source.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
    assert_eq!(full, Some(ErrorCode::DiskFull));
    assert_eq!(store.mark(Topic::Customers, shop.id).await.unwrap(), 0);
    assert_eq!(shop.overview().await.customers, 0);
    store
        .write(Durability::Process, |writing| {
            writing.db.pragma_update_and_check(None, "max_page_count", 100_000, |_| Ok(()))?;
            Ok(())
        })
        .await
        .unwrap();
    store.apply_customers(step, vec![batch(1, records)]).await.unwrap();
    assert_eq!(shop.overview().await.customers, 5_000);
}

#[tokio::test]
async fn a_store_that_another_process_locks_is_unavailable_until_it_lets_go() {
    let (folder, store) = temporary(&Settings { busy_timeout: Duration::from_millis(10), ..patient() });
    let other = rusqlite::Connection::open(folder.path().join("store.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = store.first_workspace(crate::conformance::shop::noon()).await.unwrap_err();
    assert!(refused.is_transient(), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    store.first_workspace(crate::conformance::shop::noon()).await.unwrap();
}

#[tokio::test]
async fn whoever_stops_waiting_for_a_read_interrupts_it() {
    let (_folder, store) = temporary(&patient());
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    for _ in 0..8 {
        let (begun, begins) = tokio::sync::oneshot::channel();
        let mut read = Box::pin(store.read(move |db| {
            let _ = begun.send(());
            Ok(db.query_row(endless, [], |row| row.get::<_, i64>(0))?)
        }));
        tokio::select! {
            _ = &mut read => unreachable!("it has no end"),
            begun = begins => begun.unwrap(),
        }
    }
    // There are fewer connections than that: those must have come back, and must work.
    assert!(value(&store, "syncs").await.is_some());
}

#[tokio::test]
async fn a_read_sees_one_state_of_the_store() {
    let (folder, store) = temporary(&patient());
    let other = open(folder.path(), &patient());
    let count = |db: &rusqlite::Connection| -> Result<i64, StoreError> {
        Ok(db.query_row("SELECT count(*) FROM setting WHERE name = 'between'", [], |row| row.get(0))?)
    };
    let (first, seen_first) = tokio::sync::oneshot::channel();
    let (go_on, told) = mpsc::channel::<()>();
    let reading = store.read(move |db| {
        let before = count(db)?;
        let _ = first.send(());
        let _ = told.recv();
        Ok((before, count(db)?))
    });
    let writing = async {
        seen_first.await.unwrap();
        put(&other, Durability::Process, "between").await.unwrap();
        go_on.send(()).unwrap();
    };
    let (seen, ()) = tokio::join!(reading, writing);
    assert_eq!(seen.unwrap(), (0, 0));
    assert_eq!(store.read(count).await.unwrap(), 1);
}
