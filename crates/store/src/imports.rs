use async_trait::async_trait;
use domain::{ImportId, Timestamp, WorkspaceId};

use crate::{Page, PageRequest, StoreError};

/// What the rows of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Customers.
    Customers,
    /// Orders.
    Orders,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Its rows are being read.
    Running,
    /// All its rows were read.
    Done,
    /// It ended early; what was accepted stays.
    Failed,
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportProgress {
    /// Rows read from the file.
    pub rows_read: u64,
    /// Rows accepted into the log.
    pub accepted: u64,
    /// Rows refused, each kept with its reason (the first 10,000).
    pub rejected: u64,
    /// Position of the last entry appended, to know when all of it is applied; 0 if none.
    pub last_position: u64,
}

/// A file being imported, or one that was.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Given by the store.
    pub id: ImportId,
    /// What its rows are.
    pub kind: ImportKind,
    /// As the person's browser named it.
    pub file_name: Option<String>,
    /// Where it stands.
    pub state: ImportState,
    /// How far it has come.
    pub progress: ImportProgress,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// Why it ended early.
    pub error: Option<String>,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRejection {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column or field; empty if the row as a whole is wrong.
    pub field: String,
    /// A stable word for programs.
    pub code: String,
    /// A sentence for people.
    pub message: String,
}

/// Files being imported.
#[async_trait]
pub trait Imports {
    /// Begins an import.
    async fn create_import(
        &self,
        workspace: WorkspaceId,
        kind: ImportKind,
        file_name: Option<&str>,
        at: Timestamp,
    ) -> Result<Import, StoreError>;
    /// Notes how far it has come, and rows refused since; `at` is when it was last heard of.
    async fn advance_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        progress: ImportProgress,
        rejections: Vec<ImportRejection>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Ends it: done, or failed with a reason.
    async fn finish_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        error: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// Ends all that are running and were last heard of before `silent_since`, with this reason: the process that read
    /// them has died. Says how many. One that was only slow goes on, and ends as it ends.
    async fn fail_running_imports(
        &self,
        reason: &str,
        at: Timestamp,
        silent_since: Timestamp,
    ) -> Result<u64, StoreError>;
    /// One import.
    async fn import(&self, workspace: WorkspaceId, id: ImportId) -> Result<Option<Import>, StoreError>;
    /// Newest first.
    async fn imports(&self, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<Import>, StoreError>;
    /// Rows refused, by line.
    async fn import_rejections(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        page: &PageRequest,
    ) -> Result<Page<ImportRejection>, StoreError>;
}
