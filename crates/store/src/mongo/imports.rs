//! Files being imported.
#![allow(unused_variables, unused_imports, clippy::todo, reason = "being written")]

use crate::{Import, ImportKind, ImportProgress, ImportRejection, Imports, MongoStore};
use crate::{Page, PageRequest, StoreError};
use async_trait::async_trait;
use domain::{ImportId, Timestamp, WorkspaceId};

#[async_trait]
impl Imports for MongoStore {
    async fn create_import(
        &self,
        workspace: WorkspaceId,
        kind: ImportKind,
        file_name: Option<&str>,
        at: Timestamp,
    ) -> Result<Import, StoreError> {
        todo!()
    }
    async fn advance_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        progress: ImportProgress,
        rejections: Vec<ImportRejection>,
    ) -> Result<(), StoreError> {
        todo!()
    }
    async fn finish_import(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        error: Option<&str>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        todo!()
    }
    async fn fail_running_imports(&self, reason: &str, at: Timestamp) -> Result<u64, StoreError> {
        todo!()
    }
    async fn import(&self, workspace: WorkspaceId, id: ImportId) -> Result<Option<Import>, StoreError> {
        todo!()
    }
    async fn imports(&self, workspace: WorkspaceId, page: &PageRequest) -> Result<Page<Import>, StoreError> {
        todo!()
    }
    async fn import_rejections(
        &self,
        workspace: WorkspaceId,
        id: ImportId,
        page: &PageRequest,
    ) -> Result<Page<ImportRejection>, StoreError> {
        todo!()
    }
}
