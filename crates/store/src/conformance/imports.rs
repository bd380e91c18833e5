//! Cases about files being imported.

use super::shop::{at, collect, first, two};
use crate::{ImportKind, ImportProgress, ImportRejection, ImportState, Store, StoreError};

fn rejection(line: u64, field: &str) -> ImportRejection {
    ImportRejection {
        line,
        field: field.into(),
        code: "invalid_email".into(),
        message: format!("expected an email address in line {line}"),
    }
}

/// From its beginning to its end, an import says how far it has come.
pub async fn an_import_tells_how_far_it_has_come(store: &dyn Store) {
    let [shop, other] = two(store).await;
    let begun = store.create_import(shop.id, ImportKind::Orders, Some("sales 🌻.csv"), at(5)).await.unwrap();
    assert_eq!(
        (begun.state, begun.progress, begun.started_at),
        (ImportState::Running, ImportProgress::default(), at(5))
    );
    assert_eq!(store.import(shop.id, begun.id).await.unwrap(), Some(begun.clone()));
    let progress = ImportProgress { rows_read: 10, accepted: 8, rejected: 2, last_position: 1 << 60 };
    store.advance_import(shop.id, begun.id, progress, vec![rejection(3, "email")], at(6)).await.unwrap();
    assert_eq!(store.import(shop.id, begun.id).await.unwrap().unwrap().progress, progress);
    store.finish_import(shop.id, begun.id, None, at(9)).await.unwrap();
    let done = store.import(shop.id, begun.id).await.unwrap().unwrap();
    assert_eq!((done.state, done.finished_at, done.error), (ImportState::Done, Some(at(9)), None));

    let second = store.create_import(shop.id, ImportKind::Customers, None, at(6)).await.unwrap();
    store.finish_import(shop.id, second.id, Some("the disk is full"), at(7)).await.unwrap();
    let failed = store.import(shop.id, second.id).await.unwrap().unwrap();
    assert_eq!((failed.state, failed.error.as_deref()), (ImportState::Failed, Some("the disk is full")));
    let all = collect(async |page| store.imports(shop.id, &page).await).await;
    assert_eq!(all.iter().map(|import| import.id).collect::<Vec<_>>(), [second.id, begun.id]);

    assert_eq!(store.import(other.id, begun.id).await.unwrap(), None);
    assert!(store.imports(other.id, &first(9)).await.unwrap().items.is_empty());
    let advanced = store.advance_import(other.id, begun.id, progress, Vec::new(), at(6)).await;
    assert!(matches!(advanced, Err(StoreError::NotFound)));
    assert!(matches!(store.finish_import(other.id, begun.id, None, at(9)).await, Err(StoreError::NotFound)));
    assert!(matches!(
        store.import_rejections(other.id, begun.id, &first(9)).await,
        Err(StoreError::NotFound)
    ));
}

/// Refused rows are listed by line, several of one line in the order they came.
pub async fn refused_rows_are_listed_by_line(store: &dyn Store) {
    let [shop, _] = two(store).await;
    let import = store.create_import(shop.id, ImportKind::Customers, None, at(0)).await.unwrap().id;
    let other = store.create_import(shop.id, ImportKind::Customers, None, at(0)).await.unwrap().id;
    let none = ImportProgress::default();
    let first_rows = vec![rejection(2, "email"), rejection(9, "name"), rejection(9, "email")];
    store.advance_import(shop.id, import, none, first_rows, at(1)).await.unwrap();
    store.advance_import(shop.id, other, none, vec![rejection(1, "x")], at(1)).await.unwrap();
    let later: Vec<_> = (10..30).map(|line| rejection(line, "email")).collect();
    store.advance_import(shop.id, import, none, later, at(2)).await.unwrap();
    store.advance_import(shop.id, import, none, vec![rejection(5, "late")], at(3)).await.unwrap();
    let rows = collect(async |page| store.import_rejections(shop.id, import, &page).await).await;
    let lines: Vec<_> = rows.iter().map(|row| (row.line, row.field.as_str())).collect();
    assert_eq!(lines[..4], [(2, "email"), (5, "late"), (9, "name"), (9, "email")]);
    assert_eq!(rows.len(), 24);
    assert_eq!(rows[0], rejection(2, "email"));
}

