//! The audit log of this backend holds even against us.

use domain::audit::{Actor, Deed};

use super::{Settings, temporary};
use crate::conformance::shop::at;
use crate::sqlite::writer::Durability;
use crate::{Accounts, Audit, AuditFilter, Note, PageRequest, StoreError};

#[tokio::test]
async fn lines_of_the_audit_log_can_be_neither_changed_nor_removed() {
    let (_folder, store) = temporary(&Settings::default());
    let workspace = store.first_workspace(at(0)).await.unwrap().id;
    let (by, deed) = (Actor::CommandLine, Deed::LinkMade);
    let note = Note { workspace, at: at(1), by, address: None, deed, on: None, named: None, detail: None };
    store.note(note.clone()).await.unwrap();
    for forbidden in ["UPDATE audit SET actor_kind = 0", "DELETE FROM audit"] {
        let changed =
            store.write(Durability::Process, move |writing| Ok(writing.db.execute_batch(forbidden)?)).await;
        assert!(
            matches!(changed, Err(StoreError::Corrupt(_) | StoreError::Unavailable(_))),
            "{forbidden}: {changed:?}"
        );
    }
    let page = PageRequest { limit: 9, after: None };
    let lines = store.audit(workspace, &AuditFilter::default(), &page).await.unwrap().items;
    assert_eq!(lines.into_iter().map(|line| line.note).collect::<Vec<_>>(), [note]);
}
