//! Indexes on disk, from one run to the next.
//!
//! When the store closes, each index that is kept is written into a file beside the store's, and under its workspace
//! the store notes a number drawn for that file: it holds what the store holds. The first transaction that changes an
//! audience of the workspace takes the note away, and then the file goes too. So a file is read only if nothing has
//! changed since it was written; after a crash there is no note, and customers and orders are read one by one.

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use audience::Index;
use domain::WorkspaceId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::StoreError;

/// Before the workspace in the name of a note.
const NOTE: &str = "audiences of ";
/// Indexes of fewer rows are read again sooner than a file is looked for.
const WORTH_A_FILE: u64 = if cfg!(test) { 1 } else { 50_000 };
/// Read and written at once, in bytes.
const PIECE: usize = 1 << 20;

/// The files of a store.
#[derive(Debug)]
pub(super) struct Shelf {
    folder: PathBuf,
    /// The notes of the store.
    noted: Mutex<HashMap<WorkspaceId, i64>>,
}

impl Shelf {
    /// The files that belong to the store in a file, of which no note is known yet.
    pub(super) fn beside(file: &Path) -> Self {
        Self { folder: file.with_extension("audiences"), noted: Mutex::default() }
    }

    /// Reads the notes, and removes files that nobody will read: they name people.
    pub(super) fn tidy(&self, db: &Connection) -> Result<(), StoreError> {
        let mut select = db.prepare("SELECT name, value FROM setting WHERE name LIKE ?1 || '%'")?;
        let mut rows = select.query([NOTE])?;
        let mut noted = self.noted();
        while let Some(row) = rows.next()? {
            let (name, token): (String, i64) = (row.get(0)?, row.get(1)?);
            if let Some(workspace) = name.strip_prefix(NOTE).and_then(|id| id.parse().ok()) {
                noted.insert(workspace, token);
            }
        }
        let kept: BTreeSet<PathBuf> = noted.keys().map(|workspace| self.file(*workspace)).collect();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if !kept.contains(&entry.path()) {
                remove(&entry.path());
            }
        }
        Ok(())
    }

    /// The index of a workspace as it is in this state of the store, if it was put here and nothing has changed.
    pub(super) fn take(&self, db: &Connection, workspace: WorkspaceId) -> Result<Option<Index>, StoreError> {
        let mut select = db.prepare("SELECT value FROM setting WHERE name = ?1")?;
        let token = select.query_row([note(workspace)], |row| row.get::<_, i64>(0)).optional()?;
        let Some(token) = token else { return Ok(None) };
        let read = File::open(self.file(workspace)).and_then(|file| {
            Index::open(&mark(workspace, token), &mut BufReader::with_capacity(PIECE, file))
        });
        if let Err(error) = &read {
            tracing::warn!(%workspace, %error, "audiences on disk cannot be used; they are read from the store");
        }
        let index = read.unwrap_or_default();
        if index.is_none() {
            // The file is to be written anew.
            self.noted().remove(&workspace);
        }
        Ok(index)
    }

    /// Writes an index into its file, to be noted under this number; false if that is not worth it: the file holds it
    /// already, or it is small.
    pub(super) fn put(&self, workspace: WorkspaceId, token: i64, index: &mut Index) -> io::Result<bool> {
        if self.noted().contains_key(&workspace) || index.len() + index.orders() < WORTH_A_FILE {
            return Ok(false);
        }
        fs::create_dir_all(&self.folder)?;
        let half = self.folder.join("half-written");
        let mut to = BufWriter::with_capacity(PIECE, private(&half)?);
        index.save(&mark(workspace, token), &mut to)?;
        to.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&half, self.file(workspace))?;
        Ok(true)
    }

    /// Notes that a file holds what the store holds.
    pub(super) fn note(&self, db: &Connection, workspace: WorkspaceId, token: i64) -> Result<(), StoreError> {
        db.execute(
            "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
            params![note(workspace), token],
        )?;
        self.noted().insert(workspace, token);
        Ok(())
    }

    /// Takes away the notes of workspaces that a transaction has changed; says which there were.
    pub(super) fn unnote(
        &self,
        db: &Connection,
        changed: &BTreeSet<WorkspaceId>,
    ) -> Result<Vec<WorkspaceId>, StoreError> {
        let noted = self.noted();
        let gone: Vec<_> =
            changed.iter().copied().filter(|workspace| noted.contains_key(workspace)).collect();
        drop(noted);
        for workspace in &gone {
            db.execute("DELETE FROM setting WHERE name = ?1", [note(*workspace)])?;
        }
        Ok(gone)
    }

    /// The transaction was committed: the files are of no more use.
    pub(super) fn forget(&self, gone: &[WorkspaceId]) {
        for workspace in gone {
            self.noted().remove(workspace);
            remove(&self.file(*workspace));
        }
    }

    fn file(&self, workspace: WorkspaceId) -> PathBuf {
        self.folder.join(format!("{workspace}.index"))
    }

    fn noted(&self) -> MutexGuard<'_, HashMap<WorkspaceId, i64>> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(workspace: WorkspaceId) -> String {
    format!("{NOTE}{workspace}")
}

/// What a file says it is a snapshot of.
fn mark(workspace: WorkspaceId, token: i64) -> String {
    format!("workspace {workspace}, {token:016x}")
}

/// A new file that only its owner reads.
fn private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn remove(path: &Path) {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            tracing::warn!(path = %path.display(), %error, "audiences on disk that are out of date cannot be removed");
        }
        _ => {}
    }
}