/// A file of nothing but nonsense must not fill the disk.
pub async fn the_first_ten_thousand_refused_rows_are_kept(store: &dyn Store) {
    let [shop, _] = two(store).await;
    let import = store.create_import(shop.id, ImportKind::Customers, None, at(0)).await.unwrap().id;
    for thousand in 0..11 {
        let rows = (1..=1_000).map(|row| rejection(thousand * 1_000 + row, "email")).collect();
        let progress = ImportProgress { rejected: (thousand + 1) * 1_000, ..ImportProgress::default() };
        store.advance_import(shop.id, import, progress, rows, at(1)).await.unwrap();
    }
    assert_eq!(store.import(shop.id, import).await.unwrap().unwrap().progress.rejected, 11_000);
    let mut last = 0;
    let mut page = first(1_000);
    for _ in 0..10 {
        let read = store.import_rejections(shop.id, import, &page).await.unwrap();
        last = read.items.last().unwrap().line;
        match read.next {
            Some(after) => page = super::shop::next(1_000, &after),
            None => break,
        }
    }
    assert_eq!(last, 10_000);
}

/// What was running when the process died says so.
pub async fn imports_that_were_running_can_be_failed_together(store: &dyn Store) {
    let [shop, other] = two(store).await;
    let done = store.create_import(shop.id, ImportKind::Customers, None, at(0)).await.unwrap().id;
    store.finish_import(shop.id, done, None, at(1)).await.unwrap();
    let mut running = Vec::new();
    for shop in [shop, other] {
        running
            .push((shop.id, store.create_import(shop.id, ImportKind::Orders, None, at(0)).await.unwrap().id));
    }
    assert_eq!(store.fail_running_imports("interrupted by a restart", at(2), at(1)).await.unwrap(), 2);
    assert_eq!(store.fail_running_imports("again", at(3), at(9)).await.unwrap(), 0);
    for (workspace, import) in running {
        let import = store.import(workspace, import).await.unwrap().unwrap();
        assert_eq!((import.state, import.finished_at), (ImportState::Failed, Some(at(2))));
        assert_eq!(import.error.as_deref(), Some("interrupted by a restart"));
    }
    assert_eq!(store.import(shop.id, done).await.unwrap().unwrap().state, ImportState::Done);
}

/// One process may fail what another has stopped reading, and must leave what it goes on reading.
pub async fn an_import_that_was_heard_of_goes_on(store: &dyn Store) {
    let [shop, _] = two(store).await;
    let silent = store.create_import(shop.id, ImportKind::Orders, None, at(5)).await.unwrap().id;
    let heard = store.create_import(shop.id, ImportKind::Orders, None, at(5)).await.unwrap().id;
    assert_eq!(store.fail_running_imports("stopped", at(9), at(5)).await.unwrap(), 0, "heard of at 5");
    let progress = ImportProgress { rows_read: 1, accepted: 1, ..ImportProgress::default() };
    store.advance_import(shop.id, heard, progress, Vec::new(), at(8)).await.unwrap();
    assert_eq!(store.fail_running_imports("stopped", at(9), at(6)).await.unwrap(), 1);
    let state = async |id| store.import(shop.id, id).await.unwrap().unwrap().state;
    assert_eq!((state(silent).await, state(heard).await), (ImportState::Failed, ImportState::Running));
    // It was only slow: what it says of itself counts more than what others thought of its silence.
    store.finish_import(shop.id, silent, None, at(10)).await.unwrap();
    let done = store.import(shop.id, silent).await.unwrap().unwrap();
    assert_eq!((done.state, done.finished_at, done.error), (ImportState::Done, Some(at(10)), None));
}
