//! The generator: writes prebuilt requests over kept-alive connections and reads no more of the answers than it must.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bodies::Request;
use crate::processes::Cpu;

/// How long the workers may take to catch up after a round.
const PATIENCE: Duration = Duration::from_mins(5);
/// How often they are asked whether they have.
const LOOK: Duration = Duration::from_millis(20);

/// Numbers the records of all rounds and servers.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What a round found.
pub(crate) struct Round {
    /// Records accepted.
    pub(crate) accepted: u64,
    /// From the first request to the last answer.
    pub(crate) took: Duration,
    /// How long each request took.
    pub(crate) waits: Vec<Duration>,
    /// The CPU time as it stood at the last answer.
    pub(crate) spent: Cpu,
    /// From the first request until everything was applied.
    pub(crate) caught_up: Duration,
}

/// Sends for a while over all connections, then waits until everything is applied.
pub(crate) async fn round(
    port: u16,
    key: &str,
    connections: &mut [Vec<Request>],
    length: Duration,
    spent: impl Fn() -> Cpu,
) -> Round {
    let began = Instant::now();
    let end = began + length;
    let sending = connections.iter_mut().map(|requests| connection(port, requests, end));
    let (mut accepted, mut waits) = (0, Vec::new());
    for (records, each) in futures_util::future::join_all(sending).await {
        accepted += records;
        waits.extend(each);
    }
    let (took, spent) = (began.elapsed(), spent());
    apply_all(port, key, began).await;
    Round { accepted, took, waits, spent, caught_up: began.elapsed() }
}

/// Waits until everything is applied.
pub(crate) async fn apply_all(port: u16, key: &str, began: Instant) {
    while !ask(port, key, "GET", "/api/pipeline", "").await.contains("\"state\":\"upToDate\"") {
        assert!(began.elapsed() < PATIENCE, "the workers do not catch up");
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends requests in turn until it is time to end, at least one; gives the records accepted and how long each took.
pub(crate) async fn connection(port: u16, requests: &mut [Request], end: Instant) -> (u64, Vec<Duration>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut accepted, mut waits, mut answer) = (0, Vec::new(), Vec::with_capacity(4_096));
    for turn in 0.. {
        let request = &mut requests[turn % requests.len()];
        let records = request.records() as u64;
        let first = NEXT.fetch_add(records, Ordering::Relaxed);
        let asked = Instant::now();
        stream.write_all(request.numbered(first)).await.unwrap();
        let status = read_answer(&mut stream, &mut answer).await;
        waits.push(asked.elapsed());
        let text = String::from_utf8_lossy(&answer);
        assert!(status == 202 && text.contains("\"rejectedTotal\":0"), "{text}");
        accepted += records;
        if Instant::now() >= end {
            break;
        }
    }
    (accepted, waits)
}

/// Reads one answer whole, head and body, and gives its status.
async fn read_answer(stream: &mut TcpStream, answer: &mut Vec<u8>) -> u16 {
    answer.clear();
    loop {
        assert!(stream.read_buf(answer).await.unwrap() > 0, "the server closed the connection");
        let Some(head) = answer.windows(4).position(|end| end == b"\r\n\r\n") else { continue };
        let text = std::str::from_utf8(&answer[..head]).unwrap();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .map_or(0, |length| length.parse().unwrap());
        if answer.len() >= head + 4 + length {
            return text.get(9..12).unwrap().parse().unwrap();
        }
    }
}

/// One request on a connection of its own; gives the whole answer.
pub(crate) async fn ask(port: u16, key: &str, method: &str, path: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    read_answer(&mut stream, &mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}
