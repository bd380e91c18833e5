//! Lists as files: a page of the store after the other, so that a list of any length needs the memory of two pages.

use std::future::Future;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use engine::spreadsheet::{MARK, rows};
use store::{Page, PageRequest, StoreError};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use super::problem::Problem;

/// Items read at once.
const PAGE: u32 = 1_000;

/// A list as CSV. What fails at the first page is answered as a problem; what fails later breaks the file off, so that
/// nobody takes a part for the whole.
pub(crate) async fn csv<T, Asked>(
    name: &str,
    columns: &[&str],
    mut ask: impl FnMut(PageRequest) -> Asked + Send + 'static,
    row: impl Fn(T) -> Vec<String> + Send + 'static,
) -> Result<Response, Problem>
where
    T: Send + 'static,
    Asked: Future<Output = Result<Page<T>, StoreError>> + Send,
{
    let Page { mut items, mut next } = ask(PageRequest { limit: PAGE, after: None }).await?;
    let mut part = [MARK.as_bytes(), &rows([columns])].concat();
    let (parts, body) = mpsc::channel::<Result<Bytes, StoreError>>(1);
    tokio::spawn(async move {
        loop {
            part.extend(rows(items.into_iter().map(&row)));
            if parts.send(Ok(std::mem::take(&mut part).into())).await.is_err() {
                return;
            }
            let Some(after) = next else { return };
            match ask(PageRequest { limit: PAGE, after: Some(after) }).await {
                Ok(page) => (items, next) = (page.items, page.next),
                Err(error) => {
                    tracing::warn!(%error, "a download broke off");
                    let _ = parts.send(Err(error)).await;
                    return;
                }
            }
        }
    });
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.csv\"")),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(body))).into_response())
}
