//! While the customers of a workspace are read into memory: whoever asks about them is told how far that is, and
//! everything else goes on.
//!
//! What the last run left on disk is read first. A pipe in its place is read as a disk that does not answer: reading has
//! begun, and goes on only when the test lets it.
#![cfg(unix)]

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use super::app::{App, answer};

/// So many that the server keeps them on disk when it stops.
const MANY: usize = 50_000;

/// The file in which the last run left audiences.
fn left_on_disk(app: &App) -> PathBuf {
    let folder = std::fs::read_dir(app.data().join("store.audiences")).unwrap();
    let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

#[tokio::test]
async fn whoever_asks_while_customers_are_read_is_told_how_far_that_is() {
    let mut app = App::start().await;
    let people: Vec<_> = (0..MANY).map(|n| json!({"externalId": n.to_string(), "city": "Rome"})).collect();
    for some in people.chunks(10_000) {
        app.send("/api/customers", &json!(some)).await;
    }
    let romans = json!({"metric": "city", "operator": "==", "value": "rome"});
    assert_eq!(app.count(&romans).await, MANY as u64);
    app.stop().await;
    let file = left_on_disk(&app);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(Command::new("mkfifo").arg(&file).status().await.unwrap().success());
    app.run().await;

    let ask = |path: &str, body: &Value| app.request(Method::POST, path).json(body).send();
    let question = json!({"rule": romans, "limit": 1});
    let (preview, parts, list) = tokio::join!(
        ask("/api/campaigns/preview", &romans),
        ask("/api/segments/breakdown", &romans),
        ask("/api/customers/search", &question)
    );
    for asked in [preview, parts, list] {
        let asked = asked.unwrap();
        assert!(asked.headers().contains_key("retry-after"));
        let (status, problem) = answer(asked).await;
        assert_eq!((status.as_u16(), &problem["code"]), (503, &json!("audience_loading")), "{problem}");
        assert!((0.0..=1.0).contains(&problem["progress"].as_f64().unwrap()), "{problem}");
    }
    let (status, all) = app.get("/api/customers?limit=1").await;
    assert_eq!((status.as_u16(), &all["total"]), (200, &json!(MANY)), "what needs no audience goes on");

    // Who writes into a pipe and who reads from it wait for each other: the server stands there already.
    let opening = tokio::task::spawn_blocking(|| File::options().write(true).open(file).unwrap());
    let mut pipe = opening.await.unwrap();
    app.send("/api/customers", &json!([{"externalId": "late", "city": "Rome"}])).await;
    let writing = std::thread::spawn(move || pipe.write_all(&bytes).unwrap());
    // A question waits some seconds for what is being read, so this is no busy loop.
    let count = loop {
        let (status, counted) = answer(ask("/api/campaigns/preview", &romans).await.unwrap()).await;
        match status.as_u16() {
            200 => break counted["count"].as_u64(),
            _ => assert_eq!(counted["code"], "audience_loading", "{counted}"),
        }
    };
    assert_eq!(count, Some(MANY as u64 + 1), "with who came while it was read");
    writing.join().unwrap();
}
