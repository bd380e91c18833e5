//! A file becomes batches: rows are read, turned into records, and taken in a thousand at a time, with every
//! refused row kept under its line.

mod csv;

use std::sync::Arc;

use domain::workspace::Workspace;
use domain::{FieldError, ImportId, Topic};
use store::{ImportKind, ImportProgress, ImportRejection, Store, StoreError};

use crate::clock::now;
use crate::intake::body::{Format, MalformedBody, split};
use crate::intake::{Intake, IntakeError};

/// Rows taken in at a time.
const ROWS: usize = 1_000;
/// Rejections kept for a person to read; their number is always exact.
const KEPT_REJECTIONS: u64 = 10_000;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated values with a header row of the API's field names.
    Csv,
    /// A JSON object or array.
    Json,
    /// One JSON object a line.
    Ndjson,
}

/// Why an import ended early. What was accepted before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is not of the format it should be.
    #[error("{0}")]
    Malformed(String),
    /// The log cannot be written.
    #[error(transparent)]
    Intake(#[from] IntakeError),
    /// The store cannot note the progress.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<MalformedBody> for ImportError {
    fn from(error: MalformedBody) -> Self {
        Self::Malformed(error.message)
    }
}

/// A row as a JSON record, and the line it stood in, from 1.
struct Row {
    line: u64,
    record: Result<String, FieldError>,
}

/// Runs imports.
#[derive(Clone)]
pub struct Importer {
    intake: Intake,
    store: Arc<dyn Store>,
}

impl Importer {
    /// An importer that appends through `intake` and notes its progress in `store`.
    pub fn new(intake: Intake, store: Arc<dyn Store>) -> Self {
        Self { intake, store }
    }

    /// Reads the whole file, and notes how it ended.
    pub async fn run(
        &self,
        workspace: &Workspace,
        id: ImportId,
        kind: ImportKind,
        format: FileFormat,
        file: &[u8],
    ) {
        let outcome = self.read(workspace, id, kind, format, file).await;
        let error = outcome.err().map(|error| error.to_string());
        if let Err(error) = self.store.finish_import(workspace.id, id, error.as_deref(), now()).await {
            tracing::error!(import = %id, error = &error as &dyn std::error::Error, "cannot note the end of an import");
        }
    }

    async fn read(
        &self,
        workspace: &Workspace,
        id: ImportId,
        kind: ImportKind,
        format: FileFormat,
        file: &[u8],
    ) -> Result<(), ImportError> {
        let topic = match kind {
            ImportKind::Customers => Topic::Customers,
            ImportKind::Orders => Topic::Orders,
        };
        let mut progress = ImportProgress::default();
        let mut rows = match format {
            FileFormat::Csv => csv::rows(kind, file)?,
            FileFormat::Json | FileFormat::Ndjson => json_rows(format, file)?,
        };
        loop {
            let part: Vec<Row> = rows.by_ref().take(ROWS).collect();
            if part.is_empty() {
                return Ok(());
            }
            self.take(workspace, id, topic, part, &mut progress).await?;
        }
    }

    /// Takes some rows in, and notes what became of them.
    async fn take(
        &self,
        workspace: &Workspace,
        id: ImportId,
        topic: Topic,
        rows: Vec<Row>,
        progress: &mut ImportProgress,
    ) -> Result<(), ImportError> {
        let (mut lines, mut body, mut refused) = (Vec::with_capacity(rows.len()), String::new(), Vec::new());
        progress.rows_read += rows.len() as u64;
        for row in rows {
            match row.record {
                Ok(record) => {
                    lines.push(row.line);
                    // A record of many lines becomes one: a line break inside a JSON text is always escaped.
                    body.extend(record.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
                    body.push('\n');
                }
                Err(error) => refused.push((row.line, error)),
            }
        }
        if !lines.is_empty() {
            let taken = self
                .intake
                .accept_all_named(topic, workspace, body.as_bytes(), Format::Ndjson, now())
                .await?;
            progress.accepted += taken.sorted.accepted;
            if let Some(position) = taken.position {
                progress.last_position = position.get();
            }
            refused.extend(
                taken.sorted.rejected.into_iter().map(|rejection| (lines[rejection.index], rejection.error)),
            );
        }
        let room = KEPT_REJECTIONS.saturating_sub(progress.rejected);
        progress.rejected += refused.len() as u64;
        refused.sort_by_key(|(line, _)| *line);
        let kept =
            refused.into_iter().take(usize::try_from(room).unwrap_or(usize::MAX)).map(|(line, error)| {
                ImportRejection { line, field: error.field, code: error.code, message: error.message }
            });
        self.store.advance_import(workspace.id, id, *progress, kept.collect(), now()).await?;
        Ok(())
    }
}

type Rows<'a> = Box<dyn Iterator<Item = Row> + Send + 'a>;

/// The records of a JSON or NDJSON file with the lines they begin in.
fn json_rows(format: FileFormat, file: &[u8]) -> Result<Rows<'_>, ImportError> {
    let format = if format == FileFormat::Ndjson { Format::Ndjson } else { Format::Json };
    let records = split(file, format)?;
    let start = file.as_ptr() as usize;
    let (mut line, mut seen) = (1, 0);
    Ok(Box::new(records.into_iter().map(move |record| {
        // Every record is a slice of the file, so its place in memory is its place in the file.
        let at = record.as_ptr() as usize - start;
        line += file[seen..at].iter().filter(|byte| **byte == b'\n').count() as u64;
        seen = at;
        Row { line, record: Ok(record.to_owned()) }
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(format: FileFormat, file: &str) -> Vec<(u64, String)> {
        json_rows(format, file.as_bytes()).ok().unwrap().map(|row| (row.line, row.record.unwrap())).collect()
    }

    #[test]
    fn a_record_is_known_by_the_line_it_begins_in() {
        let file = "[\n  {\"email\":\"a@b.co\"},\n\n  {\"email\":\n   \"c@d.co\"}, {\"email\":\"e@f.co\"}]";
        let lines: Vec<u64> = rows(FileFormat::Json, file).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 4, 5]);
        let lines: Vec<u64> =
            rows(FileFormat::Ndjson, "{}\n\n{}\n").into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 3]);
    }
}
