//! Files in: a file is read in the background, and its progress can be followed.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use domain::audit::Deed;
use domain::{FieldError, ImportId, Timestamp, Topic};
use engine::import::{FileFormat, Importer};
use serde::{Deserialize, Serialize};
use store::{ImportKind, ImportState, Note, noted};
use utoipa::{IntoParams, ToSchema};

use super::download;
use super::extract::{Body, Path, Query};
use super::list::{List, Paging, list_schema};
use super::member::{CanFollow, CanIngest, Member};
use super::problem::Problem;
use crate::app::{App, Parts, now};

/// A file being imported, or one that was.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Import {
    #[schema(value_type = String, example = "1")]
    id: ImportId,
    #[schema(value_type = crate::http::words::ImportKind)]
    kind: &'static str,
    #[schema(required)]
    file_name: Option<String>,
    /// `running` (being read, or not yet applied), `done` or `failed`.
    #[schema(value_type = crate::http::words::ImportState)]
    state: &'static str,
    /// Rows read so far.
    rows_read: u64,
    /// Rows accepted so far.
    accepted: u64,
    /// Rows refused so far; the first 10,000 are kept.
    rejected_total: u64,
    /// True when everything accepted is applied.
    applied: bool,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    finished_at: Option<Timestamp>,
    /// Why it ended early.
    #[schema(required)]
    error: Option<String>,
}

/// A row that was refused.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportRejection {
    /// Line of the file, from 1.
    line: u64,
    /// Column or field; empty if the row as a whole is wrong.
    field: String,
    /// A stable word for programs.
    code: String,
    /// What is wrong and what was expected.
    message: String,
}

/// What is in the file.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportQuery {
    /// `customers` or `orders`.
    #[param(value_type = crate::http::words::ImportKind)]
    kind: String,
    /// To tell it from others.
    file_name: Option<String>,
}

async fn view(app: &Parts, member: &Member, import: store::Import) -> Result<Import, Problem> {
    let (kind, topic) = match import.kind {
        ImportKind::Customers => ("customers", Topic::Customers),
        ImportKind::Orders => ("orders", Topic::Orders),
    };
    let applied = import.progress.last_position <= app.store.mark(topic, member.workspace.id).await?;
    Ok(Import {
        id: import.id,
        kind,
        file_name: import.file_name,
        state: match import.state {
            ImportState::Running => "running",
            ImportState::Done => "done",
            ImportState::Failed => "failed",
        },
        rows_read: import.progress.rows_read,
        accepted: import.progress.accepted,
        rejected_total: import.progress.rejected,
        applied: applied && import.state != ImportState::Running,
        started_at: import.started_at,
        finished_at: import.finished_at,
        error: import.error,
    })
}

/// Import a file of customers or orders.
///
/// The body is the file: CSV with a header row of the API's field names (`tags` and `items` separated by `;`,
/// `attributes.NAME`, `consent.email`), JSON, or NDJSON. It is read in the background.
#[utoipa::path(post, operation_id = "createImport", path = "/api/imports", tag = "ingest", security(("ingest" = [])), params(ImportQuery),
    request_body(content((String = "text/csv", example = json!("email,name,city\nana@shop.com,Ana López,Lisbon")),
        (String = "application/json", example = json!([{"email": "ana@shop.com"}])), (String = "application/x-ndjson"))),
    responses((status = 202, body = Import),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 413, description = "Too large.", body = Problem),
              (status = 415, description = "Neither CSV, JSON nor NDJSON.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem),
              (status = 429, description = "The workspace sends too much, or too many wrong keys came from this address; come back after `Retry-After` seconds.", body = Problem)))]
pub(crate) async fn create(
    State(app): State<App>,
    member: CanIngest,
    Query(query): Query<ImportQuery>,
    headers: HeaderMap,
    Body(file): Body,
) -> Result<(StatusCode, Answer<Import>), Problem> {
    let kind = match query.kind.as_str() {
        "customers" => ImportKind::Customers,
        "orders" => ImportKind::Orders,
        other => {
            let error = FieldError::new(
                "kind",
                "unknown_kind",
                format!("expected customers or orders, got \"{other}\""),
            );
            return Err(Problem::invalid("invalid_query", "Nothing was taken.", vec![error]));
        }
    };
    let format = format(&headers)?;
    app.limits.try_to_send(member.workspace.id)?;
    let name: Option<String> =
        query.file_name.map(|name| name.chars().filter(|c| !c.is_control()).take(200).collect());
    let did = Note { named: name.clone(), ..member.did(Deed::ImportStarted).with(&query.kind) };
    let begun = app.store.create_import(member.workspace.id, kind, name.as_deref(), now());
    let import = noted(did, begun).await?;
    let importer = Importer::new(app.intake.clone(), app.store.clone());
    let (workspace, id) = (member.workspace.clone(), import.id);
    let reading = app.clone();
    tokio::spawn(async move {
        importer.run(&workspace, id, kind, format, &file).await;
        // How many records a file has is known when it was read.
        if let Ok(Some(import)) = reading.store.import(workspace.id, id).await {
            reading.limits.sent(workspace.id, import.progress.rows_read);
        }
        reading.pulse.raise(workspace.id);
    });
    Ok((StatusCode::ACCEPTED, Answer(view(&app, &member, import).await?)))
}

