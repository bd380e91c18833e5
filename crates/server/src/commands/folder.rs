//! The data folder: one server at a time, readable by its owner only.

use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use store::sqlite::SqliteStore;

/// Makes the folder if it is not there.
pub(crate) fn prepare(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("cannot make the data folder {}", folder.display()))
}

/// Where the store's database is.
pub(crate) fn database(folder: &Path) -> PathBuf {
    folder.join("store.db")
}

/// Opens the store in a folder; a server may be running beside.
pub(crate) fn store(folder: &Path) -> Result<SqliteStore> {
    prepare(folder)?;
    SqliteStore::open(&database(folder))
        .with_context(|| format!("cannot open the database in {}", folder.display()))
}

/// Makes sure that no other server uses the folder, for as long as the file is held.
pub(crate) fn lock(folder: &Path) -> Result<File> {
    let path = folder.join("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    if file.try_lock().is_err() {
        bail!(
            "another Mini CRM is running with the data folder {}. Stop it, or choose another DATA_DIR.",
            folder.display()
        );
    }
    Ok(file)
}
