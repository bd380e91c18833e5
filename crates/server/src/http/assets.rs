//! The web interface, embedded into the binary; every path that is no file is the app's own to route.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::problem::Problem;
use crate::app::App;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// What no route takes: a file of the interface, the interface itself, or nothing.
pub(crate) async fn fallback(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || path == "api" {
        let detail = format!("There is no {method} {}. /api-docs lists what there is.", uri.path());
        return Problem::new(StatusCode::NOT_FOUND, "no_such_route", detail).into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Pages can only be read.")
            .into_response();
    }
    if let Some(file) = Files::get(path).filter(|_| path != "index.html") {
        return serve(path, &file, &headers);
    }
    if !app.origins.know_host(&headers) {
        return foreign_name(&app);
    }
    match Files::get("index.html") {
        Some(_) if path.contains('.') => (StatusCode::NOT_FOUND, "There is no such file.").into_response(),
        Some(index) => serve("index.html", &index, &headers),
        None => (StatusCode::NOT_FOUND, Html("<p>This binary was built without the web interface. Run <code>make web</code>, then build again.")).into_response(),
    }
}

/// A file, compressed if the browser takes that, unless the browser has it already.
fn serve(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", hex(&file.metadata.sha256_hash()[..16]));
    let has = |name, wanted: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(wanted))
    };
    // Names under assets/ hold a hash of the content: what they stand for never changes.
    let caching =
        if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    if has(header::IF_NONE_MATCH, &etag) {
        return (
            StatusCode::NOT_MODIFIED,
            [(header::ETAG, etag), (header::CACHE_CONTROL, caching.to_owned())],
        )
            .into_response();
    }
    let compressed =
        has(header::ACCEPT_ENCODING, "gzip").then(|| Files::get(&format!("{path}.gz"))).flatten();
    let mut response = Response::new(match &compressed {
        Some(file) => Body::from(file.data.clone()),
        None => Body::from(file.data.clone()),
    });
    let mut set =
        |name, value: &str| value.parse().ok().and_then(|value| response.headers_mut().insert(name, value));
    set(header::CONTENT_TYPE, file.metadata.mimetype());
    set(header::ETAG, &etag);
    set(header::CACHE_CONTROL, caching);
    set(header::VARY, "accept-encoding");
    if compressed.is_some() {
        set(header::CONTENT_ENCODING, "gzip");
    }
    response
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Under a name we do not know, signing in could not work: better said than silently failed.
fn foreign_name(app: &App) -> Response {
    let page = format!(
        "<!doctype html><meta charset=utf-8><title>Mini CRM</title><h1>Not the address Mini CRM knows</h1>\
         <p>Mini CRM expects to be opened at <a href=\"{0}\">{0}</a>.</p>\
         <p>If people are to use the address you typed, set <code>BASE_URL_BACKEND</code> to it and start again.</p>",
        app.config.base_url()
    );
    (StatusCode::MISDIRECTED_REQUEST, Html(page)).into_response()
}