fn format(headers: &HeaderMap) -> Result<FileFormat, Problem> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "text/csv" => Ok(FileFormat::Csv),
        "application/json" => Ok(FileFormat::Json),
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" => Ok(FileFormat::Ndjson),
        other => {
            let detail = format!(
                "Expected text/csv, application/json or application/x-ndjson, got \"{other}\". Nothing was taken."
            );
            Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
        }
    }
}

list_schema! {
    /// A page of imports.
    ImportPage of Import
}

/// Imports, newest first.
#[utoipa::path(get, operation_id = "listImports", path = "/api/imports", tag = "ingest", security(("follow" = [])), params(Paging),
    responses((status = 200, body = ImportPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn list(
    State(app): State<App>,
    member: CanFollow,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<Import>>, Problem> {
    let page = app.store.imports(member.workspace.id, &paging.request()?).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for import in page.items {
        items.push(view(&app, &member, import).await?);
    }
    Ok(Answer(List { items, next_cursor: page.next.map(|cursor| cursor.0) }))
}

/// One import.
#[utoipa::path(get, operation_id = "getImport", path = "/api/imports/{id}", tag = "ingest", security(("follow" = [])), params(("id" = String, Path)),
    responses((status = 200, body = Import),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such import here.", body = Problem)))]
pub(crate) async fn read(
    State(app): State<App>,
    member: CanFollow,
    Path(id): Path<ImportId>,
) -> Result<Answer<Import>, Problem> {
    let import =
        app.store.import(member.workspace.id, id).await?.ok_or_else(|| Problem::not_found("import"))?;
    view(&app, &member, import).await.map(Answer)
}

list_schema! {
    /// A page of refused rows.
    ImportRejectionPage of ImportRejection
}

/// Rows of an import that were refused, by line.
#[utoipa::path(get, operation_id = "listImportRejections", path = "/api/imports/{id}/rejections", tag = "ingest", security(("follow" = [])), params(("id" = String, Path), Paging),
    responses((status = 200, body = ImportRejectionPage),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such import here.", body = Problem),
              (status = 422, description = "The query makes no sense.", body = Problem)))]
pub(crate) async fn rejections(
    State(app): State<App>,
    member: CanFollow,
    Path(id): Path<ImportId>,
    Query(paging): Query<Paging>,
) -> Result<Answer<List<ImportRejection>>, Problem> {
    app.store.import(member.workspace.id, id).await?.ok_or_else(|| Problem::not_found("import"))?;
    let page = app.store.import_rejections(member.workspace.id, id, &paging.request()?).await?;
    Ok(Answer(List::of(page, |row| ImportRejection {
        line: row.line,
        field: row.field,
        code: row.code,
        message: row.message,
    })))
}

/// Rows of an import that were refused, as a CSV file.
#[utoipa::path(get, operation_id = "downloadImportRejections", path = "/api/imports/{id}/rejections.csv", tag = "ingest", security(("follow" = [])), params(("id" = String, Path)),
    responses((status = 200, description = "By line: line, field, code, message. Cells that a spreadsheet would run as formulas begin with an apostrophe.",
                  content_type = "text/csv", body = String),
              (status = 401, description = "Nobody is signed in.", body = Problem),
              (status = 404, description = "There is no such import here.", body = Problem)))]
pub(crate) async fn download_rejections(
    State(app): State<App>,
    member: CanFollow,
    Path(id): Path<ImportId>,
) -> Result<Response, Problem> {
    let workspace = member.workspace.id;
    app.store.import(workspace, id).await?.ok_or_else(|| Problem::not_found("import"))?;
    let ask = move |page| {
        let store = app.store.clone();
        async move { store.import_rejections(workspace, id, &page).await }
    };
    let columns = ["line", "field", "code", "message"];
    download::csv(&format!("import-{id}-rejected-rows"), &columns, ask, |row| {
        vec![row.line.to_string(), row.field, row.code, row.message]
    })
    .await
}
